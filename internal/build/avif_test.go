package build

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/output"
	"brief/internal/sitetest"
)

// An AVIF of an editor was published in its own size alone, without a colour in its
// place, crops for cards or rights. One that is too large to be read still is, and that
// is told.
func TestAVIFOfAnEditorIsMadeSmallerOrThatIsTold(t *testing.T) {
	live := sitetest.Parse([]byte(`
-- brief.yaml --
title: Photos
base_url: https://example.org/
images: {widths: [320, 640]}
-- content/index.md --
---
title: Home
---
![The lake at dusk.](lake.avif)
*The lake.* [Photo: Ann Author]

![The lake from above.](large.avif)
*From above.* [Photo: Ann Author]
-- content/lake.avif --
700x420 dusk
`))
	lake := []byte(live.Text("content/lake.avif"))
	size := func(w, h uint32) []byte {
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("ispe\x00\x00\x00\x00"), w), h)
	}
	live.Write("content/large.avif", bytes.Replace(lake, size(700, 420), size(7000, 4200), 1))
	dir := t.TempDir()
	res, err := newBuilder(live, Options{}).WriteDir(t.Context(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, d := range res.Problems {
		told = append(told, fmt.Sprintf("%s:%d: %s: %s [%s]", d.Pos.File, d.Pos.Line, d.Severity, d.Msg, d.Code))
	}
	if want := []string{`content/index.md:7: warning: the picture "large.avif" has more pixels than brief reads of an AVIF: all readers load it in its own size, without its credit in it [picture-as-it-is]`}; !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
	published := map[string]int{}
	err = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		name := filepath.Base(path)
		if parts := strings.Split(name, "."); err == nil && len(parts) > 1 && strings.HasPrefix(name, "la") { // one with a hash between
			published[parts[0]+"."+parts[len(parts)-1]]++
			if b, err := os.ReadFile(path); parts[0] == "lake-640" && (err != nil || !bytes.Contains(b, []byte("Ann Author"))) {
				t.Errorf("%s does not say whose it is (%v)", name, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lake-320.jpg", "lake-320.webp", "lake-640.jpg", "lake-640.webp", "large.avif"} {
		if published[name] != 1 {
			t.Errorf("%d of %s: %v", published[name], name, published)
		}
	}
	if published["lake.avif"] != 0 {
		t.Error("the file itself is published too")
	}
}
