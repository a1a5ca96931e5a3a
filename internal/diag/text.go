package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// tabStop is the width of a tab in a printed excerpt. The tab itself is never
// printed: the gutter would shift its stops.
const tabStop = 4

// The few attributes that the text style uses (ECMA-48, SGR).
const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	cyan   = "\x1b[36m"
	faint  = "\x1b[2m"
	reset  = "\x1b[0m"
)

// WriteText writes a list for people, each problem with its source line:
//
//	content/why.md:14:23: no page for link "../camps" [broken-link]
//	   14 | It began in [the camps](../camps) of the north.
//	      |                         ^^^^^^^^
//	hint: did you mean "../camp/"?
//
// A warning has "warning: " before its message. With color the same text
// carries terminal attributes. The error is the writer's.
func WriteText(w io.Writer, l List, color bool) error {
	p := printer{w: bufio.NewWriter(w), color: color}
	for i := range l {
		p.diag(&l[i])
	}
	return p.w.Flush()
}

type printer struct {
	w     *bufio.Writer // keeps the first error until Flush
	color bool
}

func (p *printer) diag(d *Diag) {
	if pos := d.Pos.String(); pos != "" {
		p.paint(bold, visible(pos)+":")
		p.w.WriteByte(' ')
	}
	main := red
	if d.Severity == Warning {
		main = yellow
		p.paint(main, "warning:")
		p.w.WriteByte(' ')
	} else if p.color {
		// Without colour an error is the unmarked case, as compilers have it.
		p.paint(main, "error:")
		p.w.WriteByte(' ')
	}
	p.w.WriteString(Printable(d.Msg))
	if d.Code != "" {
		p.w.WriteByte(' ')
		p.paint(faint, "["+visible(d.Code)+"]")
	}
	p.w.WriteByte('\n')
	if d.Excerpt != "" && d.Pos.Line > 0 {
		p.excerpt(d, main)
	}
	if d.Hint != "" {
		p.paint(cyan, "hint:")
		p.w.WriteString(" " + Printable(d.Hint) + "\n")
	}
}

func (p *printer) excerpt(d *Diag, main string) {
	line, before, carets := layOut(d)
	number := fmt.Sprintf("%5d", d.Pos.Line)
	p.paint(faint, number+" |")
	p.w.WriteString(" " + line + "\n")
	if d.Pos.Col == 0 {
		return
	}
	p.paint(faint, strings.Repeat(" ", len(number))+" |")
	p.w.WriteString(" " + strings.Repeat(" ", before))
	p.paint(main, strings.Repeat("^", carets))
	p.w.WriteByte('\n')
}

func (p *printer) paint(attribute, s string) {
	if !p.color {
		p.w.WriteString(s)
		return
	}
	p.w.WriteString(attribute + s + reset)
}

// layOut returns the excerpt as it is printed, and how many columns stand
// before and below the stretch that the carets mark.
func layOut(d *Diag) (line string, before, carets int) {
	var b strings.Builder
	first := d.Pos.Col - d.Cut // of the marked characters, counted from 1 in the excerpt
	last := first + max(d.Len, 1) - 1
	width, char := 0, 0
	for s := d.Excerpt; len(s) > 0; {
		r, n := utf8.DecodeRuneInString(s)
		at := b.Len()
		w := 0
		if r == '\t' {
			w = tabStop - width%tabStop
			b.WriteString(strings.Repeat(" ", w))
		} else {
			appendVisible(&b, r, s[:n])
			if b.Len()-at == n && r != utf8.RuneError {
				w = columns(r)
			} else {
				w = utf8.RuneCountInString(b.String()[at:])
			}
		}
		char++
		width += w
		if char < first {
			before = width
		} else if char <= last {
			carets += w
		}
		s = s[n:]
	}
	return b.String(), before, max(carets, 1)
}
