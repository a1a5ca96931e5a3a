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
