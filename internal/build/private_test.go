package build

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gen2brain/webp"

	"brief/internal/browser"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// home stands in every text of the leaky site's files that must not be published.
const home = "SECRETHOME"

// exiftool runs the program that this project's own reading and writing of metadata
// is held against.
func exiftool(t *testing.T, args ...string) []byte {
	t.Helper()
	tool := browser.Program(t, "exiftool")
	var said bytes.Buffer
	c := exec.Command(tool, args...)
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("exiftool: %v\n%s", err, said.Bytes())
	}
	return out
}

// leakySite is the site with every feature and, in content/ and in static/, a file of
// each type that holds whatever cameras and programs write.
func leakySite(t *testing.T) *sitetest.Site {
	t.Helper()
	live := sitetest.EveryFeature()
	live.Remove("content/loose") // links that lead nowhere, so that nothing would be written
	dir := t.TempDir()
	drawn := sitetest.New(map[string]string{"large.jpg": "900x500 dusk", "large.png": "700x400 dusk", "small.jpg": "60x40 dusk", "small.png": "60x40 dusk"})
	for _, size := range []string{"large", "small"} {
		img, err := jpeg.Decode(strings.NewReader(drawn.Text(size + ".jpg")))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := webp.Encode(&b, img, webp.Options{Quality: 60}); err != nil {
			t.Fatal(err)
		}
		drawn.Write(size+".webp", b.Bytes())
	}
	anim, err := os.ReadFile("testdata/img-animation/anim.gif")
	if err != nil {
		t.Fatal(err)
	}
	drawn.Write("anim.gif", anim)
	var page strings.Builder
	page.WriteString("---\ntitle: Leaky\n---\nText.\n")
	for _, name := range drawn.Files() {
		at := filepath.Join(dir, name)
		if err := os.WriteFile(at, []byte(drawn.Text(name)), 0o600); err != nil {
			t.Fatal(err)
		}
		args := leak()
		switch filepath.Ext(name) {
		case ".gif":
			args = []string{"-Comment=" + home, "-XMP-dc:Description=" + home, "-XMP-exif:GPSLatitude=52.52"}
		case ".jpg":
			args = append(args, "-IPTC:City="+home, "-IPTC:Sub-location="+home, "-Comment="+home, "-ThumbnailImage<="+filepath.Join(dir, "small.jpg"))
		case ".png":
			args = append(args, "-PNG:Comment="+home, "-PNG:Author="+home)
		}
		exiftool(t, append(args, "-q", "-overwrite_original", at)...)
		data, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		// Behind its end: another picture with its own EXIF, as of a moving photo.
		data = append(data, data...)
		data = append(data, home...)
		live.Write("content/leak-"+name, data)
		live.Write("static/leak/"+name, data)
		page.WriteString("\n![A lake, " + name + ".](leak-" + name + ")\n*One.* [Photo: An Agency]\n")
	}
	film := append([]byte(live.Text("content/film.webm")), "\x12\x54\xc3\x67\x01\x00\x00\x00\x00\x00\x00\x0a"+home...)
	sound := slices.Concat([]byte("ID3\x04\x00\x00\x00\x00\x00\x0a"+home), bytes.Repeat(append([]byte("\xff\xfb\x18\xc4"), make([]byte, 140)...), 3), []byte(home))
	drawing := []byte(`<?xml version="1.0"?><!-- ` + home + ` --><svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" viewBox="0 0 40 20" sodipodi:docname="/home/` + home + `/map.svg" inkscape:export-filename="/home/` + home + `/map.png"><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li>` + home + `</rdf:li></rdf:RDF></metadata><sodipodi:namedview id="` + home + `"/><title>A map</title><path d="M0 0h9v9z" inkscape:label="` + home + `"/></svg>`)
	for name, data := range map[string][]byte{"film.webm": film, "sound.mp3": sound, "map.svg": drawing} {
		live.Write("content/leak-"+name, data)
		live.Write("static/leak/"+name, data)
		page.WriteString("\n![A thing, " + name + ".](leak-" + name + ")\n*One.* [Made by: An Agency]\n")
	}
	live.Write("content/leak-film.webm.yaml", []byte("captions: film.vtt\ntranscript: about.md\n"))
	live.Write("content/leak-sound.mp3.yaml", []byte("transcript: about.md\n"))
	live.Write("content/leaky.md", []byte(page.String()))
	return live
}

