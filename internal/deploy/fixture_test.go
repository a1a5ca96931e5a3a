package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"brief/internal/output"
)

// siteOf makes a site of files: path → body. A name with a hash in it is an asset.
func siteOf(files map[string]string) *Site {
	s := &Site{Open: func(name string) (io.ReadSeekCloser, error) {
		body, ok := files[name]
		if !ok {
			return nil, errors.New("no such file")
		}
		return nopCloser{strings.NewReader(body)}, nil
	}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		e := output.Entry{Path: name, Sum: output.SumOf([]byte(files[name])).String(), Size: int64(len(files[name])), Type: output.TypeOf(name), Class: classOf(name)}
		if to, ok := strings.CutPrefix(files[name], "redirect "); ok {
			e.Redirect = to
		}
		s.Files = append(s.Files, e)
	}
	return s
}

// classOf is a file's class by its name alone.
func classOf(name string) output.Class {
	switch {
	case strings.Count(path.Base(name), ".") == 2:
		return output.Asset
	case name == "index.html" || strings.HasPrefix(name, "tags/"):
		return output.List
	case strings.HasSuffix(name, ".html"):
		return output.PageC
	case strings.HasPrefix(name, "feed") || name == "sitemap.xml" || name == "robots.txt":
		return output.Feed
	}
	return output.Media
}

// hashed puts a body's hash into a name: s.css → s.1a2b3c4d.css.
func hashed(name, body string) string {
	sum := sha256.Sum256([]byte(body))
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
}

// filesOf are the files of a version of a small site: each version has a style
// sheet and a picture of its own, pages that link to each other, one page that
// only even versions have, and a page that moves.
func filesOf(v int) map[string]string {
	f := map[string]string{}
	asset := func(name, body string) string {
		name = hashed(name, body)
		f[name] = body
		return "/" + name
	}
	css := asset("css/s.css", fmt.Sprintf("body{color:#%06d}", v))
	pic := asset("img/p.png", fmt.Sprintf("picture %d", v/2)) // the same in two versions
	page := func(name string, links ...string) {
		var b strings.Builder
		fmt.Fprintf(&b, "<!doctype html><link rel=stylesheet href=%s><title>%s %d</title><img src=%s>", css, name, v, pic)
		for _, l := range links {
			fmt.Fprintf(&b, "<a href=%s>x</a>", l)
		}
		f[name] = b.String()
	}
	links := []string{"/a/", "/b/"}
	if v%2 == 0 {
		links = append(links, "/even/")
		page("even/index.html", "/", "/a/")
	} else {
		links = append(links, "/odd/", "/odd/deep/")
		page("odd/index.html", "/", "/odd/deep/")
		page("odd/deep/index.html", "/odd/")
	}
	page("index.html", links...)
	page("a/index.html", links...)
	page("b/index.html", "/")
	page("404.html", "/")
	f["feed.xml"] = fmt.Sprintf("<feed>%d</feed>", v)
	f["sitemap.xml"] = fmt.Sprintf("<urlset>%d</urlset>", v)
	f["notes.txt"] = "the same always"
	return f
}

func version(v int) *Site { return siteOf(filesOf(v)) }

// target is a target in memory.
func target(m *memory, prefix string) *Target {
	return &Target{Name: "production", Store: m, Prefix: prefix, BasePath: "/"}
}

// mustDeploy deploys, or ends the test.
func mustDeploy(t *testing.T, tg *Target, s *Site, opt Options) *Report {
	t.Helper()
	rep, err := Deploy(context.Background(), s, tg, opt)
	if err != nil {
		t.Fatalf("deploy: %v", describe(err))
	}
	return rep
}

func describe(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok {
		var b strings.Builder
		for _, d := range p.Diags {
			fmt.Fprintf(&b, "%s: %s [%s] (kind %d)\n", d.Pos.File, d.Msg, d.Code, p.Kind)
		}
		return b.String()
	}
	return fmt.Sprint(err)
}

// refused says that an error is of a kind, and has a code.
func refused(t *testing.T, err error, kind Kind, code string) {
	t.Helper()
	p, ok := errors.AsType[*Problem](err)
	if !ok || p.Kind != kind || p.Diags[0].Code != code {
		t.Fatalf("got %s, want kind %d and %s", describe(err), kind, code)
	}
}

