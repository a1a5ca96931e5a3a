package markdown

import "bytes"

// maxMarks is how many runs of *, _ and ~ a paragraph may hold. For each that
// closes nothing goldmark goes back through all that are open: 30,000 of them
// in a file of 64 KB took five seconds.
const maxMarks = 12_000

// overmarked finds a paragraph (as in tangled) that holds more than maxMarks.
func overmarked(src []byte) (off int, ok bool) {
	all := 0
	for _, mark := range []byte("*_~") {
		all += bytes.Count(src, []byte{mark})
	}
	if all <= maxMarks {
		return 0, false
	}
	start, marks := 0, 0
	for at := 0; at < len(src); {
		line := src[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if begins, blank := beginsParagraph(line); begins {
			start, marks = at+blank, 0
		}
		for i, c := range line {
			if (c == '*' || c == '_' || c == '~') && (i == 0 || line[i-1] != c) {
				marks++
			}
		}
		if marks > maxMarks {
			return start, true
		}
		at += len(line)
	}
	return 0, false
}
