package check

import "brief/internal/diag"

// Merge joins the problems of a build with the findings of a check, without
// those findings that the build has reported in its own words: of one place, or
// without a line of one file, about one matter. A picture that cannot be used is told
// as that alone.
func Merge(built, found diag.List) diag.List {
	type key struct {
		file   string
		line   int
		matter string
	}
	told := make(map[key]bool, len(built))
	for i := range built {
		d := &built[i]
		told[key{d.Pos.File, d.Pos.Line, matter(d.Code)}] = true
		told[key{d.Pos.File, 0, matter(d.Code)}] = true
		switch d.Code {
		case "bad-picture", "missing-picture", "remote-picture": // nobody knows yet what else it lacks
			told[key{d.Pos.File, d.Pos.Line, "missing-credit"}] = true
		}
	}
	out := append(diag.List(nil), built...)
	for i := range found {
		d := &found[i]
		if d.Pos.File == "" || !told[key{d.Pos.File, d.Pos.Line, matter(d.Code)}] {
			out = append(out, *d)
		}
	}
	return sorted(out)
}

// matter is what a code is about, where the build and a check name it differently.
func matter(code string) string {
	switch code {
	case "broken-link", "broken-fragment", "link-to-held-page", "unsafe-link", "empty-link", "letter-case",
		"missing-file", "missing-picture", "bad-picture", "remote-picture", "missing-asset", "foreign-asset", "foreign-origin":
		return "address"
	case "heading-level", "extra-h1", "one-h1":
		return "heading"
	case "missing-title", "page-title":
		return "title"
	}
	return code
}

// withoutMissing drops what says that a file is not there: a build that could
// not make all of its files has said why.
func withoutMissing(l diag.List) diag.List {
	var out diag.List
	for _, d := range l {
		switch d.Code {
		case "broken-link", "missing-file", "missing-asset", "letter-case", "broken-fragment":
		default:
			out = append(out, d)
		}
	}
	return out
}
