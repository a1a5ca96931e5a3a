package main

import (
	"strings"
	"testing"

	"brief/internal/build"
	"brief/internal/output"
)

func TestExplanationsOfPictures(t *testing.T) {
	for _, c := range []struct {
		x    build.Explanation
		want string
	}{
		{build.Explanation{
			File:   &output.File{Path: "camp-320.0123456789.webp", Type: "image/webp", Class: output.Asset, Size: 9},
			Shows:  "content/camp.jpg",
			Recipe: "320 by 240 pixels, webp of quality 76", Sources: []string{"content/camp.jpg"}, ShownBy: []string{"index.html"},
		}, `camp-320.0123456789.webp
  shows      content/camp.jpg
  type       image/webp
  class      asset
  size       9 bytes
  sha256     ` + strings.Repeat("0", 64) + `
  recipe     320 by 240 pixels, webp of quality 76
  reads      content/camp.jpg
  shown by   index.html
`},
		{build.Explanation{ // in other sizes alone
			Shows: "content/camp.jpg", Made: []string{"camp-320.0123456789.jpg", "camp-320.0123456789.webp"}, ShownBy: []string{"all/index.html", "index.html"},
		}, `content/camp.jpg
  made       camp-320.0123456789.jpg
  made       camp-320.0123456789.webp
  shown by   all/index.html
  shown by   index.html
`},
	} {
		var b strings.Builder
		if writeExplanation(&b, c.x); b.String() != c.want {
			t.Errorf("got\n%s\nwant\n%s", b.String(), c.want)
		}
	}
}
