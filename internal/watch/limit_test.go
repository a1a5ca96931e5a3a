package watch

import "syscall"

// What the system answers at its limits.
const (
	errNoWatches   = syscall.ENOSPC
	errNoInstances = syscall.EMFILE
)
