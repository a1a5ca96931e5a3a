package check

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"
)

// checkLeaks looks in a page for what readers must not see: keys in all of it,
// paths and titles in its texts and in attributes that hold no address.
func (c *checker) checkLeaks(body []byte) {
	c.a.note(keysIn(string(body))...)
	var said []finding
	for i := range c.nodes {
		e := &c.nodes[i]
		said = append(said, pathsIn(e.text)...)
		said = append(said, c.s.drafts.in(e.text)...)
		for _, a := range e.attrs {
			switch a.key {
			case "href", "src", "srcset", "action", "poster", "data", "xlink:href", "class", "id", "d":
				continue
			}
			said = append(said, pathsIn(a.val)...)
			said = append(said, c.s.drafts.in(a.val)...)
		}
		if e.tag == atom.Script || e.tag == atom.Style {
			said = append(said, commentsIn(c.rawText(int32(i)))...)
		}
	}
	for _, text := range c.comments {
		said = append(said, pathsIn(text)...)
		if note := noteIn(text); note != "" {
			said = append(said, noteFinding(note))
		}
	}
	c.a.note(once(said)...)
}

// leaksIn looks in a text file that is no page.
func (s *Set) leaksIn(text, kind string) []finding {
	l := append(keysIn(text), pathsIn(text)...)
	switch kind {
	case "text/css", "text/javascript", "image/svg+xml":
		l = append(l, commentsIn(text)...)
		if i := strings.Index(text, "sourceMappingURL="); i >= 0 {
			l = append(l, finding{code: "leak-source-map", node: none, words: clip(text[i:], 40), msg: "the file names a source map, which shows what it was made from", hint: "take the line out that holds sourceMappingURL"})
		}
	}
	return once(append(l, s.drafts.in(text)...))
}

// once drops findings that say the same again.
func once(l []finding) []finding {
	if len(l) < 2 {
		return l
	}
	seen := make(map[string]bool, len(l))
	out := l[:0]
	for _, f := range l {
		if !seen[f.msg] {
			seen[f.msg] = true
			out = append(out, f)
		}
	}
	return out
}

// litterIn says of an output's name whether it is an editor's, a system's or a
// developer's leftover.
func litterIn(name string) []finding {
	file := path.Base(name)
	lower := strings.ToLower(file)
	is := func(code, msg string) []finding {
		return []finding{{code: code, node: none, msg: msg, hint: "take it out of static/ or content/"}}
	}
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		switch strings.ToLower(part) {
		case ".git", ".svn", ".hg", ".idea", ".vscode", "node_modules", "__macosx":
			return is("leak-repository", fmt.Sprintf("the file %s of a folder %s is published", quote(name), part))
		}
	}
	switch {
	case lower == ".git" || lower == ".gitignore" || lower == ".gitattributes" || lower == ".npmrc":
		return is("leak-repository", fmt.Sprintf("the file %s is published", quote(name)))
	case lower == ".env" || strings.HasPrefix(lower, ".env.") || lower == "id_rsa" || lower == "id_ed25519" || strings.HasSuffix(lower, ".pem") || strings.HasSuffix(lower, ".key"):
		return is("leak-key", fmt.Sprintf("the file %s, which holds keys, is published", quote(name)))
	case strings.HasSuffix(lower, ".map") && strings.Count(lower, ".") > 1:
		return is("leak-source-map", fmt.Sprintf("the source map %s is published", quote(name)))
	case lower == ".ds_store" || lower == "thumbs.db" || lower == "desktop.ini" || lower == "4913" || strings.HasPrefix(file, "._") || strings.HasPrefix(file, ".#") || strings.HasPrefix(file, "~$"):
		return is("leak-litter", fmt.Sprintf("the file %s, which a system or editor left, is published", quote(name)))
	}
	for _, ending := range []string{"~", ".swp", ".swo", ".bak", ".orig", ".rej", ".tmp", ".old", ".psd", ".ai", ".xcf"} {
		if strings.HasSuffix(lower, ending) {
			return is("leak-litter", fmt.Sprintf("the file %s, which looks like an editor's own, is published", quote(name)))
		}
	}
	return nil
}

// commentsIn finds notes that authors left in comments of a style sheet, a
// script or a drawing.
func commentsIn(text string) (l []finding) {
	for _, marks := range [][2]string{{"/*", "*/"}, {"<!--", "-->"}} {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, marks[0])
			if !ok {
				break
			}
			comment, next, ok := strings.Cut(after, marks[1])
			if note := noteIn(comment); note != "" {
				l = append(l, noteFinding(note))
			}
			if rest = next; !ok {
				break
			}
		}
	}
	return l
}

