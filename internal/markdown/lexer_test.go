package markdown

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/alecthomas/chroma/v2"
	"github.com/rogpeppe/go-internal/txtar"
)

// samples is code in each language of lexers/, by file.
func samples(t testing.TB) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/samples.txtar")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range a.Files {
		all[f.Name] = string(f.Data)
	}
	return all
}

// divided is what a lexer makes of code.
type divided struct {
	tokens  []chroma.Token
	failed  bool // by an error or a panic
	endless bool // more tokens than code can have
}

// add takes a token and reports whether more can come.
func (d *divided) add(t chroma.Token, code string) bool {
	d.tokens = append(d.tokens, t)
	d.endless = len(d.tokens) > 20_000+20*len(code)
	return !d.endless
}

// chromaDivides is what chroma's own driver makes of code.
func chromaDivides(l chroma.Lexer, code string) (d divided) {
	defer func() { d.failed = d.failed || recover() != nil }()
	it, err := l.Tokenise(&chroma.TokeniseOptions{State: "root"}, code)
	if err != nil {
		return divided{failed: true}
	}
	for t := it(); t != chroma.EOF; t = it() {
		if !d.add(t, code) {
			break
		}
	}
	return d
}

func weDivide(l *lexer, code string) (d divided) {
	defer func() { d.failed = d.failed || recover() != nil }()
	d.failed = l.tokens(code, false, func(t chroma.Token) bool { return d.add(t, code) }) != nil
	return d
}

// chromaLexer returns chroma's own lexer of a file, as its documentation has it made.
func chromaLexer(t testing.TB, file string) (l chroma.Lexer) {
	t.Helper()
	registry := chroma.NewLexerRegistry()
	for _, part := range append(lexerParts(file), file) {
		x, err := chroma.NewXMLLexer(lexerFiles, "lexers/"+part+".xml")
		if err != nil {
			t.Fatal(err)
		}
		l = registry.Register(x)
	}
	return l
}

func sameTokens(t *testing.T, file string, theirs chroma.Lexer, code string) {
	t.Helper()
	want, got := chromaDivides(theirs, code), weDivide(engine().lexers.lexer(file), code)
	if want.endless && got.failed {
		return // chroma would go on for ever; we give up
	}
	if want.failed && got.failed || !want.failed && !got.failed && slices.Equal(want.tokens, got.tokens) {
		return
	}
	i := 0
	for i < min(len(want.tokens), len(got.tokens)) && want.tokens[i] == got.tokens[i] {
		i++
	}
	t.Fatalf("%s: other tokens than chroma's from token %d on\ncode %q\n got %s\nwant %s", file, i, code, excerptOf(got, i), excerptOf(want, i))
}

func excerptOf(d divided, from int) string {
	to := min(from+5, len(d.tokens))
	return fmt.Sprintf("%v failed %v", d.tokens[min(from, to):to], d.failed)
}

// A lexer passes over rules, and must give the tokens that chroma gives by
// trying all of them: for ordinary code, code cut off anywhere, code in
// another language, words out of the rules themselves, and noise.
func TestTokensAreChromas(t *testing.T) {
	all := samples(t)
	files, err := lexerFiles.ReadDir("lexers")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		file := strings.TrimSuffix(f.Name(), ".xml")
		t.Run(file, func(t *testing.T) {
			sample := all[file]
			if sample == "" {
				t.Fatal("testdata/samples.txtar has no sample in this language")
			}
			xml, err := lexerFiles.ReadFile("lexers/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			theirs := chromaLexer(t, file)
			g := rand.New(rand.NewPCG(1, uint64(len(file))))
			sameTokens(t, file, theirs, sample)
			sameTokens(t, file, theirs, strings.ReplaceAll(sample, "\n", "\r\n"))
			for range 12 {
				sameTokens(t, file, theirs, spoilt(g, sample))
				sameTokens(t, file, theirs, wordSalad(g, string(xml)))
				sameTokens(t, file, theirs, noise(g))
			}
			others := []string{"bash", "cpp", "html", "json", "python", "ruby", "scss", "yaml"}
			for _, other := range others {
				sameTokens(t, file, theirs, all[other][:min(300, len(all[other]))])
			}
		})
	}
}

// spoilt is a part of code, with a few characters lost or doubled.
func spoilt(g *rand.Rand, code string) string {
	text := []rune(code)
	from := g.IntN(len(text))
	text = slices.Clone(text[from:min(len(text), from+50+g.IntN(300))])
	for range g.IntN(5) {
		i := g.IntN(len(text))
		if g.IntN(2) == 0 {
			text = slices.Insert(text, i, text[g.IntN(len(text))])
		} else if text = slices.Delete(text, i, i+1); len(text) == 0 {
			return "\n"
		}
	}
	return string(text)
}

// wordSalad is words and signs out of rules, in any order.
func wordSalad(g *rand.Rand, rules string) string {
	words := strings.FieldsFunc(rules, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	signs := []string{" ", " ", "\n", "\t", "(", ")", "{", "}", "[", "]", "<", ">", "\"", "'", "`", "\\", "/", "//", "/*", "*/", "#", "--", "$", "${", "@",
		"=", "==", ":", "::", ";", ",", ".", "...", "!", "?", "&", "|", "+", "-", "*", "%", "^", "~", "0", "12", "0x1f", "1.5e3", "\"\"\"", "'''", "<<A\n", "é", "\u212a", "ſ", "\v", "\f", "\r\n", "\u0085", "\u00a0"}
	var b strings.Builder
	for range 20 + g.IntN(60) {
		if g.IntN(3) == 0 {
			b.WriteString(words[g.IntN(len(words))])
		}
		b.WriteString(signs[g.IntN(len(signs))])
	}
	return b.String()
}

// noise is any bytes, most of them ASCII, not all of them UTF-8.
func noise(g *rand.Rand) string {
	b := make([]byte, g.IntN(120))
	for i := range b {
		b[i] = byte(g.IntN(128))
		if g.IntN(30) == 0 {
			b[i] |= 0x80
		}
	}
	return string(b)
}

func FuzzTokensAreChromas(f *testing.F) {
	for file, code := range samples(f) {
		f.Add(strings.ReplaceAll(file, "_", "-"), code)
	}
	made := map[string]chroma.Lexer{}
	f.Fuzz(func(t *testing.T, lang, code string) {
		file := lexerFile(lang)
		if file == "" || file == "text" || len(code) > 1000 {
			t.Skip("no language with rules, or more than chroma divides in short time")
		}
		if made[file] == nil {
			made[file] = chromaLexer(t, file)
		}
		sameTokens(t, file, made[file], code)
	})
}

// At no place of any text does a rule match that a lexer passes over there,
// and a rule that is matched without its regular expression takes what that
// would take, whatever state the rule belongs to.
func TestRulesMatchAsTheirExpressionsDo(t *testing.T) {
	passed, tried, runs := 0, 0, 0
	for file, sample := range samples(t) {
		g, err := engine().lexers.lexer(file).grammar()
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(2, uint64(len(file))))
		text := []rune(spoilt(random, sample) + wordSalad(random, sample) + "\n" + noise(random))
		seen := map[*chroma.CompiledRule]bool{}
		for state, rules := range g.states {
			for i, r := range rules {
				if seen[r.CompiledRule] {
					continue
				}
				seen[r.CompiledRule] = true
				for pos := range text {
					tried++
					got, sure := 0, !r.mayTake(text, pos)
					if sure {
						passed++
					} else if r.run != nil {
						got, sure = r.run.match(text, pos)
						runs++
					}
					if !sure {
						continue
					}
					want := 0
					if m, err := r.Regexp.FindRunesMatchStartingAt(text, pos); err == nil && m != nil && m.RuneIndex == pos {
						want = max(m.RuneLength, 1)
					}
					if got != want {
						t.Errorf("%s, rule %d of %q: %q takes %d characters of %q, not %d", file, i, state, r.Pattern, want, string(text[pos:]), got)
					}
				}
			}
		}
	}
	if passed < tried/2 || runs == 0 {
		t.Errorf("of %d rules only %d were passed over and %d were runs, which would be slow", tried, passed, runs)
	}
}

