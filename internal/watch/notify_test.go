package watch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"brief/internal/source"
)

// slow is a notifier whose reports are taken in when the test says so: on a
// machine with much to do files are other than they were when it is told of them.
type slow struct {
	*mirror
	n        *notifier
	reported []string
}

func newSlow(t *testing.T, files map[string]string) *slow {
	t.Helper()
	m := &mirror{t: t, dir: filepath.Join(t.TempDir(), "site")}
	m.mkdir("content")
	for name, text := range files {
		m.write(name, text)
	}
	return begin(m)
}

// begin watches what is on the disk and reads it.
func begin(m *mirror) *slow {
	real, err := filepath.EvalSymlinks(m.dir)
	m.check(err)
	n, err := newNotifier(tree{real}, remote)
	m.check(err)
	m.t.Cleanup(n.close)
	m.tree = source.Scan(source.Input{Site: source.Dir(m.dir)})
	return &slow{mirror: m, n: n}
}

func (s *slow) link(target, name string) { s.t.Helper(); s.check(os.Symlink(target, s.abs(name))) }

// takes one report; false if none comes any more.
func (s *slow) takes() bool {
	s.t.Helper()
	select {
	case e := <-s.n.events():
		changed, err := s.n.take(e, knownBy(func() *source.Tree { return s.tree }))
		s.check(err)
		s.reported = append(s.reported, changed...)
		return true
	case <-time.After(100 * time.Millisecond):
		return false
	}
}

// takesUntil takes reports up to the first that names the path.
func (s *slow) takesUntil(path string) {
	s.t.Helper()
	for !slices.Contains(s.reported, path) {
		if !s.takes() {
			s.t.Fatalf("reported %q, want %q among them", s.reported, path)
		}
	}
}

// settles takes all reports, and holds what a preview makes of them to the disk.
func (s *slow) settles(story string) {
	s.t.Helper()
	for s.takes() {
	}
	s.tree = s.tree.Update(s.reported)
	if got, want := outline(s.tree), outline(source.Scan(source.Input{Site: source.Dir(s.dir)})); got != want {
		s.t.Fatalf("%s: after %q the tree is\n%s\nand the disk holds\n%s", story, s.reported, got, want)
	}
	s.reported = nil
}

// A page that a link leads to was written just before its link was away for a
// moment. The report came when nothing led to the page, and was passed over; the
// preview kept the old text until the next save.
func TestALinkThatIsAwayForAMomentHidesNoChange(t *testing.T) {
	for name, away := range map[string]func(s *slow) (back func()){
		"its folder": func(s *slow) func() {
			s.move("content", "parked")
			return func() { s.move("parked", "content") }
		},
		"the link": func(s *slow) func() {
			s.move("content/in/link.md", "link")
			return func() { s.move("link", "content/in/link.md") }
		},
		"a link on the way": func(s *slow) func() {
			s.move("shared/current", "parked")
			return func() { s.move("parked", "shared/current") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSlow(t, map[string]string{"content/in/index.md": page("in"), "shared/v1/index.md": page("v1"), "texts/page.md": page("old")})
			s.link("v1", "shared/current")
			s.link("../../texts/page.md", "shared/v1/page.md")
			s.link("../../shared/current/page.md", "content/in/link.md")
			s = begin(s.mirror)
			s.link("nowhere", "content/other") // whose report has all links looked up
			s.write("texts/page.md", page("new"))
			back := away(s)
			s.takesUntil("content/other")
			for range 3 { // the text, cut off and written; the beginning of the move
				s.takes()
			}
			back()
			s.settles("after the way was there again")
			s.write("texts/page.md", page("newer"))
			s.settles("after an edit")
		})
	}
}

