// Package markdown turns one file's Markdown into a plain-data document.
//
// The language is CommonMark 0.31 with GFM's tables, strikethrough, task lists
// and bare addresses, definition lists, notes ("[^a]"), figures, boxes
// ("> [!TYPE|option] Title") and attributed quotes. Raw HTML is a problem,
// but for the elements that [Options] name.
//
// Four boxes, TIMELINE, PEOPLE, GLOSSARY and QA, hold a list whose items begin
// with bold text, and become [Item]s. What follows a fence's language in braces
// names a file, numbers lines and marks some. Notes with the same words are one.
//
// # Holes
//
// Parsing never looks at another file. Whatever depends on the page where the
// text appears is a hole in the HTML, filled when a page is rendered: the
// targets of links, pictures, note numbers, ids (the one-page edition prefixes
// them) and blocks, which a template of layouts/blocks/ renders.
//
// # Text in every script
//
// Text, but not code, addresses, raw HTML or the titles of links, is typeset by
// the rules of its language (typeset.go): quotes, apostrophes, dashes, dots and
// spaces. [Typeset] does the same to a title in front matter. Two rules of CommonMark know only scripts with spaces
// between words, and are widened: marks of emphasis beside punctuation
// (emphasis.go), and a line's end between two wide characters, which is no space.
//
// Control characters, which nobody sees and no feed can hold, are left out and
// reported (control.go).
//
// # Minimal HTML
//
// The HTML is minimal as it stands: what tdewolff/minify, with end tags and
// document tags kept, would make of goldmark's output, byte for byte. The
// tests hold it to that. What differs is listed here:
//
//   - a code span keeps its white space as typed;
//   - a picture that stands alone in its paragraph is a block, not a paragraph;
//   - a leading heading of the first level is the title; another becomes an h2;
//   - headings have ids, and code whose language is known has spans with
//     Pygments' classes;
//   - a link never stands in another: an address or note mark in a link's text
//     does not become one (the mark follows the link);
//   - a table's cells are aligned by the align attribute, never by style;
//   - a table of five columns or more lies in a region of its own, which can be
//     scrolled by the keyboard too.
//
// # Problems
//
// Each problem has its place. The text around it is shown as well as can be:
// a link that could run a program becomes its text, a mark without a note
// stays as typed, an unknown language is plain. No input panics or takes more
// than about a second: bounds.go holds the limits, each with a problem of its own.
package markdown

// Options change what a document becomes.
type Options struct {
	RawHTML []string // element names allowed as raw HTML, lower case; the same for a whole site
	Off     []string // codes of problems that need not be made
	Lang    string   // the text's language, a BCP 47 tag; in one without rules, and in "", text stays as typed
}

// Fragment is HTML with holes, sorted by their offset.
type Fragment struct {
	HTML  string
	Holes []Hole
}

// HoleKind says what fills a hole.
type HoleKind uint8

const (
	// HoleHref is the value of an href attribute, written with its quotes if it needs them: Dest.
	HoleHref HoleKind = iota + 1
	// HolePicture is a whole <img> inside running text: Picture.
	HolePicture
	// HoleID is the value of an id attribute: Name, prefixed in a one-page edition.
	HoleID
	// HoleNote is a whole footnote mark: Note and Use.
	HoleNote
	// HoleBlock is a block that a template renders: Block.
	HoleBlock
	// HoleTask is the value of the aria-label of a task's box, which says whether it is Done.
	HoleTask
	// HoleTable is the value of the aria-label of a wide table's region: Name.
	HoleTable
)

// Hole is a gap at byte At of a Fragment's HTML.
type Hole struct {
	At      int
	Kind    HoleKind
	Dest    string   // HoleHref: as typed, percent-encoded where needed: "10-why.md#x", "#x", "https://…"
	Name    string   // HoleID; HoleTable: the header as plain text, "Town, People"
	Note    int      // HoleNote: index in Doc.Notes
	Use     int      // HoleNote: 0 for the first mark of its note, 1 for the second, …
	Picture *Picture // HolePicture
	Block   *Block   // HoleBlock
	Done    bool     // HoleTask
	Off     int      // byte offset in the file, for Doc.Diag
	Len     int      // bytes there
}

// Picture is an image as typed.
type Picture struct {
	Src    string // as typed, percent-decoding left to the reader: "map.png", "/img/a.jpg"
	Alt    string // plain text
	Title  string // plain text; of a figure without caption lines it is the caption's source
	Credit string // HTML, of a figure: its credit without what fills the holes in it
	Off    int    // byte offset in the file, for Doc.Diag
	Len    int    // bytes there
}

// Block is what layouts/blocks/TYPE.html renders: a figure, a quote with an
// attribution, or a box, whose type is whatever the editor typed in [!TYPE].
type Block struct {
	Type    string   // lower case: "figure", "quote", "note", "key", …
	Option  string   // after the bar in [!TYPE|option]; "pull" of a [!QUOTE] without one
	Title   Fragment // of a box: inline; empty if none was typed
	Name    string   // the title as plain text, without note marks
	Body    Fragment // of a box or a quote: blocks; of a box of items, those before its list
	Items   []Item   // of TIMELINE, PEOPLE, GLOSSARY and QA; nil for any other
	After   Fragment // of a box of items: the blocks after its list
	Picture *Picture // of a figure
	Link    *Hole    // of a figure inside a link: its HoleHref; else nil
	Caption Fragment // of a figure or an attributed quote
	Credit  Fragment // of a figure, without its square brackets
	Off     int      // byte offset in the file, for Doc.Diag
	Len     int      // bytes there
}

// Heading is one of the body's own headings, h2 to h6.
type Heading struct {
	Level int
	ID    string
	HTML  string // inline, without links, note marks and pictures
	Text  string // plain

	start, end int // where HTML stands in the body while that is being written
}

// Note is a footnote, in the order of first use.
type Note struct {
	Label string // as typed between [^ and ]
	Body  Fragment
	Uses  int
}

// Doc is one body.
type Doc struct {
	Fragment        // the body without its lead picture and without its notes
	H1       string // plain text of a leading "# H1", which is not part of the Fragment; empty if there is none
	Lead     *Block // the figure that is the body's first block, which is not part of the Fragment; nil if there is none
	Headings []Heading
	Anchors  []string // every id that a link may name, sorted
	Notes    []Note
	Pictures []*Picture // every picture, in order, the lead first
	Links    []string   // every distinct Dest, in order of first use
	Terms    []Term     // what the glossaries of the body explain, in order

	// Words counts the text of the body, its boxes and captions, not of notes
	// and code: runs between white space and, in scripts that put none between
	// words (Thai, Lao, Khmer, Myanmar, kana, Han), what their letters are worth.
	Words   int
	Summary string // plain text of the first paragraph, at most 300 characters

	file string
	src  []byte // the whole file, which the source tree holds anyway
}
