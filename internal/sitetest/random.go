package sitetest

import (
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
)

// broken marks what an editor of this package broke at the top of everything,
// a layout or brief.yaml, so that it is soon mended: little can be seen
// meanwhile.
const broken = "BROKEN"

// mostFiles is how far a site may grow; then the newest kind of file goes.
const mostFiles = 80

// Editor makes up edits: sensible ones, mistakes, and their repair.
type Editor struct {
	pick func(n int) int // 0 to n-1
	left func() bool     // whether there is more to decide by
}

// NewEditor returns an editor whose edits are those of the seed.
func NewEditor(seed uint64) *Editor {
	r := rand.New(rand.NewPCG(seed, 0))
	return &Editor{pick: r.IntN, left: func() bool { return true }}
}

// DecodeEditor returns an editor that decides by the bytes, for a fuzzer.
func DecodeEditor(data []byte) *Editor {
	return &Editor{
		pick: func(n int) int {
			if len(data) == 0 {
				return 0
			}
			c := int(data[0])
			data = data[1:]
			return c % n
		},
		left: func() bool { return len(data) > 0 },
	}
}

// Script makes up a script of at most n edits for the site, which stays as it is.
func (e *Editor) Script(s *Site, n int) Script {
	s = s.Clone()
	var sc Script
	for len(sc) < n && e.left() {
		edit := e.edit(s)
		edit.More = e.pick(8) == 0
		edit.Apply(s)
		sc = append(sc, edit)
	}
	return sc
}

// edit makes up the next edit.
func (e *Editor) edit(s *Site) Edit {
	if name := brokenFile(s); name != "" && e.pick(2) == 0 {
		return e.mend(s, name)
	}
	if later := s.later(); len(s.MapFS) > mostFiles && len(later) > 0 {
		return Edit{Op: Remove, Path: e.of(later)}
	}
	if missing := s.missing(); len(missing) > 0 && e.pick(8) == 0 {
		return Edit{Op: Restore, Path: e.of(missing)}
	}
	switch n := e.pick(100); {
	case n < 24:
		return e.body(s)
	case n < 48:
		return e.meta(s)
	case n < 62:
		return e.template(s)
	case n < 69:
		return e.config()
	case n < 76:
		return e.asset(s)
	case n < 83:
		return e.media(s)
	case n < 93:
		return e.file(s)
	case n < 99:
		return Edit{Op: Restore, Path: e.of(s.began(""))}
	default:
		return Edit{Op: Restore, Path: e.of([]string{"content", "layouts", "static"})}
	}
}

// brokenFile is the first file that is marked as broken, empty if none is.
func brokenFile(s *Site) string {
	for _, f := range s.Files() {
		if !strings.HasPrefix(f, "content/") && strings.Contains(s.Text(f), broken) {
			return f
		}
	}
	return ""
}

// mend restores a broken file, or takes it away if the site began without it.
func (e *Editor) mend(s *Site, name string) Edit {
	if s.first[name] != nil {
		return Edit{Op: Restore, Path: name}
	}
	return Edit{Op: Remove, Path: name}
}

// body edits the text of a page.
func (e *Editor) body(s *Site) Edit {
	page := e.of(s.pages())
	if e.pick(4) == 0 { // sections, which a briefing's other pages show too
		page = e.of([]string{"content/laos/10-screen.md", "content/laos/20-why.md", "content/laos/30-basis.md"})
	}
	switch e.pick(10) {
	case 0:
		return Edit{Op: Restore, Path: page}
	case 1: // headings that other pages link to
		named := [][3]string{
			{"content/about.md", "{#who}", "{#whom}"}, {"content/2025-report.md", "### Deeper", "### Lower"},
			{"content/laos/10-screen.md", "The method", "A way"}, {"content/laos/20-why.md", "The past", "Before"},
			{"content/short/10-one.md", "## Same", "## Other"},
		}
		h := named[e.pick(len(named))]
		return Edit{Op: Replace, Path: h[0], Key: h[1], Text: h[2]}
	case 2:
		old := e.of([]string{"source", "report", "section", "the ", "## ", "## The", "[^a]", ".md", "png", "---", "> "})
		return Edit{Op: Replace, Path: page, Key: old, Text: e.of([]string{"sauce", "rapport", "", "x", old + old})}
	case 3:
		return Edit{Op: Touch, Path: page}
	default:
		return Edit{Op: Append, Path: page, Text: e.passage(s, page)}
	}
}

// passage is something to say, well or badly.
func (e *Editor) passage(s *Site, page string) string {
	n := strconv.Itoa(e.pick(6))
	switch e.pick(13) {
	case 0, 1, 2:
		return "See [this](" + e.target(s, page) + ")."
	case 3, 4:
		return "![Alt " + n + "](" + e.picture(s, page) + ")\n*Caption " + n + ".* [Credit]"
	case 5:
		return "In ![alt](" + e.picture(s, page) + ") text."
	case 6:
		kind := e.of([]string{"NOTE", "WARNING", "KEY", "ASIDE", "VERDICT", "NOSUCH", "MORE"})
		return "> [!" + kind + "] Title " + n + "\n> In a box, [a link](" + e.target(s, page) + ").[^x" + n + "]\n\n[^x" + n + "]: Source " + n + "."
	case 7:
		return "## Heading " + n + "\n\nText below it.\n\n### Smaller {#small-" + n + "}"
	case 8:
		return strings.Repeat("Many words to read at some length. ", 40+e.pick(60))
	default:
		return e.of([]string{
			"A sentence, number " + n + ".",
			"> Words " + n + "\n> — Someone, somewhere",
			"```go\nvar x = " + n + "\n```",
			"```nosuchlang\n{{.Title}} " + n + "\n```",
			"| a | b |\n|---|--:|\n| " + n + " | 2 |",
			"<b>raw</b> and <kbd>" + n + "</kbd>",
			"[bad](javascript:alert(1)) and [worse](<b",
			"Undefined.[^nowhere]",
			"- [ ] task " + n + "\n  1. deeper",
			"> [!TIMELINE]\n> - **202" + n + "** — Something.\n> - **2024-0" + n + "** — More.",
			"> [!GLOSSARY]\n> - **Section** — A part, number " + n + ".",
			"> [!QA]\n> - **Why " + n + "?** Because.",
			"# H1 again",
			"---\ntitle: not front matter\n---",
		})
	}
}

// target is a link's target as an editor types it.
func (e *Editor) target(s *Site, from string) string {
	switch e.pick(3) {
	case 0:
		return e.of([]string{
			"#first", "#small-1", "gone.md", "/", "/laos/", "/laos/why/", "/laos/all/", "/short/", "/report-2/", "/feed.xml",
			"/sitemap.xml", "/nowhere/", "/sheet.txt", "/own.css", "/img/dot.png", "https://example.org/x", "mailto:a@example.org", "../../../up.md",
			"figures.csv", "%zz", "map.png?x=1",
		})
	case 1:
		return relative(from, e.of(s.pages()))
	default:
		fragment := e.of([]string{"", "#first", "#who", "#people", "#same", "#the-past", "#the-method", "#heading-1", "#nowhere"})
		return relative(from, e.of(s.began("content/"))) + fragment
	}
}

// picture is the address of a picture as an editor types it.
func (e *Editor) picture(s *Site, from string) string {
	if e.pick(3) == 0 {
		return e.of([]string{"gone.png", "/img/dot.png", "/img/gone.png", "about.md", "https://example.org/a.png", "new.svg"})
	}
	return relative(from, e.of([]string{"content/map.png", "content/Map.png", "content/laos/screen.jpg", "content/secret.png", "content/new-1.png", "content/film.webm", "content/talk.wav"}))
}

// relative is the target as typed in a file.
func relative(from, to string) string {
	dir := path.Dir(from)
	up := ""
	for dir != "." && !strings.HasPrefix(to, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
	}
	if dir == "." {
		return up + to
	}
	return up + strings.TrimPrefix(to, dir+"/")
}

// meta edits a page's front matter.
func (e *Editor) meta(s *Site) Edit {
	page := e.of(s.pages())
	n := strconv.Itoa(1 + e.pick(3))
	days := []string{"2020-01-02", "2025-06-07", "2025-07-2" + n, "2025-12-31T23:30:00+07:00", "2031-01-01", "2025-02-30", ""}
	fields := [][]string{
		{"title", "Report " + n, "About", "\"Quotes & <b>\"", "\"unclosed", ""},
		{"title", "Report " + n, "ບົດລາຍງານ", "0123", "Why Laos?"},
		{"dek", "A dek " + n, "Another dek", ""},
		{"kicker", "Security", "Economy", ""},
		{"type", "report", "page", "explainer", "factcheck", "poem"},
		append([]string{"date"}, days...),
		append([]string{"date"}, days...),
		append([]string{"updated"}, days...),
		append([]string{"embargo"}, days...),
		append([]string{"expires"}, days...),
		{"status", "draft", "review", "published", "withdrawn", "publishd", "", ""},
		{"status", "published", "published", "draft", "withdrawn"},
		{"edition", "chapters", "single", "both", ""},
		{"slug", "report-" + n, "about", "laos", "tags", "Ünï code", "a/b", ""},
		{"lang", "lo", "en", "ar", "xx-yy-zz-", ""},
		{"authors", "[desk]", "[nobody]", "[{name: Someone " + n + "}]", "desk", ""},
		{"tags", "[laos]", "[army, laos]", "[]", ""},
		{"feedback", "{question: Useful " + n + "?, contact: desk@example.org}", "{contact: desk}", ""},
		{"aliases", "[/old-" + n + "/]", "[/about/]", "[/old-report/, /old-1/]", "[relative]", ""},
		{"anchors", "{first: second, old: first}", "{people: heading-" + n + "}", ""},
		{"method", "By asking " + n, ""},
		{"sources_note", "As of " + n, ""},
		{"corrections", "[{date: 2025-09-0" + n + ", kind: correction, text: Wrong.}]", "[{date: 2025-09-04, kind: clarification, text: Vague.}, {date: 2025-09-0" + n + ", text: Wrong.}]", ""},
		{"id", "urn:uuid:00000000-0000-5000-8000-00000000000" + n, "same", ""},
		{"x-note", "note " + n, ""},
		{"tittle", "x", ""},
	}
	f := fields[e.pick(len(fields))]
	return Edit{Op: Set, Path: page, Key: f[0], Text: e.of(f[1:])}
}

// config edits brief.yaml.
func (e *Editor) config() Edit {
	n := strconv.Itoa(1 + e.pick(3))
	fields := [][]string{
		{"title", "The file " + n, ""},
		{"base_url", "https://example.org/", "https://example.org/a/b/", "https://example.com", "no-address", ""},
		{"lang", "en", "lo", "ar", ""},
		{"languages", "{en: English, lo: Lao}", "{en: English}", ""},
		{"nav", "[about.md]", "[gone.md, about.md]", "[laos/index.md, archive/index.md, draft.md]", ""},
		{"publisher", "{name: Desk " + n + "}", "{policies: {ethics: about.md, ownership: gone.md}}", ""},
		{"description", "About " + n, ""},
		{"raw_html", "[b, kbd]", ""},
		{"timezone", "Asia/Vientiane", "America/New_York", "Nowhere", ""},
		{"strings", "{en: {contents: Inside " + n + "}}", ""},
		{"check", "{severity: {broken-link: warning}}", "{severity: {broken-link: \"off\", missing-picture: warning}}", ""},
		{"images", "{formats: [avif, jpeg]}", "{formats: [jpeg], widths: [320, 340]}", "{quality: {webp: " + n + "0}}", "{formats: [bmp]}", ""},
		{"accent", "{light: \"#112233\"}", "{dark: \"#112233\"}", ""},
		{"fonts", "{serif: system}", "{serif: fonts/own.woff2, sans: newsreader}", "{sans: fonts/gone.woff2}", ""},
		{"deploy", "{production: {url: \"s3://b/" + n + "\"}}", ""},
		{"titel", broken, ""},
		{"title", "\"" + broken, "[" + broken + "]"},
	}
	f := fields[e.pick(len(fields))]
	return Edit{Op: Set, Path: "brief.yaml", Key: f[0], Text: e.of(f[1:])}
}

