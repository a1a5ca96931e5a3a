//go:build !linux && !darwin

package watch

import "io/fs"

// changedAt is when anything about a file last changed, in ns since 1970, which no
// program can set; 0 if the system does not say.
func changedAt(fs.FileInfo) int64 { return 0 }
