package watch

import "syscall"

// remote names the kind of disk on which a folder lies, if that is one which others
// than this system write to: the system does not tell of what they do. Empty for
// any other.
func remote(folder string) string {
	var st syscall.Statfs_t
	err := syscall.Statfs(folder, &st)
	for err == syscall.EINTR {
		err = syscall.Statfs(folder, &st)
	}
	if err != nil {
		return "" // whoever reads the folder is told
	}
	return remoteKind(int64(st.Type)) // of 32 bits on some systems
}

// remoteKind is remote for a type of file system, by its number (statfs(2)).
func remoteKind(magic int64) string {
	switch magic & 0xffffffff {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x01021997: // the disks of Windows in its subsystem for Linux, and of the host of a virtual machine
		return "9p"
	case 0x65735546: // sshfs, virtiofs, folders of the host in containers; and some that nobody else writes to
		return "FUSE"
	case 0x786f4256:
		return "vboxsf"
	case 0xbacbacbc:
		return "vmhgfs"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x00c36400:
		return "Ceph"
	case 0x0bd00bd0:
		return "Lustre"
	case 0x01161970:
		return "GFS2"
	case 0x7461636f:
		return "OCFS2"
	}
	return ""
}
