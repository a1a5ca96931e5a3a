package source

import (
	"io/fs"

	"brief/internal/diag"
)

// One returns the file at one path of a site, read as [Scan] reads it, for who
// needs no other: nil if there is none, or none that a scan would take. The
// problems say why, and are those of a scan of the path alone.
func One(site fs.FS, path string) (*File, diag.List) {
	t := (&Tree{in: Input{Site: site}}).Update([]string{path})
	return t.Lookup(path), t.Problems()
}
