package deploy

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brief/internal/gateway"
)

// onDisk says that the gateway's folder holds just a site's files below a prefix,
// beside assets of other releases.
func onDisk(t *testing.T, s *server, prefix string, want map[string]string) {
	t.Helper()
	root := filepath.Join(s.Dir, filepath.FromSlash(prefix))
	for name, body := range want {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil || string(got) != body {
			t.Errorf("%s holds %.80q, %v", name, got, err)
		}
	}
	filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if _, ok := want[rel]; !ok && strings.HasSuffix(rel, ".html") {
			t.Errorf("%s is still there", rel)
		}
		return nil
	})
}

func s3Target(st Store, prefix string) *Target {
	return &Target{Name: "production", Store: st, Prefix: prefix, BasePath: "/" + prefix, Redirects: true}
}

// Against a real server, through a proxy that does things wrong: each fault, at
// the state, an asset, a page and a listing. The deploy ends, or says what it
// needs, and the next one mends all.
func TestFaultsOnTheWire(t *testing.T) {
	s := start(t, gateway.Options{})
	p := between(t, s)
	at := []rule{
		{method: "PUT", part: "state.json", nth: 1}, {method: "PUT", part: "state.json", nth: 2},
		{method: "PUT", part: "/css/", nth: 1}, {method: "PUT", part: "/a/index.html", nth: 1},
		{method: "GET", part: "state.json", nth: 1}, {method: "POST", part: "delete", nth: 1},
	}
	n := 0
	for _, do := range []action{reset, lostReply, answer500, answer503, answer429, answer409, answer408, truncated, corrupted, wrongDate, skewed403, delayed} {
		for _, r := range at {
			if do == corrupted && r.method == "GET" || do == truncated && r.method == "PUT" {
				continue // there is no body
			}
			n++
			prefix := fmt.Sprintf("n%d/", n)
			p.set(rule{})
			tg := s3Target(s.at(t, p.url), prefix)
			mustDeploy(t, tg, siteOf(filesAt(1, prefix)), Options{})
			r.do = do
			p.set(r)
			rep, err := Deploy(context.Background(), siteOf(filesAt(2, prefix)), tg, Options{Gone: "off"})
			if err != nil || !rep.Committed {
				t.Errorf("%s at %s %s: %s", do, r.method, r.part, describe(err))
				continue
			}
			if r.method != "GET" && do != delayed && do != wrongDate && rep.Stats.Retries == 0 {
				t.Errorf("%s at %s %s: nothing was tried again", do, r.method, r.part)
			}
			onDisk(t, s, prefix, filesAt(2, prefix))
		}
	}
}

// filesAt is a version whose addresses begin with a prefix.
func filesAt(v int, prefix string) map[string]string {
	f := filesOf(v)
	for name, body := range f {
		if strings.HasSuffix(name, ".html") {
			f[name] = strings.ReplaceAll(strings.ReplaceAll(body, "href=/", "href=/"+prefix), "src=/", "src=/"+prefix)
		}
	}
	return f
}

// Headers, types, redirects and the page for wrong addresses, as readers get them
// from the website endpoint of a real server.
func TestReadersGetTheHeaders(t *testing.T) {
	s := start(t, gateway.Options{})
	st := s.store(t)
	s.MakePublic(t)
	files := with(map[string]string{"old/index.html": "redirect /a/", "x.avif": "avif", "site.webmanifest": "{}", "large.bin": strings.Repeat("0123456789abcdef", 1<<16+1)})
	site := siteOf(files)
	tg := s3Target(st, "")
	mustDeploy(t, tg, site, Options{})
	l, n, err := VerifyPublic(context.Background(), &Target{Address: s.Website + "/"}, site.Files)
	if err != nil || len(l) > 0 || n > 8 || n < 4 {
		t.Errorf("%d addresses: %v, %v", n, l, err)
	}
	if l, _, err := Verify(context.Background(), tg); err != nil || len(l) > 0 {
		t.Errorf("verify: %v, %v", l, err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(s.Website + "/old/index.html")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if to := resp.Header.Get("Location"); resp.StatusCode != http.StatusMovedPermanently || !strings.HasSuffix(to, "/a/") {
		t.Errorf("the redirect answers %d, %q", resp.StatusCode, to)
	}

	// L5: verify finds a changed byte and a missing header.
	page := filepath.Join(s.Dir, "b", "index.html")
	body, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)-2] ^= 1
	a := Attributes{Type: "text/html; charset=utf-8", Cache: "no-store"}
	if _, err := st.Put(context.Background(), "b/index.html", bytesContent(body, md5Of(body)), a, Condition{}); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Put(context.Background(), "notes.txt", bytesContent([]byte(files["notes.txt"]), md5Of([]byte(files["notes.txt"]))), Attributes{Type: "text/plain; charset=utf-8"}, Condition{}); err != nil {
		t.Fatal(err)
	}
	l, _, err = Verify(context.Background(), tg)
	if err != nil || len(l) != 2 || l[0].Code != "wrong-bytes" || l[1].Code != "wrong-headers" {
		t.Errorf("verify: %v, %v", l, err)
	}
	rep := mustDeploy(t, tg, site, Options{Verify: true})
	if len(rep.Plan.Send) != 2 {
		t.Errorf("mended: %+v", rep.Plan.Send)
	}
}

