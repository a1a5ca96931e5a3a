package config

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	yaml "go.yaml.in/yaml/v4"

	"brief/internal/diag"
)

// validator compiles a schema, with "format" looked at, as editors' programs do.
func validator(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(name)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valueOf is a YAML text as a program that follows YAML 1.2 hands it to a validator.
func valueOf(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return plainValue(&n)
}

func plainValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return plainValue(n.Content[0])
	case yaml.SequenceNode:
		list := []any{}
		for _, v := range n.Content {
			list = append(list, plainValue(v))
		}
		return list
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plainValue(n.Content[i+1])
		}
		return m
	case yaml.ScalarNode:
		switch n.ShortTag() {
		case "!!null":
			return nil
		case "!!bool":
			return n.Value == "true"
		case "!!int", "!!float":
			if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
				return f
			}
		}
		return n.Value
	}
	return nil
}

// decode runs the decoder that a schema stands for.
func decode(name, text string) diag.List {
	var l diag.List
	switch name {
	case "frontmatter":
		_, _, l = ParseMeta("a.md", []byte("---\n"+text+"\n---\n"), nil)
	case "config":
		_, l = Load("brief.yaml", []byte(text))
	case "people":
		_, l = ParsePeople("people.yaml", []byte(text))
	case "sidecar":
		_, l = ParseSidecar("a.png.yaml", []byte(text))
	}
	return l
}

// fieldsOf are the keys of a kind of file; of the list of people, of a person.
func fieldsOf(name string) []field {
	switch name {
	case "frontmatter":
		return metaFields()
	case "config":
		return configFields()
	case "people":
		return []field{{key: "desk"}}
	}
	return sidecarFields()
}

// Each key is given each of these values. The schema takes whatever the decoder
// takes, or an editor would see marks below what is right; and it refuses what
// the decoder refuses, but for the few things that no schema can say.
func TestSchemaAndDecoderAgree(t *testing.T) {
	values := []string{
		"", "A text", "0123", "2e5", "true", "null", "~", "\"75\"", "75", "101", "-1", "[]", "[a, b]", "[1, 2]", "[[a]]", "[{a: b}]",
		"{}", "{a: b}", "{a: [b]}", "{a: {b: c}}", "2025-07-14", "2024-02-29", "2025-02-29", "14.07.2025", "2025-7-4", "0001-01-01",
		"2025-07-14T09:00:00+07:00", "2025-07-14T25:00:00Z", "2025-07-14 09:00", "draft", "Draft", "chapters", "explainer", "en", "pt-BR",
		"lao", "UKR-Latn", "x", "english language", "https://example.org/", "example.org", "ftp://example.org/", "\"#b02a1a\"", "\"#b02\"", "\">= 0.1\"", "\">= 0.1, < 2\"",
		"new", "[0.4, 0.3]", "[0.4, 3]", "[0.4]", "{name: A}", "{name: A, url: https://example.org/}", "{name: A, url: a}", "{nom: A}",
		"[{name: A, role: B}]", "[{role: B}]", "[{date: 2025-07-20, text: A}]", "[{date: 2025-07-20}]", "{question: A, contact: a@b.org}",
		"{question: A, answer: B}", "{light: \"#b02a1a\"}", "{light: red}", "{serif: a, sans: b}", "{serif: system, sans: fonts/a.woff2}", "{serif: a, mono: b}", "{formats: [webp]}",
		"{formats: [gif]}", "{widths: [320]}", "{widths: [3]}", "{quality: {webp: 75}}", "{quality: {webp: 101}}", "{quality: {gif: 1}}",
		"{budget: {page: 200KB}}", "{severity: {missing-credit: warning}}", "{severity: {missing-credit: of}}", "{en: English}",
		"{english_language: English}", "{en: {a: b}}", "{production: {url: public}}", "{production: {region: a}}",
		"{production: {url: a, compress: gzip, path_style: true, cache: {page: a}, protect: [a], endpoint: https://a.org}}",
		"{production: {url: a, compress: zip}}", "{production: {url: a, path_style: yes}}", "UTC", "Asia/Vientiane", "a/b", "my id", "urn:uuid:1",
	}
	// What only the decoder can know: which zones there are. And what only the
	// site looks at: that a slug is one part of an address.
	unsaid := map[string][]string{
		"timezone": {"A text", "draft", "Draft", "chapters", "explainer", "en", "pt-BR", "lao", "UKR-Latn", "x", "english language", "https://example.org/",
			"example.org", "ftp://example.org/", "new", "a/b", "my id", "urn:uuid:1"},
	}
	later := map[string][]string{"slug": {"https://example.org/", "ftp://example.org/", "Asia/Vientiane", "a/b"}}
	for _, name := range Schemas() {
		s := validator(t, name)
		for _, f := range fieldsOf(name) {
			taken := 0
			for _, v := range values {
				text := f.key + ": " + v
				problems := decode(name, text)
				err := s.Validate(valueOf(t, text))
				switch {
				case v == "null" || v == "~":
					// The word is a text to the decoder, and no value to a program that reads YAML.
				case !problems.HasErrors() && err != nil && !slices.Contains(later[f.key], v):
					t.Errorf("%s: %q is right, and the schema refuses it: %v", name, text, err)
				case problems.HasErrors() && err == nil && !slices.Contains(unsaid[f.key], v) && problems[0].Code != "unlisted-language": // that is between two keys
					t.Errorf("%s: %q is wrong, and the schema takes it: %v", name, text, problems[0].Msg)
				case err == nil && v != "":
					taken++
				}
			}
			if taken == 0 {
				t.Errorf("%s: none of the values is right for %s, so the test says nothing of it", name, f.key)
			}
		}
	}
}

