package site

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A link and a picture lead to the same address, which leads back to its file.
func TestTwinsHaveAddressesOfTheirOwn(t *testing.T) {
	files := fstest.MapFS{
		"content/index.md":         {Data: []byte("---\ntitle: Home\n---\n")},
		"content/a/map.png":        {Data: png(1, 1)},
		"content/a/Map.png":        {Data: png(2, 1)},
		"content/a/MAP.png":        {Data: png(3, 1)},
		"content/a/Alone.PNG":      {Data: png(4, 1)},
		"content/a/caf\u00e9.png":  {Data: png(5, 1)},
		"content/a/cafe\u0301.png": {Data: png(6, 1)},
	}
	s, _ := link(t, files, Input{})
	seen := map[string]string{}
	for _, source := range []string{"content/a/map.png", "content/a/Map.png", "content/a/MAP.png", "content/a/Alone.PNG", "content/a/caf\u00e9.png", "content/a/cafe\u0301.png"} {
		address := s.MediaAddress(source)
		if other := seen[fold(address)]; other != "" {
			t.Errorf("%s and %s are both at %s", other, source, address)
		}
		seen[fold(address)] = source
		if back := s.MediaSource(address); back != source {
			t.Errorf("%s is at %s, where %q is", source, address, back)
		}
		if own := strings.TrimPrefix(source, "content/"); own == "a/MAP.png" || own == "a/Alone.PNG" || own == "a/cafe\u0301.png" {
			if address != own {
				t.Errorf("%s, the first or alone, is at %s", source, address)
			}
		} else if s.MediaSource(own) != "" {
			t.Errorf("%s is also at its own name", source)
		}
	}
	for _, source := range []string{"content/a/map.png", "content/a/Map.png"} {
		ref, _ := s.Ref(source)
		if pic, ok := s.Picture(source); !ok || pic.Address != ref.Address || pic.Address != s.MediaAddress(source) {
			t.Errorf("%s: as a picture at %s, as a link at %s", source, pic.Address, ref.Address)
		}
	}
}