// noteIn is the line of a comment that holds an author's note to self.
func noteIn(comment string) string {
	for line := range strings.Lines(comment) {
		for _, word := range []string{"TODO", "FIXME", "XXX", "HACK"} {
			if i := strings.Index(line, word); i >= 0 && !letterAt(line, i-1) && !letterAt(line, i+len(word)) {
				return strings.TrimSpace(line)
			}
		}
	}
	return ""
}

func letterAt(s string, i int) bool { return 0 <= i && i < len(s) && isNameByte(s[i]) }

func noteFinding(note string) finding {
	return finding{code: "leak-comment", node: none, words: clip(note, 60), msg: "a comment that readers can see says " + quote(clip(note, 60)), hint: "take the comment out"}
}

// pathsIn finds paths of somebody's own computer.
func pathsIn(text string) (l []finding) {
	for _, root := range []string{"/home/", "/Users/", `:\Users\`, `:\\Users\\`, ":/Users/", "file:///"} {
		for at := 0; ; {
			i := strings.Index(text[at:], root)
			if i < 0 {
				break
			}
			i += at
			at = i + len(root)
			name := text[at : at+nameEnd(text[at:])]
			if root[0] == ':' && i > 0 {
				i-- // the drive's letter
			}
			if name == "" || letterAt(text, i-1) || i > 0 && strings.IndexByte("./~:", text[i-1]) >= 0 {
				continue
			}
			found := text[i : at+len(name)]
			l = append(l, finding{code: "leak-path", node: none, words: found, msg: "a path of somebody's own computer is published: " + quote(clip(found, 60)), hint: "take it out, or write the path without the person's folder"})
		}
	}
	return l
}

// nameEnd is how long the folder's name is that a text begins with.
func nameEnd(s string) int {
	n := 0
	for n < len(s) && n < 64 && (isNameByte(s[n]) || s[n] == '.') {
		n++
	}
	return n
}

// titles finds the titles of pages held back, by their first two words.
type titles struct {
	byFirst map[string]map[string][]heldTitle // "" for a title of one word
}

type heldTitle struct {
	words []string
	held  Held
}

// newTitles takes in titles, but for those so short that any text may hold them.
func newTitles(held []Held) *titles {
	t := &titles{byFirst: map[string]map[string][]heldTitle{}}
	for _, h := range held {
		words := wordsOf(h.Title)
		if len(words) == 0 || len(words) == 1 && len(h.Title) <= 12 {
			continue
		}
		second := ""
		if len(words) > 1 {
			second = words[1]
		}
		if t.byFirst[words[0]] == nil {
			t.byFirst[words[0]] = map[string][]heldTitle{}
		}
		t.byFirst[words[0]][second] = append(t.byFirst[words[0]][second], heldTitle{words, h})
	}
	return t
}

// wordsOf are a text's runs of letters and digits.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) })
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// in finds titles in a text.
func (t *titles) in(text string) (l []finding) {
	if len(t.byFirst) == 0 {
		return nil
	}
	for {
		word, rest := nextWord(text)
		if word == "" {
			return l
		}
		if seconds := t.byFirst[word]; seconds != nil {
			second, _ := nextWord(rest)
			for _, h := range seconds[second] {
				if followedBy(rest, h.words[1:]) {
					l = append(l, h.finding())
				}
			}
			if second != "" {
				for _, h := range seconds[""] {
					l = append(l, h.finding())
				}
			}
		}
		text = rest
	}
}

func (h *heldTitle) finding() finding {
	return finding{
		code: "leak-draft", node: none, words: h.held.Title, warning: len(h.words) < 4 && len(h.held.Title) < 24,
		msg:  fmt.Sprintf("the title of %s, which is held back, can be read here: %s", h.held.Source, quote(h.held.Title)),
		hint: "take it out until that page is published",
	}
}

// nextWord returns the first word of a text and what follows it; empty if there is none.
func nextWord(text string) (word, rest string) {
	begin := strings.IndexFunc(text, isWordRune)
	if begin < 0 {
		return "", ""
	}
	text = text[begin:]
	end := strings.IndexFunc(text, func(r rune) bool { return !isWordRune(r) })
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:]
}

// followedBy says whether the next words of a text are these.
func followedBy(text string, words []string) bool {
	for _, w := range words {
		word, rest := nextWord(text)
		if word != w {
			return false
		}
		text = rest
	}
	return true
}
