package markdown

import (
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// lexer divides code into tokens by one file of lexers/. The tokens are those
// that chroma gives, one for one. chroma also reads and compiles the rules; but
// it tries all rules of a state at each token, ten to twenty-five regular
// expressions, while a lexer passes over those that cannot match the next
// character. Being a chroma.Lexer, it can be handed parts by another.
type lexer struct {
	file     string
	registry *chroma.LexerRegistry    // the lexers that this one hands parts to; nil if there are none
	grammar  func() (*grammar, error) // read when the lexer is first used
}

func newLexer(file string, parts []*lexer) *lexer {
	l := &lexer{file: file, grammar: sync.OnceValues(func() (*grammar, error) { return readGrammar(file) })}
	if len(parts) > 0 {
		// A registry of its own: one that grew while others read it would be a race.
		l.registry = chroma.NewLexerRegistry()
		for _, p := range parts {
			l.registry.Register(p)
		}
	}
	return l
}

// division is one run of a lexer.
type division struct {
	chroma.LexerState
	*grammar
	code  string                  // Text
	at    int                     // the byte of code where Pos is
	yield func(chroma.Token) bool // called with each token as long as it returns true
}

var (
	errUnknownState = errors.New("a rule leads to a state that there is not")
	errStuck        = errors.New("the rules go round without taking anything")
	errSlow         = errors.New("a rule takes too long to tell whether it matches")
)

// maxMatch is how long one match of a rule may take. What follows depends on the
// machine, so it must be an error that is told, never other colours: chroma's
// quarter of a second passes on a busy machine while a match waits for its turn.
const maxMatch = 10 * time.Second

// tokens calls yield with each token of code, until it returns false. nested
// says that the code is a part of a block in another language. Where chroma
// would panic, it may.
func (l *lexer) tokens(code string, nested bool, yield func(chroma.Token) bool) error {
	g, err := l.grammar()
	if err != nil {
		return err
	}
	// An added line break is there for rules to see; by itself it makes no token.
	added := !nested && g.ensureNL && !strings.HasSuffix(code, "\n")
	if added {
		code += "\n"
	}
	d := &division{grammar: g, code: code, yield: yield}
	d.LexerState = chroma.LexerState{Lexer: g.chroma, Registry: l.registry, Text: []rune(code), Rules: g.compiled, Stack: []string{"root"}}
	if !utf8.ValidString(code) {
		d.code = string(d.Text)
	}
	end := len(d.Text)
	if added {
		end--
	}
	return d.run(end)
}

// run takes tokens up to the character end.
func (d *division) run(end int) error {
	idle, most := 0, 1000+8*len(d.Text)
	for d.Pos < end && len(d.Stack) > 0 {
		d.State = d.Stack[len(d.Stack)-1]
		r, n, groups, err := d.next()
		if err != nil {
			return err
		}
		if r == nil && d.Text[d.Pos] == '\n' && d.State != "root" {
			d.Stack = append(d.Stack[:0], "root") // an error, such as a string without its end, ends with its line
			continue
		}
		if n > 0 {
			idle = 0
		} else if idle++; idle > most {
			return errStuck
		}
		if more, err := d.take(r, n, groups); err != nil || !more {
			return err
		}
	}
	if d.Pos < len(d.Text) && len(d.Stack) == 0 {
		d.yield(chroma.Token{Type: chroma.Error, Value: d.code[d.at:]})
	}
	return nil
}

// next finds the rule that takes what comes next, n characters of it. If there
// is none, r is nil and n is 1.
func (d *division) next() (r *rule, n int, groups []string, err error) {
	rules, ok := d.states[d.State]
	if !ok {
		return nil, 0, nil, errUnknownState
	}
	for i, r := range rules {
		if !r.mayTake(d.Text, d.Pos) {
			continue
		}
		if n, groups, ok, err = r.match(d.Text, d.Pos); err != nil {
			return nil, 0, nil, err
		} else if ok {
			d.Rule = i
			return r, n, groups, nil
		}
	}
	return nil, 1, nil, nil
}

// take makes tokens of the next n characters, by r or as an error. It reports
// whether more are wanted.
func (d *division) take(r *rule, n int, groups []string) (more bool, err error) {
	start := d.at
	for _, c := range d.Text[d.Pos : d.Pos+n] {
		d.at += utf8.RuneLen(c)
	}
	d.Pos += n
	value := d.code[start:d.at]
	if r == nil {
		return d.yield(chroma.Token{Type: chroma.Error, Value: value}), nil
	}
	d.Groups = groups
	if r.Mutator != nil {
		if err := r.Mutator.Mutate(&d.LexerState); err != nil {
			return false, err
		}
	}
	switch {
	case r.plain:
		return d.give(chroma.Token{Type: r.kind, Value: value}), nil
	case r.Type != nil:
		it := r.Type.Emit(groups, &d.LexerState)
		for t := it(); t != chroma.EOF; t = it() {
			if !d.give(t) {
				return false, nil
			}
		}
	}
	return true, nil
}

// give yields a token that a rule made.
func (d *division) give(t chroma.Token) bool {
	return t.Type == chroma.Ignore || t == chroma.EOF || d.yield(t)
}

// The methods of a chroma.Lexer.

// Tokenise divides code that another lexer hands over.
func (l *lexer) Tokenise(opt *chroma.TokeniseOptions, code string) (chroma.Iterator, error) {
	var all []chroma.Token
	err := l.tokens(code, opt.Nested, func(t chroma.Token) bool {
		all = append(all, t)
		return true
	})
	return chroma.Literator(all...), err
}

// Config gives the name by which other files refer to this one.
func (l *lexer) Config() *chroma.Config { return &chroma.Config{Name: l.file} }

func (l *lexer) SetRegistry(*chroma.LexerRegistry) chroma.Lexer     { return l }
func (l *lexer) SetAnalyser(func(text string) float32) chroma.Lexer { return l }
func (l *lexer) AnalyseText(string) float32                         { return 0 }
