package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Opened by its own address, a drawing is a document of the site: a script in it
// would run with the site's rights, and an address in it would tell others who
// reads. So it is held to lists of elements and attributes (SVG 2, appendices D
// and E) that draw, and of addresses that stay in the file.

// errSVG is about a drawing that cannot be read to its end.
var errSVG = errors.New("is no well-formed SVG, so that brief cannot tell what is in it: export it again as plain SVG")

const svgNamespace = "http://www.w3.org/2000/svg"

// maxDepth is how deep elements may lie in each other.
const maxDepth = 1000

// CleanSVG returns a drawing without what could run, load or tell something: the
// source itself if there is no such thing. taken names what a reader may miss,
// each once, in the order of the file. The error says what is wrong with the
// file, as Probe's does.
func CleanSVG(src []byte) (clean []byte, taken []string, err error) {
	c := svgCleaner{d: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, []byte("\ufeff"))))}
	c.d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "utf-8") || strings.EqualFold(label, "us-ascii") {
			return r, nil
		}
		return nil, fmt.Errorf("the encoding %s", label)
	}
	if err := c.run(); err != nil {
		return nil, nil, err
	}
	if !c.changed {
		return src, nil, nil
	}
	return c.out.Bytes(), c.taken, nil
}

type svgCleaner struct {
	d       *xml.Decoder
	out     bytes.Buffer
	open    []string // names of open elements, with prefixes
	root    bool     // it has begun
	prefix  string   // of the root's name; most drawings have none
	sheet   []byte   // what the open style element has held up to here
	skip    int      // how many of the innermost open elements are left out
	changed bool     // something is left out that matters, or that the minifier keeps
	taken   []string
}

func (c *svgCleaner) take(what string) {
	c.changed = true
	if !slices.Contains(c.taken, what) && len(c.taken) < 20 {
		c.taken = append(c.taken, what)
	}
}

func (c *svgCleaner) run() error {
	for {
		t, err := c.d.RawToken()
		if err == io.EOF && len(c.open) == 0 && c.root {
			return nil
		}
		if err != nil {
			return errSVG
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.Contains(t, []byte("<!ENTITY")) {
				return errEntities
			}
		case xml.ProcInst:
			if t.Target == "xml-stylesheet" {
				c.take("a style sheet of its own")
			}
		case xml.Comment:
			c.changed = true
		case xml.StartElement:
			if err := c.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if len(c.open) == 0 || c.open[len(c.open)-1] != qualified(t.Name) {
				return errSVG
			}
			if c.skip == 0 && c.inStyle() {
				c.styleSheet()
			}
			c.open = c.open[:len(c.open)-1]
			if c.skip > 0 {
				c.skip--
			} else {
				c.out.WriteString("</" + qualified(t.Name) + ">")
			}
		case xml.CharData:
			switch {
			case len(c.open) == 0 && len(bytes.TrimSpace(t)) > 0:
				return errSVG
			case c.skip == 0 && c.inStyle():
				c.sheet = append(c.sheet, t...)
			case c.skip == 0:
				c.out.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", "]]>", "]]&gt;").Replace(string(t)))
			}
		}
	}
}

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func (c *svgCleaner) start(t xml.StartElement) error {
	if len(c.open) == 0 && (c.root || t.Name.Local != "svg") || len(c.open) > maxDepth {
		return errSVG
	}
	if !c.root && t.Name.Space != "" && t.Name.Space != "svg" {
		if !slices.Contains(t.Attr, xml.Attr{Name: xml.Name{Space: "xmlns", Local: t.Name.Space}, Value: svgNamespace}) {
			return errSVG
		}
		c.prefix = t.Name.Space
	}
	c.root = true
	inStyle := c.inStyle()
	c.open = append(c.open, qualified(t.Name))
	switch {
	case c.skip > 0:
		c.skip++
		return nil
	case t.Name.Space != "" && t.Name.Space != "svg" && t.Name.Space != c.prefix:
		c.changed = true // a drawing program's own notes
		c.skip = 1
		return nil
	case t.Name.Local == "metadata":
		c.changed = true
		c.skip = 1
		return nil
	case inStyle, !isListed(svgElements, t.Name.Local), c.aims(t):
		c.take("<" + qualified(t.Name) + ">")
		c.skip = 1
		return nil
	}
	c.out.WriteString("<" + qualified(t.Name))
	for _, a := range t.Attr {
		if value, ok := c.attribute(t.Name.Local, a); ok {
			c.out.WriteString(" " + qualified(a.Name) + `="`)
			c.out.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&#34;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;").Replace(value))
			c.out.WriteByte('"')
		}
	}
	c.out.WriteByte('>')
	return nil
}

// aims says whether an element is an animation of an address or of a handler.
func (c *svgCleaner) aims(t xml.StartElement) bool {
	return slices.ContainsFunc(t.Attr, func(a xml.Attr) bool {
		return a.Name.Local == "attributeName" && !isListed(svgAttributes, strings.TrimSpace(a.Value))
	})
}

// attribute is what stays of one.
func (c *svgCleaner) attribute(element string, a xml.Attr) (string, bool) {
	name := a.Name.Local
	switch a.Name.Space {
	case "":
	case "xmlns":
		if isListed("svg xlink", name) || name == c.prefix && a.Value == svgNamespace {
			return a.Value, true
		}
		c.changed = true
		return "", false
	case "xml":
		if isListed("lang space", name) {
			return a.Value, true
		}
		c.take(qualified(a.Name))
		return "", false
	case "xlink":
		if name != "href" {
			c.changed = true
			return "", false
		}
	default:
		c.changed = true
		return "", false
	}
	switch {
	case name == "href":
		return c.address(element, a)
	case !isListed(svgAttributes, name) && name != "xmlns" && !strings.HasPrefix(name, "aria-"):
		if strings.HasPrefix(name, "data-") {
			c.changed = true
		} else {
			c.take(qualified(a.Name))
		}
		return "", false
	case !staysInside(a.Value):
		c.take(qualified(a.Name))
		return "", false
	}
	return a.Value, true
}

