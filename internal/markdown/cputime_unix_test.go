//go:build unix

package markdown

import (
	"syscall"
	"time"
)

// cpuTime is what this process has had of the processor so far; 0 where the
// system does not say.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
