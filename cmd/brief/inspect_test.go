package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// inspected is what 'brief media inspect' writes of a file, and its error.
func inspected(t *testing.T, name string, data []byte) (string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := (&app{dir: dir, stdout: &out, stderr: &out}).inspect(name)
	return out.String(), err
}

// An editor reads what a file holds, and what of it readers get.
func TestInspectSaysWhatIsHeldAndWhatIsPublished(t *testing.T) {
	drawn := sitetest.New(map[string]string{"a.jpg": "900x500 dusk", "b.png": "40x30 #336699", "c.webm": "sun over hills", "d.wav": "tone of 20"})
	photo := []byte(drawn.Text("a.jpg"))
	tiff := "II*\x00\x08\x00\x00\x00\x02\x00\x0f\x01\x02\x00\x04\x00\x00\x00abc\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00"
	exif := append([]byte{0xff, 0xe1, 0, byte(2 + 6 + len(tiff))}, "Exif\x00\x00"+tiff...)
	jumbf := "\xff\xeb\x00\x20JP\x00\x01\x00\x00\x00\x01\x00\x00\x00\x16jumbc2pa and place"
	photo = slices.Concat(photo[:2], exif, []byte(jumbf), photo[2:])
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a.jpg": {photo, `
type       image/jpeg
size       900 by 500 pixels, KB
left out   the camera's model
           the place where it was made (GPS)
           Content Credentials (C2PA)
published  made anew, 320, 480, 640 and 900 pixels wide
           from 640 pixels on with credit, creator, copyright, licence and source type in it, as far as they are known
`},
		"noted.svg": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><metadata>Ann</metadata><path d="M0 0h9v9z"/></svg>`), `
type       image/svg+xml
size       9 by 9 pixels, bytes
left out   what programs and people noted in it: metadata, comments, names of files
published  under its own name, without what is left out
`},
		"b.png": {[]byte(drawn.Text("b.png")), `
type       image/png
size       40 by 30 pixels, bytes
left out   nothing
published  under its own name
`},
		"c.webm": {append([]byte(drawn.Text("c.webm")), "\x12\x54\xc3\x67\x84home"...), `
type       video/webm
size       320 by 180 pixels, KB
sound      yes: it needs captions
left out   texts of telephones and programs, such as the place, the device, a title
published  under its own name, without what is left out
`},
		"d.wav": {[]byte(drawn.Text("d.wav")), `
type       audio/wav
size       KB
left out   nothing
published  under its own name
`},
		"e.svg": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><script>1</script></svg>`), `
type       image/svg+xml
size       4 by 2 pixels, bytes
left out   <script>
published  under its own name, without what is left out
`},
	} {
		got, err := inspected(t, name, c.data)
		var kept []string
		for _, line := range strings.Split(got, "\n") {
			if strings.HasPrefix(line, "size") { // how many bytes there are is of no matter
				words := strings.Fields(line)
				at := strings.LastIndex(line, words[len(words)-2])
				line = line[:at] + words[len(words)-1]
			}
			kept = append(kept, line)
		}
		if got = "\n" + strings.Join(kept, "\n"); got != c.want || err != nil {
			t.Errorf("%s: %v%s\nwant%s", name, err, got, c.want)
		}
	}
}

// Whatever somebody sends a desk, the answer is a sentence with the file's name.
func TestInspectOfHostileFiles(t *testing.T) {
	drawn := sitetest.New(map[string]string{"a.jpg": "120x80 dusk", "b.png": "120x80 dusk", "c.webm": "sun over hills", "d.wav": "tone of 20"})
	circle := "II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00" // a directory that leads to itself, twice
	photo := []byte(drawn.Text("a.jpg"))
	exif := append([]byte{0xff, 0xe1, 0, byte(2 + 6 + len(circle))}, "Exif\x00\x00"+circle...)
	files := map[string][]byte{
		"circle.jpg": slices.Concat(photo[:2], exif, photo[2:]), "circle.tif": []byte(circle),
		"zeros.png": make([]byte, 4096), "ones.mp3": bytes.Repeat([]byte{0xff}, 4096), "box.mp4": []byte("\x00\x00\x00\x08ftyp\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xff"),
		"deep.svg": []byte(strings.Repeat("<svg>", 10_000)), "entity.svg": []byte(`<!DOCTYPE svg [<!ENTITY a "&a;&a;">]><svg width="1" height="1">&a;</svg>`),
		"huge.webp": []byte("RIFF\xff\xff\xff\xffWEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"),
	}
	for _, name := range drawn.Files() {
		data := []byte(drawn.Text(name))
		for percent := range 100 {
			files[strings.Replace(name, ".", "-"+string(rune('a'+percent/10))+string(rune('a'+percent%10))+".", 1)] = data[:len(data)*percent/100]
		}
	}
	refused := 0
	for name, data := range files {
		out, err := inspected(t, name, data)
		var e exit
		switch {
		case err == nil && !strings.Contains(out, "published"):
			t.Errorf("%s: nothing is said: %q", name, out)
		case err == nil:
		case !errors.As(err, &e) || e.code != exitFindings || !strings.HasPrefix(err.Error(), name+" ") || len(err.Error()) < len(name)+9:
			t.Errorf("%s: %v", name, err)
		default:
			refused++
		}
	}
	if refused < 300 {
		t.Errorf("only %d of %d files were refused", refused, len(files))
	}
}
