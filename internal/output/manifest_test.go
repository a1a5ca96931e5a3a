package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func sample() *Manifest {
	sum := SumOf(nil).String()
	return &Manifest{Format: 1, Drafts: true, Files: []Entry{
		{Path: "a<b>&c.html", Sum: sum, Size: 1 << 40, Type: "text/html; charset=utf-8", Class: PageC, Source: `content/"x"` + "\u2028\t.md", CredentialsRemoved: true},
		{Path: "feed.xml", Sum: sum, Type: "application/atom+xml", Class: Feed, Headers: map[string]string{"X-B": "2", "X-A": "default-src 'none'"}},
		{Path: "old/index.html", Sum: sum, Class: PageC, Redirect: "/laos/why/#past", Headers: NewHeaders().Of("text/html")},
		{Path: "page/index.html", Sum: sum, Class: PageC, Headers: NewHeaders().Of("text/html")},
		{Path: "ປະເທດ/index.html", Sum: sum, Class: PageC, Headers: map[string]string{}},
	}}
}

func TestManifestIsEncodingsJSON(t *testing.T) {
	for _, m := range []*Manifest{sample(), {Format: 1, Files: []Entry{}}, {Format: 1, Partial: true, Files: sample().Files}} {
		want, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := json.Compact(&got, m.append(nil)); err != nil {
			t.Fatal(err)
		}
		equal(t, "encoding", got.String(), string(want))
		back, err := parseManifest(m.append(nil))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "read back", string(back.append(nil)), string(m.append(nil)))
	}
}

func TestManifestHasAFileALine(t *testing.T) {
	lines := strings.Split(string(sample().append(nil)), "\n")
	if len(lines) != len(sample().Files)+3 {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}

func TestManifestsThatAreRefused(t *testing.T) {
	good := string((&Manifest{Format: 1, Files: []Entry{{Path: "a", Sum: SumOf(nil).String(), Class: PageC}, {Path: "b", Sum: SumOf(nil).String(), Class: PageC}}}).append(nil))
	if _, err := parseManifest([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][]string{
		"cut short":        {"\n]}\n", ""},
		"something behind": {"]}\n", "]}\n{}"},
		"other format":     {`"format":1`, `"format":2`},
		"no format":        {`"format":1,`, ``},
		"unknown field":    {`"format":1`, `"format":1,"more":1`},
		"not sorted":       {`"path":"a"`, `"path":"c"`},
		"twice":            {`"path":"a"`, `"path":"b"`},
		"outside":          {`"path":"a"`, `"path":"../a"`},
		"absolute":         {`"path":"a"`, `"path":"/a"`},
		"itself":           {`"path":"a"`, `"path":".brief.json"`},
		"staging":          {`"path":"a"`, `"path":".brief-new/x"`},
		"short sum":        {SumOf(nil).String(), SumOf(nil).String()[1:]},
		"capital sum":      {SumOf(nil).String(), strings.ToUpper(SumOf(nil).String())},
		"negative size":    {`"size":0`, `"size":-1`},
		"not UTF-8":        {`"path":"a"`, "\"path\":\"\xff\""},
		"long headers":     {`"class":"page"`, `"class":"page","headers":{"x":"` + strings.Repeat("x", maxHeader) + `"}`},
		"null":             {good, "null"},
		"empty":            {good, ""},
	} {
		if m, err := parseManifest([]byte(strings.Replace(good, change[0], change[1], 1))); err == nil {
			t.Errorf("%s: accepted as %v", name, m)
		}
	}
}

// "EOF", "<nil>" and "cannot unmarshal string into Go value of type int" were what
// an editor read, and the advice to delete a site whose list somebody else owns.
func TestAManifestThatCannotBeReadIsToldInWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "it is cut short",
		`{"format":1,"files":[`:          "it is cut short",
		`null`:                           "null stands where { is expected",
		`[]`:                             "[ stands where { is expected",
		"\xfa\x00":                       "it is not in JSON",
		`{"format":"x","files":[]}`:      "a value of it is of the kind string, which cannot stand there",
		`{"format":1,"files":[1]}`:       "a value of it is of the kind number, which cannot stand there",
		`{"format":1,"files":null}`:      "null stands where [ is expected",
		`{"format":1,"files":[]}{"a":1}`: "something follows the manifest",
	} {
		_, err := parseManifest([]byte(text))
		if err == nil {
			t.Errorf("%q: it is read", text)
			continue
		}
		equal(t, text, unread("public", err).Msg, "the list of this folder's files, .brief.json, is damaged ("+want+")")
	}
	d := unread("public", &fs.PathError{Op: "open", Path: "public/.brief.json", Err: fs.ErrPermission})
	equal(t, "code", d.Code, "output-failed")
	equal(t, "hint", d.Hint, "see who may read it, or choose another folder with -o")
}

