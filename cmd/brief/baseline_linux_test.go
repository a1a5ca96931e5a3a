package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A named pipe that nobody writes to kept check waiting for ever.
func TestABaselineIsAFileOrWhatAShellOpened(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "content/index.md"), []byte("# Home\n\nText.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	check := func(name string) (int, string) {
		var said bytes.Buffer
		code := run([]string{"check", "-C", dir, "--baseline", name}, &said, &said, func(string) string { return "" })
		return code, said.String()
	}
	for _, name := range []string{pipe, dir} {
		if code, said := check(name); code != exitUsage || !strings.HasPrefix(said, "brief: --baseline "+name+": it is not a file; give ") {
			t.Errorf("%d %s", code, said)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString("[]"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if code, said := check(fmt.Sprintf("/dev/fd/%d", r.Fd())); code != exitOK {
		t.Errorf("%d %s", code, said)
	}
}
