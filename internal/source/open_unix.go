//go:build unix

package source

import "syscall"

// openFlags keep the opening of a pipe from waiting for a writer, and a file
// that has become a symbolic link since it was looked at from being followed.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW
