//go:build linux || darwin

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// keys sends each key that is pressed, and restores the terminal when it is no
// longer wanted. It sends none where the keyboard is not this program's.
func (p *preview) keys() (<-chan byte, func()) {
	fd := int(os.Stdin.Fd())
	old, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil || !p.terminal || !inForeground(fd) {
		return nil, func() {}
	}
	mode := *old
	mode.Lflag &^= unix.ICANON | unix.ECHO // keys at once; signals and output stay as they are
	mode.Cc[unix.VMIN], mode.Cc[unix.VTIME] = 1, 0
	if unix.IoctlSetTermios(fd, setTermios, &mode) != nil {
		return nil, func() {}
	}
	keys := make(chan byte)
	go func() {
		var key [1]byte
		for {
			if n, err := os.Stdin.Read(key[:]); n == 0 || err != nil {
				return
			}
			keys <- key[0]
		}
	}()
	return keys, func() { _ = unix.IoctlSetTermios(fd, setTermios, old) } // the terminal may be gone
}

// inForeground says whether the terminal's keys go to this program: one in the
// background that asked for them would be stopped.
func inForeground(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
