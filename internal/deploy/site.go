package deploy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
)

// Site is what is to be published: the files of a manifest, and their bytes.
type Site struct {
	Files []output.Entry // sorted by path
	Open  func(path string) (io.ReadSeekCloser, error)
}

// OpenDir returns the site that a build wrote into a folder. What lies there is
// published as the manifest says and not otherwise, so that each of these is
// refused:
//
//	not-built          the folder has no manifest, or a build was stopped there
//	built-with-drafts  it shows pages that readers must not see yet
//	unlisted-file      a file that no build wrote
//	file-changed       a file is gone, or is not as long as the build left it
func OpenDir(dir string) (*Site, diag.List) {
	m, err := output.ReadManifest(dir)
	at := filepath.ToSlash(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, diag.List{refusal(at, "not-built", "this folder holds no built site", "build one with 'brief build', or name another folder")}
	case err != nil:
		return nil, diag.List{refusal(at, "not-built", fmt.Sprintf("the list of this folder's files cannot be read (%v)", err), "build the site again")}
	case m.Partial:
		return nil, diag.List{refusal(at, "not-built", "a build was stopped here, and the folder holds parts of two", "build the site again")}
	case m.Drafts:
		return nil, diag.List{refusal(at, "built-with-drafts", "this folder was built with drafts, which readers must not see", "build it again without --drafts")}
	}
	s := &Site{Files: m.Files, Open: func(path string) (io.ReadSeekCloser, error) {
		return os.Open(filepath.Join(dir, filepath.FromSlash(path)))
	}}
	l := s.compareWith(dir)
	if len(l) > 0 {
		return nil, l
	}
	return s, nil
}

// compareWith looks whether the folder holds the site's files and no others.
func (s *Site) compareWith(dir string) (l diag.List) {
	seen := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case rel == ".brief.json":
			return nil
		case rel == ".brief-new" && d.IsDir():
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		i, listed := slices.BinarySearchFunc(s.Files, rel, func(e output.Entry, path string) int { return strings.Compare(e.Path, path) })
		if !listed {
			l = append(l, refusal(rel, "unlisted-file", "this lies in the built folder, and no build wrote it", "delete it, or put it into static/ if it is to be published"))
			return nil
		}
		seen++
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() || info.Size() != s.Files[i].Size {
			l = append(l, refusal(rel, "file-changed", "this is not as the build left it", "build the site again"))
		}
		return nil
	})
	if err != nil {
		return append(l, refusal(filepath.ToSlash(dir), "not-built", fmt.Sprintf("this folder cannot be read (%v)", err), "see who may read it"))
	}
	if seen < len(s.Files) && len(l) == 0 {
		for _, e := range s.Files {
			if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(e.Path))); err != nil {
				l = append(l, refusal(e.Path, "file-changed", "the build wrote this file, and it is gone", "build the site again"))
			}
		}
	}
	return l
}

// read returns a file's bytes if they are still those of the entry.
func (s *Site) read(o *Object) ([]byte, error) {
	f, err := s.Open(o.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body := make([]byte, o.Size)
	if _, err := io.ReadFull(f, body); err != nil {
		return nil, errChanged
	}
	if output.SumOf(body).String() != o.Sum {
		return nil, errChanged
	}
	return body, nil
}

var errChanged = errors.New("it changed while it was published")

// bytesContent is a body that is held.
func bytesContent(body []byte, sum [16]byte) Content {
	return Content{Size: int64(len(body)), MD5: sum, Sum: output.SumOf(body), Open: func() (io.ReadSeekCloser, error) {
		return nopCloser{bytes.NewReader(body)}, nil
	}}
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }
