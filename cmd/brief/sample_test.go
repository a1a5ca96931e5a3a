package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// README and CHANGELOG show what brief says of a link that leads nowhere. It
// is what brief says, byte for byte: the sample had carets and words of an
// older one.
func TestShownMessagesAreTheProgramsOwn(t *testing.T) {
	for _, name := range []string{"README.md", "CHANGELOG.md"} {
		t.Run(name, func(t *testing.T) {
			doc, err := os.ReadFile(filepath.Join("..", "..", name))
			if err != nil {
				t.Fatal(err)
			}
			shown := shownMessage(t, string(doc))
			parts := regexp.MustCompile(`(?s)^(content/[^\s:]+):(\d+):.*? \| ([^\n]*)\n.*hint: did you mean "([^"]+)"`).FindStringSubmatch(shown)
			if parts == nil {
				t.Fatalf("no place, line and hint in:\n%s", shown)
			}
			line, err := strconv.Atoi(parts[2])
			if err != nil {
				t.Fatal(err)
			}
			site := t.TempDir()
			head := "---\ntitle: Page\n---\n"
			blank := strings.Repeat("\n", line-1-strings.Count(head, "\n"))
			lay(t, site, map[string]string{
				"content/index.md":    "---\ntitle: Home\n---\n",
				parts[1]:              head + blank + parts[3] + "\n",
				"content/" + parts[4]: head,
			})
			var said bytes.Buffer
			c := exec.Command(binary(t), "build", "-q", "-C", site)
			c.Stderr = &said
			if err := c.Run(); err == nil {
				t.Error("the link is no error")
			}
			if !strings.Contains(said.String(), shown) {
				t.Errorf("shown:\n%s\nsaid:\n%s", shown, said.String())
			}
		})
	}
}

// shownMessage is the one fenced block of a text that holds a message, without
// the indentation of the block.
func shownMessage(t *testing.T, doc string) string {
	t.Helper()
	blocks := strings.Split(doc, "```")
	for i := 1; i < len(blocks); i += 2 {
		if !strings.Contains(blocks[i], "[broken-link]") {
			continue
		}
		before := blocks[i-1]
		indent := before[strings.LastIndexByte(before, '\n')+1:]
		lines := strings.Split(strings.Trim(blocks[i], "\n "), "\n")
		for k := range lines {
			lines[k] = strings.TrimPrefix(lines[k], indent)
		}
		return strings.Join(lines, "\n") + "\n"
	}
	t.Fatal("no message is shown")
	return ""
}
