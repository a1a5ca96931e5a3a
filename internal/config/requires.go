package config

import (
	"fmt"
	"strconv"
	"strings"

	"brief/internal/diag"
)

// requiresPattern is the form of requires: bounds with commas between them.
const requiresPattern = `^ *(>=|<=|>|<|=) *[0-9]+(\.[0-9]+){0,2} *(, *(>=|<=|>|<|=) *[0-9]+(\.[0-9]+){0,2} *)*$`

// bound is one comparison of a requirement, such as ">= 0.1".
type bound struct {
	op string
	to version
}

// version is a release as major, minor and patch.
type version [3]int

// requires reads the versions of brief that a site needs, and keeps the problem
// that a version outside them is, at its place.
func (d *decoder) requires(c *Config, key string, v *node) {
	c.Requires = d.text(key, v)
	if c.Requires == "" {
		return
	}
	bounds, ok := parseBounds(c.Requires)
	if !ok {
		d.problem(v, "wrong-kind", "%s is not a range of versions", quote(c.Requires)).
			Hint = `write the oldest version that will do, in quotes: requires: ">= 0.1"`
		return
	}
	at := d.offset(v.Line, v.Column)
	c.bounds, c.boundsAt = bounds, diag.At(d.file, d.src, at, d.extent(v, at))
}

// CheckVersion reports that a version of brief is not among those that the site
// requires. A version that is no release ("dev", "") satisfies every one.
func (c *Config) CheckVersion(release string) diag.List {
	have, ok := parseVersion(release)
	if !ok {
		return nil
	}
	for _, b := range c.bounds {
		if !b.holds(have) {
			d := c.boundsAt
			d.Code = "requires-version"
			d.Msg = fmt.Sprintf("this site needs brief %s, and this is version %s", c.Requires, release)
			d.Hint = "install a version that fits, or change requires if the site works with this one"
			return diag.List{d}
		}
	}
	return nil
}

func (b bound) holds(v version) bool {
	order := 0
	for i := range v {
		if v[i] != b.to[i] {
			order = 1
			if v[i] < b.to[i] {
				order = -1
			}
			break
		}
	}
	switch b.op {
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	}
	return order == 0
}

func parseBounds(s string) ([]bound, bool) {
	var bounds []bound
	for part := range strings.SplitSeq(s, ",") {
		part = strings.Trim(part, " ")
		number := strings.TrimLeft(part, "<>=")
		b := bound{op: part[:len(part)-len(number)]}
		switch b.op {
		case ">=", "<=", ">", "<", "=":
		default:
			return nil, false
		}
		var ok bool
		if b.to, ok = parseVersion(strings.TrimLeft(number, " ")); !ok {
			return nil, false
		}
		bounds = append(bounds, b)
	}
	return bounds, true
}

// parseVersion reads "0.1" or "0.1.2"; what follows a hyphen or plus (Semantic
// Versioning 2.0.0, sections 9 and 10) is left out, and a "v" before it too.
func parseVersion(s string) (v version, ok bool) {
	s = strings.TrimPrefix(s, "v")
	if i := strings.IndexAny(s, "-+"); i >= 0 {
		s = s[:i]
	}
	parts := strings.Split(s, ".")
	if len(parts) > len(v) {
		return v, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || !digits(part) {
			return v, false
		}
		v[i] = n
	}
	return v, true
}
