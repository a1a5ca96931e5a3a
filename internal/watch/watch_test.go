package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"brief/internal/source"
)

// settled is how long no batch must come for a test to say that none will: more
// than the package ever waits for a file.
const settled = 500 * time.Millisecond

// mirror is a site on the disk, and the tree that batches alone keep current.
type mirror struct {
	t       testing.TB
	dir     string
	tree    *source.Tree
	batches chan Batch
	got     []Batch
}

// watched lays out files and watches them.
func watched(t testing.TB, opt Options, files map[string]string) *mirror {
	t.Helper()
	m := &mirror{t: t, dir: filepath.Join(t.TempDir(), "site"), batches: make(chan Batch)}
	m.mkdir("content")
	for name, text := range files {
		m.write(name, text)
	}
	opt.Dir = m.dir
	w, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	m.run(w)
	return m
}

func (m *mirror) run(w *Watcher) {
	m.tree = source.Scan(source.Input{Site: source.Dir(m.dir)})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	tree := m.tree // known asks from another goroutine: what was there at first is enough for these tests
	go func() {
		defer close(ended)
		w.Run(ctx, knownBy(func() *source.Tree { return tree }), m.batches)
	}()
	m.t.Cleanup(func() { cancel(); <-ended })
}

func knownBy(tree func() *source.Tree) Known {
	return func(path string) (int64, bool) {
		if f := tree().Lookup(path); f != nil {
			return f.Size, true
		}
		return 0, len(tree().Under(path+"/")) > 0
	}
}

func (m *mirror) abs(name string) string { return filepath.Join(m.dir, filepath.FromSlash(name)) }

func (m *mirror) check(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *mirror) mkdir(name string) { m.t.Helper(); m.check(os.MkdirAll(m.abs(name), 0o755)) }

func (m *mirror) write(name, text string) {
	m.t.Helper()
	m.check(os.MkdirAll(filepath.Dir(m.abs(name)), 0o755))
	m.check(os.WriteFile(m.abs(name), []byte(text), 0o644))
}

func (m *mirror) move(from, to string) {
	m.t.Helper()
	m.check(os.MkdirAll(filepath.Dir(m.abs(to)), 0o755))
	m.check(os.Rename(m.abs(from), m.abs(to)))
}

func (m *mirror) remove(name string) { m.t.Helper(); m.check(os.RemoveAll(m.abs(name))) }

// settle takes batches until none comes any more, and holds the tree that they
// made to a new scan of the disk.
func (m *mirror) settle() []Batch {
	m.t.Helper()
	from := len(m.got)
	for {
		select {
		case b := <-m.batches:
			m.got = append(m.got, b)
			m.tree = m.tree.Update(b.Paths)
			continue
		case <-time.After(settled):
		}
		break
	}
	if got, want := outline(m.tree), outline(source.Scan(source.Input{Site: source.Dir(m.dir)})); got != want {
		m.t.Fatalf("after the batches %v the tree is\n%s\nand the disk holds\n%s", m.got[from:], got, want)
	}
	return m.got[from:]
}

// outline is all that a tree says, a line a file and a problem.
func outline(t *source.Tree) string {
	var b strings.Builder
	for _, f := range t.Under("") {
		fmt.Fprintf(&b, "%s %x\n", f.Path, f.Sum[:4])
	}
	for _, p := range t.Problems() {
		fmt.Fprintf(&b, "%s %s\n", p.Pos.File, p.Code)
	}
	return b.String()
}

// ways are the ways in which programs save a file.
func ways() map[string]func(m *mirror, name, text string) {
	return map[string]func(*mirror, string, string){
		"in place": (*mirror).write,
		"a new file renamed over it": func(m *mirror, name, text string) {
			m.write(name+".tmp", text)
			m.move(name+".tmp", name)
		},
		"a backup, and a new file": func(m *mirror, name, text string) {
			m.move(name, name+"~")
			m.write(name, text)
			m.remove(name + "~")
		},
		"deleted, and made again": func(m *mirror, name, text string) {
			m.remove(name)
			time.Sleep(10 * time.Millisecond)
			m.write(name, text)
		},
	}
}