// A folder moved into one that has just come is met before the report of its
// move. The system had one watch for both names, which went with the old one:
// nothing in the folder was seen any more.
func TestAFolderThatIsMetBeforeItsMoveIsToldStaysWatched(t *testing.T) {
	s := newSlow(t, map[string]string{"content/a/in/one.md": page("one")})
	s.mkdir("content/b")
	s.move("content/a", "content/b/a")
	s.takesUntil("content/b")
	s.settles("after the move")
	s.write("content/b/a/in/one.md", page("edited"))
	s.settles("after an edit in the moved folder")
	s.write("content/b/a/two.md", page("two"))
	s.settles("after a new file in the moved folder")
}

// A folder outside of what the site reads was watched for a link, and was
// replaced after the link had gone: it was taken for watched when a link led
// there again.
func TestAFolderThatLinksLeftIsWatchedAnewWhenOneComesBack(t *testing.T) {
	s := newSlow(t, map[string]string{"shared/in/page.md": page("one")})
	s.link("../shared/in/page.md", "content/link.md")
	s.settles("after the link came")
	s.remove("content/link.md")
	s.settles("after the link went")
	s.move("shared", "old")
	s.write("shared/in/page.md", page("two"))
	s.settles("after the folder was replaced")
	s.link("../shared/in/page.md", "content/link.md")
	s.settles("after the link came back")
	s.write("shared/in/page.md", page("three"))
	s.settles("after an edit")
	s.move("shared/in", "shared/out")
	s.settles("after a move")
}

// Only the first and the last name of a way were looked at: whoever led a link
// in between elsewhere, as a release is switched, was not heard.
func TestEachLinkOnTheWayIsFollowed(t *testing.T) {
	s := newSlow(t, map[string]string{"versions/v1/page.md": page("one"), "versions/v2/page.md": page("two")})
	s.link("v1", "versions/.now")
	s.link("versions/.now", "current")
	s.link("../current", "content/texts")
	s.link("../current/page.md", "content/text.md")
	s.settles("after the links came")
	s.check(os.Remove(s.abs("versions/.now")))
	s.link("v2", "versions/.now")
	s.settles("after the one in the middle was led elsewhere")
	s.write("versions/v2/page.md", page("edited"))
	s.settles("after an edit there")
	s.check(os.Remove(s.abs("current")))
	s.link("nowhere", "current")
	s.settles("after it led nowhere")
	s.mkdir("nowhere")
	s.write("nowhere/page.md", page("here"))
	s.settles("after there was something")
}

// A link in a linked folder may lead to a file elsewhere.
func TestALinkInALinkedFolderIsFollowed(t *testing.T) {
	s := newSlow(t, map[string]string{"shared/in/page.md": page("one"), "other/text.md": page("text")})
	s.link("../../other/text.md", "shared/in/text.md")
	s.link("../shared/in", "content/in")
	s.settles("after the link came")
	s.write("other/text.md", page("edited"))
	s.settles("after an edit of what the inner link leads to")
	s.move("other", "away")
	s.settles("after it went")
	s.move("away", "other")
	s.settles("after it came back")
}

// Two links share a folder: the watch must not go with one of them, by whatever
// name that one came there.
func TestAFolderStaysWatchedForTheOtherLink(t *testing.T) {
	s := newSlow(t, map[string]string{"shared/v1/page.md": page("one")})
	s.link("v1", "shared/by-name")
	s.link("../shared/by-name/page.md", "content/a.md")
	s.settles("after the first link came")
	s.link("../shared/v1/page.md", "content/b.md")
	s.settles("after the second link came")
	s.check(os.Remove(s.abs("shared/by-name")))
	s.settles("after the name of the first had gone")
	s.write("shared/v1/page.md", page("two"))
	s.settles("after an edit")
}

// The folder was looked up before it was watched: what came in between was never
// reported.
func TestAFolderIsWatchedBeforeANameInItIsLookedUp(t *testing.T) {
	m := &mirror{t: t, dir: t.TempDir()}
	m.mkdir("content")
	m.check(os.Symlink("../a/b/page.md", m.abs("content/link.md")))
	come := map[string]func(){ // at the moment at which the folder round it is watched
		".":   func() { m.mkdir("a") },
		"a":   func() { m.mkdir("a/b") },
		"a/b": func() { m.write("a/b/page.md", page("one")) },
	}
	r, err := tree{m.dir}.reach([]string{"content/link.md"}, &found{}, func(folder string) error {
		if do := come[folder]; do != nil {
			do()
		}
		return nil
	})
	m.check(err)
	if !r.ends["a/b/page.md"] {
		t.Errorf("the link leads to %v, want a/b/page.md", r.ends)
	}
}

