package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"brief/internal/diag"
)

// page is the front matter of syntax.md: every key.
const page = `---
title: Why Laos?                     # or a leading "# H1"
dek: What a small, poor ally offers Moscow
kicker: Security
type: analysis
status: draft
date: 2025-07-14
updated: 2025-07-20T09:00:00+07:00
embargo: 2025-07-15
expires: 2026-01-01
review_by: 2025-12-31
authors: [desk, {name: A. Writer, url: "https://example.org/", role: Reporter}]
edition: chapters
slug: why-laos
id: urn:uuid:1
aliases: [/old-address/]
anchors: {old-id: new-id}
lang: no
tags: [Laos, 2024, on]
method: |
  How this was reported,
  in two lines.
sources_note: Kontur, July 2025
feedback: {question: "Was this briefing useful?", contact: desk@example.org}
corrections:
  - {date: 2025-07-20, kind: clarification, text: "(Sample.) An earlier version: wrong."}
  - date: 2025-07-21
    text: yes
x-mood: 012
---
Text.
`

func vientiane(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Asia/Vientiane")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func noProblems(t *testing.T, l diag.List) {
	t.Helper()
	var b strings.Builder
	if err := diag.WriteText(&b, l, false); err != nil || b.Len() > 0 {
		t.Errorf("problems: %s%v", b.String(), err)
	}
}

func TestEveryKeyOfFrontMatter(t *testing.T) {
	zone := vientiane(t)
	day := func(year, month, day int) Date {
		return Date{Time: time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone), DayOnly: true}
	}
	m, body, l := ParseMeta("content/why.md", []byte(page), zone)
	noProblems(t, l)
	want := Meta{
		Title: "Why Laos?", Dek: "What a small, poor ally offers Moscow", Kicker: "Security",
		Type: "analysis", Status: Draft,
		Date:    day(2025, 7, 14),
		Updated: Date{Time: time.Date(2025, 7, 20, 2, 0, 0, 0, time.UTC)},
		Embargo: day(2025, 7, 15), Expires: day(2026, 1, 1), ReviewBy: day(2025, 12, 31),
		Authors: []Author{{ID: "desk"}, {Person: Person{Name: "A. Writer", URL: "https://example.org/", Role: "Reporter"}}},
		Edition: "chapters", Slug: "why-laos", ID: "urn:uuid:1", Lang: "no",
		Method: "How this was reported,\nin two lines.", SourcesNote: "Kontur, July 2025",
		Aliases: []string{"/old-address/"}, Anchors: map[string]string{"old-id": "new-id"},
		Tags:     []string{"Laos", "2024", "on"},
		Feedback: Feedback{Question: "Was this briefing useful?", Contact: "desk@example.org"},
		Corrections: []Correction{
			{day(2025, 7, 20), "clarification", "(Sample.) An earlier version: wrong."},
			{day(2025, 7, 21), "correction", "yes"},
		},
		Extra: map[string]string{"x-mood": "012"},
		File:  "content/why.md",
	}
	if d := cmp.Diff(want, m, cmpopts.IgnoreFields(Meta{}, "At")); d != "" {
		t.Error(d)
	}
	if page[body:] != "Text.\n" {
		t.Errorf("the body begins %q", page[body:])
	}
	if got, want := m.Pos("corrections"), (diag.Pos{File: "content/why.md", Line: 25, Col: 1}); got != want {
		t.Errorf("corrections stand at %v, want %v", got, want)
	}
	if got := m.Pos("banana"); got != (diag.Pos{}) {
		t.Errorf("a key that is not there stands at %v", got)
	}
	if len(m.At) != len(metaKeys())+1 {
		t.Errorf("the sample has %d keys, the schema %d and x-mood", len(m.At), len(metaKeys()))
	}
}

func TestDefaultsOfFrontMatter(t *testing.T) {
	for _, tt := range []struct{ src, typ string }{
		{"", "page"},
		{"---\n---\n", "page"},
		{"---\n# nothing\n---\n", "page"},
		{"---\ntitle:\ndek: ~\n---\n", "page"},
		{"---\ndate: 2025-07-14\n---\n", "explainer"},
		{"---\ndate: 2025-07-14\ntype: report\n---\n", "report"},
	} {
		m, _, l := ParseMeta("a.md", []byte(tt.src), nil)
		noProblems(t, l)
		if m.Type != tt.typ || m.Status != Published || m.Edition != "single" || m.Title != "" {
			t.Errorf("%q: %+v", tt.src, m)
		}
	}
}

