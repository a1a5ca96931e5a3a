package render

import (
	"fmt"
	"path"
	"strings"

	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/output"
	"brief/internal/site"
)

// misnamedPicture reports a picture whose name says another type than its
// content has. It is served with the type of its name: of a drawing and of
// nothing else a browser goes by that, and shows none.
func (t *text) misnamedPicture(pic *markdown.Picture, found *site.Picture) {
	named := output.TypeOf(found.Source)
	if named == found.Type || found.Type == "" {
		return
	}
	d := t.problem(pic.Off, pic.Len, "picture-type", fmt.Sprintf("the picture %s is %s by its content, and not what its name says", quote(pic.Src), pictureKind(found.Type)))
	const svg = "image/svg+xml"
	if d.Severity = diag.Warning; named == svg || found.Type == svg {
		d.Severity = diag.Error
	}
	name := path.Base(pic.Src)
	d.Hint = "rename the file to " + strings.TrimSuffix(name, path.Ext(name)) + "." + pictureEnding(found.Type) + " and name it so here, or export it again in the form that its name says"
	t.page.problem(d)
}

// isFileName says whether a description is a picture's own name, or looks like the
// name of some picture: cameras and programs leave that, and nobody learns from it
// what there is to be seen. A plain word, as in ![map](map.png), may be meant.
func isFileName(alt, src string) bool {
	if strings.IndexByte(alt, ' ') >= 0 || alt == "" {
		return false
	}
	name, alt := strings.ToLower(path.Base(src)), strings.ToLower(alt)
	if alt == name || alt == strings.TrimSuffix(name, path.Ext(name)) {
		return strings.ContainsAny(alt, "._-0123456789")
	}
	switch path.Ext(alt) {
	case ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".tif", ".tiff", ".heic":
		return true
	}
	return false
}

// pictureKind is a picture's type for people.
func pictureKind(typ string) string {
	switch typ {
	case "image/svg+xml":
		return "a drawing (SVG)"
	case "image/jpeg":
		return "a JPEG"
	case "image/avif":
		return "an AVIF"
	case "image/webp":
		return "a WebP"
	}
	return "a " + strings.ToUpper(strings.TrimPrefix(typ, "image/"))
}

// pictureEnding is what the name of a picture of a type ends in.
func pictureEnding(typ string) string {
	switch typ {
	case "image/svg+xml":
		return "svg"
	case "image/jpeg":
		return "jpg"
	}
	return strings.TrimPrefix(typ, "image/")
}
