//go:build unix

package output

import "syscall"

// openFlags keep a symbolic link from being followed, and the opening of a pipe
// from waiting for a writer.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