// What is wrong with rights and places is one clear problem, after two requests
// at most, and holds no secret.
func TestNoAccess(t *testing.T) {
	s := start(t, gateway.Options{})
	for _, tt := range []struct {
		name, code string
		set        func(t *testing.T) S3Options
	}{
		{"bucket", "deploy-no-bucket", func(t *testing.T) S3Options { return S3Options{Bucket: "none", Region: "us-east-1"} }},
		{"secret", "deploy-denied", func(t *testing.T) S3Options {
			t.Setenv("AWS_SECRET_ACCESS_KEY", "another-secret-of-the-tests")
			return S3Options{Bucket: "site", Region: "us-east-1"}
		}},
		{"key", "deploy-denied", func(t *testing.T) S3Options {
			t.Setenv("AWS_ACCESS_KEY_ID", "AKIAANOTHERKEYOFTEST")
			return S3Options{Bucket: "site", Region: "us-east-1"}
		}},
		{"region", "deploy-wrong-region", func(t *testing.T) S3Options { return S3Options{Bucket: "site", Region: "eu-west-1"} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opt := tt.set(t)
			opt.Endpoint, opt.PathStyle = s.Endpoint, true
			st, err := OpenS3(context.Background(), opt)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := Deploy(context.Background(), version(1), s3Target(st, ""), Options{})
			refused(t, err, NoAccess, tt.code)
			if rep.Stats.Total() > 2 {
				t.Errorf("%v", rep.Stats.Requests)
			}
			text := describe(err) + fmt.Sprintf("%+v", rep)
			for _, secret := range []string{os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_ACCESS_KEY_ID"), "Signature="} {
				if strings.Contains(text, secret) {
					t.Errorf("it tells %s", secret)
				}
			}
		})
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	_, err := OpenS3(context.Background(), S3Options{Bucket: "site", Region: "us-east-1", Endpoint: s.Endpoint})
	refused(t, err, NoAccess, "deploy-denied")
}

// What a real protocol refuses for good is not asked for again, and ends the deploy
// where it harms nobody: with the key, and before anything that comes after it.
func TestRefusedOnTheWire(t *testing.T) {
	s := start(t, gateway.Options{})
	p := between(t, s)
	for i, tt := range []struct {
		method, part string
		do           action
		code         string
		committed    bool
	}{
		{"GET", "state.json", answer403, "deploy-denied", false},
		{"GET", "state.json", answer301, "deploy-wrong-region", false},
		{"PUT", "state.json", answer403, "deploy-denied", false},
		{"PUT", "/css/", answer403, "deploy-denied", false},
		{"PUT", "/a/index.html", answer403, "deploy-denied", false},
		{"POST", "delete", answer403, "deploy-denied", true},
	} {
		prefix := fmt.Sprintf("n%d/", i)
		tg := s3Target(s.at(t, p.url), prefix)
		p.set(rule{})
		mustDeploy(t, tg, siteOf(filesAt(1, prefix)), Options{})
		p.set(rule{method: tt.method, part: tt.part, do: tt.do})
		rep, err := Deploy(t.Context(), siteOf(filesAt(2, prefix)), tg, Options{Gone: "off"})
		refused(t, err, NoAccess, tt.code)
		if rep.Committed != tt.committed || rep.Stats.Retries > 0 || tt.method == "GET" && p.requests() > 2 {
			t.Errorf("%+v: %+v", tt, rep)
		}
		if tt.do == answer403 && tt.method == "GET" && !strings.Contains(err.(*Problem).Diags[0].Hint, "s3:ListBucket") {
			t.Errorf("who may not list is not told so: %s", describe(err))
		}
		for name, body := range filesAt(1, prefix) { // all that comes later than what was refused is as it was
			later := strings.HasSuffix(name, ".html") && (tt.part != "/a/index.html" || name == "index.html" || name == "404.html")
			got, err := os.ReadFile(filepath.Join(s.Dir, prefix, name))
			if !tt.committed && later && (err != nil || string(got) != body) {
				t.Errorf("%+v: %s is not as it was", tt, name)
			}
		}
		p.set(rule{})
		mustDeploy(t, tg, siteOf(filesAt(2, prefix)), Options{Gone: "off", NoLock: true})
		onDisk(t, s, prefix, filesAt(2, prefix))
	}
}

// This machine's clock is twenty minutes wrong: the server says so once, and all
// that follows is signed by its clock.
func TestClockOfThisMachineIsWrong(t *testing.T) {
	s := start(t, gateway.Options{})
	for i, off := range []time.Duration{-20 * time.Minute, 20 * time.Minute} {
		prefix := fmt.Sprintf("n%d/", i)
		st := s.store(t)
		st.skew.Store(int64(off)) // as if the clock were
		rep := mustDeploy(t, s3Target(st, prefix), siteOf(filesAt(1, prefix)), Options{})
		if rep.Stats.Retries != 1 {
			t.Errorf("%v off: %+v", off, rep.Stats)
		}
		onDisk(t, s, prefix, filesAt(1, prefix))
	}
}

// A real server gives a listing a thousand keys at a time. A page of it that fails
// once is asked for again; others' objects are among what is listed, and stay.
func TestListingOfThousands(t *testing.T) {
	s := start(t, gateway.Options{})
	p := between(t, s)
	tg := s3Target(s.at(t, p.url), "")
	if err := os.Mkdir(filepath.Join(s.Dir, "foreign"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 2501 { // objects are plain files
		if err := os.WriteFile(filepath.Join(s.Dir, "foreign", fmt.Sprintf("%04d & <x>.txt", i)), []byte("theirs"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if keys := listAll(t, tg.Store, ""); len(keys) != 2501 {
		t.Errorf("%d keys are listed", len(keys))
	}
	for _, do := range []action{answer500, truncated} {
		p.set(rule{method: "GET", part: "list-type", nth: 2, do: do})
		rep := mustDeploy(t, tg, version(1), Options{Verify: true})
		if rep.Stats.Requests["LIST"] < 4 || rep.Stats.Retries != 1 {
			t.Errorf("%s: %+v", do, rep.Stats)
		}
	}
	if entries, err := os.ReadDir(filepath.Join(s.Dir, "foreign")); err != nil || len(entries) != 2501 {
		t.Errorf("%d of others' objects are left, %v", len(entries), err)
	}
}

// A server that lets four requests in at a time, and answers the others with a
// real 503, gets the whole site.
func TestServerThatTakesFourAtATime(t *testing.T) {
	s := start(t, gateway.Options{Flags: []string{"--max-requests", "4"}})
	files := filesOf(1)
	for i := range 60 {
		files[fmt.Sprintf("p%d/index.html", i)] = fmt.Sprint("page ", i)
	}
	rep := mustDeploy(t, s3Target(s.store(t), ""), siteOf(files), Options{})
	onDisk(t, s, "", files)
	if all := rep.Stats.Total(); float64(all) > 1.6*float64(all-rep.Stats.Retries) || rep.Stats.Retries > 0 && rep.Stats.Slowed == 0 {
		t.Errorf("%+v", rep.Stats)
	}
}

// A file of more than 64 MB goes in parts, with its headers; its ETag is no MD5,
// and the second deploy sends nothing (dp-multipart-etag).
func TestLongFileGoesInParts(t *testing.T) {
	s := start(t, gateway.Options{})
	tg := s3Target(s.store(t), "")
	files := with(map[string]string{"film.mp4": strings.Repeat("0123456789abcdef", (maxPut+partSize/2)/16)})
	mustDeploy(t, tg, siteOf(files), Options{})
	info, err := tg.Store.Head(context.Background(), "film.mp4")
	if err != nil || isMD5(info.ETag) || info.Attributes.Type != "video/mp4" || info.Size != int64(len(files["film.mp4"])) {
		t.Errorf("%+v, %v", info, err)
	}
	if rep := mustDeploy(t, tg, siteOf(files), Options{}); rep.Stats.Total() != 1 {
		t.Errorf("again: %+v", rep.Stats)
	}
	rep := mustDeploy(t, tg, siteOf(files), Options{Verify: true})
	if rep.Stats.Requests["PUT"] > 0 || rep.Stats.Requests["GET"] > 2 {
		t.Errorf("with --verify: %+v", rep.Stats)
	}
	changed := files["film.mp4"][1:] + "x"
	files["film.mp4"] = changed
	if rep := mustDeploy(t, tg, siteOf(files), Options{}); len(rep.Plan.Send) != 1 {
		t.Errorf("a byte changed at the same size: %+v", rep.Plan.Send)
	}
}

// A bucket that keeps versions: what is deleted is only hidden, and readers and
// deploys see it as gone. A page that comes back is new, and an asset too.
func TestBucketThatKeepsVersions(t *testing.T) {
	s := start(t, gateway.Options{Versions: true})
	s.MakePublic(t)
	tg := s3Target(s.store(t), "")
	tg.Address = s.Website + "/"
	onlyOne := func(v int) {
		t.Helper()
		for page, n := range map[string]int{"even/index.html": 0, "odd/index.html": 1} {
			resp, err := http.Get(s.Website + "/" + page)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if there := resp.StatusCode == http.StatusOK; there != (v%2 == n) {
				t.Errorf("version %d: %s answers %d", v, page, resp.StatusCode)
			}
		}
	}
	const back = Kept + 1 - 3
	for i := range Kept + 2 { // pages come and go, and come back
		mustDeploy(t, tg, version(i), Options{Gone: "off"})
		if l, _, err := Verify(t.Context(), tg); err != nil || len(l) > 0 {
			t.Errorf("version %d: %v, %v", i, l, err)
		}
		if rep := mustDeploy(t, tg, version(i), Options{}); rep.Stats.Total() != 1 {
			t.Errorf("version %d again: %v", i, rep.Stats.Requests)
		}
		onlyOne(i)
	}
	if _, err := Rollback(t.Context(), tg, 3, Options{}); err != nil {
		t.Fatal(describe(err))
	}
	onlyOne(back)
	if l, err := tg.Store.Delete(t.Context(), []string{assetOf(filesOf(back), "img/")}); err != nil || len(l) > 0 {
		t.Fatal(l, err)
	}
	rep := mustDeploy(t, tg, version(back), Options{Verify: true})
	if len(rep.Plan.Send) != 1 || rep.Plan.Send[0].Why != "new" {
		t.Errorf("an asset that was deleted: %+v", rep.Plan.Send)
	}
	if rep, err := GC(t.Context(), tg, Options{}); err != nil || rep.Deleted == 0 {
		t.Errorf("gc: %s, %+v", describe(err), rep)
	}
	if l, _, err := Verify(t.Context(), tg); err != nil || len(l) > 0 {
		t.Errorf("in the end: %v, %v", l, err)
	}
}
