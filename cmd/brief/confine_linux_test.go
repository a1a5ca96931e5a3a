package main

import (
	"os"
	"os/exec"
	"syscall"
)

// confine gives a command a root folder of its own. Only root may do that:
// false says that the command stays as it was.
func confine(c *exec.Cmd, root string) bool {
	if os.Getuid() != 0 {
		return false
	}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	return true
}
