package render

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"brief/internal/markdown"
)

// forReaders turns a page's HTML into what programs that read feeds can show:
// every address whole, every picture one that is fetched at once by its src,
// and no script. Templates of a site may have made any of it, so it is read as
// HTML and not made apart.
func forReaders(src, base string) string {
	at, err := url.Parse(base)
	if err != nil {
		return src
	}
	out := make([]byte, 0, len(src)+len(src)/8)
	z := html.NewTokenizer(strings.NewReader(src))
	script := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return string(out) // the end: there is no other error in a string
		}
		raw := string(z.Raw()) // looking at a tag changes its bytes
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "script":
				script = kind == html.StartTagToken
				continue
			case "source":
				if strings.Contains(raw, "srcset") {
					continue
				}
			}
			tag := tag{name: string(name), raw: raw, closed: kind == html.SelfClosingTagToken}
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				tag.add(string(key), string(value), at)
			}
			out = tag.append(out)
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "script" {
				script = false
				continue
			}
			out = append(out, raw...)
		case html.TextToken:
			if !script {
				out = append(out, raw...)
			}
		}
	}
}

// tag is a start tag on its way into a feed.
type tag struct {
	name, raw string
	attrs     []html.Attribute
	candidate string // the first of its srcset
	changed   bool
	closed    bool
}

// add takes over an attribute of the tag, an address made whole.
func (t *tag) add(key, value string, base *url.URL) {
	switch key {
	case "loading", "decoding", "fetchpriority", "sizes":
		t.changed = true
		return
	case "srcset":
		t.changed = true
		if fields := strings.Fields(value); len(fields) > 0 {
			t.candidate = whole(strings.TrimSuffix(fields[0], ","), base)
		}
		return
	case "href", "src", "poster", "cite":
		if to := whole(value, base); to != value {
			value, t.changed = to, true
		}
	}
	t.attrs = append(t.attrs, html.Attribute{Key: key, Val: value})
}

func whole(address string, base *url.URL) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	to, err := base.Parse(address)
	if err != nil {
		return address
	}
	return to.String()
}

func (t *tag) append(dst []byte) []byte {
	if !t.changed {
		return append(dst, t.raw...)
	}
	if t.name == "img" && t.candidate != "" && !t.has("src") {
		t.attrs = append(t.attrs, html.Attribute{Key: "src", Val: t.candidate})
	}
	dst = append(append(dst, '<'), t.name...)
	for _, a := range t.attrs {
		dst = append(append(dst, ' '), a.Key...)
		if a.Val != "" {
			dst = markdown.AppendAttr(append(dst, '='), a.Val)
		}
	}
	if t.closed {
		dst = append(dst, " /"...) // a slash right behind a value without quotes would belong to it
	}
	return append(dst, '>')
}

func (t *tag) has(key string) bool {
	for _, a := range t.attrs {
		if a.Key == key {
			return true
		}
	}
	return false
}
