package diag

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// record is a problem in JSON. Its names are part of what brief promises.
type record struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	Len      int    `json:"len"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
	Excerpt  string `json:"excerpt"`
}

// WriteJSON writes a list as one JSON document, an array of objects with all
// of these keys: file, line, col, len, severity ("error", "warning"), code,
// message, hint, excerpt. Unknown places are "" and 0, as in [Pos].
func WriteJSON(w io.Writer, l List) error {
	records := make([]record, 0, len(l))
	for i := range l {
		d := &l[i]
		records = append(records, record{
			File: d.Pos.File, Line: d.Pos.Line, Col: d.Pos.Col, Len: d.Len,
			Severity: d.Severity.String(), Code: d.Code,
			Message: short(d.Msg), Hint: short(d.Hint), Excerpt: d.Excerpt,
		})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(records); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeJSON(b.String()))
	return err
}

// escapeJSON writes what is hidden and not ASCII as JSON escapes. encoding/json
// does so with the ASCII controls only. In a JSON document such a character can
// only stand in a string, so that the document's value stays the same.
func escapeJSON(s string) string {
	if !strings.ContainsFunc(s, hiddenInJSON) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if !hiddenInJSON(r) {
			b.WriteRune(r)
		} else if hi, lo := utf16.EncodeRune(r); r > 0xffff {
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func hiddenInJSON(r rune) bool { return r >= 0x7f && hidden(r) }

// WriteGitHub writes a list as workflow commands of GitHub Actions, which shows
// them beside the lines of a change:
//
//	::error file=content/why.md,line=14,col=23,title=broken-link::no page for link "../camps"
//
// Escapes are those of "Workflow commands for GitHub Actions" and of its
// toolkit: % CR LF in a message, and : , in a property.
func WriteGitHub(w io.Writer, l List) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	out := bufio.NewWriter(w)
	for i := range l {
		d := &l[i]
		var props []string
		if d.Pos.File != "" {
			props = append(props, "file="+property.Replace(visible(d.Pos.File)))
		}
		if d.Pos.Line > 0 {
			props = append(props, fmt.Sprintf("line=%d", d.Pos.Line))
		}
		if d.Pos.Line > 0 && d.Pos.Col > 0 {
			props = append(props, fmt.Sprintf("col=%d", d.Pos.Col))
			if d.Len > 1 {
				props = append(props, fmt.Sprintf("endColumn=%d", d.Pos.Col+d.Len-1))
			}
		}
		if d.Code != "" {
			props = append(props, "title="+property.Replace(visible(d.Code)))
		}
		msg := Printable(d.Msg)
		if d.Hint != "" {
			msg += "\nhint: " + Printable(d.Hint)
		}
		fmt.Fprintf(out, "::%s %s::%s\n", d.Severity, strings.Join(props, ","), data.Replace(msg))
	}
	return out.Flush()
}
