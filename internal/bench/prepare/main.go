// Command prepare lays out a site of brief for a corpus of the peer benchmarks.
//
//	prepare CORPUS WORK BASE
//
// CORPUS holds content/ and static/ as most generators would have them; WORK
// gets them with brief's names and keys, a brief.yaml, and the layout BASE as
// layouts/base.html with the words that the benchmarks look for and replace.
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

const config = `title: Bench Briefings
description: Generated briefings for measuring site generators.
base_url: https://example.org/
check:
  severity: {missing-credit: off, vague-note: off}
# Smaller pictures are a measure of their own: here no generator makes any.
images: {formats: []}
`

// token is what the benchmarks wait for in a page after an edit of the layout.
const token = "bench-token-0"

func main() {
	log.SetFlags(0)
	log.SetPrefix("prepare: ")
	if len(os.Args) != 4 {
		log.Fatal("usage: prepare CORPUS WORK BASE")
	}
	if err := prepare(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func prepare(corpus, work, base string) error {
	layout, err := os.ReadFile(base)
	if err != nil {
		return err
	}
	marked := bytes.Replace(layout, []byte("</body>"), []byte("<p>"+token+"</p>\n</body>"), 1)
	if !bytes.Contains(marked, []byte(token)) {
		return fmt.Errorf("%s has no </body> to put %s before", base, token)
	}
	if err := write(filepath.Join(work, "layouts", "base.html"), marked); err != nil {
		return err
	}
	if err := write(filepath.Join(work, "brief.yaml"), []byte(config)); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(work, "static"), os.DirFS(filepath.Join(corpus, "static"))); err != nil {
		return err
	}
	return copyContent(os.DirFS(filepath.Join(corpus, "content")), filepath.Join(work, "content"))
}

func copyContent(from fs.FS, to string) error {
	return fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".md") {
			text = rewrite(text)
		}
		dir, name := filepath.Split(filepath.FromSlash(path))
		return write(filepath.Join(to, dir, strings.TrimPrefix(name, "_")), text)
	})
}

// rewrite gives the keys of a front matter that holds a key a line brief's
// names. What brief takes from elsewhere becomes a key of the site's own.
func rewrite(text []byte) []byte {
	var b strings.Builder
	rules := 0
	for line := range strings.Lines(string(text)) {
		if rules < 2 {
			if line == "---\n" {
				rules++
			} else {
				line = rewriteKey(line)
			}
		}
		b.WriteString(line)
	}
	return []byte(b.String())
}

func rewriteKey(line string) string {
	key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
	if !ok {
		return line
	}
	switch key {
	case "summary":
		key = "dek"
	case "category":
		key = "kicker"
	case "author":
		key, value = "authors", "[{name: "+value+"}]"
	case "section", "image", "weight":
		key = "x-" + key
	case "tags": // no generator makes lists of tags here
		key, value = "x-tags", `"`+strings.Trim(value, "[]")+`"`
	}
	return key + ": " + value + "\n"
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
