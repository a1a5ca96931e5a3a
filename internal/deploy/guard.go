package deploy

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"

	"golang.org/x/text/unicode/norm"
)

// maxKey is how long a key may be (Amazon S3 User Guide, "Naming Amazon S3 objects"), in bytes.
const maxKey = 1024

// guardFiles looks at the names of a site's files, before anything is asked of
// the target. Its problems:
//
//	empty-site      no home page, or none for a wrong address (404.html)
//	private-file    a name that was never meant for readers
//	colliding-keys  two names that some disk, address or person takes for one
//	protected-file  a file where brief.yaml lets nothing be written
//	long-key        a name that is too long with the prefix of the target
func guardFiles(files []output.Entry, t *Target) (l diag.List) {
	seen := make(map[string]string, len(files))
	home, notFound := false, false
	for i := range files {
		e := &files[i]
		home = home || e.Path == "index.html"
		notFound = notFound || e.Path == "404.html"
		if why := private(e.Path); why != "" {
			l = append(l, refusal(e.Path, "private-file", why, "take it out of the site"))
		}
		if !plainKey(e.Path) {
			folded := strings.ToLower(norm.NFC.String(e.Path))
			if other, ok := seen[folded]; ok {
				l = append(l, refusal(e.Path, "colliding-keys", fmt.Sprintf("%q and this differ only in how letters are written", other), "rename one of them"))
			}
			seen[folded] = e.Path
		}
		if key := t.key(e.Path); len(key) > maxKey {
			l = append(l, refusal(e.Path, "long-key", fmt.Sprintf("with the target's prefix this name has %d bytes, and a store takes %d", len(key), maxKey), "give it a shorter name, or the target a shorter prefix"))
		}
		if isProtected(t.Protect, e.Path) {
			l = append(l, refusal(e.Path, "protected-file", "this is to be published where protect of the target lets nothing be written", "rename it, or change protect in brief.yaml"))
		}
	}
	for i := range files { // a plain name may be the other spelling of one that is not
		if other, ok := seen[files[i].Path]; ok && other != files[i].Path {
			l = append(l, refusal(files[i].Path, "colliding-keys", fmt.Sprintf("%q and this differ only in how letters are written", other), "rename one of them"))
		}
	}
	for i := 1; i < len(files); i++ {
		if files[i-1].Path == files[i].Path {
			l = append(l, refusal(files[i].Path, "colliding-keys", "two files have this name", "rename one of them"))
		}
	}
	l = append(l, folders(files)...)
	switch {
	case !home:
		l = append(l, refusal("", "empty-site", "the site has no home page (index.html)", "see that the right folder was built"))
	case !notFound:
		l = append(l, refusal("", "empty-site", "the site has no page for wrong addresses (404.html)", "see that the right folder was built"))
	}
	return l
}

// folders finds files whose name is also a folder of others: addresses and some
// stores allow it, disks and other stores do not.
func folders(files []output.Entry) (l diag.List) {
	names := make(map[string]bool, len(files))
	for i := range files {
		names[files[i].Path] = true
	}
	for i := range files {
		for dir := path.Dir(files[i].Path); dir != "."; dir = path.Dir(dir) {
			if names[dir] {
				l = append(l, refusal(dir, "colliding-keys", fmt.Sprintf("this is a file, and the folder of %q", files[i].Path), "rename one of them"))
			}
		}
	}
	return l
}

