package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"brief/internal/build"
	"brief/internal/picture"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/internal/watch"
	"brief/layouts"
	"brief/static"
)

// live is a running preview of a site on the disk.
type live struct {
	t      testing.TB
	dir    string
	server *Server
	http   *httptest.Server

	pictures *picture.Maker // of the servers that it is compared with too: what a photo is made into is not what they are compared for
	mu       sync.Mutex
	changes  []Change
}

// startLive lays out the files and previews them.
func startLive(t testing.TB, files map[string]string) *live {
	t.Helper()
	l := &live{t: t, dir: filepath.Join(t.TempDir(), "site"), pictures: onRequest()}
	l.mkdir("content")
	site := sitetest.New(files)
	for name := range files {
		l.write(name, site.Text(name))
	}
	l.start()
	return l
}

func (l *live) start() {
	w, err := watch.New(watch.Options{Dir: l.dir})
	l.check(err)
	b := l.builder()
	l.server = New(Options{Builder: b, Dir: l.dir})
	ctx, cancel := context.WithCancel(context.Background())
	batches := make(chan watch.Batch)
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx, b.Has, batches) })
	running.Go(func() { l.server.RunChecks(ctx) })
	running.Go(func() {
		l.server.Run(ctx, batches, nil, func(c Change) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.changes = append(l.changes, c)
		})
	})
	l.http = httptest.NewUnstartedServer(l.server)
	l.http.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	l.http.Start()
	l.t.Cleanup(func() { cancel(); l.http.Close(); running.Wait() })
}

func (l *live) builder() *build.Builder {
	return build.New(build.Options{
		Input: source.Input{Site: source.Dir(l.dir), Layouts: layouts.FS, Static: static.FS},
		AsOf:  sitetest.AsOf(), Drafts: true, Lenient: true, Pictures: l.pictures,
	})
}

// told are the changes that were reported since the last call.
func (l *live) told() []Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.changes
	l.changes = nil
	return c
}

func (l *live) check(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *live) abs(name string) string { return filepath.Join(l.dir, filepath.FromSlash(name)) }
func (l *live) mkdir(name string)      { l.t.Helper(); l.check(os.MkdirAll(l.abs(name), 0o755)) }
func (l *live) remove(name string)     { l.t.Helper(); l.check(os.RemoveAll(l.abs(name))) }

func (l *live) write(name, text string) {
	l.t.Helper()
	l.check(os.MkdirAll(filepath.Dir(l.abs(name)), 0o755))
	l.check(os.WriteFile(l.abs(name), []byte(text), 0o644))
}

func (l *live) move(from, to string) {
	l.t.Helper()
	l.check(os.MkdirAll(filepath.Dir(l.abs(to)), 0o755))
	l.check(os.Rename(l.abs(from), l.abs(to)))
}

// get asks the running server; it follows no redirect.
func (l *live) get(path string) (status int, body string) {
	l.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(l.http.URL + path)
	l.check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	l.check(err)
	return res.StatusCode, string(text)
}

// soon is how long a change may take to be seen, on a machine with much to do.
const soon = 10 * time.Second

// waitFor asks until a page has the status and holds the text.
func (l *live) waitFor(path string, status int, text string) {
	l.t.Helper()
	var got int
	var body string
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(3 * time.Millisecond) {
		if got, body = l.get(path); got == status && strings.Contains(body, text) {
			return
		}
	}
	l.t.Fatalf("%s: status %d, want %d with %q in\n%s", path, got, status, text, body)
}

func article(title, text string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: 2024-05-14\n---\n\n%s\n", title, text)
}