// leak are the tags of a photo that say where, by whom and with what it was made,
// and those that say whose it is, which stay.
func leak() []string {
	args := []string{"-GPSLatitude=52.52", "-GPSLatitudeRef=N", "-GPSLongitude=13.4", "-GPSLongitudeRef=E", "-GPSDateStamp=2025:01:01",
		"-XMP-exif:GPSLatitude=52.52", "-XMP-xmpMM:HistoryAction=saved", "-XMP-xmpMM:HistorySoftwareAgent=" + home}
	for _, tag := range []string{"SerialNumber", "LensSerialNumber", "OwnerName", "UserComment", "ImageUniqueID", "HostComputer", "Make", "Model", "Software",
		"XMP-aux:SerialNumber", "XMP-aux:OwnerName", "XMP-xmpMM:DocumentID", "XMP-iptcExt:LocationCreatedCity", "XMP-iptcCore:Location", "XMP-photoshop:City", "XMP-dc:Subject", "XMP-xmp:CreatorTool"} {
		args = append(args, "-"+tag+"="+home)
	}
	return append(args, "-XMP-dc:Creator=Ann Author", "-XMP-photoshop:Credit=An Agency", "-XMP-dc:Rights=The Desk", "-XMP-xmpRights:WebStatement=https://example.org/licence",
		"-XMP-iptcExt:DigitalSourceType=http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")
}

// privateTags are parts of the names of what exiftool finds in no published file.
func privateTags() []string {
	return []string{"GPS", "Serial", "Owner", "MakerNote", "Thumbnail", "PreviewImage", "MPImage", "EmbeddedVideo", "Trailer", "History", "DocumentID", "InstanceID", "Location", "City",
		"UserComment", "Comment", "UniqueID", "HostComputer", "Make ", "Model", "Software", "CreatorTool", "DateTimeOriginal", "CreateDate", "ModifyDate", "Subject ", "ProfileDateTime", "DeviceM"}
}

