// Package source is the input of a build: the site's own files laid over the
// embedded defaults, each with the hash of its content.
//
// # What is read
//
// [Scan] reads brief.yaml and everything below content/, layouts/ and static/.
// A default stands at its path (layouts/…, static/…) unless the site has a file
// there. Nothing else of the site's directory is opened, except where a
// symbolic link leads.
//
// # What is passed over in silence
//
// Files and directories whose name begins with a dot, but for
// static/.well-known (RFC 8615); what editors and systems leave behind (story~,
// #story#, story.swp, story.bak, story.orig, story.tmp, 4913, ~$story.docx,
// Thumbs.db, desktop.ini); and *.go in layouts/ and static/, because this repository's own
// theme lies beside the Go file that embeds it.
//
// # What is a problem
//
// Each is an error at the file's path, and the others are read all the same:
//
//	symlink-outside    a link to a place outside the site, or to a hidden file
//	symlink-loop       a link that leads back to itself or to a folder round it
//	symlink-dangling   a link to nothing
//	symlink-nested     a link to a folder inside a folder that is itself linked
//	symlink-too-much   links that repeat more than 20,000 files
//	not-a-file         a device, pipe or socket, or a folder in a file's place
//	unreadable         no permission, or the disk failed
//	bad-name           a name that is not UTF-8 or holds a control character or "\"
//	too-deep           more than 64 folders inside each other
//	too-long           Markdown, YAML or a layout above 2 MB; it is not read
//	too-large          any other file above 2 GB
//
// One is a warning:
//
//	not-published      a file of static/ that is passed over for its name, and
//	                   was hardly left behind by a system (.htaccess, own.css.bak)
//
// Names that differ only in letter case or Unicode form are no problem here:
// what matters is whether their addresses collide, which the site decides.
//
// # Links
//
// A symbolic link is followed to a place inside the site and the files there
// stand in the tree a second time, below the link's name. Links to folders are
// followed one deep: what cannot nest cannot loop or multiply.
//
// Text is read at each scan. A file above 64 KB that is not text is not, if
// [Sums] knows it for the one that was read at an earlier run.
//
// # What a tree promises
//
// A [Tree] and its [File]s never change, so any number of goroutines may read
// them. The same files give the same tree, whatever the order or number of
// workers. After [Tree.Update] a file with the same content is the same *File,
// so that a pointer comparison tells what changed.
package source

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"

	"brief/internal/diag"
)

// Sum is the SHA-256 of a file's content.
type Sum [sha256.Size]byte

// File is one input file. It never changes: an edit makes another File.
type File struct {
	Path    string // slash-separated, from the site's root: "content/10-why.md", "layouts/page.html", "static/site.css", "brief.yaml"
	Sum     Sum    // of the content; for a file with the problem too-long a value that stands for its size
	Size    int64  // bytes
	Default bool   // from the embedded defaults, not from the site

	body    atomic.Pointer[[]byte] // kept for text of modest size until Release; nil for others, which are read again when wanted
	held    []byte                 // the content of one that is not text; nil of most
	fsys    fs.FS                  // where it is read again; nil for a file of NewFile
	name    string                 // its name in fsys
	tooLong bool                   // it was never read
	sums    *Sums                  // which Sum is from; nil if the file was read for it
}

// NewFile returns a site's file that exists in memory only: a test's, or one
// that is generated.
func NewFile(path string, body []byte) *File {
	f := &File{Path: path, Sum: sha256.Sum256(body), Size: int64(len(body))}
	f.keep(append([]byte{}, body...)) // not nil, even if empty
	return f
}

// keep holds the content in memory.
func (f *File) keep(body []byte) { f.body.Store(&body) }

// Release lets go of a text that can be read again, so that a large build does
// not hold all of them. Whoever has the bytes keeps them.
func (f *File) Release() {
	if f.fsys != nil {
		f.body.Store(nil)
	}
}

// Text returns the content if it is held in memory (Markdown, YAML, templates,
// style sheets, … up to 2 MB, until Release), else nil. An empty text is not
// nil. Do not change the bytes.
func (f *File) Text() []byte {
	if body := f.body.Load(); body != nil {
		return *body
	}
	return nil
}

// inMemory is the content where it need not be read again, else nil.
func (f *File) inMemory() []byte {
	if f.held != nil {
		return f.held
	}
	return f.Text()
}

// Bytes returns the file's content. It fails if it is not in memory and the file
// can no longer be read or no longer has the content that Sum stands for. Do not
// change the bytes.
func (f *File) Bytes() ([]byte, error) {
	if body := f.inMemory(); body != nil {
		return body, nil
	}
	if f.tooLong || f.Size > maxMedia {
		return nil, fmt.Errorf("%s is too long to be read", f.Path)
	}
	in, _, err := openPlain(f.fsys, f.name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read again: %w", f.Path, reason(err))
	}
	defer in.Close()
	body := make([]byte, f.Size+1) // a byte more shows that the file has grown
	n, err := io.ReadFull(in, body)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("%s: %w", f.Path, reason(err))
	}
	if int64(n) != f.Size || sha256.Sum256(body[:n]) != f.Sum {
		return nil, f.changed()
	}
	return body[:n:n], nil
}

// ErrChanged is in the chain of an error of [File.Bytes] or [File.WriteTo] if
// the file no longer has the content that Sum stands for.
var ErrChanged = errors.New("was changed during the build")