// media edits pictures, files of content, and data.
func (e *Editor) media(s *Site) Edit {
	n := strconv.Itoa(1 + e.pick(3))
	switch e.pick(13) {
	case 10:
		return Edit{Op: Write, Path: e.of([]string{"content/film.webm.yaml", "content/talk.wav.yaml"}),
			Text: e.of([]string{"captions: film.vtt\n", "transcript: about.md\ncredit: Credit " + n + "\n", "poster: map.png\ntranscript: gone.md\n", "alt: Alt " + n + "\ndecorative: true\n", "captions: [\n"})}
	case 11:
		return Edit{Op: Write, Path: "content/film.vtt", Text: e.of([]string{"WEBVTT\n\n00:00.000 --> 00:01.000\nNumber " + n + "\n", "1\n00:00:00,000 --> 00:00:01,000\nNo WebVTT\n"})}
	case 12:
		return Edit{Op: Write, Path: e.of([]string{"content/film.webm", "content/talk.wav"}), Text: e.of([]string{"sun over hills", "tone of " + n + "0", "not a film"})}
	case 8, 9:
		if e.pick(3) == 0 {
			return Edit{Op: Remove, Path: "content/map.png.yaml"}
		}
		return Edit{Op: Write, Path: e.of([]string{"content/map.png.yaml", "content/laos/screen.jpg.yaml", "content/laos/quay.avif.yaml"}),
			Text: e.of([]string{"alt: Alt " + n + "\n", "credit: Credit " + n + "\ncaption: Caption " + n + "\n", "decorative: true\n", "creator: Ann " + n + "\nfocus: [0." + n + ", 0.5]\n", "credit: [", "creditt: x\n"})}
	case 0:
		return Edit{Op: Write, Path: "content/_data/people.yaml", Text: e.of([]string{"desk: {name: Desk " + n + "}\n", "", "desk: [", "nobody: {name: Nobody}\n"})}
	case 1:
		return Edit{Op: Remove, Path: "content/_data/people.yaml"}
	case 2:
		return Edit{Op: Write, Path: "content/figures.csv", Text: "place,people\nthere," + n + "\n"}
	case 3, 4:
		names := []string{"content/map.png", "content/Map.png", "content/new-1.png", "content/laos/screen.jpg", "content/laos/quay.avif", "content/secret.png", "static/img/dot.png"}
		return Edit{Op: Write, Path: e.of(names), Text: e.of([]string{n + "0x" + n + " #ff0000", "7x" + n + " #00ff00", "33" + n + "x40 dusk", "33" + n + "x9 #0000ff", "not a picture", ""})}
	case 5:
		return Edit{Op: Write, Path: "content/new.svg", Text: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + n + " 4\"><path d=\"M0 0h1\"/></svg>"}
	default:
		return Edit{Op: Remove, Path: e.of([]string{"content/map.png", "content/Map.png", "content/laos/screen.jpg", "content/laos/quay.avif", "content/figures.csv", "content/new-1.png", "content/new.svg", "static/img/dot.png", "content/film.webm", "content/film.vtt", "content/talk.wav.yaml"})}
	}
}

// file makes, moves and deletes files and folders.
func (e *Editor) file(s *Site) Edit {
	n := strconv.Itoa(1 + e.pick(3))
	front := "---\ntitle: New " + n + "\ndate: 2025-10-0" + n + "\n---\nNew text.\n"
	switch e.pick(9) {
	case 0:
		return Edit{Op: Write, Path: "content/new-" + n + ".md", Text: front}
	case 1:
		return Edit{Op: Write, Path: "content/" + e.of([]string{"laos", "short", "archive", "loose"}) + "/" + n + "5-new.md", Text: front}
	case 2:
		return Edit{Op: Write, Path: "content/loose/index.md", Text: front}
	case 3:
		return Edit{Op: Write, Path: e.of(s.pages()), Text: e.of([]string{"", front, "---\ntitle: [\n---\n", "---\ntitle: Never closed\n", "+++\ntitle = \"x\"\n+++\n", "No front matter.\n", "\xff\xfe", "# Only a heading\n"})}
	case 4, 5:
		from := e.of(s.pages())
		name := e.of([]string{n + "0-moved.md", "moved.md", "moved.lo.md", "index.md", path.Base(from)})
		to := path.Join(e.of([]string{path.Dir(from), "content", "content/laos", "content/archive"}), name)
		return Edit{Op: Rename, Path: from, Text: to}
	case 6:
		dirs := []string{"content/laos", "content/short", "content/archive", "content/loose", "content/moved-1", "content/moved-2"}
		return Edit{Op: Rename, Path: e.of(dirs), Text: e.of([]string{"content/moved-1", "content/moved-2", "content/archive/in", "content/laos"})}
	case 7:
		return Edit{Op: Remove, Path: e.of([]string{"content/laos", "content/short", "content/archive", "content/loose", "content/moved-1", "content/archive/in", "static/img", "layouts", "content/_data"})}
	default:
		return Edit{Op: Remove, Path: e.of(s.pages())}
	}
}

// of picks one; empty if there is none.
func (e *Editor) of(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[e.pick(len(list))]
}

// pages are the Markdown files of the site; never none.
func (s *Site) pages() []string {
	p := slices.DeleteFunc(s.Under("content"), func(f string) bool { return path.Ext(f) != ".md" })
	if len(p) == 0 {
		return []string{"content/index.md"}
	}
	return p
}

// began are the files that the site began with and whose path begins with the prefix, sorted.
func (s *Site) began(prefix string) (files []string) {
	for f := range s.first {
		if strings.HasPrefix(f, prefix) {
			files = append(files, f)
		}
	}
	slices.Sort(files)
	return files
}

// missing are the files that the site began with and has no longer.
func (s *Site) missing() []string {
	return slices.DeleteFunc(s.began(""), func(f string) bool { return s.MapFS[f] != nil })
}

// later are the files that the site did not begin with.
func (s *Site) later() []string {
	return slices.DeleteFunc(s.Files(), func(f string) bool { return s.first[f] != nil })
}
