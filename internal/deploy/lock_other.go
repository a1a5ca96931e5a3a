//go:build !(unix && !aix && (!solaris || illumos))

package deploy

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// lockFile waits for a lock. One that a process left behind which was killed is
// taken over after a minute: no write takes so long.
func lockFile(name string) (unlock func(), err error) {
	for {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
		if err == nil {
			return func() { f.Close(); os.Remove(name) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Minute {
			os.Remove(name)
			continue
		}
		time.Sleep(10 * time.Millisecond)
	}
}
