package check

import (
	"fmt"
	"strings"

	"brief/internal/diag"
)

// nearIDs is among how many ids of a page a near one is looked for.
const nearIDs = 2000

// checkRef holds an address against the files; near asks for what a fragment may
// have meant, which takes a look at all ids of a page. The caller holds the lock.
func (s *Set) checkRef(a *account, r *ref, near bool) (finding, bool) {
	f := finding{node: none, ref: r.url, words: r.words}
	t := s.base.resolve(a.path, r.url)
	switch t.where {
	case unsafe:
		f.code, f.msg = "unsafe-link", fmt.Sprintf("%s %s begins with %s:, which runs a program or reads the reader's own disk", r.what, shown(r.url), t.scheme)
		f.hint = "write a web address (https://…) or the path to a file of this site"
		return f, true
	case other:
		if r.use == useFile && t.scheme != "data" && t.scheme != "blob" {
			f.code, f.msg = missing(a), fmt.Sprintf("%s %s is no file of this site", r.what, shown(r.url))
			return f, true
		}
		return f, false
	case outside:
		if r.use == useFile {
			f.code, f.msg = "foreign-origin", fmt.Sprintf("%s %s comes from another site (%s), which learns who reads the page", r.what, shown(r.url), t.host)
			f.hint = "save the file in this site and name it there"
			return f, true
		}
		return f, false
	case nowhere:
		f.code, f.msg = s.codeOf(a, r), fmt.Sprintf("%s %s leads out of the site", r.what, shown(r.url))
		return f, true
	}
	if r.whole && schemeOf(r.url) == "" {
		f.code, f.msg = "relative-address", fmt.Sprintf("%s %s is read elsewhere, where it leads nowhere", r.what, shown(r.url))
		f.hint = "it must be a whole address that begins with https://"
		return f, true
	}
	to := s.files[t.path]
	if to == nil {
		return s.notThere(a, r, &t, f)
	}
	if t.fragment == "" || to.ids == nil || to.hasID(t.fragment) || to.redirect || strings.EqualFold(t.fragment, "top") || strings.HasPrefix(t.fragment, ":~:") {
		return f, false
	}
	f.code, f.msg = "broken-fragment", fmt.Sprintf("%s has no place named %s", pageName(t.path), quote("#"+clip(t.fragment, 200)))
	if near && len(to.ids) <= nearIDs {
		if id := diag.Nearest(t.fragment, to.ids); id != "" {
			f.hint = diag.DidYouMean("#"+id, "")
		}
	}
	return f, true
}

// leadsTo is where an address leads, in the same words from whichever file.
func (s *Set) leadsTo(a *account, r *ref) string {
	t := s.base.resolve(a.path, r.url)
	switch t.where {
	case outside, other, unsafe:
		return r.url
	case nowhere:
		return ""
	}
	return t.path + "#" + t.fragment
}

// notThere says what an address that leads to no file may have meant.
func (s *Set) notThere(a *account, r *ref, t *target, f finding) (finding, bool) {
	f.code = s.codeOf(a, r)
	if s.files[t.path+"/index.html"] != nil {
		f.msg = fmt.Sprintf("%s %s lacks the slash at its end, and many a store of files finds nothing without it", r.what, shown(r.url))
		f.hint = "write " + r.url + "/"
		return f, true
	}
	if right := s.spelling(t.path); right != "" {
		f.code = "letter-case"
		f.msg = fmt.Sprintf("%s %s is spelt with other letters than the file: /%s", r.what, shown(r.url), strings.TrimSuffix(right, "index.html"))
		f.hint = "write it letter for letter: on most servers A and a differ"
		return f, true
	}
	f.msg = fmt.Sprintf("%s %s leads to no file of the site (looked for %s)", r.what, shown(r.url), t.path)
	f.hint = "look for a slip in it, or for a file that is not published"
	return f, true
}

// spelling is the path of a file whose name differs in letter case only; empty
// if there is none.
func (s *Set) spelling(path string) string {
	return s.near[strings.ToLower(path)]
}

// codeOf is the code of an address that leads nowhere.
func (s *Set) codeOf(a *account, r *ref) string {
	if r.use == useLink || r.use == useNamed {
		return "broken-link"
	}
	return missing(a)
}

// missing is the code of a file that is not there.
func missing(a *account) string {
	if a.kind == "text/css" {
		return "missing-asset"
	}
	return "missing-file"
}

// shown quotes an address, shortened.
func shown(address string) string { return quote(clip(address, 200)) }

// pageName is an output as people know it: "/why/" for "why/index.html".
func pageName(path string) string { return "/" + strings.TrimSuffix(path, "index.html") }
