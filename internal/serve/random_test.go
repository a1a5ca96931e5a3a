package serve

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"brief/internal/sitetest"
)

var (
	steps = flag.Int("steps", 1500, "how many file operations the random scripts make in all")
	seed  = flag.Uint64("seed", 1, "the first seed of the random scripts")
	soak  = flag.Duration("soak", 3*time.Second, "how long the soak test edits")
)

// perScript is how many operations one script has.
const perScript = 150

// After any operations on the files, each address, old ones too, answers as a
// server would that was started now.
func TestTheStateEqualsAFreshStart(t *testing.T) {
	for i := range uint64(max(1, *steps/perScript)) {
		seed := *seed + i
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			every := sitetest.EveryFeature()
			for _, name := range every.Files() {
				files[name] = every.Text(name)
			}
			l := startLive(t, nil)
			for name, text := range files {
				l.write(name, text)
			}
			e := &operator{live: l, rng: rand.New(rand.NewPCG(seed, 5)), edits: sitetest.NewEditor(seed), site: every}
			known := l.sameAsFresh("")
			for n := 0; n < perScript; {
				burst := 1 + e.rng.IntN(12)
				for range burst {
					e.step()
				}
				n += burst
				now := l.sameAsFresh(fmt.Sprintf(" after %d operations of seed %d; the last were\n%s", n, seed, strings.Join(e.last(), "\n")), known...)
				known = append(known, now...)
				slices.Sort(known)
				known = slices.Compact(known)
			}
			l.sameProblemsAsFresh(fmt.Sprint(" after seed ", seed))
		})
	}
}

// operator does to the files of a site what people and their programs do.
type operator struct {
	*live
	rng   *rand.Rand
	edits *sitetest.Editor
	site  *sitetest.Site // the content of its files in memory, from which edits are made up
	log   []string
}

func (o *operator) say(format string, args ...any) {
	o.log = append(o.log, fmt.Sprintf(format, args...))
}

func (o *operator) last() []string { return o.log[max(0, len(o.log)-25):] }

// step is one operation; one that finds nothing to do does nothing.
func (o *operator) step() {
	if o.rng.IntN(3) == 0 {
		time.Sleep(time.Duration(o.rng.IntN(8)) * time.Millisecond)
	}
	switch n := o.rng.IntN(100); {
	case n < 70:
		o.edit()
	case n < 78:
		o.tree()
	case n < 86:
		o.link()
	case n < 93:
		o.rapid()
	default:
		o.moveOutAndBack()
	}
}

// edit makes a random edit of the site and saves what it changed, in one of
// the ways of saving.
func (o *operator) edit() {
	before := map[string]string{}
	for _, name := range o.site.Files() {
		before[name] = o.site.Text(name)
	}
	edit := o.edits.Script(o.site, 1)[0]
	edit.Apply(o.site)
	o.say("%v", edit)
	if edit.Op == sitetest.Rename {
		if info, err := os.Stat(o.abs(edit.Path)); err == nil && info.IsDir() && !exists(o.abs(edit.Text)) {
			_ = os.MkdirAll(filepath.Dir(o.abs(edit.Text)), 0o755) // a file may be in the way: then the next lines save what they can
			_ = os.Rename(o.abs(edit.Path), o.abs(edit.Text))
		}
	}
	for name := range before {
		if !slices.Contains(o.site.Files(), name) {
			_ = os.Remove(o.abs(name)) // what is gone already
		}
	}
	for _, name := range o.site.Files() {
		if text := o.site.Text(name); before[name] != text || !exists(o.abs(name)) {
			o.save(name, text)
		}
	}
}

func exists(name string) bool { _, err := os.Lstat(name); return err == nil }

// save writes a file in one of the ways in which programs do. What is in the
// way of a folder or a file stays there.
func (o *operator) save(name, text string) {
	to := o.abs(name)
	if os.MkdirAll(filepath.Dir(to), 0o755) != nil {
		return
	}
	switch o.rng.IntN(4) {
	case 0:
		_ = os.WriteFile(to+".tmp", []byte(text), 0o644)
		_ = os.Rename(to+".tmp", to)
	case 1:
		_ = os.Rename(to, to+"~")
		_ = os.WriteFile(to, []byte(text), 0o644)
		_ = os.Remove(to + "~")
	case 2:
		_ = os.Remove(to)
		_ = os.WriteFile(to, []byte(text), 0o644)
	default:
		_ = os.WriteFile(to, []byte(text), 0o644)
	}
}

// tree makes a tree at once, or takes it away.
func (o *operator) tree() {
	top := fmt.Sprintf("content/tree-%d", o.rng.IntN(3))
	if exists(o.abs(top)) {
		o.say("remove %s", top)
		_ = os.RemoveAll(o.abs(top))
		return
	}
	o.say("a tree at %s", top)
	for i := range 4 {
		dir := o.abs(fmt.Sprintf("%s/a%d/b", top, i%2))
		_ = os.MkdirAll(dir, 0o755)
		_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("n%d.md", i)), []byte(article(fmt.Sprint("N", i), "In a tree.")), 0o644)
	}
}