// Titles that other readers turn into numbers, dates, booleans and nothing.
func TestTextStaysAsTyped(t *testing.T) {
	for _, text := range []string{
		"1984", "0123", "21E08", "0xF4EE", "2024-05-01", "2024-05-14", "yes", "no", "on", "y", "true", "null", "~",
		"12:30:45", "1_000", "1.0", ".inf", "+1", "=", "“Laos”", "a  # b",
	} {
		src := "---\ntitle: " + text + "\ntags: [51, 2024]\n---\n"
		want := text
		if text == "a  # b" { // a comment, and it looks like one
			want = "a"
		}
		m, _, l := ParseMeta("a.md", []byte(src), nil)
		noProblems(t, l)
		if m.Title != want {
			t.Errorf("title: %s is read as %q", text, m.Title)
		}
		if d := cmp.Diff([]string{"51", "2024"}, m.Tags); d != "" {
			t.Error(d)
		}
	}
}

func TestQuotedText(t *testing.T) {
	for typed, want := range map[string]string{
		`'Entre l''Afrique & "l''Asie" <b>x</b> </title> 🌏'`: `Entre l'Afrique & "l'Asie" <b>x</b> </title> 🌏`,
		`"Laos: \"why\" \u2014 \\"`:                          `Laos: "why" — \`,
		`"A]]> b &rsquo; #c"`:                                `A]]> b &rsquo; #c`,
		`""`:                                                 ``,
	} {
		m, _, l := ParseMeta("a.md", []byte("---\ntitle: "+typed+"\n---\n"), nil)
		noProblems(t, l)
		if m.Title != want {
			t.Errorf("%s is read as %q, want %q", typed, m.Title, want)
		}
	}
}

func TestSplitFrontMatter(t *testing.T) {
	for _, tt := range []struct{ name, src, yaml, body string }{
		{"none", "Text.\n", "", "Text.\n"},
		{"simple", "---\na: b\n---\nText.\n", "a: b\n", "Text.\n"},
		{"CR LF", "---\r\na: b\r\n---\r\nText.\r\n", "a: b\r\n", "Text.\r\n"},
		{"byte order mark", "\ufeff---\na: b\n---\nText.\n", "a: b\n", "Text.\n"},
		{"byte order mark without front matter", "\ufeffText.\n", "", "Text.\n"},
		{"blanks after the delimiters", "--- \na: b\n---\t \nText.\n", "a: b\n", "Text.\n"},
		{"no line break at the end", "---\na: b\n---", "a: b\n", ""},
		{"empty", "---\n---\nText.\n", "", "Text.\n"},
		{"later rules are the body's", "---\na: b\n---\nOne.\n\n---\n\nTwo.\n", "a: b\n", "One.\n\n---\n\nTwo.\n"},
		{"indented dashes are the value's", "---\na: |\n  x\n   ---\n---\n", "a: |\n  x\n   ---\n", ""},
		{"four dashes are a rule", "----\na: b\n---\n", "", "----\na: b\n---\n"},
		{"a rule and prose", "---\n\nJust prose: with a colon.\n\n---\n", "", "---\n\nJust prose: with a colon.\n\n---\n"},
		{"a rule and a heading", "---\n\n# Heading\n\nProse.\n\n---\n", "", "---\n\n# Heading\n\nProse.\n\n---\n"},
		{"a rule alone", "---\n\n", "", "---\n\n"},
		{"a blank line before the keys", "---\n\ntitle: x\n---\n", "\ntitle: x\n", ""},
	} {
		yaml, offset, body, l := SplitFrontMatter("a.md", []byte(tt.src))
		noProblems(t, l)
		if string(yaml) != tt.yaml || tt.src[body:] != tt.body {
			t.Errorf("%s: yaml %q and body %q", tt.name, yaml, tt.src[body:])
		}
		if len(yaml) > 0 && !strings.HasPrefix(tt.src[offset:], tt.yaml) {
			t.Errorf("%s: the YAML does not stand at %d", tt.name, offset)
		}
	}
}