// equalsSite says that a target has exactly a site's files, with their headers,
// beside assets of earlier releases (I2, I5).
func equalsSite(t *testing.T, m *memory, tg *Target, s *Site) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	want := newRecord(s.Files, tg)
	for i := range want.Files {
		o := &want.Files[i]
		got, ok := m.objects[tg.key(o.Path)]
		if !ok {
			t.Errorf("%s is missing", o.Path)
			continue
		}
		body, err := s.read(o)
		if err != nil {
			t.Fatal(err)
		}
		if o.Encoding == "" && !bytes.Equal(got.body, body) {
			t.Errorf("%s holds %.200q, want %.200q", o.Path, got.body, body)
		}
		if got.info.Attributes != o.attributes() {
			t.Errorf("%s is served with %+v, want %+v", o.Path, got.info.Attributes, o.attributes())
		}
	}
	known := want.byPath()
	for key := range m.objects {
		name, ours := strings.CutPrefix(key, tg.Prefix)
		if ours && known[name] == nil && !strings.HasPrefix(name, ownFolder) && classOf(name) != output.Asset && !strings.HasPrefix(name, "foreign") && !strings.HasPrefix(name, "preview/") {
			t.Errorf("%s is still there", key)
		}
	}
}

// watchInvariants looks at the store after each request that changed it: I1 to
// I5 as the package states them. Call deployed before each deploy.
type invariants struct {
	t       *testing.T
	prefix  string
	live    map[string]bool // pages that were there when the deploy began
	epoch   int64
	pages   bool            // whether pages link to pages that are there, too
	allowed map[string]bool // keys that the versions of the test may have
}

func watch(t *testing.T, m *memory, prefix string, versions ...*Site) *invariants {
	v := &invariants{t: t, prefix: prefix, pages: true, allowed: map[string]bool{}}
	for _, s := range versions {
		for _, e := range s.Files {
			v.allowed[prefix+e.Path] = true
		}
	}
	m.changed = v.look
	return v
}

// began notes which pages readers can get to: those of the current release.
func (v *invariants) began(m *memory) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v.live = map[string]bool{}
	st, err := parseState(m.objects[v.prefix+stateName].body)
	if err != nil || st.Current.Record == "" {
		return
	}
	rec, err := parseRecord(st.Current.Record, m.objects[v.prefix+recordFolder+st.Current.Record].body)
	if err != nil {
		v.t.Error(err)
		return
	}
	for i := range rec.Files {
		v.live[v.prefix+rec.Files[i].Path] = true
	}
}

func (v *invariants) look(m *memory, key string) {
	v.t.Helper()
	own := strings.HasPrefix(key, v.prefix+ownFolder)
	if !own && !v.allowed[key] {
		v.t.Errorf("I3: %s was written or deleted", key)
	}
	st := &State{}
	if o, ok := m.objects[v.prefix+stateName]; ok {
		s, err := parseState(o.body)
		if err != nil {
			v.t.Errorf("I5: the state cannot be read: %v", err)
			return
		}
		st = s
	}
	if _, there := m.objects[key]; !own && !there && st.Dirty {
		v.t.Errorf("I4: %s was deleted before the commit", key)
	}
	if st.Epoch < v.epoch {
		v.t.Errorf("I5: the epoch fell from %d to %d", v.epoch, st.Epoch)
	}
	v.epoch = st.Epoch
	for k, o := range m.objects {
		name, ours := strings.CutPrefix(k, v.prefix)
		if !ours || strings.HasPrefix(name, ownFolder) {
			continue
		}
		if classOf(name) == output.Asset && hashed(strings.Replace(name, "."+strings.Split(path.Base(name), ".")[1], "", 1), string(o.body)) != name {
			v.t.Errorf("I1: %s holds something else", name)
		}
		if path.Ext(name) == ".html" {
			v.page(m, st, key, name, o.body)
		}
	}
}

// page looks whether what a page refers to is there: assets always, pages if it
// was there before.
func (v *invariants) page(m *memory, st *State, after, name string, body []byte) {
	inHTML(body, func(ref string) {
		to := strings.TrimPrefix(ref, "/")
		if to == "" || strings.HasSuffix(to, "/") {
			to += "index.html"
			if !v.pages || !v.live[v.prefix+name] || len(st.Pending) > 0 && slices.Contains(st.Pending, name) {
				return
			}
		}
		if _, ok := m.objects[v.prefix+to]; !ok {
			v.t.Errorf("I1: after %s, %s refers to %s, which is not there", after, name, to)
		}
	})
}
