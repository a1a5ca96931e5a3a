package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// atTerminal starts a command whose terminal is another's screen and keyboard.
// The channel is closed when the command has ended.
func atTerminal(t *testing.T, c *exec.Cmd) (keyboard *os.File, ended chan struct{}) {
	t.Helper()
	keyboard, terminal := openTerminal(t)
	c.Stdin, c.Stderr, c.Stdout = terminal, terminal, terminal
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	ended = make(chan struct{})
	go func() { defer close(ended); _ = c.Wait() }()
	t.Cleanup(func() { _ = c.Process.Kill(); <-ended })
	return keyboard, ended
}

// state is what the store's state says, if there is one.
func (s *objectStore) state(t *testing.T) []byte {
	t.Helper()
	state, err := os.ReadFile(filepath.Join(s.Dir, ".brief", "state.json"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return state
}

// Whose terminal was closed, or whose connection broke, in the middle of a deploy
// could not deploy again for two minutes: the claim had not been given back.
func TestADeployWhoseTerminalIsClosedGivesItsClaimBack(t *testing.T) {
	t.Parallel()
	s := startStore(t)
	dir := s.site(t, 1)
	from := s.built(t, dir)
	s.throughSlowProxy(t, dir)
	c := s.command(t, dir, "deploy", "live", "--yes", "--from", from)
	keyboard, ended := atTerminal(t, c)
	go func() { _, _ = io.Copy(io.Discard, keyboard) }() // ends with an error: one side is closed
	for end := time.Now().Add(time.Minute); !bytes.Contains(s.state(t), []byte(`"until"`)); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the deploy never claimed the target")
		}
	}
	keyboard.Close()
	<-ended
	if code := c.ProcessState.ExitCode(); code != exitHangUp {
		t.Errorf("exit %d, want %d", code, exitHangUp)
	}
	if state := s.state(t); !bytes.Contains(state, []byte(`"dirty": true`)) || bytes.Contains(state, []byte(`"until"`)) {
		t.Errorf("it left the state %s", state)
	}
	s.run(t, exitOK, dir, "deploy", "live", "--from", from)
}

// A command that was started to outlive its terminal does.
func TestWhatIsToOutliveItsTerminalDoes(t *testing.T) {
	nohup, err := exec.LookPath("nohup")
	if err != nil {
		t.Fatal(err) // every system has it: POSIX, Shell & Utilities
	}
	c := exec.Command(nohup, binary(t), "serve", "-C", markedSite(t), "-p", "0")
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil { // its address: it listens to signals
		t.Fatal(err)
	}
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		if err := c.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitTerminate {
		t.Errorf("exit %d, want %d", code, exitTerminate)
	}
}

// An interrupt at the question whether to publish was not heard for five
// seconds, and then ended the program without a word.
func TestAnInterruptAtTheQuestionIsANo(t *testing.T) {
	t.Parallel()
	s := startStore(t)
	dir := s.site(t, 1)
	c := s.command(t, dir, "deploy", "live", "--from", s.built(t, dir))
	keyboard, ended := atTerminal(t, c)
	var shown screen
	go func() { _, _ = io.Copy(&shown, keyboard) }()
	shown.waitFor(t, "Publish it? [y/N]")
	if _, err := keyboard.Write([]byte{'C' - '@'}); err != nil {
		t.Fatal(err)
	}
	<-ended
	shown.waitFor(t, "brief: interrupted;")
	if code := c.ProcessState.ExitCode(); code != exitInterrupt {
		t.Errorf("exit %d, want %d", code, exitInterrupt)
	}
	if state := s.state(t); len(state) > 0 {
		t.Errorf("something was sent: %s", state)
	}
}
