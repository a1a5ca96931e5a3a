//go:build unix && !aix && (!solaris || illumos)

package deploy

import (
	"os"
	"syscall"
)

// lockFile waits for a lock, which the system gives back when the process ends,
// however it ends. The file stays.
func lockFile(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
