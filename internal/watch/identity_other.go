//go:build !unix

package watch

import "io/fs"

// identity is nothing here: elsewhere than with inotify a folder that moves is
// not one that is watched already.
type identity struct{}

func identityOf(fs.FileInfo) identity { return identity{} }

// linksOf is how many names a file has; 0 if the system does not say.
func linksOf(fs.FileInfo) uint64 { return 0 }
