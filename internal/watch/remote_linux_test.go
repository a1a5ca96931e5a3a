package watch

import "testing"

func TestDisksOfOtherMachinesAreKnown(t *testing.T) {
	for magic, want := range map[int64]string{
		0x6969: "NFS", 0xff534d42: "SMB", -0xacb2be: "SMB", 0x01021997: "9p", 0x65735546: "FUSE", // of 32 bits, some numbers are negative
		0xef53: "", 0x58465342: "", 0x9123683e: "", -0x6edc97c2: "", 0x01021994: "", 0x794c7630: "",
	} {
		if got := remoteKind(magic); got != want {
			t.Errorf("%#x: %q, want %q", magic, got, want)
		}
	}
	if got := remote("/proc"); got != "" {
		t.Errorf("/proc: %q", got)
	}
}
