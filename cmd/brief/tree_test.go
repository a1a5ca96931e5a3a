package main

import (
	"bytes"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"golang.org/x/net/html"
)

// tree is the content of every file of a folder, by slash-separated path; of a
// symbolic link it is what it points to.
type tree map[string]string

func readTree(t *testing.T, dir string) tree {
	t.Helper()
	files := tree{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if d.Type()&fs.ModeSymlink != 0 {
			files[name], err = os.Readlink(path)
			return err
		}
		body, err := os.ReadFile(path)
		files[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sameTrees reports every path at which two trees differ.
func sameTrees(t *testing.T, what string, got, want tree) {
	t.Helper()
	paths := maps.Clone(got)
	maps.Copy(paths, want)
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		g, inGot := got[p]
		w, inWant := want[p]
		switch {
		case !inGot:
			t.Errorf("%s: %s is missing", what, p)
		case !inWant:
			t.Errorf("%s: %s should not be there", what, p)
		case g != w:
			t.Errorf("%s: %s differs: %d bytes, want %d", what, p, len(g), len(w))
		}
	}
}

// layOut writes a site to a new folder of the disk.
func layOut(t *testing.T, site fs.FS) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(dir, site); err != nil {
		t.Fatal(err)
	}
	return dir
}

// everyFeature is the site with every feature, without the page of mistakes
// that belongs to it.
func everyFeature() *sitetest.Site {
	site := sitetest.EveryFeature()
	site.Write("content/loose/leaf.md", []byte("---\ntitle: Leaf\n---\nNo mistakes.\n"))
	return site
}

// brief runs the program and returns what it printed and said.
func brief(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	c := exec.Command(binary(t), args...)
	c.Stdout, c.Stderr = &out, &talk
	if err := c.Run(); err != nil {
		t.Fatalf("brief %s: %v\n%s", strings.Join(args, " "), err, talk.String())
	}
	return out.String(), talk.String()
}

// buildTo builds a site with a fixed moment and returns what the folder then holds.
func buildTo(t *testing.T, site, out string, args ...string) tree {
	t.Helper()
	brief(t, append([]string{"build", "-q", "--as-of", "2026-01-01", "-C", site, "-o", out}, args...)...)
	return readTree(t, out)
}

// reference is something within the site that a file refers to.
type reference struct {
	from, to string // paths of the output
	page     bool   // a link that a reader may follow, not what a page needs to be shown
	fragment string
}

// references are all that the HTML and style sheets of a tree refer to within
// the site, whose pages have the address base ("/" where links are relative).
func references(files tree, base string) (refs []reference) {
	cssURL := regexp.MustCompile(`url\(\s*["']?([^"')]+)`)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		add := func(target string, page bool) {
			if r, ok := resolve(name, target, base); ok {
				r.page = page
				refs = append(refs, r)
			}
		}
		switch path.Ext(name) {
		case ".css":
			for _, m := range cssURL.FindAllStringSubmatch(files[name], -1) {
				add(m[1], false)
			}
		case ".html":
			for _, tag := range tags(files[name]) {
				for _, a := range tag.Attr {
					switch {
					case a.Key == "srcset":
						for _, candidate := range strings.Split(a.Val, ",") {
							add(strings.Fields(candidate)[0], false)
						}
					case a.Key == "src", a.Key == "poster":
						add(a.Val, false)
					case a.Key == "href":
						rel := attr(tag, "rel")
						add(a.Val, tag.Data == "a" || rel == "canonical" || rel == "alternate")
					}
				}
			}
		}
	}
	return refs
}

// resolve says which file of the output a reference means; false for other sites.
func resolve(from, target, base string) (reference, bool) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return reference{}, false
	}
	root, err := url.Parse(base)
	if err != nil {
		return reference{}, false
	}
	u = root.JoinPath(from).ResolveReference(u)
	if u.Host != root.Host || !strings.HasPrefix(u.Path, root.Path) {
		return reference{}, false
	}
	to := strings.TrimPrefix(u.Path, root.Path)
	if to == "" || strings.HasSuffix(to, "/") {
		to += "index.html"
	}
	return reference{from: from, to: to, fragment: u.Fragment}, true
}

// tags are the start tags of a document.
func tags(document string) (all []html.Token) {
	z := html.NewTokenizer(strings.NewReader(document))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.StartTagToken, html.SelfClosingTagToken:
			all = append(all, z.Token())
		}
	}
}

func attr(tag html.Token, key string) string {
	for _, a := range tag.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasID(document, id string) bool {
	return slices.ContainsFunc(tags(document), func(tag html.Token) bool { return attr(tag, "id") == id })
}
