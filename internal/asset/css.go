package asset

import (
	"bytes"
	"io"
	"net/url"
	"path"
	"strings"

	"github.com/tdewolff/minify/v2"
	mincss "github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"brief/internal/site"
)

// cssRef is a file that a style sheet names by url() or @import (CSS Values and
// Units 4, section 4.5; CSS Cascade 5, section 2).
type cssRef struct {
	start, end int    // of the address in the source, without its quotes
	name       string // the file's path below static/
	suffix     string // "?v=1#part" of the address, as typed
}

// cssRefs finds the files of this site that a sheet names, and the addresses
// that lead elsewhere. Those, fragments alone and what is written with escapes
// stay as they are.
func cssRefs(sheet string, src []byte) (refs []cssRef, foreign []foreignRef) {
	lexer := css.NewLexer(parse.NewInputBytes(bytes.Clone(src)))
	importing := false
	naming := false // in @namespace, whose address is a name that nobody loads
	for at := 0; ; {
		tt, text := lexer.Next()
		if tt == css.ErrorToken {
			return refs, foreign
		}
		start := at
		at += len(text)
		switch tt {
		case css.AtKeywordToken:
			importing = strings.EqualFold(string(text), "@import")
			naming = strings.EqualFold(string(text), "@namespace")
			continue
		case css.WhitespaceToken, css.CommentToken:
			continue
		case css.StringToken:
			if !importing {
				continue
			}
		case css.URLToken:
			open := bytes.IndexByte(text, '(') + 1
			start, text = start+open, bytes.TrimSuffix(text[open:], []byte(")"))
			if naming {
				continue
			}
		default:
			importing = false
			naming = naming && tt == css.IdentToken
			continue
		}
		importing = false
		trimmed := bytes.TrimLeft(text, " \t\r\n\f")
		start += len(text) - len(trimmed)
		trimmed = bytes.TrimRight(trimmed, " \t\r\n\f")
		if n := len(trimmed); n >= 2 && (trimmed[0] == '"' || trimmed[0] == '\'') && trimmed[n-1] == trimmed[0] {
			start, trimmed = start+1, trimmed[1:n-1]
		}
		if name, suffix, ok := cssTarget(sheet, string(trimmed)); ok {
			refs = append(refs, cssRef{start, start + len(trimmed), name, suffix})
		} else if to := destination(string(trimmed)); to != here {
			foreign = append(foreign, foreignRef{start, start + len(trimmed), to})
		}
	}
}

// cssTarget resolves an address in a sheet to the path of a file below static/.
func cssTarget(sheet, address string) (name, suffix string, ok bool) {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address, suffix = address[:i], address[i:]
	}
	if address == "" || strings.Contains(address, `\`) || strings.HasPrefix(address, "//") {
		return "", "", false
	}
	if scheme, _, ok := strings.Cut(address, ":"); ok && !strings.Contains(scheme, "/") {
		return "", "", false
	}
	name, err := url.PathUnescape(address)
	if err != nil {
		return "", "", false
	}
	if strings.HasPrefix(name, "/") {
		return path.Clean(name)[1:], suffix, true
	}
	return path.Join(path.Dir(sheet), name), suffix, true
}

// rewriteCSS replaces the addresses of a sheet by those that to gives, relative
// to the sheet.
func rewriteCSS(sheet string, src []byte, refs []cssRef, to func(name string) string) []byte {
	if len(refs) == 0 {
		return src
	}
	out := make([]byte, 0, len(src)+24*len(refs))
	at := 0
	for _, r := range refs {
		out = append(out, src[at:r.start]...)
		if target := to(r.name); target != "" {
			out = append(append(out, site.Relative(sheet, target)...), r.suffix...)
		} else {
			out = append(out, src[r.start:r.end]...)
		}
		at = r.end
	}
	return append(out, src[at:]...)
}

// zeroBasis stands in for a flex basis of zero while a sheet is minified.
const zeroBasis = "7briefzerobasis"

// minifyCSS minifies a style sheet, with one care that the minifier lacks.
//
// It drops a zero flex basis: "flex: 1 1 0" becomes "flex: 1", whose basis is
// 0%, not 0 (CSS Flexbox 1, section 7.1.1, as browsers have it): in a column
// without a height that means "as high as the content". So such a zero is
// replaced by a length that the minifier does not know, and put back.
func minifyCSS(m *minify.M, w io.Writer, r io.Reader, params map[string]string) error {
	src, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if !bytes.Contains(src, []byte("flex")) || bytes.Contains(src, []byte(zeroBasis)) {
		return mincss.Minify(m, w, bytes.NewReader(src), params)
	}
	var out bytes.Buffer
	if err := mincss.Minify(m, &out, bytes.NewReader(markZeroBases(src)), params); err != nil {
		return err
	}
	_, err = w.Write(bytes.ReplaceAll(out.Bytes(), []byte(zeroBasis), []byte("0")))
	return err
}

// markZeroBases replaces the third value of flex declarations where it is zero.
func markZeroBases(src []byte) []byte {
	lexer := css.NewLexer(parse.NewInputBytes(bytes.Clone(src)))
	out := make([]byte, 0, len(src)+64)
	values := -1 // of the flex declaration so far; -2 after its name, -1 outside of one
	for {
		tt, text := lexer.Next()
		switch tt {
		case css.ErrorToken:
			return out
		case css.WhitespaceToken, css.CommentToken:
		case css.IdentToken:
			switch {
			case values >= 0:
				values++
			case bytes.EqualFold(text, []byte("flex")):
				values = -2
			default:
				values = -1
			}
		case css.ColonToken:
			if values == -2 {
				values = 0
			} else {
				values = -1
			}
		case css.NumberToken, css.DimensionToken:
			if values >= 0 {
				values++
			}
			if s := string(text); values == 3 && (s == "0" || strings.EqualFold(s, "0px")) {
				text = []byte(zeroBasis)
			}
		default:
			values = -1
		}
		out = append(out, text...)
	}
}
