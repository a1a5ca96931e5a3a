package config

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	yaml "go.yaml.in/yaml/v4"

	"brief/internal/diag"
)

// seeds adds the files of the golden archives and the samples with every key.
func seeds(f *testing.F) {
	for _, path := range []string{"testdata/front-matter.txtar", "testdata/other-files.txtar"} {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			f.Add(file.Data)
		}
	}
	f.Add([]byte(page))
	f.Add([]byte(settings))
	f.Add([]byte("\ufeff---\r\ntitle: \"\xff\u2028\x00\r\n---\r\n"))
}

// inFile fails unless all places lie inside the file and every problem can be acted on.
func inFile(t *testing.T, src []byte, l diag.List) {
	t.Helper()
	lines := strings.Split(string(src), "\n")
	for _, d := range l {
		if d.Pos.Line < 1 || d.Pos.Line > len(lines) {
			t.Fatalf("%v [%s]: the file has %d lines", d.Pos, d.Code, len(lines))
		}
		if n := utf8.RuneCountInString(lines[d.Pos.Line-1]); d.Pos.Col < 1 || d.Pos.Col > n+1 {
			t.Fatalf("%v [%s]: the line has %d characters", d.Pos, d.Code, n)
		}
		if d.Code == "" || d.Msg == "" || strings.HasSuffix(d.Msg, ".") && !strings.HasSuffix(d.Msg, "...") {
			t.Fatalf("%v: code %q, message %q", d.Pos, d.Code, d.Msg)
		}
	}
	if len(l) > problemsMax {
		t.Fatalf("%d problems", len(l))
	}
}

// Whatever a page begins with: no panic, places inside the file, keys where
// they are said to stand, the same result twice.
func FuzzFrontMatter(f *testing.F) {
	seeds(f)
	zone := time.FixedZone("", 7*60*60)
	f.Fuzz(func(t *testing.T, src []byte) {
		m, body, l := ParseMeta("a.md", src, zone)
		inFile(t, src, l)
		if body < 0 || body > len(src) {
			t.Fatalf("the body begins at %d of %d", body, len(src))
		}
		if m.Status == "" || m.Type == "" && !l.HasErrors() || m.Edition == "" {
			t.Fatalf("no default: %+v", m)
		}
		lines := bytes.Split(src, []byte("\n"))
		for _, at := range m.At {
			line := []rune(strings.ToValidUTF8(string(lines[at.Line-1]), "?"))
			// A quoted key may be written with escapes; a plain one stands as it is.
			rest := string(line[at.Col-1:])
			if !strings.HasPrefix(rest, at.Key) && !strings.ContainsAny(rest[:min(1, len(rest))], `"'|>?`) {
				t.Fatalf("%q does not stand at %d:%d", at.Key, at.Line, at.Col)
			}
		}
		again, bodyAgain, lAgain := ParseMeta("a.md", bytes.Clone(src), zone)
		if body != bodyAgain || !reflect.DeepEqual(m, again) || !reflect.DeepEqual(l, lAgain) {
			t.Fatal("a second reading differs")
		}
	})
}

// Where the reader of simple front matter is sure, it gives what YAML gives.
func FuzzSimpleEqualsYAML(f *testing.F) {
	f.Add("title: Why Laos?\ndate: 2025-07-14\ntags: [Laos, a b]\ndek: \"a: # b\"\n")
	f.Add("title: ລາວ no 0123 a:b\r\ntags: [ລາວ, x ]  \r\nkicker: ''\r\n")
	f.Add("authors: [{name: \"Ann O'Brien\"}, {name: ລາວ x }, \"a: b\", {id: \"\"}]\nb: [{a: [b]}, {{c: d}]")
	f.Add("a: b\na: [/old/, 1]\nb: (x)\nc: https://example.org/")
	f.Fuzz(func(t *testing.T, text string) {
		d := decoder{file: "a.md", src: []byte(text), front: true}
		if !d.readable([]byte(text)) {
			return
		}
		got := simple(text)
		if got == nil {
			return
		}
		var doc node
		if err := yaml.Load([]byte(text), &doc); err != nil {
			t.Fatalf("YAML does not take %q: %v", text, err)
		}
		same(t, got, doc.Content[0])
	})
}

func same(t *testing.T, got, want *node) {
	t.Helper()
	if got.Kind != want.Kind || got.Style != want.Style || got.Value != want.Value || isNull(got) != isNull(want) ||
		got.Line != want.Line || got.Column != want.Column || len(got.Content) != len(want.Content) || want.Anchor != "" {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for i := range got.Content {
		same(t, got.Content[i], want.Content[i])
	}
}

// Pages as they are written must take the short way, or it is of no use.
func TestSimpleTakesOrdinaryPages(t *testing.T) {
	for _, text := range []string{
		"title: Why Laos?\ndate: 2025-07-14\nstatus: published\nauthors: [desk]\n",
		"title: \"Laos: why\"\ntags: [Laos, recruitment, Kim’s army]\nupdated: 2025-07-20T09:00:00+07:00\n",
		"title: ເປັນຫຍັງຕ້ອງລາວ\r\ndate: 2025-07-14\r\n",
	} {
		if simple(text) == nil {
			t.Errorf("%q is left to YAML", text)
		}
	}
}

func FuzzLoad(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		c, l := Load("brief.yaml", src)
		inFile(t, src, l)
		if c.Lang == "" || c.Timezone == nil || len(c.Images.Widths) == 0 || len(c.Images.Formats) == 0 {
			t.Fatalf("no default: %+v", c)
		}
		if again, _ := Load("brief.yaml", src); again.RenderSum != c.RenderSum {
			t.Fatal("a second reading differs")
		}
		_, l = ParseSidecar("a.yaml", src)
		inFile(t, src, l)
		_, l = ParsePeople("a.yaml", src)
		inFile(t, src, l)
	})
}

// The base URL that is taken must be one that is taken again, unchanged.
func FuzzParseBaseURL(f *testing.F) {
	f.Add("https://Example.org:8080/a b/%20")
	f.Add("http://[::1]/ລ")
	f.Add("http://\xca0") // became a name that is refused
	f.Fuzz(func(t *testing.T, s string) {
		first, err := ParseBaseURL(s)
		if err != nil {
			return
		}
		if second, err := ParseBaseURL(first); second != first || err != nil {
			t.Fatalf("%q became %q, and that %q, %v", s, first, second, err)
		}
	})
}

// A page of nine simple keys, as a newsroom has ten thousand of.
func BenchmarkParseMeta(b *testing.B) {
	src := []byte(`---
title: Why Laos?
dek: What a small, poor ally offers Moscow
kicker: Security
type: explainer
status: published
date: 2025-07-14
updated: 2025-07-20T09:00:00+07:00
authors: [desk]
tags: [Laos, recruitment]
---
Text.
`)
	zone := vientiane(b)
	b.ReportAllocs()
	for b.Loop() {
		ParseMeta("content/why.md", src, zone)
	}
}
