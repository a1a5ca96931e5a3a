package source

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// read gives every entry that is neither a file nor a problem its file, and
// drops those that have vanished since they were listed. An entry with the
// content of the old tree's file at its path gets that very file.
func read(fsys fs.FS, entries []*entry, old *Tree, in *Input) []*entry {
	var todo []*entry
	for _, e := range entries {
		if e.file == nil && e.problem == nil {
			todo = append(todo, e)
		}
	}
	var next, room atomic.Int64
	room.Store(in.Hold)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(todo)/32) { // few files are read before a worker starts
		wg.Go(func() {
			r := reader{fsys: fsys, old: old, sums: in.Sums, room: &room}
			for {
				i := int(next.Add(1)) - 1
				if i >= len(todo) {
					return
				}
				r.read(todo[i])
			}
		})
	}
	wg.Wait()
	return slices.DeleteFunc(entries, func(e *entry) bool { return e.file == nil && e.problem == nil })
}

// reader is one worker's state.
type reader struct {
	fsys fs.FS
	old  *Tree         // nil at the first scan
	sums *Sums         // nil if none are known
	room *atomic.Int64 // bytes of large files that may yet be held
	buf  []byte
}

// read sets the entry's file or problem, or neither if there is nothing.
func (r *reader) read(e *entry) {
	in, info, err := openPlain(r.fsys, e.name)
	if irregular, ok := errors.AsType[*irregular](err); ok {
		e.problem = notAFile(e.path, irregular.mode)
		return
	}
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		e.problem = unreadable(e.path, err)
		return
	}
	defer in.Close()
	f := &File{Path: e.path, Size: info.Size(), fsys: r.fsys, name: e.name}
	switch {
	case f.Size > maxText && isWritten(e.path):
		e.problem = tooLong(e.path, f.Size)
		f.tooLong = true
		f.Sum = sha256.Sum256([]byte(e.problem.Msg))
		e.file = r.keep(f, nil)
	case f.Size > maxMedia:
		e.problem = tooLarge(e.path, f.Size)
	case f.Size <= maxText && isText(e.path):
		r.text(e, f, in)
	default:
		r.large(e, f, in, info)
	}
}

// text reads a file whose content is kept.
func (r *reader) text(e *entry, f *File, in fs.File) {
	r.grow(int(f.Size) + 1) // a byte more shows that the file has grown
	n, err := io.ReadFull(in, r.buf)
	switch {
	case err == nil:
		e.problem = unreadable(e.path, errGrowing)
		return
	case err != io.EOF && err != io.ErrUnexpectedEOF:
		e.problem = unreadable(e.path, err)
		return
	}
	f.Size = int64(n)
	f.Sum = sha256.Sum256(r.buf[:n])
	e.file = r.keep(f, r.buf[:n])
}

// large reads a file of which only the hash is kept, unless that is known, or there
// is room to hold it.
func (r *reader) large(e *entry, f *File, in fs.File, info fs.FileInfo) {
	if sum, ok := r.sums.find(e.name, info); ok {
		f.Sum, f.sums = sum, r.sums
		e.file = r.keep(f, nil)
		return
	}
	if r.old == nil && r.room.Add(-f.Size-1) >= 0 {
		r.hold(e, f, in)
	} else {
		r.room.Add(f.Size + 1)
		r.stream(e, f, in)
	}
	if after, err := in.Stat(); err == nil && e.file != nil {
		r.sums.note(e.name, f.Sum, in, info, after)
	}
}

// hold reads a file that is held.
func (r *reader) hold(e *entry, f *File, in fs.File) {
	body := make([]byte, f.Size+1) // a byte more shows that the file has grown
	n, err := io.ReadFull(in, body)
	switch {
	case err == nil:
		e.problem = unreadable(e.path, errGrowing)
	case err != io.EOF && err != io.ErrUnexpectedEOF:
		e.problem = unreadable(e.path, err)
	default:
		f.held = body[:n:n]
		f.Size, f.Sum = int64(n), sha256.Sum256(f.held)
		e.file = f
	}
}

// stream reads a file for its hash.
func (r *reader) stream(e *entry, f *File, in fs.File) {
	r.grow(blockLen)
	sum := sha256.New()
	limit := f.Size
	f.Size = 0
	for {
		n, err := in.Read(r.buf)
		sum.Write(r.buf[:n])
		f.Size += int64(n)
		switch {
		case err == io.EOF:
			f.Sum = Sum(sum.Sum(nil))
			e.file = r.keep(f, nil)
			return
		case err != nil:
			e.problem = unreadable(e.path, err)
			return
		case f.Size > limit:
			e.problem = unreadable(e.path, errGrowing)
			return
		}
	}
}

var errGrowing = errors.New("it grows while it is read")

// grow makes the buffer at least n bytes long.
func (r *reader) grow(n int) {
	if len(r.buf) < n {
		r.buf = make([]byte, max(n, blockLen))
	}
}

// keep returns the old tree's file if it is the same, else this one with a copy
// of the body.
func (r *reader) keep(f *File, body []byte) *File {
	if r.old != nil {
		was := r.old.Lookup(f.Path)
		if was != nil && !was.Default && was.Sum == f.Sum && was.Size == f.Size && was.name == f.name && was.tooLong == f.tooLong {
			return was
		}
	}
	if body != nil {
		f.keep(append(make([]byte, 0, len(body)), body...))
	}
	return f
}
