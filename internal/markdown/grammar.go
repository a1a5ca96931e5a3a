package markdown

import (
	"encoding/xml"
	"errors"
	"strings"
	"sync"
	"unicode"

	"github.com/alecthomas/chroma/v2"
)

// grammar is the compiled rules of one file of lexers/.
type grammar struct {
	chroma   *chroma.RegexLexer
	compiled chroma.CompiledRules
	states   map[string][]*rule // the same rules
	ensureNL bool               // a line break is added to code that ends with none
}

// rule is one of chroma's rules and its pattern's outline, which is made when
// the rule is first met: most states of a language are rarely entered.
type rule struct {
	*chroma.CompiledRule
	config *chroma.Config
	once   sync.Once
	outline
	kind  chroma.TokenType // of the one token that it makes, if plain
	plain bool             // it makes one token, and its groups are not needed
}

// mayTake reports whether the rule can match at text[pos:].
func (r *rule) mayTake(text []rune, pos int) bool {
	r.once.Do(r.sketch)
	c := text[pos]
	return (c > unicode.MaxASCII || r.first.has(c)) && (!r.lineStart || pos == 0 || text[pos-1] == '\n')
}

// sketch makes the outline.
func (r *rule) sketch() {
	r.outline = outlineOf(r.Pattern, r.config.CaseInsensitive, r.config.DotAll, !r.config.NotMultiline)
	class, repeated := strings.CutSuffix(r.Pattern, "+")
	if r.first != everyASCII || !isClass(class) {
		return
	}
	// Python's [^\S\n]+ and its like: Go reads such classes otherwise, but
	// regexp2 tells of each character whether it is in.
	set := asciiSet{}
	for c := range rune(unicode.MaxASCII + 1) {
		m, err := r.Regexp.FindRunesMatch([]rune{c})
		if err != nil {
			return
		}
		if m != nil {
			set.addRange(c, c)
		}
	}
	r.first, r.run = set, &charRun{each: []asciiSet{set}, more: repeated}
	if repeated {
		r.run.each = append(r.run.each, set)
	}
}

// match tries the rule at text[pos:]. It returns the number of characters that
// it takes, and its groups unless the rule is plain. The error is errSlow.
func (r *rule) match(text []rune, pos int) (n int, groups []string, ok bool, err error) {
	if r.plain && r.run != nil {
		if n, sure := r.run.match(text, pos); sure {
			return n, nil, n > 0, nil
		}
	}
	m, err := r.Regexp.FindRunesMatchStartingAt(text, pos)
	if err != nil {
		return 0, nil, false, errSlow
	}
	if m == nil || m.RuneIndex != pos {
		return 0, nil, false, nil
	}
	if r.plain {
		return m.RuneLength, nil, true, nil
	}
	all := m.Groups()
	groups = make([]string, len(all))
	for i := range all {
		groups[i] = all[i].String()
	}
	return m.RuneLength, groups, true, nil
}

// readGrammar reads and compiles the rules of a file.
func readGrammar(file string) (*grammar, error) {
	data, err := lexerFiles.ReadFile("lexers/" + file + ".xml")
	if err != nil {
		return nil, err
	}
	var def struct {
		Config chroma.Config `xml:"config"`
		Rules  chroma.Rules  `xml:"rules"`
	}
	if err := xml.Unmarshal(data, &def); err != nil {
		return nil, err
	}
	return newGrammar(&def.Config, def.Rules)
}

// newGrammar compiles rules.
func newGrammar(config *chroma.Config, rules chroma.Rules) (*grammar, error) {
	k := &keeper{}
	rules["kept"] = []chroma.Rule{{Mutator: k}}
	l, err := chroma.NewLexer(config, func() chroma.Rules { return rules })
	if err != nil {
		return nil, err
	}
	if _, err := l.Rules(); err != nil { // compiles them
		return nil, err
	}
	g := &grammar{chroma: l, compiled: k.rules, states: make(map[string][]*rule, len(k.rules)), ensureNL: config.EnsureNL}
	known := map[*chroma.CompiledRule]*rule{} // states include others
	for state, compiled := range k.rules {
		rules := make([]*rule, len(compiled))
		for i, c := range compiled {
			if known[c] == nil {
				known[c] = &rule{CompiledRule: c, config: config}
				if c.Regexp != nil {
					c.Regexp.MatchTimeout = maxMatch
				}
				known[c].kind, known[c].plain = c.Type.(chroma.TokenType)
			}
			rules[i] = known[c]
		}
		g.states[state] = rules
	}
	return g, nil
}

// keeper is how compiled rules are got at: chroma shows them only to mutators
// that change them. It is the mutator of a state of its own, takes that state
// away again, and keeps the map in which chroma goes on.
type keeper struct{ rules chroma.CompiledRules }

func (k *keeper) MutateLexer(rules chroma.CompiledRules, state string, _ int) error {
	k.rules = rules
	delete(rules, state)
	return nil
}

func (*keeper) Mutate(*chroma.LexerState) error {
	return errors.New("no code is ever in the keeper's state")
}
