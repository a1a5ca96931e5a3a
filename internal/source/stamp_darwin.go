package source

import (
	"io/fs"
	"syscall"
)

// stampOf is what the system says of a file; false if it says too little.
func stampOf(info fs.FileInfo) (stamp, bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return stamp{}, false
	}
	return stamp{st.Size, st.Mtimespec.Nano(), st.Ctimespec.Nano(), uint64(st.Dev), st.Ino}, true
}
