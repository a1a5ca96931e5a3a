package source

import (
	"bytes"
	"io"
)

// Window reads a file here and there: a picture or a film of many megabytes says
// what a page needs to know of it in its first kilobytes and at its end.
type Window struct {
	Size int64 // bytes of the file
	Err  error // why something could not be read; nil if the file ends before it

	r     io.ReaderAt
	block int
	buf   []byte // what was read last, from offset at
	at    int64
}

// NewWindow returns a window on a file of some size, of which at least a block of
// bytes is read at a time.
func NewWindow(r io.ReaderAt, size int64, block int) *Window {
	return &Window{Size: size, r: r, block: block}
}

// Bytes returns n bytes from an offset; nil if the file ends before, or cannot be
// read. They are good until the next call.
func (w *Window) Bytes(off int64, n int) []byte {
	if n < 0 || off < 0 || off > w.Size-int64(n) {
		return nil
	}
	if off < w.at || off+int64(n) > w.at+int64(len(w.buf)) {
		want := int(min(int64(max(n, w.block)), w.Size-off))
		if cap(w.buf) < want {
			w.buf = make([]byte, want)
		}
		w.buf, w.at = w.buf[:want], off
		if got, err := w.r.ReadAt(w.buf, off); got < want {
			w.buf, w.Err = w.buf[:0], err
			return nil
		}
	}
	from := off - w.at
	return w.buf[from : from+int64(n)]
}

// Head is the beginning of the file, at most n bytes.
func (w *Window) Head(n int) []byte { return w.Bytes(0, int(min(int64(n), w.Size))) }

// Last is the last place of sep at or after an offset; -1 if there is none.
func (w *Window) Last(sep []byte, from int64) int64 {
	block := int64(max(w.block, 2*len(sep)))
	step := block // mostly it is at the very end
	for end := w.Size; end-from >= int64(len(sep)); {
		begin := max(from, end-step)
		part := w.Bytes(begin, int(end-begin))
		if part == nil {
			return -1
		}
		if i := bytes.LastIndex(part, sep); i >= 0 {
			return begin + int64(i)
		}
		if begin == from {
			return -1
		}
		end, step = begin+int64(len(sep))-1, 16*block
	}
	return -1
}
