//go:build !unix

package source

import (
	"io/fs"
	"os"
)

const openFlags = 0

// openFile opens what is at a path for reading.
func openFile(name string) (fs.File, error) { return os.Open(name) }