func page(body string) string { return "---\ntitle: A page\n---\n" + body + "\n" }

func TestASaveIsOneBatchWhateverTheEditorDoes(t *testing.T) {
	for name, save := range ways() {
		for _, poll := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s poll=%v", name, poll), func(t *testing.T) {
				t.Parallel()
				m := watched(t, Options{Poll: poll, Every: 40 * time.Millisecond}, map[string]string{"content/a.md": page("one")})
				for i := range 3 { // a watched file would be lost after the first
					save(m, "content/a.md", page(fmt.Sprint("version ", i)))
					got := m.settle()
					if len(got) != 1 || !slices.Contains(got[0].Paths, "content/a.md") {
						t.Fatalf("save %d: batches %v, want one with content/a.md", i, got)
					}
				}
			})
		}
	}
}

// vim leaves no file for some milliseconds, others an empty one or half of one:
// the page must not be gone in the meantime.
func TestAFileThatLooksHalfSavedIsWaitedFor(t *testing.T) {
	for name, half := range map[string]func(m *mirror){
		"gone":     func(m *mirror) { m.remove("content/a.md") },
		"empty":    func(m *mirror) { m.write("content/a.md", "") },
		"unclosed": func(m *mirror) { m.write("content/a.md", "---\ntitle: A pa") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := watched(t, Options{}, map[string]string{"content/a.md": page("one")})
			half(m)
			time.Sleep(40 * time.Millisecond)
			m.write("content/a.md", page("two"))
			if got := m.settle(); len(got) != 1 {
				t.Errorf("batches %v, want one for both steps", got)
			}
			half(m) // and stays so, as somebody meant it
			if got := m.settle(); len(got) != 1 {
				t.Errorf("batches %v, want one", got)
			}
		})
	}
}

func TestAStormOfSavesIsAFewBatches(t *testing.T) {
	t.Parallel()
	m := watched(t, Options{}, map[string]string{"content/a.md": page("one")})
	start, done := time.Now(), make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			m.write("content/a.md", page(fmt.Sprint("version ", i)))
			time.Sleep(5 * time.Millisecond)
		}
	}()
	got := m.settle()
	<-done
	got = append(got, m.settle()...)
	// On a busy machine the storm lasts longer, and has lulls.
	if most := 4 + int(time.Since(start)/(150*time.Millisecond)); len(got) < 2 || len(got) > most {
		t.Errorf("%d batches for 200 saves in %v, want 2 to %d", len(got), time.Since(start), most)
	}
}

func TestWhatEditorsLeaveBehindIsNoChange(t *testing.T) {
	t.Parallel()
	m := watched(t, Options{}, map[string]string{"content/story.md": page("one")})
	for i := range 10 {
		m.write("content/.story.md.swp", fmt.Sprint(i))
	}
	for _, name := range []string{"#story.md#", "story.md.bak", "story.md~", ".DS_Store", "Thumbs.db", "~$story.docx", "4913", "story.md.tmp"} {
		m.write("content/"+name, "x")
	}
	m.check(os.Symlink("user@host.1234:5678", m.abs("content/.#story.md")))
	m.write("public/index.html", "x")
	m.write(".git/index", "x")
	m.write("notes.txt", "x")
	m.check(os.Chtimes(m.abs("content/story.md"), time.Now(), time.Now()))
	if got := m.settle(); len(got) != 0 {
		t.Errorf("batches %v, want none", got)
	}
}

