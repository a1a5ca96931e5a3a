package site

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"brief/internal/diag"
)

// Kinds of [diag.Want] whose Name is a link or a picture's address as typed in
// the file of the problem. [Site.LinkHint] answers for them.
const (
	WantLink    = "link"
	WantPicture = "picture"
)

// LinkHint says how to mend a link (or, with the kind [WantPicture], a picture)
// as typed in the file from that leads nowhere: with what to type there
// instead, or with what there is to choose from. It looks for the same file
// name in another letter case or folder, without its number or its ending, for
// an address typed in place of a file's name, and for a slip of the fingers.
func (s *Site) LinkHint(kind, from, typed string) string {
	dest, ok := Target(from, typed)
	if !ok {
		return ""
	}
	if dest.Name == "" {
		dest.Name = from
	}
	if i, _ := s.anchorPage(dest.Name); i != none && kind == WantLink {
		return s.anchorHint(typed, dest)
	}
	if address, ok := strings.CutPrefix(dest.Name, "/"); ok && kind == WantLink {
		if why := s.notMadeYet(address); why != "" {
			return why
		}
	}
	if at := s.untaken(dest.Name); at != "" {
		return at + " is there, but cannot be taken into the site: mend what is said of it"
	}
	found, why := s.near(kind, from, dest.Name)
	switch {
	case found != "":
	case len(typed) > 4 && strings.EqualFold(typed[:4], "www."):
		return "if it is another site, write https://" + typed
	case kind == WantLink && strings.Contains(typed, "@") && !strings.Contains(typed, "/"):
		return "if it is a mail address, write mailto:" + typed
	default:
		return s.besideHint(from, kind == WantLink && namesPage(dest.Name))
	}
	return "did you mean " + strconv.Quote(reference(from, found)+dest.Query+s.nearFragment(found, dest.Fragment)) + "?" + why
}

// notMadeYet says when a file for the site as a whole is made that is not now; it is
// empty for all other addresses.
func (s *Site) notMadeYet(address string) string {
	switch address {
	case feedFile, rssFile, jsonFile, sitemapFile:
		return "it is made once the site's address is known: write base_url: https://example.org/ in brief.yaml, or give --base-url"
	case correctionsAddress:
		return "it is made once a page has a correction"
	}
	return ""
}

// untaken is the file, or the folder round it, that was found at a path and could
// not be read; empty if there is none. Problems of a scan are few.
func (s *Site) untaken(name string) string {
	for _, d := range s.m.tree.Problems() {
		if rest, ok := strings.CutPrefix(name, d.Pos.File); ok && d.Pos.File != "" && (rest == "" || rest[0] == '/') {
			return d.Pos.File
		}
	}
	return ""
}

// anchorHint is for a link whose page is there and whose fragment is not.
func (s *Site) anchorHint(typed string, dest Dest) string {
	i, _ := s.anchorPage(dest.Name)
	ids := s.pages[i].Extract().Anchors
	before, _, _ := strings.Cut(typed, "#")
	if id := diag.Nearest(dest.Fragment, ids); id != "" {
		return "did you mean " + strconv.Quote(before+"#"+id) + "?"
	}
	if len(ids) == 0 {
		return "that page has no headings: link to it without " + strconv.Quote("#"+dest.Fragment)
	}
	return "its headings have the names " + some(ids, "#")
}

// nearFragment is a link's fragment on the page that was meant: as typed, or
// the name there that is like it; empty if there is none, or it is no page.
func (s *Site) nearFragment(source, fragment string) string {
	if fragment == "" {
		return ""
	}
	if _, ok := s.Anchor(source, fragment); ok {
		return "#" + fragment
	}
	if i := s.node(source); i != none {
		if id := diag.Nearest(fragment, s.pages[i].Extract().Anchors); id != "" {
			return "#" + id
		}
	}
	return ""
}

// besideHint is for a name that nothing is like: it says what there is.
func (s *Site) besideHint(from string, page bool) string {
	const few = 5 // more are no help
	dir, where := path.Dir(from)+"/", "the folder of this one"
	if !strings.HasPrefix(from, contentDir+"/") {
		dir, where = contentDir+"/", "content/" // of brief.yaml's nav
	}
	var names []string
	for _, f := range s.m.tree.Under(dir) {
		if f.Path == from || strings.Contains(f.Path[len(dir):], "/") {
			continue
		}
		if page && s.node(f.Path) != none || !page && isMedia(f.Path) {
			if names = append(names, reference(from, f.Path)); len(names) > few {
				break
			}
		}
	}
	const hint = "no file of the site has a name like it; "
	if len(names) == 0 || len(names) > few {
		return hint + "write its path from " + where
	}
	return hint + "in " + where + " there is " + some(names, "")
}

// namesPage says whether a target was to be a page.
func namesPage(target string) bool {
	switch path.Ext(target) {
	case "", ".md", ".html":
		return true
	}
	return strings.HasSuffix(target, "/")
}

// some quotes the first names of a list.
func some(names []string, before string) string {
	const most = 5
	var b strings.Builder
	for i, name := range names[:min(most, len(names))] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(before + name))
	}
	if len(names) > most {
		b.WriteString(", …")
	}
	return b.String()
}

// nearIndex is what a link can lead to, by the bare names of [stem].
type nearIndex struct{ pages, files nearNames }

type nearNames struct {
	stems []string            // sorted
	paths map[string][]string // source paths by stem, sorted
}