func TestDayIsTheSitesDay(t *testing.T) {
	for _, name := range []string{"UTC", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati", "America/Sao_Paulo"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		// On the second of these days clocks in Sao Paulo went from 24:00 to 01:00.
		for _, day := range []string{"2024-05-14", "2018-11-04"} {
			m, _, l := ParseMeta("a.md", []byte("---\ndate: "+day+"\n---\n"), zone)
			noProblems(t, l)
			if got := m.Date.Time.Format(time.DateOnly); got != day || !m.Date.DayOnly {
				t.Errorf("%s in %s is %v", day, name, m.Date.Time)
			}
		}
	}
}

// settings is the brief.yaml of syntax.md: every key.
const settings = `
title: The Laos file
description: What is known
base_url: https://Briefings.example.org/laos
lang: en
languages: {en: English, lo: ລາວ, no: Norsk}
timezone: Asia/Vientiane
publisher: {name: Example Desk, url: https://example.org/, logo: logo.svg}
accent: {light: "#B02a1a", dark: "#ff9380"}
fonts: {serif: newsreader, sans: public-sans}
nav: [20-why-laos.md, sources.md]
requires: ">= 0.1"
strings: {en: {read_on_one_page: Read it all on one page}}
raw_html: [KBD, sub, sup]
images: {formats: [webp, jpeg], widths: [640, 320], quality: {webp: 70}}
check: {budget: {page: 200KB}, severity: {missing-credit: error, missing-alt: off}}
deploy:
  production:
    url: s3://bucket/laos
    region: eu-central-1
    endpoint: https://s3.example.net
    path_style: true
    cloudfront: E2EXAMPLE
    cache: {page: "public, max-age=60, stale-while-revalidate=600"}
    protect: ["keep/*"]
    compress: none
`

func TestEverySetting(t *testing.T) {
	c, l := Load("brief.yaml", []byte(settings))
	noProblems(t, l)
	want := &Config{
		Title: "The Laos file", Description: "What is known",
		BaseURL: "https://briefings.example.org/laos/", Lang: "en",
		Languages: []Language{{"en", "English"}, {"lo", "ລາວ"}, {"no", "Norsk"}},
		Timezone:  vientiane(t),
		Publisher: Publisher{Name: "Example Desk", URL: "https://example.org/", Logo: "logo.svg"},
		Accent:    Accent{"#b02a1a", "#ff9380"},
		Fonts:     Fonts{"newsreader", "public-sans"},
		Nav:       []string{"20-why-laos.md", "sources.md"},
		Requires:  ">= 0.1",
		Strings:   map[string]map[string]string{"en": {"read_on_one_page": "Read it all on one page"}},
		RawHTML:   []string{"kbd", "sub", "sup"},
		Images: Images{Formats: []string{"webp", "jpeg"}, Widths: []int{320, 640},
			Quality: map[string]int{"avif": 50, "webp": 70, "jpeg": 80}},
		Check: Check{Budget: map[string]string{"page": "200KB"},
			Severity: map[string]string{"missing-credit": "error", "missing-alt": "off"}},
		Deploy: map[string]Target{"production": {URL: "s3://bucket/laos", Region: "eu-central-1",
			Endpoint: "https://s3.example.net", CloudFront: "E2EXAMPLE", Compress: "none", PathStyle: true,
			Cache:   map[string]string{"page": "public, max-age=60, stale-while-revalidate=600"},
			Protect: []string{"keep/*"}}},
	}
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if d := cmp.Diff(want, c, sameZone, cmpopts.IgnoreFields(Config{}, "RenderSum"), cmpopts.IgnoreUnexported(Config{})); d != "" {
		t.Error(d)
	}
	for _, key := range configKeys() {
		if !strings.Contains(settings, "\n"+key+":") {
			t.Errorf("the sample lacks %s", key)
		}
	}
}

func TestNoSettingsGiveDefaults(t *testing.T) {
	for _, src := range []string{"", "\n# nothing\n", "---\n", "title:\n", "\ufeff"} {
		c, l := Load("brief.yaml", []byte(src))
		noProblems(t, l)
		if c.Lang != "en" || c.Timezone != time.UTC || c.BaseURL != "" || len(c.Images.Widths) != 8 {
			t.Errorf("%q: %+v", src, c)
		}
	}
}