// Editors that save by renaming: after the first save nothing more was seen, or
// the page was gone between two steps (fsnotify/fsnotify#17, gohugoio/hugo#1053).
func TestSavesByRenamingAreSeenAndNeverLeaveAHole(t *testing.T) {
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/story.md": article("Story", "MARK-0")})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			status, body := l.get("/story/")
			if status != 200 || !strings.Contains(body, "MARK-") || !strings.Contains(body, "</body>") {
				t.Errorf("while it was saved: status %d\n%s", status, body)
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	for i := range 5 {
		l.write("content/story.md.tmp", article("Story", fmt.Sprint("MARK-", i)))
		l.move("content/story.md.tmp", "content/story.md")
		l.waitFor("/story/", 200, fmt.Sprint("MARK-", i))
	}
	l.move("content/story.md", "content/story.md~")
	l.write("content/story.md", article("Story", "MARK-6"))
	l.remove("content/story.md~")
	l.waitFor("/story/", 200, "MARK-6")
	close(stop)
	<-stopped
	for _, litter := range []string{"/story.md.tmp", "/story/story.md~", "/story.md~", "/4913"} {
		if status, _ := l.get(litter); status != 404 {
			t.Errorf("%s: status %d", litter, status)
		}
	}
}

// Swap files rewritten while somebody types made endless rebuilds
// (rust-lang/mdBook#1327).
func TestLitterCausesNothing(t *testing.T) {
	l := startLive(t, map[string]string{"content/story.md": article("Story", "MARK")})
	for range 10 {
		l.write("content/.story.md.swp", time.Now().String())
		time.Sleep(20 * time.Millisecond)
	}
	l.check(os.Symlink("user@host.1234:5678", l.abs("content/.#story.md")))
	names := []string{"#story.md#", "story.md.bak", "story.md~", ".DS_Store", "Thumbs.db", "~$story.docx", "4913"}
	for _, name := range names {
		l.write("content/"+name, "x")
	}
	time.Sleep(500 * time.Millisecond)
	if c := l.told(); len(c) != 0 {
		t.Errorf("changes %v", c)
	}
	for _, name := range append(names, ".story.md.swp", ".#story.md") {
		if status, _ := l.get("/" + url.PathEscape(name)); status != 404 {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// The server exited, or hung in the failed state until another file was touched
// (gohugoio/hugo#781, getzola/zola#2049).
func TestAMistakeShowsOverTheLastGoodPageUntilItIsMended(t *testing.T) {
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "x"), "content/good.md": article("Good", "GOOD"),
		"content/unseen.md": "---\ntitle: Unseen\nslug: not-seen\ndate: 2024-05-14\n---\n\nUNSEEN\n",
	})
	l.waitFor("/good/", 200, "GOOD")
	l.waitFor("/not-seen/", 200, "UNSEEN")
	l.write("content/good.md", "---\ntitle \"Broken\"\ndate: 2024-05-14\n---\n\nX\n")
	l.waitFor("/good/", 200, "content/good.md:2:1")
	_, body := l.get("/good/")
	st := stateIn(t, body)
	if len(st.Errors) == 0 || st.Errors[0].Hint == "" || !strings.Contains(st.Errors[0].Lines, "1 | ---\n") || !strings.Contains(st.Errors[0].Lines, "2 | title \"Broken\"\n") || !strings.Contains(st.Errors[0].Lines, "3 | date") {
		t.Errorf("the page knows of %+v, want the place, three lines and how to mend it", st.Errors)
	}
	if !strings.Contains(string(without([]byte(body))), "GOOD") {
		t.Error("the last good page is gone")
	}
	l.waitFor("/", 200, "Home") // all others stay
	l.write("content/unseen.md", "---\ntitle: Unseen\nslug not-seen\n---\n\nUNSEEN\n")
	l.waitFor("/not-seen/", 200, "content/unseen.md:3:1") // the slug that makes the address is in what broke
	l.write("content/good.md", article("Good", "REPAIRED"))
	l.waitFor("/good/", 200, "REPAIRED")
	if _, body := l.get("/good/"); len(stateIn(t, body).Errors) != 0 {
		t.Error("the mended page still has errors")
	}
	l.write("content/unseen.md", article("Unseen", "MENDED"))
	l.waitFor("/unseen/", 200, "MENDED")
	l.waitFor("/not-seen/", 404, "")
	var heard []string
	for _, c := range l.told() {
		for _, d := range c.New {
			if d.Pos.File == "content/good.md" {
				heard = append(heard, d.Pos.String()+" "+d.Code)
			}
		}
	}
	if want := []string{"content/good.md:2:1 " + st.Errors[0].Code}; !slices.Equal(heard, want) {
		t.Errorf("the terminal heard %v of the page, want %v: each mistake once", heard, want)
	}
}

// Row B2.
func TestABrokenTemplateShowsOnThePagesThatUseIt(t *testing.T) {
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "HOME"), "content/why.md": article("Why", "WHY"), "content/new.md": article("New", "NEW"),
	})
	l.waitFor("/why/", 200, "WHY")
	l.write("layouts/page.html", "{{define \"main\"}}\n<h1>{{.Title}}</h1>\n{{.Boddy}}\n{{.Body}}\n{{end}}")
	l.waitFor("/why/", 200, "layouts/page.html:3:")
	_, body := l.get("/why/")
	if st := stateIn(t, body); !strings.Contains(st.Errors[0].Lines, "{{.Title}}") || !strings.Contains(st.Errors[0].Lines, "{{.Boddy}}") || !strings.Contains(st.Errors[0].Lines, "{{.Body}}") {
		t.Errorf("the lines are\n%s", st.Errors[0].Lines)
	}
	if !strings.Contains(body, "WHY") {
		t.Error("the last good page is gone")
	}
	if status, body := l.get("/new/"); status != 500 || !strings.Contains(body, "layouts/page.html:3:") {
		t.Errorf("a page that was never seen: status %d\n%s", status, body)
	}
	if _, body := l.get("/"); len(stateIn(t, body).Errors) != 0 || !strings.Contains(body, "HOME") {
		t.Error("a page that does not use it shows the error")
	}
	l.remove("layouts/page.html")
	l.waitFor("/new/", 200, "NEW")
}

// A page that moved answered at its old address too: Hugo 0.165 ends with three
// addresses that answer (gohugoio/hugo#5266, #3537).
func TestAPageThatMovesHasOneAddress(t *testing.T) {
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/foo.md": article("Foo", "FOO")})
	only := func(address string) {
		t.Helper()
		l.waitFor(address, 200, "FOO")
		for _, other := range []string{"/foo/", "/bar/", "/baz/"} {
			if other != address {
				l.waitFor(other, 404, "")
			}
		}
	}
	only("/foo/")
	l.write("content/foo.md", "---\ntitle: Foo\nslug: bar\ndate: 2024-05-14\n---\n\nFOO\n")
	only("/bar/")
	l.write("content/foo.md", article("Foo", "FOO"))
	only("/foo/")
	l.move("content/foo.md", "content/baz.md")
	only("/baz/")
}

// Files that came before their folder was watched were missed for ever
// (fsnotify/fsnotify#18).
func TestATreeAtOnceAndAFolderThatMoves(t *testing.T) {
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/guide/one.md": article("One", "ONE")})
	for i := range 20 {
		l.write(fmt.Sprintf("content/x/y/z/n%d.md", i), article(fmt.Sprint("N", i), fmt.Sprintf("TEXT-%d-", i)))
	}
	for i := range 20 {
		l.waitFor(fmt.Sprintf("/x/y/z/n%d/", i), 200, fmt.Sprintf("TEXT-%d-", i))
	}
	l.write("content/x/y/z/n7.md", article("N7", "EDITED"))
	l.waitFor("/x/y/z/n7/", 200, "EDITED")
	l.move("content/guide", "content/handbook")
	l.waitFor("/handbook/one/", 200, "ONE")
	l.waitFor("/guide/one/", 404, "")
	l.write("content/handbook/one.md", article("One", "EDITED"))
	l.waitFor("/handbook/one/", 200, "EDITED")
	l.move("content/handbook", "parked")
	l.waitFor("/handbook/one/", 404, "")
	l.move("parked", "content/handbook")
	l.waitFor("/handbook/one/", 200, "EDITED")
	l.sameAsFresh("")
}

// Rebuilds queued up for minutes, the last save was lost, or the page was a mix
// of two versions (rust-lang/mdBook pull 1045).
func TestABurstOfSavesIsAFewUpdatesAndNoPageIsAMix(t *testing.T) {
	burst := func(n int) string {
		return article("Burst", fmt.Sprintf("TOP-%d-\n%s\nEND-%d-", n, strings.Repeat("\nFiller paragraph.\n", 50), n))
	}
	l := startLive(t, map[string]string{"content/burst.md": burst(0)})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			_, body := l.get("/burst/")
			_, top, _ := strings.Cut(body, "TOP-")
			_, end, _ := strings.Cut(body, "END-")
			a, _, _ := strings.Cut(top, "-")
			b, _, _ := strings.Cut(end, "-")
			if a == "" || a != b {
				t.Errorf("a page of versions %q and %q", a, b)
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	start := time.Now()
	for i := range 200 {
		l.write("content/burst.md", burst(i))
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(start)
	l.waitFor("/burst/", 200, "END-199-")
	close(stop)
	<-stopped
	// A machine so busy that the saves come with gaps between them makes several
	// bursts of them, each with an update or two.
	most := 10 + int(max(0, took-3*time.Second)/(50*time.Millisecond))
	if n := len(l.told()); n > most {
		t.Errorf("%d updates for 200 saves in %v, want at most %d", n, took, most)
	}
	l.sameAsFresh("")
}

// hear opens a stream for pages that are shown and returns what comes on it.
func (l *live) hear(query url.Values) <-chan string {
	l.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.http.URL+"/.brief/events?"+query.Encode(), nil)
	l.check(err)
	res, err := http.DefaultClient.Do(r)
	l.check(err)
	if got := res.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		l.t.Fatalf("the stream has the type %q", got)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer res.Body.Close()
		kind := ""
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			if k, ok := strings.CutPrefix(s.Text(), "event: "); ok {
				kind = k
			}
			if data, ok := strings.CutPrefix(s.Text(), "data: "); ok {
				lines <- kind + " " + data
			}
		}
	}()
	l.t.Cleanup(cancel)
	return lines
}

