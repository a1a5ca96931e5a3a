package source

import (
	"testing"
	"time"
)

// Where a program can set all times of a file, or where nobody knows, a photograph
// is read; and on a disk until what was written is there: a page that a program had
// in its memory changed again, and the file kept its times.
func TestTimesAreTrustedWhereTheyTellEachChange(t *testing.T) {
	for _, c := range []struct {
		system string
		magic  int64
		after  time.Duration
		tells  bool
	}{
		{"ext4", 0xef53, onDisk, true},
		{"XFS", 0x58465342, onDisk, true},
		{"Btrfs", 0x9123683e, onDisk, true},
		{"Btrfs where numbers have 32 bits", -0x6edc97c2, onDisk, true},
		{"tmpfs, where a photo changed by mmap stayed the old one", 0x01021994, 0, false},
		{"FAT", 0x4d44, 0, false},
		{"exFAT", 0x2011bab0, 0, false},
		{"FUSE", 0x65735546, 0, false},
		{"NFS", 0x6969, 0, false},
		{"SMB", 0xff534d42, 0, false},
		{"9p", 0x01021997, 0, false},
		{"overlayfs", 0x794c7630, 0, false},
	} {
		if after, tells := settlesOn(c.magic); after != c.after || tells != c.tells {
			t.Errorf("%s: %v, %v", c.system, after, tells)
		}
	}
	if onDisk < 45*time.Second {
		t.Error("a disk may not have all that was written")
	}
}
