package source

import (
	"errors"
	"io/fs"
	"strings"

	"brief/internal/diag"
)

// entry is what stands at a path: a file, a problem, or (a text that is too
// long) both. Before its content is read it is neither.
type entry struct {
	path    string // in the tree
	name    string // in the file system: the path, but for what a link led to
	file    *File
	problem *diag.Diag
}

// plain says whether it is a file without a problem.
func (e *entry) plain() bool { return e.file != nil && e.problem == nil }

// walk lists a file system, without reading a file.
type walk struct {
	fsys    fs.FS
	entries []*entry
	links   []string // paths of links, to be followed by follow

	linked bool // inside of a link
	left   int  // what links may still add
}

// fail notes a problem at a path.
func (w *walk) fail(name string, p *diag.Diag) {
	w.entries = append(w.entries, &entry{path: p.Pos.File, name: name, problem: p})
}

// visit takes what a name is, at a path of the tree.
func (w *walk) visit(path, name string, mode fs.FileMode) {
	if ignored(path) {
		if mode.IsRegular() && withheld(path) {
			w.fail(name, notPublished(path))
		}
		return
	}
	if w.linked {
		if w.left--; w.left < 0 {
			return
		}
	}
	switch {
	case !addressable(path):
		w.fail(name, badName(path))
	case mode&fs.ModeSymlink != 0 && w.linked:
		w.link(path, name, true)
	case mode&fs.ModeSymlink != 0:
		w.links = append(w.links, path)
	case mode.IsDir():
		w.dir(path, name)
	case mode.IsRegular():
		w.entries = append(w.entries, &entry{path: path, name: name})
	default:
		w.fail(name, notAFile(path, mode))
	}
}

// dir visits everything in a folder.
func (w *walk) dir(path, name string) {
	if strings.Count(path, "/") >= maxDepth {
		w.fail(name, tooDeep(path))
		return
	}
	list, err := listPlain(w.fsys, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.fail(name, unreadable(path, err))
	}
	for _, d := range list { // what could be listed, even after an error
		below := path + "/" + d.Name()
		if path == name {
			w.visit(below, below, d.Type()) // one string for both
		} else {
			w.visit(below, name+"/"+d.Name(), d.Type())
		}
	}
}

// layer lists the defaults, which lie below a name of the tree.
func layer(fsys fs.FS, name string) []*entry {
	if fsys == nil {
		return nil
	}
	w := &walk{fsys: fsys}
	list, err := fs.ReadDir(fsys, ".")
	if err != nil {
		w.fail(".", unreadable(name, err))
	}
	for _, d := range list {
		w.visit(name+"/"+d.Name(), d.Name(), d.Type())
	}
	return w.entries
}

// top visits the parts of a site that are read.
func (w *walk) top() {
	for _, path := range []string{"brief.yaml", "content", "layouts", "static"} {
		w.root(path)
	}
}

// root visits a path of the site, the folders on whose way are real.
func (w *walk) root(path string) {
	info, err := fs.Lstat(w.fsys, path)
	switch {
	case errors.Is(err, fs.ErrNotExist), hidden(path) && !withheld(path):
	case err != nil:
		w.fail(path, unreadable(path, err))
	default:
		if p := misplaced(path, info); p != nil {
			w.fail(path, p)
			return
		}
		w.visit(path, path, info.Mode())
	}
}

// misplaced is the problem of a folder named brief.yaml or a file named content.
func misplaced(path string, info fs.FileInfo) *diag.Diag {
	switch {
	case path == "brief.yaml" && info.IsDir():
		return problem(path, "not-a-file", "this is a folder, where a file should be", "rename the folder")
	case path != "brief.yaml" && !strings.Contains(path, "/") && info.Mode().IsRegular():
		return problem(path, "not-a-file", "this is a file, where a folder should be", "rename the file")
	}
	return nil
}

// follow visits what the links lead to. The links are sorted by path, so that
// the same ones are refused each time if they lead to too much.
func follow(fsys fs.FS, links []string) []*entry {
	w := &walk{fsys: fsys, linked: true, left: maxLinks}
	for _, path := range links {
		before := len(w.entries)
		w.link(path, path, false)
		if w.left < 0 {
			w.entries = w.entries[:before] // all of a link or nothing
			w.fail(path, problem(path, "symlink-too-much", "the symbolic links up to this one repeat too many files", "copy what is needed into the site"))
			break
		}
	}
	sortEntries(w.entries)
	return w.entries
}

// link visits what a link at a path of the tree leads to. It is nested if it
// lies in a folder that a link led to.
func (w *walk) link(path, name string, nested bool) {
	real, err := resolve(w.fsys, name)
	if err != nil {
		w.fail(name, badLink(path, err))
		return
	}
	info, err := fs.Stat(w.fsys, real)
	if err != nil {
		w.fail(name, badLink(path, err))
		return
	}
	if p := misplaced(path, info); p != nil {
		w.fail(name, p)
		return
	}
	switch {
	case real == "." || info.IsDir() && strings.HasPrefix(name+"/", real+"/"):
		w.fail(name, badLink(path, errLoop))
	case hidden(real):
		w.fail(name, badLink(path, errHidden))
	case !info.IsDir():
		w.visit(path, real, info.Mode())
	case nested:
		w.fail(name, problem(path, "symlink-nested", "this symbolic link to a folder lies in a folder that is itself reached by a link", "copy the folder into the site"))
	default:
		w.dir(path, real)
	}
}
