// Package build runs the pipeline and keeps the memo between runs: the only
// mutable state of the program.
package build
