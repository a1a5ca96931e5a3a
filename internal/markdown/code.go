package markdown

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"brief/internal/diag"
)

// Bounds on code that is coloured; more is shown plain. Some of chroma's rules
// look ahead over all the rest of a block at each word, so that a block of
// 30 KB can cost 15 s.
const (
	maxCodeBytes = 10 << 10
	maxCodeTotal = 64 << 10 // of one document
	maxStumbles  = 50       // characters of a block that no rule takes
)

//go:embed lexers/*.xml
var lexerFiles embed.FS

// lexerSet makes lexers when they are first wanted, and keeps them.
type lexerSet struct {
	mu   sync.Mutex
	made map[string]*lexer // by file
}

// lines joins the lines of a block.
func (w *walker) lines(segs *text.Segments) string {
	size := 0
	for i := range segs.Len() {
		s := segs.At(i)
		size += s.Len()
	}
	var b strings.Builder
	b.Grow(size + 1)
	for i := range segs.Len() {
		s := segs.At(i)
		v := s.Value(w.src)
		if n := len(v); n > 1 && v[n-2] == '\r' { // HTML knows only line feeds
			b.Write(v[:n-2])
			b.WriteByte('\n')
			continue
		}
		b.Write(v)
	}
	return b.String()
}

// fencedCode writes a fenced code block: coloured by classes where its
// language is known. With a file's name it is a block that a template renders.
func (w *walker) fencedCode(n *ast.FencedCodeBlock) {
	lang, look := w.codeInfo(n)
	if look.file == "" {
		w.code(n, lang, &look)
		return
	}
	b := &Block{Type: "code", Name: look.file, Off: w.base + look.off, Len: look.size}
	m := w.start()
	w.text([]byte(look.file))
	b.Title = w.finish(m)
	m = w.start()
	w.code(n, lang, &look)
	b.Body = w.finish(m)
	w.blockHole(b)
}

// code writes the code itself.
func (w *walker) code(n *ast.FencedCodeBlock, lang []byte, look *codeLook) {
	code := w.lines(n.Lines())
	lang = w.resolve.resolve(lang)
	if len(lang) == 0 {
		w.block("<pre><code>")
		start := len(w.buf)
		w.pre(code)
		w.lookLines(look, start)
		w.block("</code></pre>")
		return
	}
	name := strings.ToLower(string(lang))
	file := lexerFile(name)
	var tokens []chroma.Token
	switch {
	case file == "":
		w.unknownLanguage(name, lang, n.Info.Segment.Start)
	case file != "text" && len(code) <= maxCodeBytes && w.coded+len(code) <= maxCodeTotal:
		w.coded += len(code)
		var err error
		if tokens, err = engine().lexers.tokens(w.tokenB[:0], file, code); tokens != nil {
			w.tokenB = tokens
		}
		if errors.Is(err, errSlow) {
			w.problem(n.Info.Segment.Start, len(lang), diag.Error, "too-complex", "to find the colours of this code takes too long",
				"write text in place of the language, or divide the code")
		}
	}
	if tokens == nil {
		w.block("<pre><code class=")
	} else {
		w.block("<pre class=chroma><code class=")
	}
	w.buf = AppendAttr(w.buf, "language-"+string(lang))
	w.raw(">")
	start := len(w.buf)
	if tokens == nil {
		w.pre(code)
	} else {
		w.coloured(tokens)
	}
	w.lookLines(look, start)
	w.block("</code></pre>")
}

// unknownLanguage reports the language of a block at off, once for a document:
// a page about a language that is not known may hold it many times.
func (w *walker) unknownLanguage(name string, lang []byte, off int) {
	if len(w.unknown) >= maxProblems || slices.Contains(w.unknown, name) {
		return
	}
	w.unknown = append(w.unknown, name)
	w.problem(off, len(lang), diag.Warning, "unknown-language",
		fmt.Sprintf("there are no colours for code in %q, so it is shown plain", lang), "write text instead, or correct the name")
}

// coloured writes tokens, neighbours of one class in one span. White space
// takes the colour of what stands before it, which nobody sees and saves spans.
func (w *walker) coloured(tokens []chroma.Token) {
	class, gap := "", ""
	for _, t := range tokens {
		if strings.TrimSpace(t.Value) == "" {
			gap += t.Value
			continue
		}
		if c := tokenClass(t.Type); c != class {
			if class != "" {
				w.raw("</span>")
			}
			w.raw(gap)
			if c != "" {
				w.raw("<span class=")
				w.raw(c)
				w.raw(">")
			}
			class = c
		} else {
			w.raw(gap)
		}
		gap = ""
		w.pre(t.Value)
	}
	if class != "" {
		w.raw("</span>")
	}
	w.raw(gap)
}

// tokenClass is the class of a token, as Pygments names them; "" for plain text.
func tokenClass(t chroma.TokenType) string {
	for ; t > 0; t = t.Parent() {
		if c, ok := chroma.StandardTypes[t]; ok {
			return c
		}
	}
	return ""
}

// tokens divides code by the rules in file, into the space of buf. It returns
// nil if there is no code, or the rules fail, do not give back every byte, or
// plainly are not made for this code. The error says why the rules failed.
func (s *lexerSet) tokens(buf []chroma.Token, file, code string) (tokens []chroma.Token, err error) {
	defer func() {
		if r := recover(); r != nil { // how chroma's emitters and mutators report an error
			tokens = nil
			err, _ = r.(error)
		}
	}()
	rest, stumbles, ok := code, 0, code != ""
	err = s.lexer(file).tokens(code, false, func(t chroma.Token) bool {
		if len(t.Value) > len(rest) { // a line break that the lexer added
			t.Value = t.Value[:len(rest)]
		}
		if t.Type == chroma.Error {
			stumbles++
		}
		ok = t.Value == rest[:len(t.Value)] && stumbles <= maxStumbles
		rest = rest[len(t.Value):]
		buf = append(buf, t)
		return ok
	})
	if err != nil || !ok || rest != "" {
		return nil, err
	}
	return buf, nil
}

// lexer returns the lexer in file.
func (s *lexerSet) lexer(file string) *lexer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil {
		s.made = map[string]*lexer{}
	}
	return s.make(file)
}

// make is lexer with the lock held.
func (s *lexerSet) make(file string) *lexer {
	if l := s.made[file]; l != nil {
		return l
	}
	var parts []*lexer
	for _, part := range lexerParts(file) {
		parts = append(parts, s.make(part))
	}
	l := newLexer(file, parts)
	s.made[file] = l
	return l
}