// Rows D7 and D8, and standard S17: of each type, in content/ and in static/, the
// whole tree says nothing private, and each larger picture whose it is.
func TestNothingPrivateIsInTheWholeTree(t *testing.T) {
	live := leakySite(t)
	src := t.TempDir()
	for _, name := range live.Files() {
		if strings.Contains(name, "leak") && !strings.HasSuffix(name, ".md") {
			if err := os.WriteFile(filepath.Join(src, filepath.Base(name)), []byte(live.Text(name)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := string(exiftool(t, "-r", "-G1", "-a", "-s", "-ext", "*", src))
	for _, tag := range []string{"GPSLatitude", "SerialNumber", "OwnerName", "ThumbnailImage", "HistoryAction", "DocumentID", "City", "Comment", "ImageUniqueID", "CreatorTool"} {
		if !strings.Contains(before, tag) {
			t.Errorf("the test's own files hold no %s", tag)
		}
	}
	dir := t.TempDir()
	res, err := newBuilder(live, Options{}).WriteDir(t.Context(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range res.Problems {
		if d.Severity == diag.Error || strings.Contains(d.Pos.File, "leak") && d.Code != "drawing-cleaned" {
			t.Errorf("%v", d)
		}
	}
	files := map[string]int{}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if bytes.Contains(b, []byte(home)) {
			t.Errorf("%s says where it was made", name)
		}
		if strings.Contains(name, "leak") {
			files[filepath.Ext(name)]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ext := range []string{".jpg", ".png", ".webp", ".gif", ".svg", ".webm", ".mp3"} {
		if files[ext] < 2 {
			t.Errorf("only %d files %s were published", files[ext], ext)
		}
	}
	nothingPrivate(t, dir)
	if n := rightsOfLarge(t, dir, "leak-", map[string]string{
		"Creator": "Ann Author", "Credit": "Photo: An Agency", "Rights": "The Desk", "WebStatement": "https://example.org/licence",
		"LicensorName": "Ann Author", "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
	}); n < 9 {
		t.Errorf("only %d larger pictures", n)
	}
}

// Rows D7 and D8 of this repository's own site, whose licence nobody has named.
func TestNothingPrivateIsInThisRepositorysSite(t *testing.T) {
	dir := t.TempDir()
	b := New(Options{
		Input:   source.Input{Site: os.DirFS("../.."), Layouts: layouts.FS, Static: static.FS},
		BaseURL: "https://briefings.example.org/laos/", AsOf: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if res, err := b.WriteDir(t.Context(), dir, output.Options{}); err != nil || res.Problems.HasErrors() {
		t.Fatal(err, res.Problems)
	}
	nothingPrivate(t, dir)
	if n := rightsOfLarge(t, dir, "", map[string]string{
		"Creator": "The Briefing Desk", "Credit": "Map: The Briefing Desk; data: Natural Earth", "Rights": "© 2026 The Briefing Desk",
		"LicensorName": "The Briefing Desk", "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia",
	}); n < 3 {
		t.Errorf("only %d larger pictures", n)
	}
}

// nothingPrivate reads a tree with exiftool.
func nothingPrivate(t *testing.T, dir string) {
	t.Helper()
	for line := range strings.Lines(string(exiftool(t, "-r", "-G1", "-a", "-s", "-ee", "-ext", "*", dir))) {
		group, _, _ := strings.Cut(line, "]")
		switch strings.TrimPrefix(group, "[") {
		case "System", "File", "ExifTool", "HTML", "HTML-og", "JSON":
			if !strings.Contains(line, "Comment") {
				continue
			}
		}
		for _, tag := range privateTags() {
			if strings.Contains(line, tag) {
				t.Errorf("published: %s", line)
			}
		}
	}
}

// rightsOfLarge compares what exiftool reads from the derived pictures of 640 pixels
// or more, whose names begin so, and returns how many there are. Smaller ones say nothing.
func rightsOfLarge(t *testing.T, dir, prefix string, want map[string]string) (n int) {
	t.Helper()
	args := []string{"-r", "-j", "-ImageWidth", "-ext", "jpg", "-ext", "png", "-ext", "webp", "-ext", "avif"}
	for tag := range want {
		args = append(args, "-XMP:"+tag)
	}
	var all []map[string]any
	if err := json.Unmarshal(exiftool(t, append(args, dir)...), &all); err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		name := filepath.Base(f["SourceFile"].(string))
		width, _ := f["ImageWidth"].(float64)
		if !isDerived(name) || !strings.HasPrefix(name, prefix) {
			continue
		}
		for tag := range want {
			if _, ok := f[tag]; ok && width < 640 {
				t.Errorf("%s: so small a picture holds %s", name, tag)
			}
		}
		if width < 640 {
			continue
		}
		n++
		for tag, value := range want {
			if got, _ := f[tag].(string); got != value {
				t.Errorf("%s: %s is %q, want %q", name, tag, got, value)
			}
		}
	}
	return n
}

// isDerived says whether a name has a width and a hash in it.
func isDerived(name string) bool {
	parts := strings.Split(name, ".")
	if len(parts) < 3 || len(parts[len(parts)-2]) != 10 {
		return false
	}
	size := parts[len(parts)-3]
	size, _, _ = strings.Cut(size[strings.LastIndexByte(size, '-')+1:], "x")
	_, err := strconv.Atoi(size)
	return err == nil
}

// What brief cannot put together anew is refused, wherever it lies, with what to do.
func TestDocumentsThatSayWhereTheyWereMadeAreRefused(t *testing.T) {
	pdf := "%PDF-1.7\n1 0 obj\n<</Length 9>>\nstream\n<rdf:Description exif:GPSLatitude=\"52\"/>\nendstream\nendobj\n"
	heic := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1\x00\x00\x00\x2cmdatExif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00"
	for name, data := range map[string]string{"report.pdf": pdf, "photo.heic": heic} {
		for _, place := range []string{"static/" + name, "content/" + name} {
			live := sitetest.New(map[string]string{
				"brief.yaml": "base_url: https://example.org/\n", place: data,
				"content/index.md": "---\ntitle: Home\n---\nText, and [a file](" + strings.TrimPrefix(strings.Replace(place, "static/", "/", 1), "content/") + ").\n",
			})
			res, err := newBuilder(live, Options{}).WriteDir(t.Context(), t.TempDir(), output.Options{})
			if err != nil || len(res.Problems) != 1 || res.Problems[0].Code != "private-data" || res.Problems[0].Pos.File != place || res.Problems[0].Hint == "" {
				t.Errorf("%s: %v, %v", place, res.Problems, err)
			}
		}
	}
}
