package sitetest

import (
	"fmt"
	"strings"
)

// Op is what an edit does.
type Op string

const (
	Write   Op = "write"   // Path gets the content Text
	Append  Op = "append"  // Text is added to Path as a paragraph of its own
	Replace Op = "replace" // the first Key in Path becomes Text
	Set     Op = "set"     // the front matter's, or a YAML file's, Key becomes Text; an empty Text drops it
	Remove  Op = "remove"  // Path, a file or a folder, goes
	Rename  Op = "rename"  // Path, a file or a folder, moves to Text
	Restore Op = "restore" // Path, a file or a folder, becomes what it was at first
	Touch   Op = "touch"   // Path is reported as changed, and is not
)

// Edit is one change to a site. Every edit can be applied to every site: one
// that finds nothing to do does nothing, so that a script stays a script when
// some of its edits are dropped.
type Edit struct {
	Op              Op
	Path, Key, Text string
	More            bool // the next edit arrives in the same batch
}

// String is the edit on one line.
func (e Edit) String() string {
	s := fmt.Sprintf("%s %s", e.Op, e.Path)
	switch e.Op {
	case Write, Append:
		s += fmt.Sprintf(" %q", e.Text)
	case Replace:
		s += fmt.Sprintf(" %q with %q", e.Key, e.Text)
	case Set:
		s += fmt.Sprintf(" %s: %s", e.Key, e.Text)
	case Rename:
		s += " to " + e.Text
	}
	if e.More {
		s += " and"
	}
	return s
}

// Apply edits the site and returns the paths that a watcher would report.
func (e Edit) Apply(s *Site) []string {
	switch e.Op {
	case Write:
		return s.Write(e.Path, bytesOf(e.Path, e.Text))
	case Append:
		return s.Write(e.Path, []byte(strings.TrimRight(s.Text(e.Path), "\n")+"\n\n"+e.Text+"\n"))
	case Replace:
		return s.Write(e.Path, []byte(strings.Replace(s.Text(e.Path), e.Key, e.Text, 1)))
	case Set:
		return s.Write(e.Path, []byte(setKey(e.Path, s.Text(e.Path), e.Key, e.Text)))
	case Remove:
		return s.Remove(e.Path)
	case Rename:
		return s.Rename(e.Path, e.Text)
	case Restore:
		return s.Restore(e.Path)
	case Touch:
		return []string{e.Path}
	}
	panic("sitetest: no such edit: " + string(e.Op))
}

// Script is a list of edits.
type Script []Edit

// String is the script, an edit a line.
func (sc Script) String() string {
	var b strings.Builder
	for i, e := range sc {
		fmt.Fprintf(&b, "%4d  %v\n", i+1, e)
	}
	return b.String()
}

// Batches calls do after each batch of edits with the paths that it changed,
// until do returns false. It says whether it came to the end.
func (sc Script) Batches(s *Site, do func(paths []string) bool) bool {
	var paths []string
	for i, e := range sc {
		paths = append(paths, e.Apply(s)...)
		if e.More && i < len(sc)-1 {
			continue
		}
		if !do(paths) {
			return false
		}
		paths = nil
	}
	return true
}

// Shrink drops edits for as long as the rest still fails, and returns a script
// of which no single edit can be dropped. It calls fails at most limit times.
func Shrink(sc Script, limit int, fails func(Script) bool) Script {
	for size := max(1, len(sc)/2); ; size /= 2 {
		for at := 0; at+size <= len(sc) && limit > 0; limit-- {
			shorter := append(append(Script{}, sc[:at]...), sc[at+size:]...)
			if fails(shorter) {
				sc = shorter
			} else {
				at += size
			}
		}
		if size <= 1 {
			return sc
		}
	}
}

// setKey sets a key of a Markdown file's front matter or of a YAML file: its
// line, and what belongs to it below, is replaced or dropped.
func setKey(name, text, key, value string) string {
	lines := strings.Split(text, "\n")
	begin, end := 0, len(lines)
	if strings.HasSuffix(name, ".md") {
		if lines[0] != "---" {
			lines = append([]string{"---", "---"}, lines...)
		}
		begin = 1
		end = begin
		for end < len(lines) && lines[end] != "---" {
			end++
		}
	}
	var kept []string
	inKey := false
	for _, line := range lines[begin:end] {
		switch {
		case strings.HasPrefix(line, key+":"):
			inKey = true
		case inKey && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "-")):
		default:
			inKey = false
			kept = append(kept, line)
		}
	}
	if value != "" {
		kept = append([]string{key + ": " + value}, kept...)
	}
	return strings.Join(append(append(append([]string{}, lines[:begin]...), kept...), lines[end:]...), "\n")
}
