package main

import (
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/render"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func helpText(t *testing.T, name string) string {
	t.Helper()
	text, err := helpTexts.ReadFile("help/" + name + ".txt")
	if err != nil {
		t.Fatalf("no help text for %s: %v", name, err)
	}
	return string(text)
}

// commands are the root command and all below it.
func commands() []*cobra.Command {
	a := &app{stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }}
	root := a.root()
	root.InitDefaultHelpCmd()
	all := append([]*cobra.Command{root}, root.Commands()...)
	for _, c := range all {
		c.InitDefaultHelpFlag()
	}
	return all
}

func TestEveryFlagIsInItsHelpText(t *testing.T) {
	for _, c := range commands() {
		text := helpText(t, c.Name())
		c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" && c.HasParent() {
				return // brief.txt has it for all
			}
			want := "--" + f.Name + " "
			if f.Shorthand != "" {
				want = "-" + f.Shorthand + ", " + want
			}
			if !strings.Contains(text, want) {
				t.Errorf("help/%s.txt lacks %q", c.Name(), want)
			}
		})
	}
}

func TestHelpTextsNameNoFlagThatDoesNotExist(t *testing.T) {
	flag := regexp.MustCompile(`(?m)(?:^|[\s'\[(])--?([a-zA-Z][a-z-]*)`)
	byName := map[string]*cobra.Command{}
	known := map[string]bool{}
	for _, c := range commands() {
		byName[c.Name()] = c
		for name := range flagNames(c) {
			known[name] = true
		}
	}
	for _, topic := range helpTopics() {
		names := known
		if c := byName[topic]; c != nil && c.HasParent() {
			names = flagNames(c)
		}
		text, example, _ := strings.Cut(helpText(t, topic), "\nExample")
		for _, m := range flag.FindAllStringSubmatch(text, -1) {
			if !names[m[1]] {
				t.Errorf("help/%s.txt names %q", topic, strings.TrimSpace(m[0]))
			}
		}
		// An example may run another command of brief.
		for line := range strings.Lines(example) {
			if !strings.Contains(line, "brief ") {
				continue
			}
			for _, m := range flag.FindAllStringSubmatch(line, -1) {
				if !known[m[1]] {
					t.Errorf("the example of help/%s.txt uses %q", topic, strings.TrimSpace(m[0]))
				}
			}
		}
	}
}

// flagNames are the long and short names that a command takes.
func flagNames(c *cobra.Command) map[string]bool {
	names := map[string]bool{}
	add := func(f *pflag.Flag) {
		names[f.Name] = true
		if f.Shorthand != "" {
			names[f.Shorthand] = true
		}
	}
	c.NonInheritedFlags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	return names
}

func TestEveryCommandAndTopicIsListed(t *testing.T) {
	text := helpText(t, "brief")
	for _, topic := range helpTopics() {
		if topic != "brief" && !strings.Contains(text, "\n    "+topic+" ") {
			t.Errorf("help/brief.txt does not list %s", topic)
		}
	}
}

func TestHelpTextsFitATerminalAndEndWithAnExample(t *testing.T) {
	isCommand := map[string]bool{}
	for _, c := range commands() {
		isCommand[c.Name()] = true
	}
	for _, topic := range helpTopics() {
		text := helpText(t, topic)
		n := 0
		for line := range strings.Lines(text) {
			n++
			if line = strings.TrimSuffix(line, "\n"); utf8.RuneCountInString(line) > 76 {
				t.Errorf("help/%s.txt:%d is longer than 76 columns", topic, n)
			}
			if strings.TrimRight(line, " ") != line || strings.Contains(line, "\t") {
				t.Errorf("help/%s.txt:%d ends in a space or holds a tab", topic, n)
			}
		}
		parts := []string{"\nExample"}
		if isCommand[topic] {
			parts = []string{"\nUsage:\n", "\nExit status", "\nExample"}
		}
		at := -1
		for _, part := range parts {
			next := strings.LastIndex(text, part)
			if next <= at {
				t.Errorf("help/%s.txt lacks %q, or has it at the wrong place", topic, strings.TrimSpace(part))
			}
			at = next
		}
		if i := strings.LastIndex(text, "\n\n"); i > strings.LastIndex(text, "\nExample") && isCommand[topic] {
			t.Errorf("help/%s.txt goes on after its example", topic)
		}
	}
}

func TestTemplatesTopicNamesAllThatATemplateSees(t *testing.T) {
	text := helpText(t, "templates")
	var names []string
	for _, v := range []any{
		&render.Page{}, render.Card{}, render.Date{}, render.Author{}, render.Image{}, render.Heading{},
		render.Note{}, render.Back{}, render.Part{}, render.AssetRef{}, render.BlockView{}, render.Item{},
		render.SiteView{}, render.Correction{}, render.Feedback{}, render.Tag{}, render.FontRef{}, render.Media{},
	} {
		typ := reflect.TypeOf(v)
		for i := range typ.NumMethod() {
			names = append(names, typ.Method(i).Name)
		}
		if typ.Kind() == reflect.Struct {
			for i := range typ.NumField() {
				if f := typ.Field(i); f.IsExported() {
					names = append(names, f.Name)
				}
			}
		}
	}
	for _, name := range names {
		if !regexp.MustCompile(`\.` + name + `\b`).MatchString(text) {
			t.Errorf("help/templates.txt lacks .%s", name)
		}
	}
	for _, m := range regexp.MustCompile(`[\s(]\.([A-Z]\w*)`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			t.Errorf("help/templates.txt names .%s, which no template sees", m[1])
		}
	}
}

func TestFrontMatterTopicNamesEveryKey(t *testing.T) {
	text := helpText(t, "frontmatter")
	typ := reflect.TypeOf(config.Meta{})
	var want []string
	for i := range typ.NumField() {
		if f := typ.Field(i); f.IsExported() && !slices.Contains([]string{"File", "At", "Extra"}, f.Name) {
			want = append(want, snake(f.Name))
		}
	}
	for _, key := range want {
		if !strings.Contains(text, "\n    "+key+" ") {
			t.Errorf("help/frontmatter.txt lacks %s", key)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^    ([a-z_]+)  `).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(want, m[1]) {
			t.Errorf("help/frontmatter.txt names %s, which is no key", m[1])
		}
	}
}

// snake turns a field's name into its key: "ReviewBy" into "review_by".
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