func (n *nearNames) add(source string) {
	key := stem(source)
	if n.paths[key] == nil {
		n.stems = append(n.stems, key)
	}
	n.paths[key] = append(n.paths[key], source)
}

// makeNear gathers all published pages, content files and static files.
func (s *Site) makeNear() *nearIndex {
	x := &nearIndex{nearNames{paths: map[string][]string{}}, nearNames{paths: map[string][]string{}}}
	for i := range s.m.nodes {
		if s.m.nodes[i].out {
			x.pages.add(s.pages[i].Path)
		}
	}
	for _, f := range s.m.tree.Under(contentDir + "/") {
		if isMedia(f.Path) {
			x.files.add(f.Path)
		}
	}
	for _, f := range s.m.tree.Under(staticDir) {
		if !f.Default {
			x.files.add(f.Path)
		}
	}
	slices.Sort(x.pages.stems)
	slices.Sort(x.files.stems)
	return x
}

// near returns the source path of what a target most likely was to be, and a
// sentence on what was wrong with it; empty if nothing is like it.
func (s *Site) near(kind, from, target string) (source, why string) {
	x := s.m.near()
	sets := []*nearNames{&x.files}
	ending := path.Ext(target)
	switch {
	case kind == WantLink && namesPage(target):
		sets = []*nearNames{&x.pages, &x.files}
	case kind == WantLink:
		sets = []*nearNames{&x.files, &x.pages}
	}
	key := stem(target)
	for _, set := range sets {
		for _, p := range set.paths[key] {
			if fold(p) == fold(target) || fold(p) == fold(staticDir+strings.TrimPrefix(target, "/")) {
				return p, " Capital letters count, as some servers tell them apart"
			}
		}
	}
	if kind == WantLink {
		if p := s.pageMeant(from, target); p != "" {
			return p, " A link between pages names the file"
		}
	}
	for _, set := range sets {
		if p := closest(from, ending, set.paths[key]); p != "" {
			return p, ""
		}
	}
	set := sets[0] // a slip may lead to anything of another kind
	for _, stems := range [][]string{set.beside(from), set.stems} {
		if like := diag.Nearest(key, stems); like != "" {
			if p := closest(from, ending, set.paths[like]); p != "" {
				return p, ""
			}
		}
	}
	return "", ""
}

// beside are the stems of what lies in the folder of a file.
func (n *nearNames) beside(from string) (stems []string) {
	dir := path.Dir(from)
	for _, key := range n.stems {
		if slices.ContainsFunc(n.paths[key], func(p string) bool { return p != from && path.Dir(p) == dir }) {
			stems = append(stems, key)
		}
	}
	return stems
}

// pageMeant is the page of an address that was typed as readers see it: from
// the site's root, from the address of the linking page's folder, or from the
// page's own, which is one level deeper.
func (s *Site) pageMeant(from, target string) string {
	address := strings.TrimPrefix(strings.TrimPrefix(target, "/"), contentDir+"/")
	tries := []string{address}
	if i := s.node(from); i != none && !strings.HasPrefix(target, "/") {
		up := strings.Repeat("../", strings.Count(from, "/")-1) // back to what was typed
		tries = append(tries, path.Join(s.m.nodes[i].place.Address, up, address))
	}
	for _, t := range tries {
		t = strings.TrimSuffix(strings.TrimSuffix(t, indexFile), ".html")
		key := fold(strings.Trim(t, "/") + "/")
		if i, ok := s.m.byAddress[key]; ok && s.m.nodes[i].out && s.pages[i].Path != from {
			return s.pages[i].Path
		}
	}
	return ""
}

// closest is the path with the ending, if one has it, that is the shortest way
// from a file; the file itself is not meant. Empty if there is no other.
func closest(from, ending string, paths []string) (best string) {
	way := func(p string) int {
		n := 2 * strings.Count(reference(from, p), "/")
		if !strings.EqualFold(path.Ext(p), ending) {
			n += 1 // less than a folder
		}
		return n
	}
	for _, p := range paths {
		if p != from && (best == "" || cmp.Compare(way(p), way(best)) < 0) {
			best = p
		}
	}
	return best
}

// stem is the bare name of a page or file, from its path or from what was typed
// for it: without folders, the number of a section and the ending, small, with
// "-" for a space or "_". An index has its folder's name.
func stem(target string) string {
	name := path.Base(target)
	if ext := path.Ext(name); ext != name {
		name = strings.TrimSuffix(name, ext)
	}
	if dir := path.Dir(target); name == "index" && dir != "." && dir != contentDir && dir != "/" {
		name = path.Base(dir)
	}
	if n := strings.IndexByte(name, '-'); 0 < n && n <= 3 && strings.Trim(name[:n], "0123456789") == "" {
		name = name[n+1:]
	}
	return strings.NewReplacer(" ", "-", "_", "-").Replace(fold(name))
}

// reference is how a Markdown file refers to a source file: by the path from
// its own folder, of a static file by its address. What would end a link's
// target is percent-encoded.
func reference(from, source string) string {
	name, static := strings.CutPrefix(source, staticDir)
	if static {
		name = "/" + name
	} else {
		name = relativeName(strings.TrimPrefix(from, contentDir+"/"), strings.TrimPrefix(source, contentDir+"/"))
	}
	if hasScheme(name) {
		name = "./" + name
	}
	return encode(name, func(c byte) bool { return c > ' ' && c != 0x7f && !strings.ContainsRune(`()<>%#?\"`, rune(c)) })
}