// A folder that was moved away and back is the same one, but the system's watch
// of it has ended.
func TestTheSitesFolderMayBeMovedAwayAndBack(t *testing.T) {
	t.Parallel()
	m := watched(t, Options{}, map[string]string{"content/a.md": page("one")})
	m.check(os.Rename(m.dir, m.dir+".old"))
	time.Sleep(settled) // the reports of the move have come
	m.check(os.Rename(m.dir+".old", m.dir))
	m.settle()
	m.write("brief.yaml", "title: x")
	if got := m.settle(); len(got) == 0 {
		t.Error("no batch came for a file of the site's own folder")
	}
}

// The hint for what cannot be read is to change its rights: who did so saw no
// change in the preview.
func TestAChangeOfRightsIsSeen(t *testing.T) {
	s := newSlow(t, map[string]string{"content/in/one.md": page("one"), "content/two.md": page("two")})
	rights := func(name string, mode os.FileMode) { t.Helper(); s.check(os.Chmod(s.abs(name), mode)) }
	for _, folder := range []os.FileMode{0o300, 0o700, 0o600, 0o755} {
		rights("content/in", folder)
		s.takesUntil("content/in")
		s.settles("after the folder's rights changed")
	}
	s.write("content/in/one.md", page("edited"))
	s.settles("after an edit in the folder")

	read := s.tree // whoever runs the tests may read all: what could not be read is made up
	s.check(os.Remove(s.abs("content/two.md")))
	s.tree = source.Scan(source.Input{Site: source.Dir(s.dir)})
	s.write("content/two.md", page("two"))
	for s.takes() {
	}
	s.reported = nil
	rights("content/two.md", 0o640)
	s.takesUntil("content/two.md")
	s.settles("after the file's rights changed")
	s.tree = read
	rights("content/two.md", 0o600)
	s.check(os.Chtimes(s.abs("content/two.md"), time.Now(), time.Now()))
	s.check(os.Chtimes(s.abs("content/in"), time.Now(), time.Now()))
	for s.takes() {
	}
	if len(s.reported) > 0 {
		t.Errorf("reported %q for what was read before and can be read now", s.reported)
	}
}

func TestWhereALinkLeads(t *testing.T) {
	m := &mirror{t: t, dir: filepath.Join(t.TempDir(), "site")}
	m.write("shared/in/page.md", page("one"))
	m.mkdir("content/deep")
	m.check(os.Symlink(filepath.Join(m.dir, "shared"), m.abs("whole")))
	m.check(os.Symlink("b", m.abs("a")))
	m.check(os.Symlink("a", m.abs("b")))
	m.check(os.Symlink("shared/in", m.abs("inner")))
	for _, test := range []struct{ target, end string }{
		{"../../shared/in/page.md", "shared/in/page.md"},
		{"../../shared//./in/", "shared/in"},
		{"../../inner/../in/page.md", "shared/in/page.md"}, // beside where inner leads, not beside inner
		{"../../whole/in", "shared/in"},
		{"../../../site/shared", "shared"},
		{filepath.Join(m.dir, "inner/page.md"), "shared/in/page.md"},
		{"../..", "."},
		{"../../../elsewhere", "."},
		{"../../a/x", "."},
		{"../../shared/none/page.md", "."},
		{"/", "."},
	} {
		m.check(os.Symlink(test.target, m.abs("content/deep/link")))
		end, err := tree{m.dir}.follow("content/deep/link", map[string]bool{}, enterNone)
		m.check(err)
		if end != test.end {
			t.Errorf("%s leads to %s, want %s", test.target, end, test.end)
		}
		m.remove("content/deep/link")
	}
}