func TestManifestOnDisk(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadManifest(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	put(t, dir+"/other", string(sample().append(nil)))
	if err := os.Symlink("other", dir+"/"+manifestName); err != nil {
		t.Fatal(err)
	}
	if m, err := ReadManifest(dir); err == nil {
		t.Errorf("a symbolic link is read: %v", m)
	}
	os.Remove(dir + "/" + manifestName)
	put(t, dir+"/"+manifestName, "")
	if err := os.Truncate(dir+"/"+manifestName, maxManifest+1); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(dir); err == nil || !strings.Contains(err.Error(), "larger than 96 MB") {
		t.Errorf("too large: %v", err)
	}
}

// A manifest of 200 MB made of line breaks and empty entries took 1.6 GB.
func TestAManifestTakesLittleMoreThanItsSize(t *testing.T) {
	const size = 4 << 20
	head, sum := `{"format":1,"files":[`+"\n", SumOf(nil).String()
	for name, text := range map[string]string{
		"empty lines":   head + strings.Repeat("\n", size),
		"empty entries": head + strings.Repeat("{},", size/3),
		"headers":       head + `{"path":"a","sha256":"` + sum + `","size":0,"type":"","class":"","headers":{"a":"` + strings.Repeat(`","b":"`, size/7),
		"entries, cut":  head + strings.Repeat(`{"path":"<","sha256":"`+sum+`"},`, size/90),
		"more headers":  head + `{"path":"<","sha256":"` + sum + `","headers":{"a":"` + strings.Repeat(`","b":"`, size/7) + `"}}]}`,
		"one string":    head + `{"path":"` + strings.Repeat("x", size),
		"another key":   `{"` + strings.Repeat("x", size) + `":1}`,
		"depth":         head + strings.Repeat("[", size),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := parseManifest([]byte(text))
		runtime.ReadMemStats(&after)
		if err == nil || len(err.Error()) > 300 {
			t.Errorf("%s: %.300v", name, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 10*size {
			t.Errorf("%s: %d MB for %d MB", name, n>>20, size>>20)
		}
	}
}

// Whatever the bytes: no panic, a manifest that is accepted names only paths
// that may be removed, and the fast reader agrees with encoding/json.
func FuzzManifest(f *testing.F) {
	f.Add(sample().append(nil))
	f.Add((&Manifest{Format: 1, Partial: true}).append(nil))
	f.Add([]byte(`{"format":1,"files":[` + "\n" + `{"path":"a","sha256":"","size":01,"type":"","class":"","headers":{"a":"1","a":"2"},"source":""}` + "\n]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if fast, ok := parseLines(data); ok {
			var slow Manifest
			if err := json.Unmarshal(data, &slow); err != nil {
				t.Fatalf("encoding/json refuses: %v", err)
			}
			if !reflect.DeepEqual(fast, &slow) {
				t.Fatalf("read as %+v, by encoding/json as %+v", fast, &slow)
			}
		}
		m, err := parseManifest(data)
		if err != nil {
			return
		}
		for _, e := range m.Files {
			if err := CheckPath(e.Path); err != nil {
				t.Errorf("%q: %v", e.Path, err)
			}
		}
		again, err := parseManifest(m.append(nil))
		if err != nil || string(again.append(nil)) != string(m.append(nil)) {
			t.Errorf("not read back: %v", err)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"a/b.html", "A/ÄẞK", "../x", ".a", "a/.b", "a//b", ".brief.json", "a_b-c.d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if plain(s) && (!fs.ValidPath(s) || s != strings.ToLower(s) || CheckPath("Z/"+s) != nil) {
			t.Errorf("%q is taken for plain", s)
		}
		if fold(fold(s)) != fold(s) || fold("É"+s) != fold("é"+s) {
			t.Errorf("fold of %q: %q", s, fold(s))
		}
		if CheckPath(s) == nil && (!fs.ValidPath(s) || strings.HasPrefix(s, stagingName+"/")) {
			t.Errorf("%q is accepted", s)
		}
	})
}

func TestTypes(t *testing.T) {
	for path, want := range map[string]string{
		"a.mp4": "video/mp4", "a.M4V": "video/mp4", "a.webm": "video/webm", "a.mov": "video/quicktime", "a.mp3": "audio/mpeg", "a.m4a": "audio/mp4",
		"a.ogg": "audio/ogg", "a.opus": "audio/ogg", "a.weba": "audio/webm", "a.wav": "audio/wav", "a.flac": "audio/flac", "a.vtt": "text/vtt; charset=utf-8",
		"index.html": "text/html; charset=utf-8", "css/s.1a2b3c.css": "text/css; charset=utf-8", "app.mjs": "text/javascript; charset=utf-8",
		"UP.PNG": "image/png", "site.webmanifest": "application/manifest+json", "sitemap.xml": "application/xml; charset=utf-8", "i.svg": "image/svg+xml",
		"data.csv.gz": "application/gzip", "a.webp": "image/webp", "a.ico": "image/x-icon", "a.pdf": "application/pdf", "data.json": "application/json", "app.js": "text/javascript; charset=utf-8",
		"404.html": "text/html; charset=utf-8", "a.woff2": "font/woff2", "a.wasm": "application/wasm", "a.avif": "image/avif", "a.txt": "text/plain; charset=utf-8", "cap.vtt": "text/vtt; charset=utf-8",
		"s.map": "application/json", "CNAME": "application/octet-stream", "css": "application/octet-stream", "a.css/b": "application/octet-stream", "x.unknown": "application/octet-stream",
	} {
		if got := TypeOf(path); got != want {
			t.Errorf("TypeOf(%q) = %q, want %q", path, got, want)
		}
	}
}
