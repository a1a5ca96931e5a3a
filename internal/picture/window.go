package picture

import (
	"bytes"
	"io"
)

// window reads a file here and there: a picture of many megabytes says what a
// page needs to know of it in its first kilobytes and at its end.
type window struct {
	r    io.ReaderAt
	size int64
	buf  []byte // what was read last, from offset at
	at   int64
	err  error // why something could not be read
}

// block is how much is read at a time, in bytes.
const block = 4 << 10

// bytes returns n bytes from an offset; nil if the file ends before. They are
// good until the next call.
func (w *window) bytes(off int64, n int) []byte {
	if off < 0 || off > w.size-int64(n) {
		return nil
	}
	if off < w.at || off+int64(n) > w.at+int64(len(w.buf)) {
		want := int(min(int64(max(n, block)), w.size-off))
		if cap(w.buf) < want {
			w.buf = make([]byte, want)
		}
		w.buf, w.at = w.buf[:want], off
		if got, err := w.r.ReadAt(w.buf, off); got < want {
			w.buf, w.err = w.buf[:0], err
			return nil
		}
	}
	from := off - w.at
	return w.buf[from : from+int64(n)]
}

// head is the beginning of the file, at most n bytes.
func (w *window) head(n int) []byte { return w.bytes(0, int(min(int64(n), w.size))) }

// last is the last place of sep at or after an offset; -1 if there is none.
func (w *window) last(sep []byte, from int64) int64 {
	step := int64(block) // mostly it is at the very end
	for end := w.size; end-from >= int64(len(sep)); {
		begin := max(from, end-step)
		part := w.bytes(begin, int(end-begin))
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
