//go:build !unix

package output

import (
	"io"
	"os"
)

const openFlags = 0

// createFile makes a file that is not there yet.
func createFile(name string) (io.WriteCloser, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}
