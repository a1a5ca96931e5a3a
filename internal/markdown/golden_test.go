package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brief/internal/diag"
)

var update = flag.Bool("update", false, "write what the golden tests got into testdata")

// Each archive holds inputs, NAME.md, each followed by what becomes of it,
// NAME.txt. A file called options may come first: lines like "raw_html: kbd sub" or "lang: fr".
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { golden(t, path) })
	}
}

func golden(t *testing.T, path string) {
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range a.Files {
		want[f.Name] = string(f.Data)
	}
	var opt Options
	for line := range strings.Lines(want["options"]) {
		switch key, value, _ := strings.Cut(line, ":"); key {
		case "raw_html":
			opt.RawHTML = strings.Fields(value)
		case "lang":
			opt.Lang = strings.TrimSpace(value)
		default:
			t.Fatalf("%s: unknown option %q", path, line)
		}
	}
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		name, ok := strings.CutSuffix(f.Name, ".md")
		if !ok {
			if !strings.HasSuffix(f.Name, ".txt") {
				out.Files = append(out.Files, f)
			}
			continue
		}
		got := show(Parse(f.Name, f.Data, 0, opt))
		out.Files = append(out.Files, f, txtar.File{Name: name + ".txt", Data: []byte(got)})
		if diff := cmp.Diff(want[name+".txt"], got); diff != "" && !*update {
			t.Errorf("%s: go test -update accepts this\n%s", f.Name, diff)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// show writes a document for people to read: holes in ⟦⟧, and a line for each block.
func show(d *Doc, diags diag.List) string {
	var b bytes.Buffer
	if d.H1 != "" {
		fmt.Fprintf(&b, "h1: %s\n", d.H1)
	}
	if d.Lead != nil {
		b.WriteString("lead:\n")
		showBlock(&b, "  ", d.Lead)
	}
	showFragment(&b, "", d.Fragment)
	for i, n := range d.Notes {
		fmt.Fprintf(&b, "note %d, %s, used %d:\n", i+1, n.Label, n.Uses)
		showFragment(&b, "  ", n.Body)
	}
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "heading %d: #%s %q", h.Level, h.ID, h.Text)
		if h.HTML != h.Text {
			fmt.Fprintf(&b, " %s", h.HTML)
		}
		b.WriteString("\n")
	}
	if len(d.Anchors) > len(d.Headings) {
		fmt.Fprintf(&b, "anchors: %s\n", strings.Join(d.Anchors, " "))
	}
	if len(d.Links) > 0 {
		fmt.Fprintf(&b, "links: %s\n", strings.Join(d.Links, " "))
	}
	if len(d.Pictures) > 0 {
		b.WriteString("pictures:")
		for _, p := range d.Pictures {
			b.WriteString(" " + p.Src)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "words: %d; summary: %s\n", d.Words, d.Summary)
	for _, p := range diags {
		fmt.Fprintf(&b, "%d:%d: %s: %s [%s]\n", p.Pos.Line, p.Pos.Col, p.Severity, p.Msg, p.Code)
		if p.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", p.Hint)
		}
	}
	return b.String()
}

var blockEnd = regexp.MustCompile(`(</(?:p|h[2-6]|ul|ol|li|pre|table|tr|blockquote|dl|dt|dd|details|summary|div)>|<hr>)([^\n])`)

func showFragment(b *bytes.Buffer, indent string, f Fragment) {
	var s strings.Builder
	from := 0
	var blocks []*Block
	for _, h := range f.Holes {
		s.WriteString(f.HTML[from:h.At])
		from = h.At
		switch h.Kind {
		case HoleHref:
			fmt.Fprintf(&s, "⟦%s⟧", h.Dest)
		case HoleID:
			fmt.Fprintf(&s, "⟦#%s⟧", h.Name)
		case HoleTask:
			fmt.Fprintf(&s, "⟦done: %v⟧", h.Done)
		case HoleTable:
			fmt.Fprintf(&s, "⟦table: %s⟧", h.Name)
		case HoleNote:
			fmt.Fprintf(&s, "⟦note %d%c⟧", h.Note+1, 'a'+h.Use)
		case HolePicture:
			fmt.Fprintf(&s, "⟦picture %s %q⟧", h.Picture.Src, h.Picture.Alt)
		case HoleBlock:
			blocks = append(blocks, h.Block)
			fmt.Fprintf(&s, "\n⟦block⟧\n")
		}
	}
	s.WriteString(f.HTML[from:])
	html := s.String()
	for blockEnd.MatchString(html) {
		html = blockEnd.ReplaceAllString(html, "$1\n$2")
	}
	for line := range strings.Lines(strings.ReplaceAll(html, "\n\n⟦block⟧", "\n⟦block⟧")) {
		line = strings.TrimSuffix(line, "\n")
		if line == "⟦block⟧" {
			showBlock(b, indent, blocks[0])
			blocks = blocks[1:]
		} else if line != "" || !strings.HasPrefix(html, "\n") {
			fmt.Fprintf(b, "%s%s\n", indent, line)
		}
	}
}

func showBlock(b *bytes.Buffer, indent string, bl *Block) {
	fmt.Fprintf(b, "%s⟦%s", indent, bl.Type)
	if bl.Option != "" {
		fmt.Fprintf(b, "|%s", bl.Option)
	}
	if p := bl.Picture; p != nil {
		fmt.Fprintf(b, " %s %q", p.Src, p.Alt)
		if p.Title != "" {
			fmt.Fprintf(b, ", title %q", p.Title)
		}
		if bl.Link != nil {
			fmt.Fprintf(b, ", linked to %s", bl.Link.Dest)
		}
	}
	b.WriteString("⟧\n")
	part := func(name string, f Fragment) {
		if f.HTML != "" || len(f.Holes) > 0 {
			fmt.Fprintf(b, "%s  %s:\n", indent, name)
			showFragment(b, indent+"    ", f)
		}
	}
	part("title", bl.Title)
	part("body", bl.Body)
	for _, it := range bl.Items {
		fmt.Fprintf(b, "%s  item", indent)
		for _, s := range []string{it.ID, it.From, it.To} {
			if s != "" {
				fmt.Fprintf(b, " %s", s)
			}
		}
		b.WriteString("\n")
		part("  term", it.Term)
		part("  role", it.Role)
		part("  body", it.Body)
	}
	part("after", bl.After)
	part("caption", bl.Caption)
	part("credit", bl.Credit)
}
