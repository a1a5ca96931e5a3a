//go:build !(unix && !aix && (!solaris || illumos))

package output

import (
	"errors"
	"io/fs"
	"os"
)

// lock takes the lock file, or fails if another process has it. On Windows a
// file that is open cannot be removed, which makes an open file a lock that
// ends with its process. Elsewhere this catches only builds that start at once.
func lock(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errBusy
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, errBusy
	}
	return f, err
}