// Each step is one that somebody's preview missed; the tree is held to a new
// scan after each.
func TestFoldersAreFollowed(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			t.Parallel()
			m := watched(t, Options{Poll: poll, Every: 40 * time.Millisecond}, map[string]string{
				"content/guide/one.md": page("one"), "content/guide/in/two.md": page("two"),
			})
			step := func(name string, do func()) {
				t.Helper()
				do()
				if got := m.settle(); len(got) == 0 {
					t.Fatalf("%s: no batch came", name)
				}
			}
			step("a tree at once", func() {
				for i := range 20 {
					m.write(fmt.Sprintf("content/x/y/z/n%d.md", i), page("n"))
				}
			})
			step("an edit in the new tree", func() { m.write("content/x/y/z/n7.md", page("edited")) })
			step("a folder renamed", func() { m.move("content/guide", "content/handbook") })
			step("an edit in the renamed folder", func() { m.write("content/handbook/one.md", page("edited")) })
			step("an edit deeper in it", func() { m.write("content/handbook/in/two.md", page("edited")) })
			step("moved out", func() { m.move("content/handbook", "parked") })
			step("and back", func() { m.move("parked", "content/handbook") })
			step("an edit after that", func() { m.write("content/handbook/in/two.md", page("again")) })
			step("deleted", func() { m.remove("content/handbook") })
			step("layouts come", func() { m.write("layouts/page.html", "x") })
			step("layouts change", func() { m.write("layouts/page.html", "y") })
			step("settings come", func() { m.write("brief.yaml", "title: x") })
			step("all goes", func() { m.remove("content") })
			step("and comes back", func() { m.write("content/index.md", page("home")) })
			step("and is edited", func() { m.write("content/index.md", page("home again")) })
		})
	}
}

func TestWhatSymbolicLinksLeadToIsFollowed(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			t.Parallel()
			m := watched(t, Options{Poll: poll, Every: 40 * time.Millisecond}, map[string]string{
				"content/index.md": page("home"), "shared/texts/in/a.md": page("a"), "shared/one.md": page("one"),
			})
			step := func(name string, do func()) {
				t.Helper()
				do()
				if got := m.settle(); len(got) == 0 {
					t.Fatalf("%s: no batch came", name)
				}
			}
			step("links come", func() {
				m.check(os.Symlink("../shared/texts", m.abs("content/texts")))
				m.check(os.Symlink("../shared/one.md", m.abs("content/one.md")))
				m.check(os.Symlink("nothing.md", m.abs("content/dangling.md")))
				m.check(os.Symlink("loop.md", m.abs("content/loop.md")))
			})
			step("a linked file changes", func() { m.write("shared/one.md", page("two")) })
			step("a file in a linked folder", func() { m.write("shared/texts/in/a.md", page("b")) })
			step("a folder there moves", func() { m.move("shared/texts/in", "shared/texts/on") })
			step("a file in the moved folder", func() { m.write("shared/texts/on/a.md", page("c")) })
			step("the target goes", func() { m.move("shared", "away") })
			step("and comes back", func() { m.move("away", "shared") })
			step("and changes", func() { m.write("shared/texts/on/a.md", page("d")) })
			step("a dangling link's target comes", func() { m.write("content/nothing.md", page("x")) })
			step("a dangling link goes", func() { m.remove("content/loop.md") })
			m.write("shared/other.txt", "no link leads here")
			if got := m.settle(); len(got) != 0 {
				t.Errorf("batches %v for a file that no link leads to", got)
			}
		})
	}
}

// Who replaces the whole folder by another leaves the system's watches behind.
func TestTheSitesFolderMayBeReplaced(t *testing.T) {
	t.Parallel()
	m := watched(t, Options{}, map[string]string{"content/a.md": page("one")})
	m.move("content", "../new/content")
	m.settle()
	m.check(os.Rename(m.dir, m.dir+".old"))
	m.check(os.Rename(filepath.Join(filepath.Dir(m.dir), "new"), m.dir))
	m.settle()
	m.write("content/a.md", page("edited"))
	if got := m.settle(); len(got) == 0 {
		t.Error("no batch came for an edit in the new folder")
	}
}

// What the system could not report is found by reading everything again.
func TestLostReportsAreMadeUpFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err         error
		note, limit string
	}{
		{errOverflow, "everything was read again", "fs.inotify.max_queued_events"},
		{errNoWatches, "four times a second", "fs.inotify.max_user_watches"},
		{errNoInstances, "four times a second", "fs.inotify.max_user_instances"},
	} {
		m := &mirror{t: t, dir: filepath.Join(t.TempDir(), "site"), batches: make(chan Batch)}
		m.write("content/a.md", page("one"))
		w, err := New(Options{Dir: m.dir})
		m.check(err)
		m.run(w)
		w.tell.failures <- test.err
		got := m.settle()
		if len(got) != 1 || !slices.Equal(got[0].Paths, []string{"."}) || !strings.Contains(got[0].Note, test.note) || !strings.Contains(got[0].Note, test.limit) {
			t.Errorf("batches %v, want one of everything that names %s", got, test.limit)
		}
		m.write("content/a.md", page("two"))
		if got := m.settle(); len(got) != 1 {
			t.Errorf("after %v an edit gave the batches %v", test.err, got)
		}
	}
}

// The clock of a disk is coarse: the second save left the file the time and the
// length of the first.
func TestPollingSeesASaveThatLeavesTheTimeAsItWas(t *testing.T) {
	m := &mirror{t: t, dir: t.TempDir()}
	m.write("content/a.md", page("one"))
	m.write("content/old.md", page("one"))
	moment := time.Now()
	at := func(name string, when time.Time) { t.Helper(); m.check(os.Chtimes(m.abs(name), when, when)) }
	at("content/a.md", moment)
	at("content/old.md", moment.Add(-time.Hour))
	p := newPoller(tree{m.dir})
	for i, body := range []string{"two", "six"} {
		m.write("content/a.md", page(body))
		at("content/a.md", moment)
		if got := p.changes(); !slices.Equal(got, []string{"content/a.md"}) {
			t.Errorf("save %d: changed %q, want content/a.md", i, got)
		}
		if got := p.changes(); len(got) > 0 {
			t.Errorf("after save %d: changed %q, want nothing", i, got)
		}
	}
}

// A photo was copied over another one of its length with the time of that, as sync
// programs do it: the preview could not read it any more until it was started anew.
func TestPollingSeesACopyWithTheTimeAndTheLengthOfTheOther(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("the system does not say when a file changed")
	}
	m := &mirror{t: t, dir: t.TempDir()}
	name, before := m.abs("content/a.jpg"), time.Now().Add(-time.Hour)
	m.write("content/a.jpg", "one photo")
	m.check(os.Chtimes(name, before, before))
	p := newPoller(tree{m.dir})
	m.write("content/a.jpg", "two photo")
	m.check(os.Chtimes(name, before, before))
	if got := p.changes(); !slices.Equal(got, []string{"content/a.jpg"}) {
		t.Errorf("changed %q, want content/a.jpg", got)
	}
	if got := p.changes(); len(got) > 0 {
		t.Errorf("after it: changed %q, want nothing", got)
	}
}

// On a busy machine the file was there again before the report of it, and the
// one save was two batches.
func TestAFileThatIsBackWaitsForTheReportOfIt(t *testing.T) {
	m := &mirror{t: t, dir: t.TempDir()}
	m.mkdir("content")
	p := newPending(m.dir, func(string) (int64, bool) { return 10, true })
	start := time.Now()
	after := func(d time.Duration) time.Time { return start.Add(d) }
	due := func(d time.Duration) bool { at, any := p.due(after(d)); return any && !after(d).Before(at) }
	p.add(start, "content/a.md") // it went
	if due(3 * time.Millisecond) {
		t.Fatal("a file that is gone is not waited for")
	}
	m.write("content/a.md", page("back"))
	if due(20 * time.Millisecond) {
		t.Error("the batch goes out before the report of the file that is back")
	}
	p.add(after(25*time.Millisecond), "content/a.md")
	if !due(28 * time.Millisecond) {
		t.Error("the batch does not go out after the report")
	}
	p.sent(after(29 * time.Millisecond))
	p.add(after(200*time.Millisecond), "content/a.md")
	if !due(203 * time.Millisecond) {
		t.Error("the next save waits for what was reported")
	}
	p.sent(after(204 * time.Millisecond))
	p.add(after(400*time.Millisecond), "content/a.md")
	p.went("content/a.md") // and was back before anybody looked
	if due(420 * time.Millisecond) {
		t.Error("the batch goes out before the report of the file that was back at once")
	}
	if !due(551 * time.Millisecond) {
		t.Error("the batch waits for ever for a report that does not come")
	}
}
