package sitetest

import "strconv"

// template edits layouts, blocks and partials: it lays one over a default,
// changes it, breaks it, or takes it away.
func (e *Editor) template(s *Site) Edit {
	if own := s.Under("layouts"); len(own) > 0 && e.pick(3) == 0 {
		return Edit{Op: e.removeOrRestore(), Path: e.of(own)}
	}
	if e.pick(6) == 0 {
		own := s.Under("layouts")
		return Edit{Op: Append, Path: e.of(append(own, "layouts/page.html")), Text: e.of([]string{
			"{{/* " + broken + " */}}{{.Titel}}", "{{if " + broken + "}}", "{{template \"partials/gone.html\" . /* " + broken + " */}}", "{{/* harmless */}}",
		})}
	}
	n := strconv.Itoa(1 + e.pick(3))
	main := func(body string) string {
		return `{{define "main"}}<article><h1>{{.Title}}</h1>` + body + `</article>{{end}}`
	}
	shows := e.shown(n)
	files := [][2]string{
		{"layouts/page.html", main(shows + "{{.Body}}")},
		{"layouts/page.html", main(shows)},
		{"layouts/section.html", main(shows + "{{.Body}}")},
		{"layouts/section.html", main(shows)},
		{"layouts/briefing.html", main(shows + "{{.Body}}")},
		{"layouts/briefing.html", main(shows)},
		{"layouts/list.html", main(shows)},
		{"layouts/home.html", main(shows + "{{.Body}}")},
		{"layouts/all.html", main(shows + "{{.Body}}{{range .Parts}}{{.Title}}{{.Body}}{{end}}")},
		{"layouts/notfound.html", main(shows)},
		{"layouts/base.html", `<!doctype html><html lang="{{.Lang}}"><head><title>{{.HeadTitle}}</title>` + shows + `</head><body>{{block "main" .}}{{end}}</body></html>`},
		{"layouts/partials/byline.html", `<p class="by">` + n + shows + `</p>`},
		{"layouts/partials/assets.html", `{{with asset "own.css"}}<link rel="stylesheet" href="{{.URL}}">{{end}}`},
		{"layouts/partials/extra.html", "<i>" + n + "</i>"},
		{"layouts/partials/endnotes.html", "{{range .Notes}}<p id=\"{{.ID}}\">{{.HTML}}</p>{{end}}"},
		{"layouts/partials/sharing.html", "{{with .Share}}<meta property=\"og:image\" content=\"{{.URL}}\">{{end}}"},
		{"layouts/blocks/note.html", "<div><b>{{.Label}} " + n + "</b>{{.Body}}</div>"},
		{"layouts/blocks/figure.html", "<figure><img src=\"{{.Image.URL}}\" alt=\"{{.Image.Alt}}\"></figure>"},
		{"layouts/blocks/aside.html", "<aside>{{.Title}} " + n + "{{.Body}}</aside>"},
		{"layouts/blocks/verdict.html", "<p>{{.Title}} " + n + "</p>{{.Body}}"},
	}
	f := files[e.pick(len(files))]
	return Edit{Op: Write, Path: f[0], Text: f[1]}
}

// shown is what a layout may show of its page and of others.
func (e *Editor) shown(n string) string {
	return e.of([]string{
		"{{range .Latest " + n + "}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{range .Pages}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{range .Trail}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{range .Chapters}}<a href=\"{{.URL}}\">{{.Title}} {{.Minutes}}</a>{{end}}",
		"{{with .Next}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{with .Prev}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{with .Cover}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{range .Site.Nav}}<a href=\"{{.URL}}\">{{.Title}}</a>{{end}}",
		"{{with .Share}}<img src=\"{{.URL}}\" alt=\"{{.Alt}}\">{{end}}",
		"{{with asset \"own.css\"}}<i>{{.URL}}</i>{{end}}",
		"{{with asset \"gone.css\"}}<i>{{.URL}}</i>{{end}}",
		"{{with asset \"img/dot.png\"}}<img src=\"{{.URL}}\" alt=\"\">{{end}}",
		"{{range .Authors}}{{.Name}}{{end}}",
		"{{range .Tags}}{{.Name}} {{.URL}} {{end}}",
		"{{range .Contents}}{{.HTML}}{{range .Sub}}{{.HTML}}{{end}}{{end}}",
		"{{.Minutes}} {{t \"contents\"}} {{.Site.Title}}",
		"{{.Description}}",
		"{{.OnePage}}{{.Number}}{{.Of}}",
		"{{template \"partials/extra.html\" .}}",
		"<b>" + n + "</b>",
		"",
	})
}

// asset edits static files.
func (e *Editor) asset(s *Site) Edit {
	n := strconv.Itoa(1 + e.pick(3))
	files := [][2]string{
		{"static/own.css", "body { background: url(img/dot.png); color: #00" + n + "; }"},
		{"static/own.css", "body { background: url(img/gone.png); }"},
		{"static/own.css", "@import \"more.css\"; p { margin: " + n + "px; }"},
		{"static/own.css", "p { color: red"},
		{"static/more.css", "q { background: url('fonts/own.woff2'); top: " + n + "px }"},
		{"static/gone.css", "i { top: " + n + "px }"},
		{"static/site.css", "b { top: " + n + "px }"},
		{"static/img/gone.png", n + "x3 #123456"},
		{"static/fonts/own.woff2", "font " + n},
		{"static/sheet.txt", "Sheet " + n},
		{"static/about/index.html", "<p>Static " + n},
		{"static/feed.xml", "<x>" + n + "</x>"},
	}
	if own := s.Under("static"); len(own) > 0 && e.pick(3) == 0 {
		return Edit{Op: e.removeOrRestore(), Path: e.of(own)}
	}
	f := files[e.pick(len(files))]
	return Edit{Op: Write, Path: f[0], Text: f[1]}
}

func (e *Editor) removeOrRestore() Op {
	if e.pick(2) == 0 {
		return Restore
	}
	return Remove
}
