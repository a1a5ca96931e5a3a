package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"brief/internal/config"
)

// A name is typed by a person, in any script; the file's is safe everywhere.
func TestFileNamesAreMadeFromNamesInAnyScript(t *testing.T) {
	for name, want := range map[string]string{
		"Why Laos?":             "why-laos",
		"  Dam -- and river  ":  "dam-and-river",
		"What's next":           "whats-next",
		"Зачем Лаос":            "зачем-лаос",
		"ເປັນຫຍັງ ລາວ":          "ເປັນຫຍັງ-ລາວ",
		"لماذا لاوس":            "لماذا-لاوس",
		"为什么是老挝?":               "为什么是老挝",
		"Cafe\u0301":            "café", // put together
		"a/b\\c:d":              "a-b-c-d",
		"..":                    "",
		"🌏":                     "",
		"Tags":                  "tags-page", // an address of brief's own
		strings.Repeat("a", 99): strings.Repeat("a", 79),
	} {
		if got := fileName(name); got != want {
			t.Errorf("fileName(%q) is %q, want %q", name, got, want)
		}
	}
}

// A new brief.yaml says to take "# " away from the beginning of a line: what stands
// behind the value there was then taken for a part of it.
func TestEverySettingOfANewSiteCanBeTakenIntoUse(t *testing.T) {
	text := scaffold{title: "Laos"}.text("brief.yaml")
	_, settings, _ := strings.Cut(text, "\n\n")
	settings = strings.ReplaceAll(settings, "\n# ", "\n")
	c, l := config.Load("brief.yaml", []byte(settings))
	if len(l) > 0 || c.BaseURL != "https://example.org/" || c.Lang != "en" || c.Timezone.String() != "Asia/Vientiane" || c.Publisher.Name != "Example Desk" {
		t.Errorf("%+v, %v", c, l)
	}
}

// Whatever the name, the new files build without a word about them.
func FuzzNewSectionBuilds(f *testing.F) {
	for _, name := range []string{"Why Laos?", "a: b", "#1", "'it''s'", `"A" \ B`, "- x", "[a", "{{b}}", "{{date}}", "x # y", "null", "~a", "2025-02-30", "a\u2028b", "ເປັນ", "<b>", "a/b", ".", "&x *y", "x:", "\u200b1", "🌏 1", "20-Dam", "20-year war", "1-2-3", "7-"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "content", "a"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "content", "index.md"), []byte("# Home\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		var out, errs strings.Builder
		a := &app{stdout: &out, stderr: &errs, getenv: os.Getenv, dir: dir, color: "never"}
		if err := a.new("section", name, time.Unix(0, 0).UTC()); err != nil {
			if out.Len() > 0 {
				t.Errorf("%q: refused (%v), and yet it wrote %s", name, err, out.String())
			}
			return
		}
		path := strings.TrimSpace(out.String())
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, _, l := config.ParseMeta(filepath.Base(path), src, nil)
		if len(l) > 0 || m.Status != config.Draft {
			t.Errorf("%q: status %q, %v", name, m.Status, l)
		}
		_, base, _ := splitName(name)
		_, base = numbered(base)
		if m.Title != titleOf(base) || !utf8.ValidString(m.Title) {
			t.Errorf("%q: the title is %q", name, m.Title)
		}
	})
}
