package build

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
)

// goneMax is how many addresses that are gone are named one by one: who renamed
// a folder of a thousand pages has made one mistake.
const goneMax = 20

// gone warns of addresses of pages that the last build into a directory
// published and this one does not, without an alias that leads on or a notice
// that the page is withdrawn: who saved or linked them would find nothing. A home
// page that is gone is an error. What was built with drafts was never published.
func (s *snapshot) gone(last *output.Manifest) (l diag.List) {
	more := 0
	there := func(path string) bool { _, ok := s.findRoute(path); return ok }
	for e := range output.Gone(last, there) {
		if len(l) == goneMax {
			more++
			continue
		}
		l = append(l, s.addressGone("/"+strings.TrimSuffix(e.Path, "index.html"), e.Source))
	}
	if more > 0 {
		l = append(l, diag.Diag{
			Severity: diag.Warning, Code: "address-gone",
			Msg:  fmt.Sprintf("%d more addresses of the last build are gone", more),
			Hint: "if a folder was renamed, its old name may be the better one; else give each page that moved its old address under aliases",
		})
	}
	return l
}

// addressGone says what became of the page at an address, and what keeps it.
func (s *snapshot) addressGone(address, source string) diag.Diag {
	d := diag.Diag{Pos: diag.Pos{File: source}, Severity: diag.Warning, Code: "address-gone"}
	alias := "aliases: [" + address + "]"
	i, there := slices.BinarySearchFunc(s.pages, source, func(p *parsed, path string) int { return strings.Compare(p.file.Path, path) })
	_, cover := s.findRoute(strings.TrimSuffix(strings.TrimPrefix(address, "/"), "all/") + "index.html")
	switch {
	case address == "/":
		d.Severity = diag.Error
		d.Msg = "the home page was published and would be gone, and every address of the site begins with it"
		d.Hint = "publish " + source + " again: look at its status, its date and its name"
	case strings.HasSuffix(address, "/all/") && cover:
		d.Msg = fmt.Sprintf("the address %q was published and is gone: the briefing has no one-page edition now", address)
		d.Hint = "write edition: chapters in its front matter, or leave it so if nobody will miss the address"
	case there && s.site.Page(s.pages[i].file.Path) != nil:
		d.Msg = fmt.Sprintf("the address %q was published and is gone: the page has another now", address)
		d.Hint = "write " + alias + " in its front matter, so that the old address leads to the new one"
	case there:
		d.Msg = fmt.Sprintf("the address %q was published and is gone: the page is held back now", address)
		d.Hint = "write status: withdrawn to keep the address with a notice, or " + alias + " in the page that replaces it"
	default:
		d.Msg = fmt.Sprintf("the address %q was published and is gone: the file %s is not there any more", address, source)
		d.Hint = "write " + alias + " in the front matter of the page that replaces it"
		if near := diag.Nearest(source, s.published()); near != "" {
			d.Hint += ", such as " + near
		}
	}
	return d
}

// published are the source paths of the pages that readers can see, sorted.
func (s *snapshot) published() []string {
	paths := map[string]bool{}
	for _, c := range s.site.Published() {
		paths[c.Path] = true
	}
	return slices.Sorted(maps.Keys(paths))
}
