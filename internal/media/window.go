package media

import "io"

// window reads a file here and there: a film says what it is in little of it.
type window struct {
	r    io.ReaderAt
	size int64
	buf  []byte // what was read last, from offset at
	at   int64
	err  error // why something could not be read
}

// block is how much is read at a time, in bytes.
const block = 16 << 10

// bytes returns n bytes from an offset; nil if the file ends before, or n is 0.
// They are good until the next call.
func (w *window) bytes(off int64, n int) []byte {
	if n <= 0 || off < 0 || off > w.size-int64(n) {
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
