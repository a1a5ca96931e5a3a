//go:build unix

package output

import (
	"io"
	"os"
	"syscall"
)

// openFlags keep a symbolic link from being followed, and the opening of a pipe
// from waiting for a writer.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// createFile makes a file that is not there yet. Package os would try to have the
// system tell when it can be written, which no regular file is in need of, and
// watch over its closing, for each page anew.
func createFile(name string) (io.WriteCloser, error) {
	for {
		fd, err := syscall.Open(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_EXCL|syscall.O_CLOEXEC|openFlags, 0o644)
		switch err {
		case nil:
			return newFile{fd, name}, nil
		case syscall.EINTR:
		default:
			return nil, &os.PathError{Op: "open", Path: name, Err: err}
		}
	}
}

// newFile is a file that is being written.
type newFile struct {
	fd   int
	name string
}

func (f newFile) Write(b []byte) (n int, err error) {
	for n < len(b) {
		more, err := syscall.Write(f.fd, b[n:])
		switch {
		case err == syscall.EINTR:
			continue
		case err == nil && more == 0:
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return n, &os.PathError{Op: "write", Path: f.name, Err: err}
		}
		n += more
	}
	return n, nil
}

func (f newFile) Close() error {
	if err := syscall.Close(f.fd); err != nil && err != syscall.EINTR {
		return &os.PathError{Op: "close", Path: f.name, Err: err}
	}
	return nil
}
