package source

import (
	"io/fs"
	"syscall"
	"time"
)

// stampOf is what the system says of a file; false if it says too little.
func stampOf(info fs.FileInfo) (stamp, bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return stamp{}, false
	}
	return stamp{st.Size, st.Mtimespec.Nano(), st.Ctimespec.Nano(), uint64(st.Dev), st.Ino}, true
}

// settles is how long after a file's last change its times tell the next one;
// false but on APFS, for others may keep no time that programs cannot set.
func settles(f fs.File) (time.Duration, bool) {
	plain, ok := f.(*plainFile)
	if !ok {
		return 0, false
	}
	var st syscall.Statfs_t
	if _, err := again(func() (int, error) { return 0, syscall.Fstatfs(plain.fd, &st) }); err != nil {
		return 0, false
	}
	var name [4]byte
	for i := range name {
		name[i] = byte(st.Fstypename[i])
	}
	return onDisk, string(name[:]) == "apfs" && st.Fstypename[4] == 0
}