func TestRenderSumCoversWhatPagesShow(t *testing.T) {
	base, _ := Load("brief.yaml", []byte(settings))
	for _, tt := range []struct {
		old, new string
		same     bool
	}{
		{"The Laos file", "Another file", false},
		{"Asia/Vientiane", "Asia/Tokyo", false},
		{"Norsk", "Norwegian", false},
		{"{read_on_one_page: Read it all", "{read_on_one_page: Read all", false},
		{"webp: 70", "webp: 71", false},
		{"[640, 320]", "[320, 640]", true},
		{"page: 200KB", "page: 100KB", true},
		{"missing-credit: error", "missing-credit: warning", true},
		{"missing-credit: error", "missing-credit: off", false},
		{"s3://bucket/laos", "s3://bucket/other", true},
		{"lang: en\n", "# a comment\nlang: en\n", true},
	} {
		c, l := Load("brief.yaml", []byte(strings.Replace(settings, tt.old, tt.new, 1)))
		noProblems(t, l)
		if same := c.RenderSum == base.RenderSum; same != tt.same {
			t.Errorf("with %q for %q the sum is the same: %v", tt.new, tt.old, same)
		}
	}
	moved := base.WithBaseURL("https://example.net/")
	if moved.RenderSum == base.RenderSum || moved.WithBaseURL(base.BaseURL).RenderSum != base.RenderSum {
		t.Error("the sum does not follow the base URL")
	}
}

func TestParseBaseURL(t *testing.T) {
	for s, want := range map[string]string{
		"https://example.org":          "https://example.org/",
		"https://example.org/":         "https://example.org/",
		"HTTP://Example.org:8080/A/b":  "http://example.org:8080/A/b/",
		"https://example.org/a%20b/ລ/": "https://example.org/a%20b/%E0%BA%A5/",
		"example.org":                  "",
		"//example.org/":               "",
		"https:///a":                   "",
		"https://example.org/?":        "",
		"https://example.org/#":        "",
		"https://example.org/a/../b":   "",
		"https://example.org//a":       "",
		"https://u@example.org/":       "",
		"s3://bucket/":                 "",

		// What some servers and browsers read as another address.
		"https://example.org/%2e%2e/a":                 "",
		"https://example.org/.%2E/":                    "",
		"https://example.org/%2e/":                     "",
		"https://example.org/a%2fb/":                   "",
		"https://example.org/a%5cb/":                   "",
		"https://example.org/a\\b/":                    "",
		"https://example.org/%00/":                     "",
		"https://example.org/a%0Ab/":                   "",
		"https://example.org/%C2%85/":                  "",
		"https://example.org/\u0085/":                  "",
		"https://example.org/%ff/":                     "",
		"https://example.org/a..b/":                    "https://example.org/a..b/",
		"https://example.org:65535/":                   "https://example.org:65535/",
		"https://example.org:65536/":                   "",
		"https://example.org:0/":                       "",
		"https://example.org:/":                        "",
		"https://:80/":                                 "",
		"https://./":                                   "",
		"https://../":                                  "",
		"https://a..b/":                                "",
		"https://.example.org/":                        "",
		"https://example.org./":                        "",
		"https://exa%6dple.org/":                       "",
		"https://exa%00mple.org/":                      "",
		"https://exa mple.org/":                        "",
		"https://a<b/":                                 "",
		"https://[::1]:80/":                            "https://[::1]:80/",
		"https://[::1%25a]/":                           "",
		"http://localhost:4000/":                       "http://localhost:4000/",
		"http://127.0.0.1/":                            "http://127.0.0.1/",
		"https://Пример.рф/":                           "https://xn--e1afmkfd.xn--p1ai/",
		"https://ປະເທດລາວ.ລາວ/":                        "https://xn--86cfl6bk4cr2i.xn--q7ce6a/",
		"https://xn--a/":                               "",
		"https://" + strings.Repeat("a", 64) + ".org/": "",
		"": "",
	} {
		got, err := ParseBaseURL(s)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseBaseURL(%q) = %q, %v; want %q", s, got, err, want)
		}
	}
}

