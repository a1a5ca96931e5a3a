package render

import (
	"html/template"
	"strconv"
	"strings"

	"brief/internal/markdown"
	"brief/internal/site"
)

// noteAt is where a text's note stands in the list of its page.
type noteAt struct {
	number int // from 1
	before int // how many marks of it come before those of the text
}

// noteAt returns where the text's note i stands.
func (t *text) noteAt(i int) noteAt {
	if t.notes == nil {
		return noteAt{number: i + 1}
	}
	return t.notes[i]
}

// numberNotes makes one list of the notes of several texts. A source that two
// of them name in the same words stands in it once.
func numberNotes(texts []*text) {
	seen := map[string]noteAt{} // before: all its marks so far
	count := 0
	for _, t := range texts {
		t.notes = make([]noteAt, len(t.doc.Notes))
		for i := range t.doc.Notes {
			n := &t.doc.Notes[i]
			key := t.sameNote(&n.Body)
			at, again := seen[key]
			if !again || key == "" {
				count++
				at = noteAt{number: count}
			}
			t.notes[i] = at
			seen[key] = noteAt{at.number, at.before + n.Uses}
		}
	}
}

// sameNote is a text that two notes share if they say the same wherever they
// stand: their HTML and its addresses, all outside the site. It is empty for
// any other note.
func (t *text) sameNote(f *markdown.Fragment) string {
	var b strings.Builder
	b.WriteString(f.HTML)
	for i := range f.Holes {
		h := &f.Holes[i]
		if h.Kind != markdown.HoleHref {
			return ""
		}
		if _, inside := site.Target(t.path, h.Dest); inside {
			return ""
		}
		b.WriteString("\n" + h.Dest)
	}
	return b.String()
}

// Notes are the footnotes of the whole page, in the order of their numbers.
func (p *Page) Notes() []Note {
	return p.once.notes.get(func() []Note {
		var out []Note
		for _, t := range p.allTexts() {
			for i := range t.doc.Notes {
				at := t.noteAt(i)
				if at.number > len(out) {
					html := t.html(&t.doc.Notes[i].Body)
					out = append(out, Note{Number: at.number, ID: noteID(at.number), HTML: withoutParagraph(html)})
				}
				out[at.number-1].Back = append(out[at.number-1].Back, t.back(i)...)
			}
		}
		return out
	})
}

// back are the links from note i to its marks in the text.
func (t *text) back(i int) []Back {
	at := t.noteAt(i)
	out := make([]Back, t.doc.Notes[i].Uses)
	for use := range out {
		label := letters(at.before + use)
		out[use] = Back{
			URL:   "#" + markID(at.number, at.before+use),
			Label: label,
			Name:  t.page.phrase("back_to_mention", label, strconv.Itoa(at.number)),
		}
	}
	return out
}

// withoutParagraph unwraps HTML that is one paragraph and nothing else, as most
// notes are, so that what a template puts behind it stands on the same line.
func withoutParagraph(h template.HTML) template.HTML {
	s, ok := strings.CutPrefix(string(h), "<p>")
	if !ok || strings.Index(s, "</p>") != len(s)-len("</p>") {
		return h
	}
	return template.HTML(s[:len(s)-len("</p>")])
}

func noteID(number int) string { return "fn" + strconv.Itoa(number) }

// markID is the id of a note's mark: use counts from 0.
func markID(number, use int) string {
	id := "fnref" + strconv.Itoa(number)
	if use > 0 {
		id += "-" + strconv.Itoa(use+1)
	}
	return id
}

// letters counts a, b, …, z, aa, ab, ….
func letters(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}
