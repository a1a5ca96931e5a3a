//go:build !unix

package markdown

import "time"

// cpuTime is 0, as the system's way to say it is not known here.
func cpuTime() time.Duration { return 0 }