// address is a link's or a reference's.
func (c *svgCleaner) address(element string, a xml.Attr) (string, bool) {
	value := strings.TrimSpace(a.Value)
	switch {
	case strings.HasPrefix(value, "#"):
		return a.Value, true
	case element == "a" && (isAddress(value) || strings.HasPrefix(value, "mailto:") || !strings.ContainsAny(value, ":\\\t\r\n\x00") && !strings.HasPrefix(value, "//")):
		return a.Value, true
	case element == "image":
		if inside, same := cleanData(value); inside != "" {
			c.changed = c.changed || !same
			return inside, true
		}
	}
	c.take("an address outside the file (" + element + ")")
	return "", false
}

// cleanData takes a picture inside an address apart; empty if it is none. same
// says that nothing was taken out of it.
func cleanData(address string) (clean string, same bool) {
	rest, ok := strings.CutPrefix(address, "data:image/")
	kind, code, ok2 := strings.Cut(rest, ";base64,")
	if !ok || !ok2 || !isListed("png jpeg jpg gif webp", kind) {
		return "", false
	}
	data, err := base64.StdEncoding.DecodeString(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, code))
	typ := headType(data)
	if err != nil || typ == "" || typ == "image/avif" {
		return "", false
	}
	out, err := cleaned(data, typ)
	if err != nil {
		return "", false
	}
	if bytes.Equal(out, data) {
		return address, true
	}
	return "data:" + typ + ";base64," + base64.StdEncoding.EncodeToString(out), false
}

// inStyle says whether what comes next lies in a style element.
func (c *svgCleaner) inStyle() bool {
	if len(c.open) == 0 {
		return false
	}
	name := c.open[len(c.open)-1]
	return name[strings.IndexByte(name, ':')+1:] == "style"
}

// styleSheet writes what a style element holds, which is checked whole, for its
// pieces before and behind a comment are one to a browser: such an element that
// loads something is left empty.
func (c *svgCleaner) styleSheet() {
	t := string(c.sheet)
	c.sheet = c.sheet[:0]
	switch {
	case !staysInside(t):
		c.take("<style>")
	case strings.ContainsAny(t, "&<") && !strings.Contains(t, "]]>"):
		c.out.WriteString("<![CDATA[" + t + "]]>")
	default:
		c.out.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", "]]>", "]]&gt;").Replace(t))
	}
}

// staysInside says whether a value or a style sheet loads nothing: url() of a
// place in the file alone, and nothing that is written so that it is not seen.
func staysInside(s string) bool {
	if !strings.ContainsAny(s, "(@\\:") {
		return true
	}
	low := strings.ToLower(s)
	if strings.Contains(low, "@import") || strings.Contains(low, "javascript:") || strings.Contains(low, "expression(") ||
		strings.Contains(low, "image-set(") || strings.Contains(s, "\\") && strings.ContainsAny(low, "(@") {
		return false
	}
	for rest := low; ; {
		i := strings.Index(rest, "url(")
		if i < 0 {
			return true
		}
		rest = strings.TrimLeft(rest[i+len("url("):], " \t\r\n\"'")
		if !strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "data:font/") && !strings.HasPrefix(rest, "data:application/font") {
			return false
		}
	}
}

// isListed looks a word up in a list with spaces between.
func isListed(list, word string) bool {
	for {
		i := strings.Index(list, word)
		if i < 0 || word == "" {
			return false
		}
		end := i + len(word)
		if (i == 0 || list[i-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return true
		}
		list = list[end:]
	}
}

const svgElements = "svg g defs symbol use switch a title desc style path rect circle ellipse line polyline polygon text tspan textPath image " +
	"marker pattern clipPath mask linearGradient radialGradient stop filter view " +
	"feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow " +
	"feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting " +
	"feSpotLight feTile feTurbulence animate animateTransform animateMotion mpath set"

const svgAttributes = "id class style lang role tabindex version baseProfile viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points " +
	"dx dy rotate textLength lengthAdjust startOffset method spacing side transform transform-origin pathLength " +
	"alignment-baseline baseline-shift clip-path clip-rule clip color color-interpolation color-interpolation-filters color-rendering cursor direction display " +
	"dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust " +
	"font-stretch font-style font-variant font-variant-ligatures font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning letter-spacing " +
	"lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering " +
	"stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width " +
	"text-anchor text-decoration text-orientation text-overflow text-rendering unicode-bidi vector-effect visibility white-space word-spacing writing-mode " +
	"gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits " +
	"markerUnits markerWidth markerHeight orient refX refY filterUnits primitiveUnits in in2 result mode type values operator k1 k2 k3 k4 order " +
	"kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant kernelUnitLength scale xChannelSelector yChannelSelector " +
	"azimuth elevation stdDeviation radius specularConstant specularExponent pointsAtX pointsAtY pointsAtZ limitingConeAngle z baseFrequency numOctaves seed stitchTiles " +
	"tableValues slope intercept amplitude exponent media title target rel hreflang requiredExtensions systemLanguage requiredFeatures " +
	"attributeName attributeType begin dur end min max restart repeatCount repeatDur fill calcMode from to by additive accumulate keyTimes keySplines keyPoints path origin"
