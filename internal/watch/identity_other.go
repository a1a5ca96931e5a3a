//go:build !unix

package watch

import "io/fs"

// identity is nothing here: elsewhere than with inotify a folder that moves is
// not one that is watched already.
type identity struct{}

func identityOf(fs.FileInfo) identity { return identity{} }
