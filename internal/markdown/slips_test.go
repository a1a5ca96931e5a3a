package markdown

import (
	"strings"
	"testing"

	"brief/internal/diag"
)

// slipCodes are the codes of what is legal Markdown and hardly meant.
func slipCodes(l diag.List) (codes []string) {
	for _, d := range l {
		switch d.Code {
		case "link-form", "list-mark", "table-form", "heading-space", "heading-id", "heading-level", "lazy-quote", "attribution-space",
			"caption-apart", "note-form", "unclosed-mark", "unclosed-fence", "malformed-box":
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// A warning about what is right teaches editors to read none of them. What is
// wrong is in the mistakes that internal/build holds.
func TestWhatIsMeantIsNoSlip(t *testing.T) {
	for name, src := range map[string]string{
		"emphasis in two lines":        "*One* thing\n*two* things.\n",
		"one word with a hyphen":       "The suffixes of words such as\n-ism are many.\n",
		"one line with an asterisk":    "Prices\n*without tax\nand more.\n",
		"numbers below zero":           "-5 degrees\n-6 degrees\n",
		"dates and times":              "1.5 million\n2.5 million\n",
		"an id":                        "## One {#one}\n",
		"a brace in a heading":         "## The set {a, b}\n",
		"a link to nowhere yet":        "- [a](#)\n- [ ] b\n",
		"code in a fence":              "```\n##x\n[a] (b.md)\n| a | b |\n| c | d |\n**x\n• y\n```\n",
		"code by indent":               "Text.\n\n    ##x **\n    [a](b c.md)\n",
		"code in a line":               "Write `[a] (b.md)`, `**` or `##x`.\n",
		"strong over two lines":        "This is **very\nimportant**.\n",
		"strong in a list":             "- **One:** a\n- **Two:** b\n",
		"strong and emphasis":          "***Both*** and **one *in* the other**.\n",
		"escaped asterisks":            "Two \\*\\* three \\** four.\n",
		"an escaped heading":           "\\##x\n",
		"a tag":                        "Text about\n#laos and more.\n",
		"a number of a thing":          "We met on page\n12. Then we went.\n",
		"a list that begins with two":  "Steps:\n\n2. a\n3. b\n",
		"a remark in brackets":         "See [the treaty](treaty.md) (in French) and [1] (ibid.).\n",
		"a reference":                  "See [the treaty][t] and [t] (treaty.md).\n\n[t]: treaty.md\n",
		"a link with a title":          "See [the treaty](treaty.md \"The text\") and [it](treaty.md 'x').\n",
		"a link with spaces in <>":     "See [the treaty](<the treaty.md>).\n",
		"a link over two lines":        "See [the treaty](treaty.md\n\"The text\").\n",
		"a link to a picture":          "![A map.](map.png)\n",
		"a picture with a caption":     "![A map.](map.png)\n*A map.* [Map: brief]\n",
		"emphasis below a picture":     "![A map.](map.png)\n\n*As of today* the map is old.\n",
		"speech":                       "— Why?\n\n— Because.\n",
		"one line of speech":           "He said:\n— Because.\n",
		"an attribution":               "> Because.\n> — Anna Noor\n",
		"speech in a quote":            "> — Why?\n> — Because.\n",
		"a table":                      "| a | b |\n|---|---|\n| c | d |\n| e |\n",
		"a table with escaped bars":    "| a | b |\n|---|---|\n| c \\| d | e |\n",
		"a table in a box":             "> [!NOTE] T\n> | a | b |\n> |---|---|\n> | c | d |\n",
		"two tables":                   "| a | b |\n|---|---|\n| c | d |\n\n| a | b | c |\n|---|---|---|\n| d | e | f |\n",
		"one line with bars":           "| this is no table |\n",
		"a quote and then a list":      "> Text.\n- One.\n",
		"a quote and then a heading":   "> Text.\n## Two\n",
		"a quote and a blank line":     "> Text.\n\nMore.\n",
		"headings in order":            "## A\n\n### B\n\n#### C\n\n## D\n",
		"a closed fence":               "Text.\n\n~~~~\ncode\n~~~~\n",
		"a closed fence in a list":     "- Text.\n\n  ```\n  code\n  ```\n",
		"an empty fence":               "```\n```\n",
		"a note":                       "One.[^a]\n\n[^a]: See [A](https://example.org/a_(b)), p. 1.\n",
		"brackets in brackets":         "See [the [old] treaty](treaty.md) and f(x)[0].\n",
		"a task list":                  "- [ ] One\n- [x] Two\n",
		"a middle dot in a text":       "A · B\n",
		"a word in brackets in quotes": "> [sic] they said.\n",
		"an item over two lines":       "- One thing, long enough to be wrapped at\nLaos, and more.\n- Two\n",
		"an item that goes on":         "- One thing,\n  And more.\n",
		"a list and a blank line":      "- One.\n- Two.\n\nThen we went.\n",
		"a remark below a picture":     "![A map.](map.png)\n\nHe said so [sic]\n",
		"a source below a picture":     "![A map.](map.png)\n\nThe text says [1]\n",
		"a picture in running text":    "![A map.](map.png) and a list [here](a.md).\n",
		"a power in brackets":          "10^[2] and [^a].\n\n[^a]: Kontur, 2025.\n",
		"wide brackets":                "【注】见（https://example.org/）。\n",
		"strong beside spaces":         "A **b** c **d** e, **f**.\n",
		"strong at both ends":          "**A** b\nc **D**\n",
		"a colon and a dash":           "He said:\n-- Because.\n",
		"a colon and a number":         "The result:\n12.5 million.\n",
	} {
		_, l := Parse("a.md", []byte(src), 0, Options{Lang: "en"})
		if codes := slipCodes(l); len(codes) > 0 {
			t.Errorf("%s: %v in\n%s", name, codes, src)
		}
	}
}

// Each line is a suspicion; a file of them is looked at once, and no more than
// a hundred are kept.
func TestSlipsOfOneFileAreBounded(t *testing.T) {
	for name, line := range map[string]string{
		"headings": "##x\n\n", "links": "[a](b c.md)\n\n", "strong": "a ** b\n\n", "one line": "[a](b c.md) ** x ", "brackets": "](", "ticks": "` [",
	} {
		src := strings.Repeat(line, 200_000/len(line))
		if found := scanSlips([]byte(src)); len(found) > slipsMax {
			t.Errorf("%s: %d suspicions", name, len(found))
		}
	}
}
