//go:build unix

package source

import (
	"io"
	"io/fs"
	"path"
	"syscall"
	"time"
)

// openFlags keep the opening of a pipe from waiting for a writer, and a file
// that has become a symbolic link since it was looked at from being followed.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

// openFile opens what is at a path for reading. Package os would try to have the
// system tell when each file can be read, which no regular file is in need of,
// and watch over its closing, which a build of many pages does for each of them twice.
func openFile(name string) (fs.File, error) {
	fd, err := again(func() (int, error) { return syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|openFlags, 0) })
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &plainFile{fd: fd, name: name}, nil
}

// plainFile is an open file.
type plainFile struct {
	fd   int
	name string
}

func (f *plainFile) Stat() (fs.FileInfo, error) {
	info := plainInfo{name: path.Base(f.name)}
	if _, err := again(func() (int, error) { return 0, syscall.Fstat(f.fd, &info.stat) }); err != nil {
		return nil, &fs.PathError{Op: "stat", Path: f.name, Err: err}
	}
	return &info, nil
}

// mostAtOnce is how many bytes the system is asked for: some give no more than
// 2 GB, and an error to who asks for more.
const mostAtOnce = 1 << 30

func (f *plainFile) Read(b []byte) (int, error) {
	b = b[:min(len(b), mostAtOnce)]
	return f.done(len(b), func() (int, error) { return syscall.Read(f.fd, b) })
}

// ReadAt implements [io.ReaderAt].
func (f *plainFile) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) && err == nil {
		var more int
		more, err = f.done(len(b)-n, func() (int, error) { return syscall.Pread(f.fd, b[n:min(len(b), n+mostAtOnce)], off+int64(n)) })
		n += more
	}
	return n, err
}

// done reads, and says what the system's answer means.
func (f *plainFile) done(wanted int, read func() (int, error)) (int, error) {
	n, err := again(read)
	switch {
	case err != nil:
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: err}
	case n == 0 && wanted > 0:
		return 0, io.EOF
	}
	return n, nil
}

// Close closes the file. A second time does nothing: the system may have given
// the number to another file by then, which is not to be closed.
func (f *plainFile) Close() error {
	fd := f.fd
	if f.fd = -1; fd < 0 {
		return fs.ErrClosed
	}
	return syscall.Close(fd)
}

// again calls the system until no signal comes between.
func again(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != syscall.EINTR {
			return n, err
		}
	}
}

// plainInfo is what the system says of an open file.
type plainInfo struct {
	name string
	stat syscall.Stat_t
}

func (i *plainInfo) Name() string       { return i.name }
func (i *plainInfo) Size() int64        { return i.stat.Size }
func (i *plainInfo) ModTime() time.Time { return time.Time{} } // its field has other names on other systems, and nobody asks
func (i *plainInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i *plainInfo) Sys() any           { return &i.stat }

// Mode is a file's type; who may do what with it is not said.
func (i *plainInfo) Mode() fs.FileMode {
	switch i.stat.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
		return 0
	case syscall.S_IFDIR:
		return fs.ModeDir
	case syscall.S_IFIFO:
		return fs.ModeNamedPipe
	case syscall.S_IFSOCK:
		return fs.ModeSocket
	case syscall.S_IFLNK:
		return fs.ModeSymlink
	case syscall.S_IFCHR:
		return fs.ModeDevice | fs.ModeCharDevice
	case syscall.S_IFBLK:
		return fs.ModeDevice
	}
	return fs.ModeIrregular
}

var _ interface {
	fs.File
	Content
} = (*plainFile)(nil)
