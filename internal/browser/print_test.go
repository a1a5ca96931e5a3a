package browser_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
	all := sites(t)
	addresses := 0
	for _, p := range []page{all[0].page(t, "all/index.html"), all[1].page(t, "river/all/index.html")} {
		open := b.Open(t, p.url, browser.View{})
		file := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(file, open.PDF(), 0o644); err != nil {
			t.Fatal(err)
		}
		numbered(t, strings.Split(strings.TrimSuffix(printed(t, pdftotext, "-layout", file), "\f"), "\f"))
		text := squeeze(printed(t, pdftotext, "-raw", file))
		said := browser.Eval[onScreen](open, readScreen)
		if len(said.Ways) == 0 || said.Date == "" || said.Canonical == "" {
			t.Errorf("%s lacks what is looked for in its print: %+v", p.url, said)
		}
		addresses += len(said.Notes)
		for _, want := range append(said.Notes, said.Date, said.Canonical) {
			if !strings.Contains(text, squeeze(want)) {
				t.Errorf("%s: not in the print: %s", p.url, want)
			}
		}
		for _, way := range said.Ways {
			if strings.Contains(text, squeeze(way)) {
				t.Errorf("%s: printed, though it leads nowhere on paper: %.80s", p.url, way)
			}
		}
		wholeOnPaper(t, open)
	}
	if addresses < 3 {
		t.Errorf("only %d addresses were looked for in print", addresses)
	}
}

// onScreen is what a page says that its print has to say or to leave out.
type onScreen struct {
	Notes           []string // addresses in the sources
	Ways            []string // texts of navigation
	Date, Canonical string
}

const readScreen = `(() => {
	const text = e => (e?.textContent ?? '').replace(/\s+/g, ' ').trim();
	return {
		Notes: [...document.querySelectorAll('.sources li a[href^=http]')].map(a => a.getAttribute('href')),
		Ways: [...document.querySelectorAll('nav, .skip, .back')].map(text).filter(s => s.length > 12),
		Date: text(document.querySelector('time')),
		Canonical: document.querySelector('link[rel=canonical]')?.href ?? '',
	};
})()`

// printed is the text of a printed page, with a form feed after each sheet: as
// it lies on the paper (-layout) or as it is read, column by column (-raw).
func printed(t *testing.T, pdftotext, order, file string) string {
	t.Helper()
	out, err := exec.Command(pdftotext, order, file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func numbered(t *testing.T, sheets []string) {
	t.Helper()
	if len(sheets) < 3 {
		t.Errorf("%d sheets: the briefing is longer", len(sheets))
	}
	for i, sheet := range sheets {
		lines := strings.Split(strings.TrimSpace(sheet), "\n")
		if last := strings.TrimSpace(lines[len(lines)-1]); last != strconv.Itoa(i+1) {
			t.Errorf("sheet %d ends with %q, not with its number", i+1, last)
		}
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