func next(t testing.TB, lines <-chan string, kind string) string {
	t.Helper()
	for end := time.After(soon); ; {
		select {
		case line := <-lines:
			if strings.HasPrefix(line, kind+" ") {
				return line
			}
		case <-end:
			t.Fatalf("no event of kind %s came", kind)
		}
	}
}

func TestOnlyTabsWhosePageChangedHearOfIt(t *testing.T) {
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "x"), "content/a.md": article("A", "A"), "content/b.md": article("B", "B"),
		"static/hand.html": "<!doctype html><title>By hand</title><p>By hand.",
	})
	version := func(path string) string { _, body := l.get(path); return stateIn(l.t, body).Version }
	tabs := url.Values{"tab": {"/a/ " + version("/a/"), "/b/ " + version("/b/"), "/hand.html " + version("/hand.html")}}
	lines := l.hear(tabs)
	l.write("content/a.md", article("A", "A2"))
	if line := next(t, lines, "page"); line != fmt.Sprintf(`page {"path":"/a/","version":"%s"}`, version("/a/")) {
		t.Errorf("the stream said %s", line)
	}
	l.write("static/hand.html", "<!doctype html><title>By hand</title><p>Rewritten.") // gohugoio/hugo#8543
	if line := next(t, lines, "page"); !strings.Contains(line, "/hand.html") {
		t.Errorf("the stream said %s", line)
	}
	l.write("content/b.md", article("B", "B2"))
	if line := next(t, lines, "page"); !strings.Contains(line, `"/b/"`) { // and nothing of b before
		t.Errorf("the stream said %s", line)
	}
	// One that connects with what it had before hears at once of what it missed.
	again := l.hear(tabs)
	missed := map[string]bool{}
	for range 3 {
		missed[next(t, again, "page")] = true
	}
	if len(missed) != 3 {
		t.Errorf("after connecting again it heard %v", missed)
	}
	// What is fetched is the page, and the versions are those of a new server.
	fresh := New(Options{Builder: l.builder(), Dir: l.dir})
	if got, want := stateIn(t, get(fresh, "/a/").Body.String()).Version, version("/a/"); got != want {
		t.Errorf("a new server has version %s of a page, the old one %s", got, want)
	}
	if line := next(t, lines, "site"); !strings.Contains(line, `"errors"`) {
		t.Errorf("the stream said %s", line)
	}
}

// Raw requests that got files from beside the project out of other servers
// (vitejs/vite GHSA-x574-m823-4x7w, GHSA-356w-63v5-8wf4).
func TestNothingOutsideTheSiteIsAnswered(t *testing.T) {
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/story.md": article("Story", "x"), "brief.yaml": "title: TOP-SECRET-77\n"})
	const secret = "TOP-SECRET-78"
	l.write("../secret.txt", secret)
	l.write("../site-two/content/secret.md", secret)
	l.write(".env", secret)
	l.write(".git/config", secret)
	l.write(".brief/cache", secret)
	for _, target := range []string{
		"/../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", `/..%5csecret.txt`, "//etc/hostname", "/static/..;/secret.txt",
		"/%00", "/story/../../secret.txt?x", "/#/../secret.txt", "http://example.org/../secret.txt", "/.git/config", "/.env",
		"/.brief/cache", "/.brief/../../secret.txt", "/.brief/../serve.go", "/../site-two/content/secret.md", "/brief.yaml", "/content/story.md",
		"/.brief/", "/.brief", "/story/index.html/..", "/%2e/", "/story%2f..%2f..%2fsecret.txt",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(l.http.URL, "http://"))
		l.check(err)
		host := "localhost"
		if strings.HasPrefix(target, "http:") {
			host = "example.org"
		}
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", target, host)
		answer, err := io.ReadAll(c)
		l.check(err)
		c.Close()
		status := strings.Fields(string(answer))[1]
		if strings.Contains(string(answer), secret) || !strings.Contains("400 403 404 302", status) {
			t.Errorf("%s: status %s\n%.300s", target, status, answer)
		}
	}
}
