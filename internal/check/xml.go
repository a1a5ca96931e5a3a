package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/atom"
)

// readXML notes the addresses of a feed or a sitemap, and checks that it is
// well-formed. Of other XML the form alone is checked.
func (a *account) readXML(body []byte) {
	var name string
	var text strings.Builder
	var attrs []xml.Attr
	a.eachToken(body, func(root string, tok xml.Token) {
		switch t := tok.(type) {
		case xml.StartElement:
			name, attrs = t.Name.Local, t.Attr
			text.Reset()
			a.feedAttrs(root, name, attrs)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if t.Name.Local == name {
				a.feedText(root, name, attrs, text.String())
			}
			name = ""
		}
	})
}

// eachToken calls do for each token of an XML file, with the name of the file's
// first element, and notes how reading ended.
func (a *account) eachToken(body []byte, do func(root string, tok xml.Token)) {
	d := xml.NewDecoder(bytes.NewReader(body))
	root := ""
	for {
		tok, err := d.Token()
		if err != nil {
			a.xmlEnd(body, d, err, root)
			return
		}
		if t, ok := tok.(xml.StartElement); ok && root == "" {
			root = t.Name.Local
		}
		do(root, tok)
	}
}

// xmlEnd notes how reading ended.
func (a *account) xmlEnd(body []byte, d *xml.Decoder, err error, root string) {
	switch {
	case !errors.Is(err, io.EOF):
		a.note(finding{
			code: "malformed-xml", node: none,
			msg:  fmt.Sprintf("line %d of the file is not XML: %s", lineOf(body, d.InputOffset()), strings.TrimPrefix(err.Error(), "XML syntax error on ")),
			hint: "programs read none of it until it is mended",
		})
	case root == "":
		a.note(finding{code: "malformed-xml", node: none, msg: "the file holds no XML", hint: "programs read none of it"})
	}
	a.refs = distinct(a.refs)
}

func isFeed(root string) bool {
	switch root {
	case "feed", "rss", "RDF", "urlset", "sitemapindex":
		return true
	}
	return false
}

// feedAttrs notes the addresses in attributes of Atom (RFC 4287), RSS 2.0 and sitemaps.
func (a *account) feedAttrs(root, name string, attrs []xml.Attr) {
	if !isFeed(root) {
		return
	}
	for _, at := range attrs {
		switch at.Name.Local {
		case "href":
			r := ref{url: at.Value, what: "the link", use: useLink, whole: true}
			a.refs = append(a.refs, r)
		case "src", "url":
			a.refs = append(a.refs, ref{url: at.Value, what: "the file in <" + name + ">", use: useFile, whole: true})
		}
	}
}

// feedText notes the addresses in the text of an element, and in a page's text
// that it holds as escaped HTML.
func (a *account) feedText(root, name string, attrs []xml.Attr, text string) {
	if !isFeed(root) {
		return
	}
	value := func(key string) string {
		for _, at := range attrs {
			if at.Name.Local == key {
				return at.Value
			}
		}
		return ""
	}
	switch name {
	case "loc", "link", "url", "comments", "docs", "logo", "icon":
		if text = strings.TrimSpace(text); text != "" {
			a.refs = append(a.refs, ref{url: text, what: "the address in <" + name + ">", use: useLink, whole: true})
		}
	case "guid":
		if value("isPermaLink") != "false" {
			a.refs = append(a.refs, ref{url: strings.TrimSpace(text), what: "the address in <guid>", use: useLink, whole: true})
		}
	case "content", "summary":
		if value("type") == "html" {
			a.fragmentRefs(text)
		}
	case "encoded", "description":
		a.fragmentRefs(text)
	}
}

// fragmentRefs notes the addresses of a piece of HTML that is read elsewhere,
// and what is wrong with its syntax.
func (a *account) fragmentRefs(text string) {
	if !strings.Contains(text, "<") {
		return
	}
	d := parseHTML([]byte(text), true)
	for _, f := range d.problems {
		f.node = none
		f.msg = "in the text of an entry, " + f.msg
		a.note(f)
	}
	for i := range d.nodes {
		n, e := int32(i), &d.nodes[i]
		for _, at := range e.attrs {
			switch {
			case at.key == "href" && (e.tag == atom.A || e.tag == atom.Area):
				a.refs = append(a.refs, ref{url: at.val, what: "the link", use: useLink, whole: true})
			case at.key == "src" || at.key == "poster":
				a.refs = append(a.refs, ref{url: at.val, what: "the file in an entry", use: useFile, whole: true})
			case at.key == "srcset":
				for _, k := range candidates(d.val(n, "srcset")) {
					a.refs = append(a.refs, ref{url: k.url, what: "the picture in srcset", use: useFile, whole: true})
				}
			}
		}
	}
}

// readSVG notes what a drawing refers to, and checks its form and that it holds
// no script.
func (a *account) readSVG(body []byte) {
	inStyle := false
	a.eachToken(body, func(_ string, tok xml.Token) {
		switch t := tok.(type) {
		case xml.StartElement:
			inStyle = t.Name.Local == "style"
			if t.Name.Local == "script" {
				a.note(finding{code: "inline-script", node: none, msg: "the drawing holds a script", hint: "export it again as a picture without scripts"})
			}
			a.svgAttrs(t.Name.Local, t.Attr)
		case xml.CharData:
			if inStyle {
				a.readCSS(string(t), "")
			}
		case xml.EndElement:
			inStyle = false
		case xml.ProcInst:
			if t.Target == "xml-stylesheet" {
				a.refs = append(a.refs, ref{url: pseudo(string(t.Inst), "href"), what: "the style sheet", use: useFile})
			}
		}
	})
}

func (a *account) svgAttrs(name string, attrs []xml.Attr) {
	for _, at := range attrs {
		switch {
		case isHandler(strings.ToLower(at.Name.Local)):
			a.note(finding{code: "inline-script", node: none, msg: fmt.Sprintf("<%s> of the drawing has the attribute %s, a script", name, at.Name.Local), hint: "export it again as a picture without scripts"})
		case at.Name.Local == "href" && name == "a":
			a.refs = append(a.refs, ref{url: at.Value, what: "the link", use: useLink})
		case at.Name.Local == "href" && !strings.HasPrefix(at.Value, "#") && !strings.HasPrefix(at.Value, "data:"):
			a.refs = append(a.refs, ref{url: at.Value, what: "the address in a drawing", use: useFile})
		case strings.Contains(at.Value, "url("):
			a.readCSS(at.Value, "")
		}
	}
}

// pseudo is the value of a pseudo-attribute of a processing instruction.
func pseudo(inst, key string) string {
	_, rest, ok := strings.Cut(inst, key+"=")
	if !ok || rest == "" {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], rest[:1])
	return value
}
