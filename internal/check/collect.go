package check

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// load is a file that a browser fetches for the first view of a page.
type load struct{ url, kind string }

// collectRefs notes every address in a page.
func (c *checker) collectRefs() {
	for i := range c.nodes {
		n, e := int32(i), &c.nodes[i]
		switch {
		case e.name == "":
			continue
		case e.foreign:
			c.svgRefs(n, e)
			continue
		}
		switch e.tag {
		case atom.A, atom.Area:
			c.link(n)
		case atom.Link:
			c.linkElement(n)
		case atom.Meta:
			c.metaRefs(n)
		case atom.Img, atom.Source:
			c.pictureRefs(n, e)
		case atom.Script:
			c.scriptRefs(n)
		case atom.Style:
			c.a.readCSS(c.rawText(n), "")
		case atom.Video, atom.Audio, atom.Track, atom.Embed, atom.Iframe, atom.Input:
			c.file(n, "src", "the file")
			c.file(n, "poster", "the picture")
		case atom.Object:
			c.file(n, "data", "the file")
		case atom.Form:
			c.file(n, "action", "the address that a form is sent to")
		case atom.Blockquote, atom.Q, atom.Ins, atom.Del:
			if v := c.val(n, "cite"); v != "" {
				c.add(ref{url: v, what: "the source", use: useNamed})
			}
		}
		if c.has(n, "style") {
			c.a.readCSS(c.val(n, "style"), "")
		}
	}
	c.a.refs = distinct(c.a.refs)
}

func (c *checker) add(r ref) { c.a.refs = append(c.a.refs, r) }

// distinct drops addresses that a file names again for the same use.
func distinct(refs []ref) []ref {
	type key struct {
		url   string
		use   use
		whole bool
	}
	seen := make(map[key]bool, len(refs))
	out := refs[:0]
	for _, r := range refs {
		if k := (key{r.url, r.use, r.whole}); !seen[k] {
			seen[k] = true
			out = append(out, r)
		}
	}
	return out
}

func (c *checker) link(n int32) {
	if href, ok := c.attr(n, "href"); ok {
		c.add(ref{url: href, what: "the link", use: useLink})
	}
}

// file notes an attribute whose address is loaded.
func (c *checker) file(n int32, key, what string) {
	if v, ok := c.attr(n, key); ok {
		c.add(ref{url: v, what: what, use: useFile})
	}
}

// linkElement notes what a <link> names (HTML, section 4.6.7).
func (c *checker) linkElement(n int32) {
	href, ok := c.attr(n, "href")
	if !ok {
		return
	}
	r := ref{url: href, what: "the address in the page's head", use: useNamed}
	for rel := range strings.FieldsSeq(strings.ToLower(c.val(n, "rel"))) {
		switch rel {
		case "stylesheet":
			r.use, r.what = useFile, "the style sheet"
			c.load(href, "css")
		case "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "prerender", "icon", "apple-touch-icon", "mask-icon", "manifest":
			r.use, r.what = useFile, "the file"
			if rel == "preload" && c.val(n, "as") == "font" {
				c.load(href, "font")
			}
		case "canonical":
			r.what, r.whole = "the canonical address", true
		}
	}
	c.add(r)
}

func (c *checker) load(url, kind string) { c.a.loads = append(c.a.loads, load{url, kind}) }

// metaRefs notes what share cards show and where a page leads on to.
func (c *checker) metaRefs(n int32) {
	content := c.val(n, "content")
	property := c.val(n, "property") + c.val(n, "name")
	switch {
	case strings.EqualFold(c.val(n, "http-equiv"), "refresh"):
		if _, address, ok := strings.Cut(content, ";"); ok {
			address = strings.TrimSpace(address)
			if len(address) > 4 && strings.EqualFold(address[:4], "url=") {
				c.add(ref{url: strings.Trim(address[4:], `"' `), what: "the address that the page leads on to", use: useLink})
			}
		}
	case property == "og:image" || property == "og:image:url" || property == "og:image:secure_url" || property == "twitter:image" || property == "og:video" || property == "og:audio":
		c.add(ref{url: content, what: "the picture of the share card", use: useFile, whole: true})
	case property == "og:url":
		c.add(ref{url: content, what: "the address of the share card", use: useNamed, whole: true})
	}
}

// pictureRefs notes a picture and its sizes.
func (c *checker) pictureRefs(n int32, e *node) {
	c.file(n, "src", "the picture")
	sizes := candidates(c.val(n, "srcset"))
	for _, k := range sizes {
		c.add(ref{url: k.url, what: "the picture in srcset", use: useFile})
	}
	if e.tag != atom.Img || c.val(n, "loading") == "lazy" {
		return
	}
	if p := e.parent; p != none && c.nodes[p].tag == atom.Picture {
		for i := range c.children(p) {
			if c.nodes[i].tag == atom.Source && c.has(i, "srcset") {
				sizes = candidates(c.val(i, "srcset"))
				break
			}
		}
	}
	c.load(usual(sizes, c.val(n, "src")), "image")
}

// usual is the candidate that a phone or a small window loads: the first of at
// least 800 pixels, else the widest.
func usual(sizes []candidate, src string) string {
	best := candidate{url: src}
	for _, k := range sizes {
		if best.width == 0 || best.width < 800 && k.width > best.width || k.width >= 800 && k.width < best.width {
			best = k
		}
	}
	return best.url
}

func (c *checker) scriptRefs(n int32) {
	if src, ok := c.attr(n, "src"); ok {
		c.add(ref{url: src, what: "the script", use: useFile})
		c.load(src, "script")
		return
	}
	if kind := c.val(n, "type"); kind == "application/ld+json" || kind == "application/json" {
		c.a.readJSON([]byte(c.rawText(n)))
	}
}

// svgRefs notes what a drawing in a page refers to.
func (c *checker) svgRefs(n int32, e *node) {
	for _, a := range e.attrs {
		switch {
		case a.key == "href" || a.key == "xlink:href":
			if e.tag == atom.A {
				c.link(n)
			} else {
				c.add(ref{url: a.val, what: "the address in a drawing", use: useFile})
			}
		case strings.Contains(a.val, "url("):
			c.a.readCSS(a.val, "")
		}
	}
	if e.tag == atom.Style {
		c.a.readCSS(c.rawText(n), "")
	}
}
