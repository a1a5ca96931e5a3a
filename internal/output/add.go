package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"brief/internal/diag"
	"brief/internal/source"
)

// addition is a file of this build.
type addition struct {
	Entry
	sum    Sum
	staged bool // its bytes lie in the staging directory; else they are in place
	isNew  bool // nothing is at its path yet; known from Commit on
}

// Add stages a file if the directory's bytes differ. Paths come once each, in
// any order, from any number of goroutines. The error is a [*Problem]:
//
//	bad-output-path   a path that [CheckPath] refuses
//	colliding-output  two files of one path, or in whose path the other is a folder
//	output-failed     the file's bytes could not be had or written
//
// After an error Commit changes nothing and returns the problems.
func (w *Writer) Add(f *File) error {
	if d := w.claim(f); d != nil {
		return w.fail(*d)
	}
	a := &addition{Entry: f.Entry(), sum: f.Sum}
	if !w.unchanged(f) {
		a.staged = true
		if err := w.write(f); err != nil {
			hint := "see whether the disk is full"
			switch {
			case errors.Is(err, source.ErrChanged):
				hint = "run the build again"
			case errors.Is(err, fs.ErrPermission):
				hint = "see who may write to the folder"
			}
			return w.fail(problem(w.path(f.Path), "output-failed", fmt.Sprintf("this file cannot be written (%v)", reason(err)), hint))
		}
	}
	w.mu.Lock()
	w.files = append(w.files, a)
	w.mu.Unlock()
	return nil
}

func (w *Writer) fail(d diag.Diag) error {
	w.mu.Lock()
	w.failed = append(w.failed, d)
	w.mu.Unlock()
	return &Problem{d}
}

// claim takes the file's path, or returns why it cannot be had.
func (w *Writer) claim(f *File) *diag.Diag {
	place := f.Source
	if place == "" {
		place = w.path(f.Path)
	}
	if err := CheckPath(f.Path); err != nil {
		d := problem(place, "bad-output-path", fmt.Sprintf("no file can be published as %q: %v", f.Path, err), "rename the file or folder that it comes from")
		return &d
	}
	w.mu.Lock()
	other := w.names.add(f.Path)
	w.mu.Unlock()
	if other != "" {
		d := problem(place, "colliding-output", fmt.Sprintf("%q and %q cannot both be published", f.Path, other), "rename one of the files that they come from")
		return &d
	}
	return nil
}

// unchanged reports whether the file is in place with the very same bytes.
// Only what the manifest has is worth a look.
func (w *Writer) unchanged(f *File) bool {
	if !w.old[f.Path].has(f.Sum) || !w.isReal(path.Dir(f.Path)) {
		return false
	}
	in, err := openFile(w.path(f.Path))
	if err != nil {
		return false
	}
	defer in.Close()
	buf := w.buffer.Get().(*[]byte)
	defer w.buffer.Put(buf)
	if f.Body == nil {
		sum, n, err := sumOf(in, *buf)
		return err == nil && n == f.Size && sum == f.Sum
	}
	if len(*buf) <= len(f.Body) {
		*buf = make([]byte, len(f.Body)+1) // a byte more shows that the file is longer
	}
	n, err := io.ReadFull(in, *buf)
	return (err == io.EOF || err == io.ErrUnexpectedEOF) && bytes.Equal((*buf)[:n], f.Body)
}

// sumOf returns the sum and the length of what is read.
func sumOf(r io.Reader, buf []byte) (Sum, int64, error) {
	h := sha256.New()
	var size int64
	for {
		n, err := r.Read(buf)
		h.Write(buf[:n])
		size += int64(n)
		if err == io.EOF {
			return Sum(h.Sum(nil)), size, nil
		}
		if err != nil {
			return Sum{}, size, err
		}
	}
}

// isReal reports whether a folder of the output, and each on the way to it, is
// one and no symbolic link.
func (w *Writer) isReal(dir string) bool {
	if dir == "." {
		return true
	}
	w.mu.Lock()
	real, known := w.real[dir]
	w.mu.Unlock()
	if !known {
		info, err := os.Lstat(w.path(dir))
		real = err == nil && info.IsDir() && w.isReal(path.Dir(dir))
		w.mu.Lock()
		w.real[dir] = real
		w.mu.Unlock()
	}
	return real
}

// write writes a file into the staging directory.
func (w *Writer) write(f *File) error {
	if err := w.mkdirStage(path.Dir(f.Path)); err != nil {
		return err
	}
	out, err := createFile(w.stage(f.Path))
	if err != nil {
		return err
	}
	if err := f.writeTo(out); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// writeTo writes the file's bytes, in one piece where they are held. Those that
// come from elsewhere are checked against the sum.
func (f *File) writeTo(out io.Writer) error {
	if f.Body == nil && f.From != nil {
		if Sum(f.From.Sum) != f.Sum {
			return errWrongSum
		}
		_, err := f.From.WriteTo(out)
		return err
	}
	body, err := f.Bytes()
	if err != nil {
		return err
	}
	if int64(len(body)) != f.Size || f.Body == nil && SumOf(body) != f.Sum {
		return errWrongSum
	}
	_, err = out.Write(body)
	return err
}

var errWrongSum = errors.New("its content is not what its checksum says")

// mkdirStage makes a folder of the staging directory. One call is enough for
// nearly every page: the folder's own parent is there.
func (w *Writer) mkdirStage(dir string) error {
	w.mu.Lock()
	done := w.staging[dir]
	w.mu.Unlock()
	if done {
		return nil
	}
	name := w.stage(dir)
	err := os.Mkdir(name, 0o755)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.MkdirAll(name, 0o755)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	w.mu.Lock()
	w.staging[dir] = true
	w.mu.Unlock()
	return nil
}
