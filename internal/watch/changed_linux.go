package watch

import (
	"io/fs"
	"syscall"
)

// changedAt is when anything about a file last changed, in ns since 1970, which no
// program can set; 0 if the system does not say.
func changedAt(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctim.Nano()
	}
	return 0
}