func TestParseSidecar(t *testing.T) {
	src := `alt: A map
caption: "Kursk: and Laos"
credit: brief
creator: A. Artist
copyright: 2025
licence: CC0
source_type: digitalArt
focus: [0.4, 0.3]
decorative: true
poster: a.jpg
captions: a.vtt
transcript: a.txt
`
	s, l := ParseSidecar("map.png.yaml", []byte(src))
	noProblems(t, l)
	want := Sidecar{Alt: "A map", Caption: "Kursk: and Laos", Credit: "brief", Creator: "A. Artist", Copyright: "2025",
		Licence: "CC0", SourceType: "digitalArt", Focus: [2]float64{0.4, 0.3}, Decorative: true,
		Poster: "a.jpg", Captions: "a.vtt", Transcript: "a.txt"}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	if s, _ := ParseSidecar("x.yaml", nil); s.Focus != [2]float64{0.5, 0.5} {
		t.Errorf("without focus it is %v", s.Focus)
	}
}

func TestParsePeople(t *testing.T) {
	people, l := ParsePeople("people.yaml", []byte("desk:\n  name: The desk\n  url: https://example.org/\n  role: Editors\n  kind: organization\nno: {name: Nora}\n"))
	noProblems(t, l)
	want := map[string]Person{"desk": {Name: "The desk", URL: "https://example.org/", Role: "Editors", Organization: true}, "no": {Name: "Nora"}}
	if d := cmp.Diff(want, people); d != "" {
		t.Error(d)
	}
}

// Every key that a problem may name as the nearest must be one that is taken.
func TestSuggestedKeysAreKnown(t *testing.T) {
	load := func(prefix string) func(string) diag.List {
		return func(key string) diag.List {
			_, l := Load("brief.yaml", fmt.Appendf(nil, prefix, key))
			return l
		}
	}
	for _, tt := range []struct {
		known []string
		parse func(key string) diag.List
	}{
		{metaKeys(), func(key string) diag.List {
			_, _, l := ParseMeta("a.md", []byte("---\n"+key+": x\n---\n"), nil)
			return l
		}},
		{feedbackKeys(), func(key string) diag.List {
			_, _, l := ParseMeta("a.md", []byte("---\nfeedback: {"+key+": x}\n---\n"), nil)
			return l
		}},
		{sidecarKeys(), func(key string) diag.List { _, l := ParseSidecar("a.yaml", []byte(key+": x\n")); return l }},
		{authorKeys(), func(key string) diag.List { _, l := ParsePeople("a.yaml", []byte("a: {"+key+": x}\n")); return l }},
		{configKeys(), load("%s: x\n")},
		{publisherKeys(), load("publisher: {%s: x}\n")},
		{accentKeys(), load("accent: {%s: x}\n")},
		{fontsKeys(), load("fonts: {%s: x}\n")},
		{imagesKeys(), load("images: {%s: x}\n")},
		{imageFormats(), load("images: {quality: {%s: x}}\n")},
		{checkKeys(), load("check: {%s: x}\n")},
		{targetKeys(), load("deploy: {a: {%s: x}}\n")},
	} {
		for _, key := range tt.known {
			for _, d := range tt.parse(key) {
				if d.Code == "unknown-key" {
					t.Error(d.Msg)
				}
			}
		}
	}
}

// A contact that nobody can write to was a link to nowhere on the page.
func TestContactIsAnAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"desk@example.org": "desk@example.org", "mailto:desk@example.org": "desk@example.org",
		"https://example.org/contact/": "https://example.org/contact/",
		"desk":                         "", "the desk @ example.org": "", "@example.org": "", "a@b@c": "", "desk@example.org?cc=x@y": "", "javascript:alert(1)": "",
	} {
		m, _, l := ParseMeta("a.md", []byte("---\ntitle: A\nfeedback: {contact: \""+typed+"\"}\n---\n"), nil)
		if m.Feedback.Contact != want || (want == "") != l.HasErrors() {
			t.Errorf("%q: %q, %v", typed, m.Feedback.Contact, l)
		}
	}
}

// A slip in raw_html allowed nothing, and the page that used the element was
// told that it is not allowed.
func TestNamesOfNoElementAreWarnedOf(t *testing.T) {
	for text, want := range map[string]string{
		"[KBD, sub, my-box]": "",
		"[svg, path]":        "",
		"[kbb]":              `did you mean "kbd"?`,
		"[<blink>]":          "write its name alone, such as kbd, sub or sup",
	} {
		_, l := Load("brief.yaml", []byte("raw_html: "+text+"\n"))
		switch {
		case want == "" && len(l) > 0, want != "" && (len(l) != 1 || l[0].Code != "unknown-value" || l[0].Severity != diag.Warning || l[0].Hint != want):
			t.Errorf("%s: %v", text, l)
		}
	}
}
