package config

import (
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/locale"
)

// The keys of brief.yaml, a function for each mapping: it sets one key and says
// whether it knows it. Beside each stands the list of what it knows, which is
// made only when a problem names the nearest.

func configKeys() []string { return keysOf(configFields()) }

func (d *decoder) config(c *Config, key string, v *node) bool {
	switch key {
	case "title":
		c.Title = d.text(key, v)
	case "description":
		c.Description = d.text(key, v)
	case "base_url":
		c.BaseURL = d.baseURL(key, v)
	case "lang":
		if code := d.languageCode(key, v); code != "" {
			c.Lang = code
		}
	case "languages":
		d.named(key, v, func(k, v *node) {
			if d.validLanguage(k) {
				c.Languages = append(c.Languages, Language{k.Value, d.text("the name of "+k.Value, v)})
			}
		})
	case "timezone":
		c.Timezone = d.timezone(key, v)
	case "publisher":
		d.mapping(key, v, publisherKeys, func(k, v *node) bool { return d.publisher(&c.Publisher, k.Value, v) })
	case "accent":
		d.mapping(key, v, accentKeys, func(k, v *node) bool { return d.accent(&c.Accent, k.Value, v) })
	case "fonts":
		d.mapping(key, v, fontsKeys, func(k, v *node) bool { return d.fonts(c, k.Value, v) })
	case "nav":
		c.Nav = d.nav(key, v)
	case "requires":
		d.requires(c, key, v)
	case "strings":
		c.Strings = make(map[string]map[string]string)
		d.named(key, v, func(k, v *node) {
			if d.validLanguage(k) {
				d.knownStrings(v)
				c.Strings[k.Value] = d.textMap("strings of "+k.Value, v)
			}
		})
	case "raw_html":
		c.RawHTML = d.elements(key, v)
	case "images":
		d.mapping(key, v, imagesKeys, func(k, v *node) bool { return d.images(&c.Images, k.Value, v) })
	case "check":
		d.mapping(key, v, checkKeys, func(k, v *node) bool { return d.check(&c.Check, k.Value, v) })
	case "deploy":
		c.Deploy = make(map[string]Target)
		d.named(key, v, func(k, v *node) { c.Deploy[k.Value] = d.target(k, v) })
	default:
		return false
	}
	return true
}

// knownStrings warns of a word of the interface whose name is nearly one of
// brief's own. Other names are the site's, for its templates and boxes.
func (d *decoder) knownStrings(n *node) {
	if n.Kind != mappingNode {
		return
	}
	known := locale.Keys()
	for i := 0; i < len(n.Content) && !d.full(); i += 2 {
		k := n.Content[i]
		if near := diag.Nearest(k.Value, known); near != "" && near != k.Value {
			p := d.problem(k, "unknown-string", "the interface has no word by the name %s", quote(k.Value))
			p.Severity = diag.Warning
			p.Hint = diag.DidYouMean(near, "it serves your own templates only")
		}
	}
}

// languageListed reports a site's language that its list of languages lacks.
func (d *decoder) languageListed(c *Config, root *node) {
	if len(c.Languages) == 0 || slices.ContainsFunc(c.Languages, func(l Language) bool { return l.Code == c.Lang }) {
		return
	}
	for i := 0; i < len(root.Content); i += 2 {
		if k := root.Content[i]; k.Value == "lang" || k.Value == "languages" {
			d.problem(k, "unlisted-language", "the site's language is %s, and languages does not name it", quote(c.Lang)).
				Hint = "add " + c.Lang + " to languages, or write another lang"
			return
		}
	}
}

func publisherKeys() []string { return keysOf(publisherFields()) }

func (d *decoder) publisher(p *Publisher, key string, v *node) bool {
	switch key {
	case "name":
		p.Name = d.text(key, v)
	case "url":
		p.URL = d.webAddress(key, v)
	case "logo":
		p.Logo = d.text(key, v)
	case "policies":
		d.mapping(key, v, policyKinds, func(k, v *node) bool {
			if !isOneOf(k.Value, policyKinds()) {
				return false
			}
			page := d.text(k.Value, v)
			if strings.Contains(page, "://") {
				page = d.webAddress(k.Value, v)
			}
			if page != "" {
				p.Policies = append(p.Policies, Policy{k.Value, page})
			}
			return true
		})
	default:
		return false
	}
	return true
}

func policyKinds() []string { return keysOf(policyFields()) }

func accentKeys() []string { return keysOf(accentFields()) }

func fontsKeys() []string { return keysOf(fontsFields()) }

func imagesKeys() []string { return keysOf(imagesFields()) }

func imageFormats() []string { return []string{"avif", "webp", "jpeg", "png"} }

func (d *decoder) images(im *Images, key string, v *node) bool {
	switch key {
	case "formats":
		formats := []string{}
		items := d.items(key, v)
		for _, v := range items {
			if f := d.oneOf("image format", v, imageFormats); f != "" {
				formats = append(formats, f)
			}
		}
		if len(formats) > 0 || len(items) == 0 && v.Kind == sequenceNode {
			im.Formats = formats
		}
	case "widths":
		if widths := d.widths(key, v); widths != nil {
			im.Widths = widths
		}
	case "quality":
		d.mapping(key, v, imageFormats, func(k, v *node) bool {
			if q, ok := d.number("quality of "+k.Value, v, 1, 100); ok {
				im.Quality[k.Value] = q
			}
			return isOneOf(k.Value, imageFormats())
		})
	default:
		return false
	}
	return true
}

func checkKeys() []string { return keysOf(checkFields()) }

func (d *decoder) check(c *Check, key string, v *node) bool {
	switch key {
	case "budget":
		c.Budget = d.textMap(key, v)
	case "severity":
		c.Severity = make(map[string]string)
		d.named(key, v, func(k, v *node) {
			if s := d.severityOf(k, v); s != "" {
				c.Severity[k.Value] = s
			}
		})
	default:
		return false
	}
	return true
}

func severities() []string { return []string{"error", "warning", "off"} }
