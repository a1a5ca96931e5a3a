package site

import (
	"time"

	"brief/internal/config"
	"brief/internal/diag"
)

// checkHome reports that the home page is not published: an error if other
// pages are, as each links to it, a warning if there are none.
func (l *linker) checkHome() {
	home := int32(none)
	if f := l.folders[folderKey{dir: contentDir}]; f != nil {
		home = f.index
	}
	severity := diag.Warning
	for i := range l.nodes {
		switch n := &l.nodes[i]; {
		case int32(i) == home && n.out:
			return
		case n.out:
			severity = diag.Error
		}
	}
	d := diag.Diag{Severity: severity, Code: "no-home-page",
		Msg:  "the site has no home page: there is no file content/index.md",
		Hint: `write content/index.md, with a line "# " and the site's title at its top`,
	}
	if home != none {
		d = l.heldHome(home, severity)
	}
	l.problems = append(l.problems, d)
}

// heldHome says why the home page is held back, and what to change.
func (l *linker) heldHome(home int32, severity diag.Severity) diag.Diag {
	p := l.pages[home]
	key, why, mend := "status", "it is a draft", "write status: published, or remove the status"
	switch h := l.state(&p.Meta); {
	case h.reason == string(config.Review):
		why = "its status is review"
	case h.reason == "expired":
		key, why, mend = "expires", "it has expired", "write a later day, or remove expires"
	case h.reason == "embargo" || h.reason == "date":
		key, why = h.reason, "it goes live at "+h.until.Format(time.RFC3339)
		mend = "write an earlier day, or hold the other pages back until then too"
	}
	pos := p.Meta.Pos(key)
	if pos.Line == 0 {
		pos = diag.Pos{File: p.Path}
	}
	return diag.Diag{Pos: pos, Len: len(key), Excerpt: l.line(pos), Severity: severity, Code: "no-home-page",
		Msg:  "the site has no home page: " + why,
		Hint: mend,
	}
}
