//go:build unix

package watch

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A pipe that takes the place of a file while that is looked into is not waited
// for: nobody may ever write to it, and no save would be seen any more.
func TestAPipeInTheFilesPlaceIsNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.md")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go func() { done <- unclosed(pipe) || hashOf(pipe) != [32]byte{} }()
	select {
	case something := <-done:
		if something {
			t.Error("something was found in it")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it is waited for")
	}
}
