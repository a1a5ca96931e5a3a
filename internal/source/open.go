package source

import (
	"bytes"
	"fmt"
	"io"
)

// Content is a file's content for reading in parts.
type Content interface {
	io.ReaderAt
	io.Closer
}

// Open returns the content, of Size bytes, for who needs little of a large
// file. Unlike with [File.Bytes], what is read is not compared with Sum: it may
// be of a file that has just been changed. Close it.
func (f *File) Open() (Content, error) {
	if body := f.inMemory(); body != nil {
		return held{bytes.NewReader(body)}, nil
	}
	if f.tooLong || f.fsys == nil {
		return nil, fmt.Errorf("%s is too long to be read", f.Path)
	}
	in, info, err := openPlain(f.fsys, f.name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read again: %w", f.Path, reason(err))
	}
	parts, ok := in.(Content)
	if ok && info.Size() == f.Size {
		return parts, nil
	}
	in.Close()
	if info.Size() != f.Size {
		return nil, f.changed()
	}
	body, err := f.Bytes() // a file system that reads from the beginning alone
	return held{bytes.NewReader(body)}, err
}

// held is a content that is in memory.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }
