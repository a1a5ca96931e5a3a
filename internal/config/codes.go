package config

import (
	_ "embed"
	"slices"
	"strings"

	"brief/internal/diag"
)

// codesText holds the codes of all problems that brief reports, one a line, sorted.
// The stages that report them are none of this package's business, but a severity for
// a code that is not there would pass for one that is set.
//
//go:embed codes.txt
var codesText string

// severityOf decodes what an entry of check.severity sets: "" if nothing.
func (d *decoder) severityOf(k, v *node) string {
	codes := strings.Fields(codesText)
	if _, known := slices.BinarySearch(codes, k.Value); !known {
		p := d.problem(k, "unknown-key", "no problem has the code %s", quote(k.Value))
		p.Hint = "'brief help problems' lists them"
		if near := diag.Nearest(k.Value, codes); near != "" {
			p.Hint = diag.DidYouMean(near, "")
		}
		return ""
	}
	return d.oneOf("severity", v, severities)
}
