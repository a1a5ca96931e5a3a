package render

import (
	"errors"
	"html/template"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template/parse"
)

// common are the templates of all sets in one set of html/template, so that each
// is escaped once, and not once for every page kind: that was two thirds of the
// time of a small site.
//
// The sets differ in nothing but what fills base.html's blocks. So there each
// call that a layout may fill goes to a hole, an empty template, in whose place
// a set's program calls its own. That is the same as escaping the set by itself
// if the hole stands in plain text, which its name shows (html/template gives
// what it escapes for another context another name), and if what fills it is
// sound on its own. If anything is not so, each set is escaped by itself, which
// also finds the words for what is wrong.
type common struct {
	sets  []*set
	files map[string]*layoutFile
	made  func() *template.Template // nil if the sets cannot be escaped together
}

// holePrefix begins the name of a hole: no file of layouts/ can have it.
const holePrefix = "\x00hole:"

func newCommon(files map[string]*layoutFile, sets map[string]*set) *common {
	c := &common{files: files}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if s := sets[name]; !s.endless {
			c.sets = append(c.sets, s)
		}
	}
	c.made = sync.OnceValue(c.escape)
	return c
}

// escape puts the sets together and has html/template escape what each begins
// with: its root, and what fills base.html.
func (c *common) escape() *template.Template {
	minifyLayouts(c.files)
	all := template.New("").Funcs(funcs(&executor{})).Option("missingkey=error")
	holes := c.holes()
	for hole := range holes {
		template.Must(all.New(holePrefix + hole).Parse(""))
	}
	known := map[treeName]bool{}
	for _, s := range c.sets {
		for _, n := range s.graph.names {
			if known[n] {
				continue
			}
			known[n] = true
			if _, err := all.AddParseTree(n.String(), s.tree(n, true, holes)); err != nil {
				return nil
			}
		}
	}
	var root strings.Builder
	root.WriteString("{{.Stop}}") // the dot is nil: it is escaped, and runs no further
	for _, name := range c.beginnings(holes, known) {
		// A condition ends in plain text, as it begins, or html/template will not have it.
		root.WriteString("{{if .Stop}}{{template " + strconv.Quote(name) + " .}}{{end}}")
	}
	err := template.Must(all.Parse(root.String())).Execute(io.Discard, nil)
	if e := (*template.Error)(nil); errors.As(err, &e) {
		return nil
	}
	return all
}

// minifyLayouts makes the trees that escape takes, on all processors. Those that
// others are making it waits for.
func minifyLayouts(files map[string]*layoutFile) {
	all := slices.Collect(maps.Values(files))
	each(len(all), func(i int) {
		if f := all[i]; f.trees != nil {
			f.small()
		}
	})
}

// each calls do with 0 to n-1 on all processors. It is one goroutine for each of
// these and not for each number: what is done goes deep, and their stacks grow once.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wg.Wait()
}

// beginnings are the names of the templates that are called from nowhere: the
// roots, and what fills holes.
func (c *common) beginnings(holes map[string]bool, known map[treeName]bool) []string {
	var begin []string
	for _, s := range c.sets {
		begin = append(begin, s.graph.root.String())
		if s.graph.layout == "" {
			continue
		}
		for hole := range holes {
			if n := s.graph.resolve(c.files, baseName, hole); known[n] {
				begin = append(begin, n.String())
			}
		}
	}
	slices.Sort(begin)
	return slices.Compact(begin)
}

// holes are the definitions of layouts that base.html may call.
func (c *common) holes() map[string]bool {
	holes := map[string]bool{}
	for _, s := range c.sets {
		if f := c.files[s.graph.layout]; f != nil {
			for def := range f.trees {
				holes[def] = def != f.name
			}
		}
	}
	maps.DeleteFunc(holes, func(_ string, defined bool) bool { return !defined })
	return holes
}

// tree is a copy of a template's tree, minified or as typed, in which each call
// names the template that it means, or a hole if base.html calls one. Without
// holes its ranges count their rounds, for html/template does not.
func (s *set) tree(n treeName, minified bool, holes map[string]bool) *parse.Tree {
	trees := s.files[n.file].trees
	if minified {
		trees = s.files[n.file].small()
	}
	tree := trees[n.def].Copy()
	eachNode(tree.Root, func(node parse.Node) {
		if r, ok := node.(*parse.RangeNode); ok && holes == nil {
			r.List.Nodes = append([]parse.Node{newRound()}, r.List.Nodes...)
		}
		c, ok := node.(*parse.TemplateNode)
		switch {
		case !ok:
		case n.file == baseName && holes[c.Name]:
			c.Name = holePrefix + c.Name
		default:
			c.Name = s.graph.resolve(s.files, n.file, c.Name).String()
		}
	})
	return tree
}

// fills is the template that a set has in the place of a name of the common
// ones; false if that was escaped for another place than plain text.
func (s *set) fills(name string) (string, bool) {
	hole, ok := strings.CutPrefix(name, holePrefix)
	if !ok {
		return name, true
	}
	return s.graph.resolve(s.files, baseName, hole).String(), !strings.Contains(hole, escapedName)
}