// plainKey reports whether a path is lower-case ASCII, as nearly all are.
func plainKey(p string) bool {
	for i := range len(p) {
		if c := p[i]; c >= 0x80 || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// private says why a file of this name is not for readers; empty if it may be.
func private(p string) string {
	for i, part := range strings.Split(p, "/") {
		lower := strings.ToLower(part)
		switch {
		case strings.HasPrefix(part, ".") && (i > 0 || part != ".well-known"):
			return "files and folders that begin with a dot are not for readers (but for .well-known)"
		case strings.HasSuffix(part, "~") || strings.HasPrefix(part, "#") && strings.HasSuffix(part, "#"),
			slices.Contains([]string{".swp", ".swo", ".bak", ".orig", ".tmp", ".rej"}, path.Ext(lower)):
			return "this looks like what an editor leaves behind"
		case slices.Contains([]string{".pem", ".key", ".p12", ".pfx", ".kdbx"}, path.Ext(lower)),
			lower == "id_rsa", lower == "id_ed25519", lower == "credentials":
			return "this looks like a key or a password"
		}
	}
	return ""
}

// isProtected reports whether a path is one that is never written or deleted.
// A pattern is of package path's, for the whole path; one that ends in /* or / is
// for all below a folder.
func isProtected(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if folder := strings.TrimSuffix(pattern, "*"); strings.HasSuffix(folder, "/") && strings.HasPrefix(name, folder) {
			return true
		}
		ok, err := path.Match(pattern, name)
		return err == nil && ok
	})
}

// secretIn says what of a body looks like a secret; empty if nothing does.
func secretIn(body []byte) string {
	if bytes.Contains(body, []byte("PRIVATE KEY-----")) {
		return "a private key"
	}
	for at := 0; ; {
		i := bytes.Index(body[at:], []byte("AKIA"))
		if i < 0 {
			return ""
		}
		at += i
		n := 4
		for at+n < len(body) && ('A' <= body[at+n] && body[at+n] <= 'Z' || '0' <= body[at+n] && body[at+n] <= '9') {
			n++
		}
		if n == 20 && (at == 0 || !isWord(body[at-1])) {
			return "an access key"
		}
		at += n
	}
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '/' || c == '+'
}

// Limit is how many pages may go in one deploy.
type Limit struct {
	N       int
	Percent bool // N is of a hundred published pages
}

// ParseLimit reads what --max-delete takes: "40" or "40%".
func ParseLimit(s string) (Limit, error) {
	number, percent := strings.CutSuffix(s, "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || percent && n > 100 {
		return Limit{}, fmt.Errorf("%q is neither a number of files nor a share such as 20%%", s)
	}
	return Limit{n, percent}, nil
}

// guardPlan looks at what a plan would take from readers. Its problems:
//
//	too-many-deletions  more files go than is usual; a limit of one's own allows it
//	smaller-site        less than 70 of 100 pages stay; a limit of one's own allows it
//	address-gone        a published address goes, and nothing stands there (severity as in brief.yaml)
func guardPlan(p *Plan, limit *Limit, gone string) (l diag.List) {
	most := max(25, p.pagesBefore/10)
	if limit != nil {
		if most = limit.N; limit.Percent {
			most = p.filesBefore * limit.N / 100
		}
	}
	if n := len(p.Delete); n > most {
		l = append(l, refusal("", "too-many-deletions", fmt.Sprintf("%d published files would be deleted, such as %q, and %d may be", n, p.Delete[0], most),
			fmt.Sprintf("see that the whole site was built; if it is right, allow it with --max-delete %d", n)))
	}
	if limit == nil && p.pagesBefore >= 3 && p.pagesAfter*10 < p.pagesBefore*7 {
		l = append(l, refusal("", "smaller-site", fmt.Sprintf("the site has %d pages, and %d are published", p.pagesAfter, p.pagesBefore),
			fmt.Sprintf("see that the whole site was built; if it is right, allow it with --max-delete %d", len(p.Delete))))
	}
	if gone == "off" {
		return l
	}
	for e := range output.GoneFrom(p.before.manifestOrNil(), p.after.manifest()) {
		d := refusal(e.Source, "address-gone", fmt.Sprintf("the published address /%s would be gone", strings.TrimSuffix(e.Path, "index.html")),
			"add it to aliases of the page that replaces it, or keep the page and set status: withdrawn")
		if gone == "warning" {
			d.Severity = diag.Warning
		}
		l = append(l, d)
	}
	return l
}

func (r *Record) manifestOrNil() *output.Manifest {
	if r == nil {
		return nil
	}
	return r.manifest()
}
