//go:build !linux && !darwin

package watch

// remote would name the kind of disk on which a folder lies, if it were known to be
// one which others than this system write to.
func remote(string) string { return "" }
