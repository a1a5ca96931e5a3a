package watch

import (
	"strings"
	"testing"
)

// A site on a disk of another machine, or of Windows as Linux sees it there, was
// watched as any other: the system reported nothing of what an editor over there
// saved, without an error, and the preview showed the old page for ever.
func TestOnADiskOfAnotherMachineAllFilesAreLookedAt(t *testing.T) {
	for name, far := range map[string]func(folder string) bool{
		"the site":              func(string) bool { return true },
		"a folder in it":        func(folder string) bool { return strings.HasSuffix(folder, "/content/laos") },
		"one that comes later":  func(folder string) bool { return strings.HasSuffix(folder, "/content/later") },
		"nothing of the site's": func(string) bool { return false },
	} {
		m := watched(t, Options{remote: func(folder string) string {
			if far(folder) {
				return "NFS"
			}
			return ""
		}}, map[string]string{"content/a.md": page("one"), "content/laos/b.md": page("one")})
		m.write("content/later/c.md", page("one"))
		m.settle()
		m.write("content/laos/b.md", page("two"))
		m.write("content/later/c.md", page("two"))
		m.settle()
		note := ""
		for _, b := range m.got {
			note += b.Note
		}
		if local := name == "nothing of the site's"; local != (note == "") || !local && (!strings.Contains(note, "NFS") || !strings.Contains(note, "four times a second")) {
			t.Errorf("%s: %q is told", name, note)
		}
	}
}
