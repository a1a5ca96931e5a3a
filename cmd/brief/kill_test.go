package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brief/internal/sitetest"
)

// kills is how often a build is killed.
const kills = 50

// A build that is killed at any instant leaves a site that readers can use, and
// the next build ends where one that was never disturbed would have.
func TestAKilledBuildHarmsNothing(t *testing.T) {
	const base = "https://example.org/"
	before, after := layOut(t, killSite(1)), layOut(t, killSite(2))
	dirOld, dirNew := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "new")
	old := buildTo(t, before, dirOld)
	want := buildTo(t, after, dirNew)
	noBrokenReferences(t, old, base)
	noBrokenReferences(t, want, base)

	rng := rand.New(rand.NewPCG(3, 1))
	var mixed, untouched, finished int
	pace := measure(t, after, dirOld)
	for i := range kills {
		out := filepath.Join(t.TempDir(), "out")
		if err := os.CopyFS(out, os.DirFS(dirOld)); err != nil {
			t.Fatal(err)
		}
		foreign := filepath.Join(out, "p001", "notes of mine.txt")
		if err := os.WriteFile(foreign, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
		done := killAt(t, after, out, pace, rng)

		got := readTree(t, out)
		if got["p001/notes of mine.txt"] != "mine" {
			t.Fatalf("kill %d: a foreign file is gone or changed", i)
		}
		site := published(got)
		delete(site, "p001/notes of mine.txt")
		fresh := wholeFiles(t, i, site, old, want)
		whatPagesNeed(t, i, site, old, want, base)
		switch {
		case done:
			finished++
			pace.moving = pace.moving * 3 / 4 // the build that was measured may have been a slow one
		case fresh == 0:
			untouched++
		default:
			mixed++
		}

		end := buildTo(t, after, out)
		delete(end, "p001/notes of mine.txt")
		sameTrees(t, fmt.Sprintf("kill %d: the next build", i), end, want)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d kills: %d before the first file moved, %d among the moves, %d after the end", kills, untouched, mixed, finished)
	if mixed == 0 {
		t.Error("no kill came while files were moved, so the test saw nothing")
	}
}

// killSite is a site of which every file differs between versions 1 and 2:
// pages go, come and change, and so do the pictures and styles that they use.
func killSite(version int) *sitetest.Site {
	const n = 80
	files := map[string]string{
		"static/site.css":                       fmt.Sprintf("body{margin:%dpx;background:url(bg%d.svg)}", version, version),
		fmt.Sprintf("static/bg%d.svg", version): fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 %d"><path d="M0 0h9"/></svg>`, version),
	}
	first := (version - 1) * n / 3 // version 2 lacks the first third and has another at the end
	var list strings.Builder
	for i := first; i < first+n; i++ {
		next := first + (i-first+1)%n
		files[fmt.Sprintf("content/p%03d/index.md", i)] = fmt.Sprintf(
			"---\ntitle: Page %d\n---\n![A picture.](pic%d.svg)\n*Version %d.* [Drawing: the desk]\n\nGo to [the next](../p%03d/index.md). %s\n",
			i, version, version, next, strings.Repeat(fmt.Sprintf("Text of version %d. ", version), 100))
		files[fmt.Sprintf("content/p%03d/pic%d.svg", i, version)] = fmt.Sprintf(
			`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d 9"><path d="M0 0h%dv9"/></svg>`, i+1, version)
		fmt.Fprintf(&list, "- [Page %d](p%03d/index.md)\n", i, i)
	}
	files["content/index.md"] = fmt.Sprintf("---\ntitle: Version %d\n---\n%s", version, list.String())
	return sitetest.New(files)
}

// pace is how long an undisturbed build takes until it stages its first file,
// from there until it moves the first into place, and from there to its end.
type pace struct{ reading, staging, moving time.Duration }

func measure(t *testing.T, site, old string) pace {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	if err := os.CopyFS(out, os.DirFS(old)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	c, ended := launch(t, site, out)
	waitForStaging(out, ended)
	staged := time.Now()
	waitForMoves(out, manifest(out), ended)
	moved := time.Now()
	<-ended
	if !c.ProcessState.Success() {
		t.Fatal("the undisturbed build failed")
	}
	return pace{staged.Sub(start), moved.Sub(staged), time.Since(moved)}
}

// killAt starts a build and kills it at a random moment: one time in five while
// it reads, one while it stages, else while it moves files into place. It says
// whether the build had ended before.
func killAt(t *testing.T, site, out string, p pace, rng *rand.Rand) (done bool) {
	t.Helper()
	was := manifest(out)
	c, ended := launch(t, site, out)
	wait := p.moving
	switch rng.IntN(5) {
	case 0:
		wait = p.reading
	case 1:
		wait = p.staging
		waitForStaging(out, ended)
	default:
		waitForMoves(out, was, ended)
	}
	time.Sleep(time.Duration(rng.Int64N(int64(wait) + 1)))
	if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	<-ended
	return c.ProcessState.Success()
}

func launch(t *testing.T, site, out string) (*exec.Cmd, <-chan struct{}) {
	t.Helper()
	c := exec.Command(binary(t), "build", "-q", "--as-of", "2026-01-01", "-C", site, "-o", out)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Wait() // a kill is no success; what it left is looked at
	}()
	return c, ended
}

// waitForStaging returns when the build has begun to write, or has ended.
func waitForStaging(out string, ended <-chan struct{}) {
	waitUntil(ended, func() bool {
		_, err := os.Lstat(filepath.Join(out, ".brief-new"))
		return !errors.Is(err, fs.ErrNotExist)
	})
}

// waitForMoves returns when the build has announced by a new manifest that it
// moves files, or has ended.
func waitForMoves(out string, was os.FileInfo, ended <-chan struct{}) {
	waitUntil(ended, func() bool { return !os.SameFile(manifest(out), was) })
}

func waitUntil(ended <-chan struct{}, done func() bool) {
	for !done() {
		select {
		case <-ended:
			return
		case <-time.After(50 * time.Microsecond):
		}
	}
}

// manifest is the file in which the build keeps what it wrote.
func manifest(out string) os.FileInfo {
	info, _ := os.Stat(filepath.Join(out, ".brief.json"))
	return info // nil if there is none
}

// published are the files that readers get: all but brief's own.
func published(files tree) tree {
	site := tree{}
	for name, body := range files {
		if !strings.HasPrefix(name, ".brief") {
			site[name] = body
		}
	}
	return site
}

// wholeFiles says that each file is the old or the new one, and counts the new.
func wholeFiles(t *testing.T, kill int, got, old, want tree) (fresh int) {
	t.Helper()
	for name, body := range got {
		o, inOld := old[name]
		w, inNew := want[name]
		switch {
		case inOld && body == o:
		case inNew && body == w:
			fresh++
		case !inOld && !inNew:
			t.Errorf("kill %d: %s is of neither site", kill, name)
		default:
			t.Errorf("kill %d: %s is not whole: %d bytes", kill, name, len(body))
		}
	}
	return fresh
}

// whatPagesNeed says that no page lacks a style sheet or a picture, and that no
// page that readers knew before, and will find again, leads to one that is not
// there. A page that goes may outlive by a moment another that it leads to: by
// then nothing leads to either, and pages that lead to each other cannot both go first.
func whatPagesNeed(t *testing.T, kill int, got, old, want tree, base string) {
	t.Helper()
	for _, r := range references(got, base) {
		if _, ok := got[r.to]; ok {
			continue
		}
		_, known := old[r.from]
		_, stays := want[r.from]
		if known && stays || !r.page {
			t.Errorf("kill %d: %s refers to %s, which is not there", kill, r.from, r.to)
		}
	}
}