// link makes a symbolic link, changes what one leads to, or takes one away.
func (o *operator) link() {
	name := fmt.Sprintf("content/link-%d", o.rng.IntN(4))
	if exists(o.abs(name)) || exists(o.abs(name+".md")) {
		o.say("remove the link %s", name)
		_ = os.Remove(o.abs(name))
		_ = os.Remove(o.abs(name + ".md"))
		return
	}
	shared := fmt.Sprintf("shared/s%d/page.md", o.rng.IntN(2))
	_ = os.MkdirAll(filepath.Dir(o.abs(shared)), 0o755)
	_ = os.WriteFile(o.abs(shared), []byte(article("Shared", fmt.Sprint("Text ", o.rng.IntN(100)))), 0o644)
	target := []string{"../shared/s0", "../shared/s1", "../shared", "../../outside", "nowhere", "laos"}[o.rng.IntN(6)]
	if o.rng.IntN(2) == 0 {
		name, target = name+".md", "../shared/s0/page.md"
	}
	o.say("link %s to %s, and write %s", name, target, shared)
	_ = os.Symlink(target, o.abs(name))
}

// rapid saves one page many times.
func (o *operator) rapid() {
	o.say("save content/about.md again and again")
	for i := range 10 {
		o.save("content/about.md", article("About", fmt.Sprint("Version ", i)))
	}
	o.site.Write("content/about.md", []byte(article("About", "Version 9")))
}

func (o *operator) moveOutAndBack() {
	dir := []string{"content/laos", "content/short", "layouts", "static", "content"}[o.rng.IntN(5)]
	o.say("move %s out and back", dir)
	if os.Rename(o.abs(dir), o.abs("parked")) == nil {
		time.Sleep(time.Duration(o.rng.IntN(200)) * time.Millisecond)
		_ = os.Rename(o.abs("parked"), o.abs(dir))
	}
}

// Astro loses saves; here none of five hundred is, in each way of saving.
func TestNoSaveIsLost(t *testing.T) {
	for way := range 4 {
		t.Run(fmt.Sprint("way=", way), func(t *testing.T) {
			t.Parallel()
			l := startLive(t, map[string]string{"content/a.md": article("A", "none")})
			saves := 500
			if testing.Short() {
				saves = 50
			}
			for i := range saves {
				text := article("A", fmt.Sprintf("save-%d-", i))
				switch way {
				case 0:
					l.write("content/a.md", text)
				case 1:
					l.write("content/a.md.new", text)
					l.move("content/a.md.new", "content/a.md")
				case 2:
					l.move("content/a.md", "content/a.md~")
					l.write("content/a.md", text)
					l.remove("content/a.md~")
				case 3:
					l.remove("content/a.md")
					l.write("content/a.md", text)
				}
				l.waitFor("/a/", 200, fmt.Sprintf("save-%d-", i))
				if i%10 != 0 { // some close upon another, some not
					time.Sleep(55 * time.Millisecond)
				}
			}
		})
	}
}

// Edits on end leave memory, descriptors and goroutines as they are.
func TestASoakLeavesNothingBehind(t *testing.T) {
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/a.md": article("A", "none"), "layouts/partials/mark.html": "<i>m</i>"})
	edit := func(i int) {
		switch i % 5 {
		case 0:
			l.write("content/a.md", article(fmt.Sprint("A", i), "title"))
		case 1:
			l.write(fmt.Sprintf("content/d%d/n.md", i%50), article("N", "new"))
		case 2:
			l.remove(fmt.Sprintf("content/d%d", (i+24)%50))
		case 3:
			l.write("layouts/partials/mark.html", fmt.Sprintf("<i>%d</i>", i))
		default:
			l.write("content/a.md", article("A", fmt.Sprint("body ", i)))
		}
		time.Sleep(5 * time.Millisecond)
		l.get("/a/")
		l.told() // which the test would otherwise keep for each edit
	}
	measure := func() (heap uint64, files, goroutines int) {
		l.sameAsFresh("")
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		open, _ := os.ReadDir("/proc/self/fd") // elsewhere none are counted
		return m.HeapInuse, len(open), runtime.NumGoroutine()
	}
	i := 0
	for ; i < 150; i++ {
		edit(i)
	}
	heap, files, goroutines := measure()
	for end := time.Now().Add(*soak); time.Now().Before(end); i++ {
		edit(i)
	}
	heap2, files2, goroutines2 := measure()
	t.Logf("%d edits: heap %d to %d KB, descriptors %d to %d, goroutines %d to %d", i, heap>>10, heap2>>10, files, files2, goroutines, goroutines2)
	if heap2 > heap*3/2+8<<20 {
		t.Errorf("the heap grew from %d to %d KB", heap>>10, heap2>>10)
	}
	if files2 > files+10 || goroutines2 > goroutines+10 {
		t.Errorf("descriptors %d to %d, goroutines %d to %d", files, files2, goroutines, goroutines2)
	}
}
