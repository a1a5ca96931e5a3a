package main

import (
	"crypto/sha512"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// repository is the root of this repository, which is a site too.
const repository = "../.."

// The theme in layouts/ and static/ is embedded, so a site gets the same one
// whether it has these folders of its own or not.
func TestThisRepositorysSiteIsTheSameWithTheEmbeddedTheme(t *testing.T) {
	bare := filepath.Join(t.TempDir(), "bare")
	if err := os.CopyFS(filepath.Join(bare, "content"), os.DirFS(filepath.Join(repository, "content"))); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(repository, "brief.yaml")); err == nil {
		if err := os.WriteFile(filepath.Join(bare, "brief.yaml"), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, base := range []string{"", "https://example.org/laos/"} {
		args := []string{"--as-of", "2027-01-01"}
		if base != "" {
			args = append(args, "--base-url", base)
		}
		disk := buildTo(t, repository, filepath.Join(t.TempDir(), "disk"), args...)
		embedded := buildTo(t, bare, filepath.Join(t.TempDir(), "embedded"), args...)
		sameTrees(t, "with the embedded theme and base URL "+base, embedded, disk)
	}
}

// One output without a base URL works wherever it is put; with one, at its path.
func TestNothingInASiteRefersToWhatIsNotThere(t *testing.T) {
	sites := map[string]string{
		"this repository":     repository,
		"every feature":       layOut(t, everyFeature()),
		"a page and no theme": layOut(t, sitetest.New(map[string]string{"content/index.md": "# Hello\n\nA [link](#where).\n\n## Where\n"})),
	}
	for name, dir := range sites {
		for _, base := range []string{"https://site.example/", "https://site.example/a/b/"} {
			t.Run(name+" at "+base, func(t *testing.T) {
				files := buildTo(t, dir, filepath.Join(t.TempDir(), "out"), "--as-of", "2027-01-01", "--base-url", base)
				noBrokenReferences(t, files, base)
			})
		}
	}
	delete(sites, "every feature") // its brief.yaml has a base URL
	for name, dir := range sites {
		files := buildTo(t, dir, filepath.Join(t.TempDir(), "out"), "--as-of", "2027-01-01")
		for _, base := range []string{"https://site.example/", "https://site.example/a/b/"} {
			t.Run(name+" without a base URL at "+base, func(t *testing.T) {
				noBrokenReferences(t, files, base)
			})
		}
	}
}

func noBrokenReferences(t *testing.T, files tree, base string) {
	t.Helper()
	refs := references(files, base)
	if len(refs) < 3 {
		t.Fatalf("only %d references were found: the test would see nothing", len(refs))
	}
	for _, r := range refs {
		to, ok := files[r.to]
		switch {
		case !ok:
			t.Errorf("%s refers to %s, which is not there", r.from, r.to)
		case r.fragment != "" && strings.HasSuffix(r.to, ".html") && !hasID(to, r.fragment):
			t.Errorf("%s refers to %s#%s, and no id is %q there", r.from, r.to, r.fragment, r.fragment)
		}
	}
}

// Subresource Integrity (W3C) lets a browser refuse a style sheet or a script
// that is not the one that the page was made with.
func TestEveryStyleSheetAndScriptHasTheRightIntegrity(t *testing.T) {
	for name, dir := range map[string]string{"this repository": repository, "every feature": layOut(t, everyFeature())} {
		files := buildTo(t, dir, filepath.Join(t.TempDir(), "out"), "--as-of", "2027-01-01", "--base-url", "https://example.org/x/")
		hashed := regexp.MustCompile(`\.[0-9a-z]{8,}\.\w+$`)
		seen := 0
		for page, text := range files {
			if !strings.HasSuffix(page, ".html") {
				continue
			}
			for _, tag := range tags(text) {
				target := attr(tag, "href")
				switch {
				case tag.Data == "link" && strings.Contains(attr(tag, "rel"), "stylesheet"):
				case tag.Data == "script" && attr(tag, "src") != "":
					target = attr(tag, "src")
				default:
					continue
				}
				seen++
				r, ok := resolve(page, target, "https://example.org/x/")
				if !ok {
					t.Errorf("%s: %s loads %s from elsewhere", name, page, target)
					continue
				}
				sum := sha512.Sum384([]byte(files[r.to]))
				if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); attr(tag, "integrity") != want {
					t.Errorf("%s: %s: integrity of %s is %q, want %q", name, page, r.to, attr(tag, "integrity"), want)
				}
				if !hashed.MatchString(r.to) {
					t.Errorf("%s: %s has no hash in its name", name, r.to)
				}
			}
		}
		if seen == 0 {
			t.Errorf("%s: no style sheet was found: the test saw nothing", name)
		}
	}
}

func TestABuildDoesNotDependOnWhatTheOutputHeld(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	buildTo(t, layOut(t, everyFeature()), out)
	fewer := layOut(t, sitetest.New(map[string]string{
		"brief.yaml":       "title: Fewer\nbase_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Front\n---\nSee [the other](other.md).\n",
		"content/other.md": "---\ntitle: Other\n---\nText.\n",
	}))
	sameTrees(t, "built over another site", buildTo(t, fewer, out), buildTo(t, fewer, filepath.Join(t.TempDir(), "clean")))
}
