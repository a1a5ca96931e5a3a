package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
)

// helpers are the programs that tests run beside brief itself.
func helpers() map[string]func() { return map[string]func(){"measure": measureProgram} }

// measureProgram runs a program and writes what it took to descriptor 3: kilobytes of
// memory at most, and nanoseconds of the processors' time. It stands between
// the tests and the program because Linux counts what a process held before it
// became another program, and a process begins as what started it: the tests,
// which may hold more than the program may take.
func measureProgram() {
	runtime.LockOSThread() // the death of the thread that started it is what it hears of
	c := exec.Command(os.Args[1], os.Args[2:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if id, err := strconv.ParseUint(os.Getenv(measureAs), 10, 32); err == nil {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(id), Gid: uint32(id)}
	}
	err := c.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(125)
	}
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Fprintln(os.NewFile(3, "measures"), usage.Maxrss, int64(c.ProcessState.UserTime()+c.ProcessState.SystemTime()))
	os.Exit(c.ProcessState.ExitCode())
}

// measureAs is the variable that names the user and group whom measure runs the
// program as.
const measureAs = "BRIEF_TEST_MEASURE_AS"
