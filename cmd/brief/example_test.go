package main

import (
	"regexp"
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/diag"
)

// The manual wrote a photo's credit as "credit: Photo: Ann Author/Agency", which brief
// refuses for its second colon.
func TestTheManualsYAMLIsUnderstood(t *testing.T) {
	kinds := map[string]func(string) diag.List{
		"brief.yaml":   func(s string) diag.List { _, l := config.Load("x", []byte(s)); return l },
		"people.yaml":  func(s string) diag.List { _, l := config.ParsePeople("x", []byte(s)); return l },
		"sidecar":      func(s string) diag.List { _, l := config.ParseSidecar("x", []byte(s)); return l },
		"front matter": func(s string) diag.List { _, _, l := config.ParseMeta("x", []byte(s), nil); return l },
	}
	tried := map[string]int{}
	for _, topic := range helpTopics() {
		for _, block := range yamlIn(helpText(t, topic)) {
			var fits []string
			var said []string
			for kind, parse := range kinds {
				if strings.HasPrefix(block, "---\n") != (kind == "front matter") {
					continue
				}
				if l := parse(block); len(l) == 0 {
					fits = append(fits, kind)
				} else {
					said = append(said, kind+": "+l[0].Msg)
				}
			}
			if len(fits) == 0 {
				t.Errorf("help/%s.txt shows what is no YAML of a site:\n%s\n%s", topic, block, strings.Join(said, "\n"))
			}
			for _, kind := range fits {
				tried[kind]++
			}
		}
	}
	for kind := range kinds {
		if tried[kind] == 0 {
			t.Errorf("nothing of the kind %s is shown", kind)
		}
	}
}

// yamlIn are the examples of a help text that begin with a key or a line of hyphens,
// without their indentation. A page's end with its front matter.
func yamlIn(text string) (blocks []string) {
	key := regexp.MustCompile(`^    (---|[a-z_]+:( .*)?)$`)
	before, block := "", ""
	for line := range strings.Lines(text + "\n") {
		line = strings.TrimSuffix(line, "\n")
		switch example, ok := strings.CutPrefix(line, "    "); {
		case ok && (block != "" || key.MatchString(line) && (before == "" || strings.HasSuffix(before, ":"))):
			block += example + "\n"
		case block != "":
			front, _, isPage := strings.Cut(strings.TrimPrefix(block, "---\n"), "---\n")
			if isPage {
				block = "---\n" + front + "---\n"
			}
			blocks, block = append(blocks, block), ""
		}
		before = line
	}
	return blocks
}
