package markdown

import (
	"bytes"
	"iter"
)

// What goldmark may have to do for the paragraphs of a file, in steps that
// together take some three tenths of a second at most. Running text that means
// what it seems to mean costs next to nothing of it; each budget is for a mark
// that nothing answers, for which the rest of its paragraph is looked through.
const (
	linkWork    = 200 << 20 // bytes looked at, for each "](" that does not end plainly
	bracketWork = 2 << 30   // the same for each "[", at far less a byte
	codeWork    = 400 << 20 // the same for each run of backticks
	markWork    = 144 << 20 // marks of emphasis looked at, for each of them
)

// paragraphs yields what goldmark may read as one paragraph, and its offset: a
// run of lines that are not blank and begin no item of a list. It is never less
// than goldmark's paragraph, and may be more.
func paragraphs(src []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		start := 0
		for at := 0; at < len(src); {
			line := src[at:]
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line = line[:i+1]
			}
			if begins, blank := beginsParagraph(line); begins {
				if at > start && !yield(start, src[start:at]) {
					return
				}
				start = at + blank
			}
			at += len(line)
		}
		if start < len(src) {
			yield(start, src[start:])
		}
	}
}

// beginsParagraph reports whether no paragraph can go on in line: it is blank,
// or begins a list item that may interrupt one (CommonMark 0.31, 5.2), which
// is sure only where it is indented by less than four columns. blank is how
// many bytes the next paragraph is away: all of a blank line.
func beginsParagraph(line []byte) (begins bool, blank int) {
	text := bytes.TrimSpace(line)
	if len(text) == 0 {
		return true, len(line)
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	if len(text) < 2 || indent > 3 || line[indent] == '\t' {
		return false, 0
	}
	switch text[0] {
	case '-', '*', '+':
		return text[1] == ' ', 0
	}
	return len(text) > 2 && text[0] == '1' && (text[1] == '.' || text[1] == ')') && text[2] == ' ', 0
}

// tangled finds the paragraph at which the brackets of a file are too much work.
func tangled(src []byte) (off int, ok bool) {
	if len(src)*bytes.Count(src, []byte{'['}) < linkWork {
		return 0, false
	}
	links, brackets := 0, 0
	for at, par := range paragraphs(src) {
		links += openLinks(par) * len(par)
		brackets += bytes.Count(par, []byte{'['}) * len(par)
		if links > linkWork || brackets > bracketWork {
			return at, true
		}
	}
	return 0, false
}

// openLinks counts the "](" for which goldmark may look beyond the link: all
// but those with an address that ends in ")" and holds nothing remarkable.
func openLinks(par []byte) (n int) {
	for {
		i := bytes.Index(par, []byte("]("))
		if i < 0 {
			return n
		}
		par = par[i+2:]
		if end := bytes.IndexAny(par, ")(<\\ \t\r\n"); end <= 0 || par[end] != ')' {
			n++
		}
	}
}

// backticked finds the paragraph at which the backticks of a file are too much
// work. A run of them that no run of its length follows is no code; all of its
// paragraph is looked through to find that out, for each length once. Of a run
// after a backslash the first is text, so that no run need answer the others.
func backticked(src []byte) (off int, ok bool) {
	if len(src)*bytes.Count(src, []byte{'`'}) < codeWork {
		return 0, false
	}
	work := 0
	seen := map[int]int{} // the end of the paragraph that had a run of this length last
	for at, par := range paragraphs(src) {
		runs, end := 0, at+len(par)
		for i := 0; i < len(par); i++ {
			if par[i] != '`' {
				continue
			}
			first := i
			for i < len(par) && par[i] == '`' {
				i++
			}
			if seen[i-first] != end || first > 0 && par[first-1] == '\\' {
				seen[i-first] = end
				runs++
			}
		}
		if work += runs * len(par); work > codeWork {
			return at, true
		}
	}
	return 0, false
}

// titleWork is at least what tangled and backticked would say of a picture's
// title, which is read anew for each picture that names its definition.
func titleWork(title []byte) int {
	return (openLinks(title) + bytes.Count(title, []byte{'`'})) * len(title)
}

// overmarked finds the paragraph at which the runs of *, _ and ~ of a file are
// too much work. For each that closes nothing goldmark goes back through all
// that are open: 30,000 of them in a file of 64 KB took five seconds.
func overmarked(src []byte) (off int, ok bool) {
	all := 0
	for _, mark := range []byte("*_~") {
		all += bytes.Count(src, []byte{mark})
	}
	if all*all <= markWork {
		return 0, false
	}
	work := 0
	for at, par := range paragraphs(src) {
		marks := 0
		for i, c := range par {
			if (c == '*' || c == '_' || c == '~') && (i == 0 || par[i-1] != c) {
				marks++
			}
		}
		if work += marks * marks; work > markWork {
			return at, true
		}
	}
	return 0, false
}
