package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// picturesMade tells people how far the first build of many pictures is, which
// can take minutes; nil where nobody wants to hear of it.
func (a *app) picturesMade() func(done, wanted int) {
	if a.quiet {
		return nil
	}
	if f, ok := a.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return pictureBar(f)
	}
	return pictureLines(a.stderr, time.Now)
}

// pictureBar draws a bar on a terminal's last line, and takes it away once all
// that was asked for so far is done.
func pictureBar(w io.Writer) func(done, wanted int) {
	const width = 30
	return func(done, wanted int) {
		if done == wanted {
			fmt.Fprint(w, "\r\x1b[K")
			return
		}
		full := width * done / wanted
		fmt.Fprintf(w, "\rmaking pictures [%s%s] %d of %d\x1b[K", strings.Repeat("#", full), strings.Repeat(".", width-full), done, wanted)
	}
}

// pictureLines writes a line now and then, for logs: none of what takes no time.
func pictureLines(w io.Writer, now func() time.Time) func(done, wanted int) {
	const often = 5 * time.Second
	var last time.Time
	return func(done, wanted int) {
		switch t := now(); {
		case last.IsZero():
			last = t
		case t.Sub(last) >= often:
			last = t
			fmt.Fprintf(w, "making pictures: %d of %d\n", done, wanted)
		}
	}
}
