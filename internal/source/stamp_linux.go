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
	return stamp{st.Size, st.Mtim.Nano(), st.Ctim.Nano(), uint64(st.Dev), st.Ino}, true
}

// settles is how long after a file's last change its times tell the next one.
func settles(f fs.File) (time.Duration, bool) {
	plain, ok := f.(*plainFile)
	if !ok {
		return 0, false
	}
	var st syscall.Statfs_t
	if _, err := again(func() (int, error) { return 0, syscall.Fstatfs(plain.fd, &st) }); err != nil {
		return 0, false
	}
	return settlesOn(int64(st.Type)) // of 32 bits on some systems
}

// settlesOn is settles on a type of file system, by its number (statfs(2)). Most that
// are not named here keep no time that programs cannot set (exFAT on a stick, what
// is mounted by FUSE or from another machine), or nobody has looked. One in memory
// (tmpfs) keeps that time, but notes no change by a program that has the file in its
// own memory (mmap), for there is nothing to be written; and it is read at once.
func settlesOn(magic int64) (time.Duration, bool) {
	switch magic & 0xffffffff {
	case 0xef53, // ext2, ext3, ext4
		0x58465342, // XFS
		0x9123683e, // Btrfs
		0xf2f52010: // F2FS
		return onDisk, true
	}
	return 0, false
}