// Every example that is shipped is as the schema wants it.
func TestSchemaTakesEveryShippedExample(t *testing.T) {
	examples := shippedExamples(t)
	for _, name := range []string{"frontmatter", "config", "people"} {
		s := validator(t, name)
		n := 0
		for _, e := range examples {
			if e.schema != name {
				continue
			}
			if problems := decode(name, e.text); problems.HasErrors() {
				t.Errorf("%s is wrong: %v", e.where, problems[0].Msg)
				continue
			}
			if n++; s.Validate(valueOf(t, e.text)) != nil {
				t.Errorf("%s: %v", e.where, s.Validate(valueOf(t, e.text)))
			}
		}
		if n == 0 {
			t.Errorf("no example of %s was found", name)
		}
	}
}

// example is a text that one of the schemas is about.
type example struct{ where, schema, text string }

// shippedExamples are the front matter and settings of this repository's own
// site, of the help texts, the README and the site of every feature.
func shippedExamples(t *testing.T) (found []example) {
	t.Helper()
	const root = "../.."
	add := func(where, file string, src []byte) {
		switch {
		case file == "brief.yaml":
			found = append(found, example{where, "config", string(src)})
		case strings.HasSuffix(file, "_data/people.yaml"):
			found = append(found, example{where, "people", string(src)})
		case strings.HasSuffix(file, ".md"):
			if front, _, _, l := SplitFrontMatter(file, src); len(l) == 0 && len(front) > 0 {
				found = append(found, example{where, "frontmatter", string(front)})
			}
		}
	}
	read := func(path string) []byte {
		src, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		return src
	}
	add("brief.yaml", "brief.yaml", read("brief.yaml"))
	err := fs.WalkDir(os.DirFS(root), "content", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			add(path, path, read(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse(read("internal/sitetest/testdata/every-feature.txtar")).Files {
		add("every-feature.txtar: "+f.Name, f.Name, f.Data)
	}
	for _, path := range []string{"cmd/brief/help/frontmatter.txt", "cmd/brief/help/syntax.txt", "README.md"} {
		text := string(read(path))
		for _, indent := range []string{"    ", "   "} {
			if _, after, ok := strings.Cut(text, "\n"+indent+"---\n"); ok {
				front, _, _ := strings.Cut(after, "\n"+indent+"---\n")
				found = append(found, example{path, "frontmatter", strings.ReplaceAll("\n"+front, "\n"+indent, "\n")})
			}
		}
	}
	_, after, _ := strings.Cut(string(read("cmd/brief/help/config.txt")), "\nExample:\n")
	return append(found, example{"cmd/brief/help/config.txt", "config", strings.ReplaceAll("\n"+after, "\n    ", "\n")})
}

// What an editor's program marks while the file is being written.
func TestSchemaRefusesMistakes(t *testing.T) {
	for _, test := range []struct{ schema, text string }{
		{"frontmatter", "tittle: Why Laos?"},
		{"frontmatter", "title: {{ title }}"},
		{"frontmatter", "status: finished"},
		{"frontmatter", "date: 14.07.2025"},
		{"frontmatter", "date: 2025-02-30"},
		{"frontmatter", "tags: Laos, recruitment"},
		{"frontmatter", "authors: [{nom: The desk}]"},
		{"frontmatter", "corrections: [{text: A year was wrong}]"},
		{"frontmatter", "edition: book"},
		{"frontmatter", "slug: laos/why"},
		{"config", "baseurl: https://example.org/"},
		{"config", "base_url: example.org"},
		{"config", "check: {severity: {missing-credit: none}}"},
		{"config", "accent: {light: red}"},
		{"people", "desk: {role: Editors}"},
		{"sidecar", "focus: [0.4, 3]"},
		{"sidecar", "license: CC0"},
	} {
		if validator(t, test.schema).Validate(valueOf(t, test.text)) == nil {
			t.Errorf("%s: %q is taken", test.schema, test.text)
		}
	}
}

func TestSchemaOfAnotherNameIsNone(t *testing.T) {
	if s := Schema("template"); s != nil {
		t.Errorf("there is one: %s", s)
	}
}
