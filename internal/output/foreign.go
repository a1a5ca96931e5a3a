package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"brief/internal/diag"
)

// foreign returns a problem unless the directory is absent, empty or has a
// manifest, and its staging directory is one. What a system leaves in folders
// that it shows does not count.
func foreign(dir string) *diag.Diag {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return notOurs(dir, fmt.Sprintf("the output must be a folder that can be read (%v)", reason(err)), "choose another with -o")
	}
	ours, other, inside := false, "", ""
	for _, e := range list {
		switch name := e.Name(); {
		case name == manifestName:
			ours = true
		case name == stagingName && e.IsDir():
			inside = strange(filepath.Join(dir, name))
		case isSystem(name):
		default:
			other = name
		}
	}
	switch {
	case ours && inside != "":
		d := problem(filepath.Join(dir, stagingName, inside), "foreign-file", "this lies in the folder where brief prepares a build, and brief did not write it, so nothing was changed",
			"move it out of "+stagingName)
		return &d
	case !ours && (other != "" || inside != ""):
		return notOurs(dir, "this folder holds files that brief did not write, so nothing was changed", "empty it, or choose another folder with -o")
	}
	return nil
}

// strange names something in a staging directory that shows that it is not, or
// not only, a build's: a name that no build makes there, or anything at all
// without the lock, which every build takes first and gives back last. It is
// empty if there is none.
func strange(staging string) string {
	list, err := os.ReadDir(staging)
	if err != nil {
		return "" // whoever comes to lock it will be told
	}
	locked, held := false, ""
	for _, e := range list {
		switch name := e.Name(); {
		case name == lockName && e.Type().IsRegular():
			locked = true
		case (name == newName || name == goneName) && e.IsDir(), name == manifestName && e.Type().IsRegular():
			held = name
		case !isSystem(name):
			return name
		}
	}
	if locked {
		return ""
	}
	return held
}

// isSystem knows what systems leave in folders that they show.
func isSystem(name string) bool {
	return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini"
}

func notOurs(dir, msg, hint string) *diag.Diag {
	d := problem(dir, "output-not-ours", msg, hint)
	return &d
}
