package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"brief/internal/sitetest"
)

// screen gathers what a terminal shows.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) waitFor(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		shown := strings.ReplaceAll(s.text.String(), "\r", "")
		s.mu.Unlock()
		if strings.Contains(shown, text) {
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.Fatalf("the terminal never showed %q, but\n%s", text, s.text.String())
}

// At a terminal each change is a line, a problem is told in full, once, and
// again when it is mended; q ends it.
func TestServeAtATerminal(t *testing.T) {
	site := layOut(t, sitetest.New(map[string]string{
		"brief.yaml": "title: The file\nbase_url: https://example.org/\n", "content/index.md": "---\ntitle: Home\n---\nFine.\n",
	}))
	keyboard, terminal := openTerminal(t)
	c := exec.Command(binary(t), "serve", "-C", site, "-p", "0", "--lan")
	c.Stdin, c.Stderr, c.Stdout = terminal, terminal, terminal
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	ended := make(chan struct{})
	go func() { defer close(ended); _ = c.Wait() }()
	t.Cleanup(func() { _ = c.Process.Kill(); <-ended })
	var shown screen
	go func() { _, _ = io.Copy(&shown, keyboard) }() // ends with an error: the other side is closed

	shown.waitFor(t, "The file is at\nhttp://")
	shown.waitFor(t, "█ ▄▄▄▄▄ █") // a corner of the code that phones read
	shown.waitFor(t, "q to quit")
	home := filepath.Join(site, "content", "index.md")
	write := func(text string) {
		if err := os.WriteFile(home, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("---\ntitle: Home\n---\nSee [that](gone.md).\n")
	shown.waitFor(t, "content/index.md (")
	shown.waitFor(t, "content/index.md:4:5:")
	write("---\ntitle: Home\n---\nFine again.\n")
	shown.waitFor(t, "1 problem mended, no problem is left")
	if _, err := keyboard.Write([]byte("q")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("q did not end it")
	}
	if code := c.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("exit %d, want 0", code)
	}
}