// changed is the error of a file that is not what Sum says. If that was never read
// from the file, it is forgotten, so that it is at the next run.
func (f *File) changed() error {
	if f.sums != nil {
		f.sums.forget(f.name)
	}
	return fmt.Errorf("%s %w", f.Path, ErrChanged)
}

// WriteTo writes the file's content without holding it in memory, and fails
// like [File.Bytes]. What was written before a failure is not to be used.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	if body := f.inMemory(); body != nil {
		n, err := w.Write(body)
		return int64(n), err
	}
	if f.tooLong {
		return 0, fmt.Errorf("%s is too long to be read", f.Path)
	}
	in, _, err := openPlain(f.fsys, f.name)
	if err != nil {
		return 0, fmt.Errorf("%s cannot be read again: %w", f.Path, reason(err))
	}
	defer in.Close()
	sum := sha256.New()
	// One byte more than there should be shows that the file has grown.
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(in, f.Size+1))
	if err != nil {
		return n, fmt.Errorf("%s: %w", f.Path, reason(err))
	}
	if n != f.Size || Sum(sum.Sum(nil)) != f.Sum {
		return n, f.changed()
	}
	return n, nil
}

// Input says where a tree is read from. A nil file system is empty.
type Input struct {
	Site    fs.FS // the site's root: brief.yaml, content/, layouts/, static/
	Layouts fs.FS // defaults, laid under layouts/
	Static  fs.FS // defaults, laid under static/
	Sums    *Sums // hashes of the site's large files; nil if none are known
	Hold    int64 // bytes of files that are not text which Scan keeps in memory for Bytes and WriteTo
}

// Tree is every input file. It is immutable.
type Tree struct {
	in       Input
	defaults []*entry // sorted by path, as are all of these
	own      []*entry // the site's files and problems outside of links
	links    []string // paths of the site's symbolic links outside of links
	linked   []*entry // what the links lead to

	files    []*File // the site's over the defaults
	problems diag.List
}

// newTree joins the layers.
func newTree(in Input, defaults, own []*entry, links []string, linked []*entry) *Tree {
	t := &Tree{in: in, defaults: defaults, own: own, links: links, linked: linked}
	for n, layer := range [][]*entry{own, linked, defaults} {
		files := make([]*File, 0, len(layer))
		for i := range layer {
			if p := layer[i].problem; p != nil {
				t.problems = append(t.problems, *p)
			}
			if f := layer[i].file; f != nil {
				files = append(files, f)
			}
		}
		if n == 0 {
			t.files = files // nearly all, and no two at one path
		} else {
			t.files = laid(t.files, files)
		}
	}
	slices.SortStableFunc(t.problems, func(a, b diag.Diag) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), strings.Compare(a.Code, b.Code))
	})
	return t
}

// laid lays files under others, both sorted: of two at one path the upper stays.
func laid(upper, under []*File) []*File {
	missing := make([]*File, 0, len(under))
	for _, f := range under {
		_, ok := slices.BinarySearchFunc(upper, f.Path, func(f *File, path string) int { return strings.Compare(f.Path, path) })
		if twice := len(missing) > 0 && missing[len(missing)-1].Path == f.Path; !ok && !twice {
			missing = append(missing, f)
		}
	}
	return merge(upper, missing, func(f *File) string { return f.Path })
}

// Problems are the findings of the scan, those of unchanged files among them,
// sorted by path. The slice is the tree's own: do not change it.
func (t *Tree) Problems() diag.List { return t.problems }

// Lookup returns the file at the path, or nil.
func (t *Tree) Lookup(path string) *File {
	i, ok := slices.BinarySearchFunc(t.files, path, func(f *File, path string) int { return strings.Compare(f.Path, path) })
	if !ok {
		return nil
	}
	return t.files[i]
}

// Under returns the files whose path begins with the prefix ("content/"),
// sorted by path; all files for "". The slice is the tree's own: do not change it.
func (t *Tree) Under(prefix string) []*File {
	from, _ := slices.BinarySearchFunc(t.files, prefix, func(f *File, prefix string) int { return strings.Compare(f.Path, prefix) })
	rest := t.files[from:]
	n, _ := slices.BinarySearchFunc(rest, prefix, func(f *File, prefix string) int {
		if strings.HasPrefix(f.Path, prefix) {
			return -1 // sorted before the first path without the prefix
		}
		return 1
	})
	return rest[:n:n]
}

// Change is a file that is not what it was.
type Change struct {
	Was, Is *File // of one path; nil if there was, or is, no file
}

// Path is where the file stands, or stood.
func (c Change) Path() string {
	if c.Is == nil {
		return c.Was.Path
	}
	return c.Is.Path
}

// Since returns what is different from an older tree (all files, if that is
// nil), sorted by path.
func (t *Tree) Since(old *Tree) (changes []Change) {
	var was []*File
	if old != nil {
		was = old.files
	}
	is := t.files
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(was) > 0 && len(is) > 0 && was[0] == is[0]: // nearly all
			was, is = was[1:], is[1:]
		case len(was) == 0 || len(is) > 0 && is[0].Path < was[0].Path:
			changes, is = append(changes, Change{Is: is[0]}), is[1:]
		case len(is) == 0 || was[0].Path < is[0].Path:
			changes, was = append(changes, Change{Was: was[0]}), was[1:]
		default:
			changes, was, is = append(changes, Change{was[0], is[0]}), was[1:], is[1:]
		}
	}
	return changes
}
