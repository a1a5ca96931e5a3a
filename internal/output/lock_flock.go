//go:build unix && !aix && (!solaris || illumos)

package output

import (
	"os"
	"syscall"
)

// lock takes the lock file, or fails if another process has it. The system
// gives it back when the process ends, however it ends.
func lock(name string) (*os.File, error) {
	for {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o644)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			f.Close()
			if err == syscall.EWOULDBLOCK {
				err = errBusy
			}
			return nil, err
		}
		// The last owner removes the file before it gives the lock back: what
		// was locked may have no name any more, and exclude nobody.
		mine, err1 := f.Stat()
		named, err2 := os.Lstat(name)
		if err1 == nil && err2 == nil && os.SameFile(mine, named) {
			return f, nil
		}
		f.Close()
	}
}
