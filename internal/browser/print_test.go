package browser_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"brief/internal/browser"
)

// On paper nothing can be followed or opened: addresses are spelled out, ways
// on are left out, each sheet has its number, and the text says of which day
// it is and where it was read.
func TestPrintedBriefingStandsAlone(t *testing.T) {
	pdftotext := browser.Program(t, "pdftotext")
	b := browser.Start(t)
	addresses := 0
	for _, print := range []struct {
		site site
		at   string
	}{{sites(t)[0], "all/index.html"}, {sites(t)[1], "river/all/index.html"}} {
		page := b.Open(t, print.site.page(t, print.at).url, browser.View{})
		file := filepath.Join(t.TempDir(), "all.pdf")
		if err := os.WriteFile(file, page.PDF(), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(pdftotext, "-layout", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		sheets := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
		if len(sheets) < 3 {
			t.Errorf("%s: %d sheets: the briefing is longer", print.site.name, len(sheets))
		}
		for i, sheet := range sheets {
			lines := strings.Split(strings.TrimSpace(sheet), "\n")
			if last := strings.TrimSpace(lines[len(lines)-1]); last != fmt.Sprint(i+1) {
				t.Errorf("%s: sheet %d ends with %q, not with its number", print.site.name, i+1, last)
			}
		}
		text := squeeze(string(out))
		said := browser.Eval[struct {
			Notes, Ways     []string
			Date, Canonical string
		}](page, `(() => {
			const text = e => (e.textContent ?? '').replace(/\s+/g, ' ').trim();
			return {
				Notes: [...document.querySelectorAll('.sources li a[href^=http]')].map(a => a.getAttribute('href')),
				Ways: [...document.querySelectorAll('nav, .skip, .back')].map(text).filter(s => s.length > 12),
				Date: text(document.querySelector('time')),
				Canonical: document.querySelector('link[rel=canonical]').href,
			};
		})()`)
		addresses += len(said.Notes)
		if len(said.Ways) == 0 || said.Date == "" || said.Canonical == "" {
			t.Errorf("%s: the page lacks what is looked for in its print: %+v", print.site.name, said)
		}
		for _, want := range append(said.Notes, said.Date, said.Canonical) {
			if !strings.Contains(text, squeeze(want)) {
				t.Errorf("%s: not in the print: %s", print.site.name, want)
			}
		}
		for _, way := range said.Ways {
			if strings.Contains(text, squeeze(way)) {
				t.Errorf("%s: printed, though it leads nowhere on paper: %.80s", print.site.name, way)
			}
		}
		wholeOnPaper(t, page)
	}
	if addresses < 3 {
		t.Errorf("only %d addresses were looked for in print", addresses)
	}
}

// wholeOnPaper: figures and rows are not cut, and what was folded is open.
func wholeOnPaper(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Look(browser.View{Width: 680, Height: 1000, Paper: true}) // A4 between its margins
	for _, line := range browser.Eval[[]string](p, `(() => {
		const out = [], figures = document.querySelectorAll('figure, tr');
		if (!figures.length) out.push('no figure on the page');
		for (const e of figures) {
			if (!e.checkVisibility()) out.push('not printed: ' + e.outerHTML.slice(0, 80));
			else if (getComputedStyle(e).breakInside != 'avoid') out.push('may be cut: ' + e.outerHTML.slice(0, 80));
			else if (e.getBoundingClientRect().height > 950) out.push('longer than a sheet: ' + e.outerHTML.slice(0, 80));
		}
		for (const e of document.querySelectorAll('details > :not(summary)'))
			if (!e.getBoundingClientRect().height) out.push('folded: ' + e.outerHTML.slice(0, 80));
		return out;
	})()`) {
		t.Error(line)
	}
}

// squeeze is a text without spaces, as lines of print break it anywhere.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00ad' || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}