func TestOutlines(t *testing.T) {
	const every = "every"
	const breaks = "\n\v\f\r"
	for _, c := range []struct {
		pattern string
		fold    bool
		want    string
	}{
		{`abc|[0-2]x`, false, "012a"},
		{`(?:if|else)\b`, false, "ei"},
		{`(a)?b+`, false, "ab"},
		{`if`, true, "Ii"},
		{`(?i:if)`, false, "Ii"},
		{`\bx`, false, "x"},
		{`(?=[a)])b`, false, "b"},        // a condition is left out
		{`(?<![\])])(?!x)b`, false, "b"}, // with brackets in its class
		{`(?>a|b)c`, false, "ab"},
		{`(?<name>a)\.`, false, "a"},
		{`a*`, false, every}, // may be empty
		{``, false, every},
		{`(?=a)`, false, every},
		{`^`, false, every},
		{`(a)\1`, false, every}, // Go reads none of these, or reads them otherwise
		{`[a-z-[x]]`, false, every},
		{`[^\W\d]\w*`, false, every}, // in lua.xml: regexp2 takes digits too
		{`[[:alpha:]]`, false, every},
		{`a\Z`, false, every},
		{`(?#(?=)a`, false, every},
		{`\p{Lu}`, true, every}, // may match an ASCII letter in its other case
		{`ſ`, true, every},
		{`[^\x00-\x7f]|[é]`, false, ""},
	} {
		want := asciiSet{}
		for _, r := range c.want + breaks {
			want.addRange(r, r)
		}
		if c.want == every {
			want = everyASCII
		}
		if got := outlineOf(c.pattern, c.fold, false, true).first; got != want {
			t.Errorf("outline of %q: first %x, want %x", c.pattern, got, want)
		}
	}
}

// Documents are parsed at the same time: chroma's registry, when all lexers
// shared one, was read by one block while another added its language to it.
func TestLexersAreMadeAtOnce(t *testing.T) {
	var set lexerSet
	var wg sync.WaitGroup
	for file, code := range samples(t) {
		for range 2 {
			wg.Go(func() {
				if tokens, _ := set.tokens(nil, file, code); tokens == nil {
					t.Errorf("%s gives no tokens", file)
				}
			})
		}
	}
	wg.Wait()
}

func TestIsClass(t *testing.T) {
	for pattern, want := range map[string]bool{
		`[a]`: true, `[^\S\n]`: true, `[^]a]`: false, `[\]]`: true, `[a][b]`: false, `[a-z-[x]]`: false, `a]`: false, `[]`: false, `[a`: false, ``: false, `[\`: false,
	} {
		if got := isClass(pattern); got != want {
			t.Errorf("%q: %v", pattern, got)
		}
	}
}

// On a busy machine a match that waited a quarter of a second for its turn was
// taken for none, so that the colours of code differed from one build to the
// next. A match that really takes too long is an error, which stops a build.
func TestAMatchThatTakesTooLongIsAnErrorAndNoOtherColours(t *testing.T) {
	g, err := newGrammar(&chroma.Config{}, chroma.Rules{"root": {
		{Pattern: `(a|aa)+$`, Type: chroma.Keyword},
		{Pattern: `.|\n`, Type: chroma.Text},
	}})
	if err != nil {
		t.Fatal(err)
	}
	set := &lexerSet{made: map[string]*lexer{"slow": {grammar: func() (*grammar, error) { return g, nil }}}}
	if tokens, err := set.tokens(nil, "slow", "aaaab"); err != nil || len(tokens) != 5 {
		t.Errorf("a quick match: %d tokens, error %v", len(tokens), err)
	}
	for _, rules := range g.states {
		for _, r := range rules {
			if got := r.Regexp.MatchTimeout; got < 10*time.Second {
				t.Errorf("a match of %s may wait for its turn for %v", r.Pattern, got)
			}
			r.Regexp.MatchTimeout = time.Millisecond
		}
	}
	if tokens, err := set.tokens(nil, "slow", strings.Repeat("a", 200)+"b"); !errors.Is(err, errSlow) || tokens != nil {
		t.Errorf("a match without end: %d tokens, error %v", len(tokens), err)
	}
}
