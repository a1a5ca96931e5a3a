package build

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/output"
)

// Row D9: a signed origin is bound to the bytes of the whole file, and got lost
// without a word.
func TestContentCredentialsAreNeverLostInSilence(t *testing.T) {
	live := photoSite()
	photo := []byte(live.Text("content/lake.jpg"))
	signed := slices.Concat(photo[:2], []byte("\xff\xeb\x00\x20JP\x00\x01\x00\x00\x00\x01\x00\x00\x00\x16jumbc2pa and place"), photo[2:])
	live.Write("content/lake.jpg", signed)
	live.Write("static/again.jpg", signed)
	dir := t.TempDir()
	res, err := newBuilder(live, Options{}).WriteDir(t.Context(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range res.Problems {
		got = append(got, fmt.Sprintf("%s:%d: %s: %s [%s]", d.Pos.File, d.Pos.Line, d.Severity, d.Msg, d.Code))
	}
	want := []string{
		`content/index.md:4: warning: the picture "lake.jpg" holds Content Credentials (C2PA), which its smaller versions cannot keep, so that readers do not get them [content-credentials]`,
		`content/index.md:9: warning: the picture "lake.jpg" holds Content Credentials (C2PA), which its smaller versions cannot keep, so that readers do not get them [content-credentials]`,
		`static/again.jpg:0: warning: this file holds Content Credentials (C2PA), which may say where and with which device it was made: it is published without them [content-credentials]`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	m, err := output.ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range m.Files {
		ofIt := strings.HasPrefix(e.Path, "lake-") || e.Path == "again.jpg"
		if e.CredentialsRemoved != ofIt {
			t.Errorf("the manifest says of %s: %v", e.Path, e.CredentialsRemoved)
		}
		if b, err := os.ReadFile(filepath.Join(dir, e.Path)); err != nil || bytes.Contains(b, []byte("jumb")) {
			t.Errorf("%s: %v", e.Path, err)
		}
		if ofIt {
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d pictures", n)
	}
	// A desk that must not lose them asks for an error.
	live.Write("brief.yaml", append([]byte(live.Text("brief.yaml")), "check: {severity: {content-credentials: error}}\n"...))
	if res, err = newBuilder(live, Options{}).WriteDir(t.Context(), t.TempDir(), output.Options{}); err != nil || !res.Problems.HasErrors() {
		t.Errorf("as an error: %v, %v", err, res.Problems)
	}
}
