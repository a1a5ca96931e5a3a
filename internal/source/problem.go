package source

import (
	"errors"
	"fmt"
	"io/fs"

	"brief/internal/diag"
)

// problem returns an error about the whole file at the path.
func problem(path, code, msg, hint string) *diag.Diag {
	return &diag.Diag{Pos: diag.Pos{File: path}, Severity: diag.Error, Code: code, Msg: msg, Hint: hint}
}

func unreadable(path string, err error) *diag.Diag {
	hint := "see whether the disk is in order, and run it again"
	if errors.Is(err, fs.ErrPermission) {
		hint = "give yourself the right to read it, for instance with chmod u+rX"
	}
	return problem(path, "unreadable", fmt.Sprintf("this cannot be read (%v)", reason(err)), hint)
}

// badLink is the problem of a symbolic link that cannot be followed.
func badLink(path string, err error) *diag.Diag {
	const hint = "put a copy of the file in the link's place"
	switch {
	case errors.Is(err, errOutside):
		return problem(path, "symlink-outside", "this symbolic link leads out of the site", hint)
	case errors.Is(err, errHidden):
		return problem(path, "symlink-outside", "this symbolic link leads to a hidden file or folder, which is never published", hint)
	case errors.Is(err, errLoop):
		return problem(path, "symlink-loop", "this symbolic link leads back to where it starts", "remove it")
	case errors.Is(err, fs.ErrNotExist):
		return problem(path, "symlink-dangling", "this symbolic link leads to nothing", "remove it, or "+hint)
	}
	return unreadable(path, err)
}

func notAFile(path string, mode fs.FileMode) *diag.Diag {
	kind := "something other than a file or a folder"
	switch {
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return problem(path, "not-a-file", "this is "+kind, "put an ordinary file in its place, or move it out of the site")
}

func badName(path string) *diag.Diag {
	return problem(path, "bad-name", `this name cannot be part of an address: it holds "\", a control character or bytes that are not UTF-8`, "rename it")
}

func tooDeep(path string) *diag.Diag {
	return problem(path, "too-deep", fmt.Sprintf("more than %d folders lie inside each other here", maxDepth), "move the folder nearer to the top")
}

func tooLong(path string, size int64) *diag.Diag {
	return problem(path, "too-long", fmt.Sprintf("this text has %s; at most 2 MB are read", megabytes(size)), "split it into several files")
}

func tooLarge(path string, size int64) *diag.Diag {
	return problem(path, "too-large", fmt.Sprintf("this file has %s; at most 2048 MB can be published", megabytes(size)), "make it smaller, or link to it on another server")
}

func megabytes(size int64) string { return fmt.Sprintf("%.1f MB", float64(size)/(1<<20)) }

// reason is an error without the path that the operating system's errors carry:
// it may be another machine's, and the place is named already.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
