package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"golang.org/x/sys/unix"
)

// On a terminal problems have colour, but for those who set NO_COLOR
// (https://no-color.org).
func TestATerminalGetsColourUnlessNoColorIsSet(t *testing.T) {
	site := layOut(t, sitetest.New(map[string]string{"content/index.md": "# Front\n\n[x](nothing.md)\n"}))
	for env, want := range map[string]bool{"TERM=xterm": true, "NO_COLOR=1": false} {
		screen, terminal := openTerminal(t)
		c := exec.Command(binary(t), "build", "-C", site)
		c.Env = append(os.Environ(), env)
		c.Stderr = terminal
		if err := c.Run(); err == nil {
			t.Fatal("the site has a broken link, and was built")
		}
		terminal.Close()
		said, _ := io.ReadAll(screen) // ends with an error: the other side is closed
		if !strings.Contains(string(said), "broken-link") {
			t.Fatalf("it said %q", said)
		}
		if got := strings.Contains(string(said), "\x1b["); got != want {
			t.Errorf("with %s: colour is %v, want %v:\n%q", env, got, want, said)
		}
	}
}

// openTerminal makes a pseudo-terminal: what is written to terminal can be read from screen.
func openTerminal(t *testing.T) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, terminal
}
