package main

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

// An argument that is quoted in a message could clear the screen or set a title.
func TestMessagesAboutArgumentsHaveNoControlCharacters(t *testing.T) {
	const evil = "a\x1b[2J\u009b\u202eb"
	dir := layOut(t, fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}})
	for _, args := range [][]string{
		{"-C", dir, "explain", evil},
		{"-C", dir, "explain", "/" + strings.Repeat("x", 100_000)},
		{"-C", evil, "build"},
		{"-C", dir, "build", "--" + evil},
		{"-C", dir, "build", "--as-of", evil},
		{"-C", dir, "new", "briefing", evil},
		{"-C", dir, "-o", evil},
		{"help", evil},
		{evil},
	} {
		var stdout, stderr strings.Builder
		code := run(args, &stdout, &stderr, func(string) string { return "" })
		if said := stderr.String(); code == exitOK || said == "" || len(said) > 2000 {
			t.Errorf("%.100q: exit code %d, %d bytes", args, code, len(said))
		}
		for _, r := range stdout.String() + stderr.String() {
			if (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) && r != '\n' && r != '\t' {
				t.Errorf("%.100q: %U is printed", args, r)
			}
		}
	}
}
