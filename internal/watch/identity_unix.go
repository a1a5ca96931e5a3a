//go:build unix

package watch

import (
	"io/fs"
	"syscall"
)

// identity tells a folder from all others that there are at the same time,
// whatever it is called.
type identity struct{ device, inode uint64 }

// identityOf is a folder's identity; the zero value if the system has none.
func identityOf(info fs.FileInfo) identity {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return identity{uint64(st.Dev), uint64(st.Ino)}
	}
	return identity{}
}

// linksOf is how many names a file has; 0 if the system does not say.
func linksOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink) // of 16 or 32 bits on some systems
	}
	return 0
}
