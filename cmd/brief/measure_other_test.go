//go:build !linux

package main

// helpers are the programs that tests run beside brief itself.
func helpers() map[string]func() { return map[string]func(){} }
