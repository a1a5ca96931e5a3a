//go:build !linux && !darwin

package main

// keys sends none: Ctrl-C ends the preview here.
func (p *preview) keys() (<-chan byte, func()) { return nil, func() {} }
