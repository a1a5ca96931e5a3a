package markdown

// instead says how to write in Markdown what an element of HTML stands for, and
// how to go on if that was not meant.
func instead(name string) string {
	switch name {
	case "br":
		return `write \ at the end of the line and go on in the next, or begin a new paragraph after a blank line`
	case "p", "div", "section", "article", "center":
		return "remove the tags; a blank line parts paragraphs"
	case "span", "font", "u", "big", "small":
		return "remove the tags; how text looks is the theme's, and *…* or **…** stress it"
	case "b", "strong":
		return "write **…** round the words"
	case "i", "em":
		return "write *…* round the words"
	case "s", "strike", "del":
		return "write ~~…~~ round the words"
	case "code", "tt":
		return "write ` on both sides of the code"
	case "pre":
		return "write ``` on a line above the code and on one below it"
	case "a":
		return "write [words](address)"
	case "img", "picture":
		return "write ![What the picture shows](picture.jpg)"
	case "figure", "figcaption":
		return "write ![What the picture shows](picture.jpg), and on the next line the caption and [Photo: A. Name]"
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return "write ## and a space before the heading, ### before one below it"
	case "ul", "ol", "li":
		return "write each item on a line of its own that begins with - and a space, or with 1. and a space"
	case "blockquote":
		return "write > before each line"
	case "hr":
		return "write *** on a line of its own, with a blank line above it"
	case "table", "thead", "tbody", "tr", "th", "td":
		return "write each row as | one | two |, and |---|---| below the first"
	case "details", "summary":
		return "write > [!MORE] and what is shown at first, and > before each line of the rest"
	case "iframe", "script", "embed", "object":
		return "nothing of other sites runs in a page: write a link, [words](https://…)"
	case "form", "input", "button", "select", "textarea", "label":
		return "a page has no forms: write a link, [words](https://…) or [words](mailto:desk@example.org)"
	case "style", "link":
		return "put rules of a style sheet into static/own.css, which every page loads"
	case "svg":
		return "save the drawing as a file beside the text, and write ![What it shows](drawing.svg)"
	case "video", "audio", "source":
		return "save the file beside the text, and write ![What it shows](film.mp4)"
	}
	return `put a backslash before "<" to show it as text; raw_html in brief.yaml can allow an element`
}
