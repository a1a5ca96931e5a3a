package watch

import "syscall"

// remote names the kind of disk on which a folder lies, if that is one which others
// than this system write to: the system does not tell of what they do. Empty for
// any other.
func remote(folder string) string {
	const local = 0x1000 // MNT_LOCAL, statfs(2)
	var st syscall.Statfs_t
	err := syscall.Statfs(folder, &st)
	for err == syscall.EINTR {
		err = syscall.Statfs(folder, &st)
	}
	if err != nil || st.Flags&local != 0 {
		return ""
	}
	kind := make([]byte, 0, len(st.Fstypename))
	for _, c := range st.Fstypename {
		if c == 0 {
			break
		}
		kind = append(kind, byte(c))
	}
	return string(kind)
}
