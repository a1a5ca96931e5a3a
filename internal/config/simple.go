package config

import (
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"
)

// simple reads the front matter that nearly every page has, without a YAML
// reader: nothing but lines
//
//	key: plain text
//	key: "quoted text without escapes"
//	key: [one, two]
//	key: [{name: "one"}, {name: two}]
//
// It returns the tree that the YAML reader would (the resolved tags aside,
// which nothing here looks at), or nil whenever it is not sure, so that it can
// only be faster and never different; FuzzSimpleEqualsYAML holds it to that.
// With it ParseMeta takes about 4 µs for nine keys in place of 17, a tenth of a
// second over ten thousand pages. The text has passed readable.
func simple(text string) *node {
	lines := strings.Count(text, "\n") + 1
	// One allocation for all nodes: the root, a key and a value a line, and the items of lists.
	nodes := make([]node, 1+2*lines+strings.Count(text, ",")+strings.Count(text, "[")+2*strings.Count(text, "{"))
	root := &nodes[0]
	t := tree{nodes: nodes[1:]}
	*root = node{Kind: mappingNode, Tag: "!!map", Line: 1, Column: 1, Content: make([]*node, 0, 2*lines)}
	for t.line = 1; text != ""; t.line++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimRight(strings.TrimSuffix(line, "\r"), " ")
		end := keyEnd(line)
		if end == 0 || !strings.HasPrefix(line[end:], ": ") {
			return nil
		}
		rest := strings.TrimLeft(line[end+2:], " ")
		value := t.value(rest, len(line)-len(rest)+1)
		if value == nil {
			return nil
		}
		root.Content = append(root.Content, t.scalar(line[:end], 1, 0), value)
	}
	if len(root.Content) == 0 {
		return nil
	}
	return root
}

// tree hands out the nodes of a tree that is being built.
type tree struct {
	nodes []node
	line  int
}

func (t *tree) scalar(value string, col int, style yaml.Style) *node {
	n := &t.nodes[0]
	t.nodes = t.nodes[1:]
	*n = node{Kind: scalarNode, Style: style, Tag: "!!str", Value: value, Line: t.line, Column: col}
	return n
}

// value reads what stands after a key, from a column on to the end of its line.
func (t *tree) value(s string, col int) *node {
	if s == "" {
		return nil
	}
	switch s[0] {
	case '[':
		return t.list(s, col)
	case '"':
		if inner := s[1:]; len(inner) > 0 && strings.IndexAny(inner, `"\`) == len(inner)-1 && inner[len(inner)-1] == '"' {
			return t.scalar(inner[:len(inner)-1], col, yaml.DoubleQuotedStyle)
		}
		return nil
	case '\'':
		if inner := s[1:]; len(inner) > 0 && strings.IndexByte(inner, '\'') == len(inner)-1 {
			return t.scalar(inner[:len(inner)-1], col, yaml.SingleQuotedStyle)
		}
		return nil
	}
	if !beginsText(s[0]) || strings.ContainsAny(s, "#\t") || strings.Contains(s, ": ") || s[len(s)-1] == ':' {
		return nil
	}
	return t.scalar(s, col, 0)
}

// list reads a flow sequence of plain texts and of mappings of one pair.
func (t *tree) list(s string, col int) *node {
	if s[len(s)-1] != ']' {
		return nil
	}
	inner := s[1 : len(s)-1]
	list := &t.nodes[0]
	t.nodes = t.nodes[1:]
	*list = node{Kind: sequenceNode, Style: yaml.FlowStyle, Tag: "!!seq", Line: t.line, Column: col}
	if inner == "" {
		return list
	}
	col++
	list.Content = make([]*node, 0, strings.Count(inner, ",")+1)
	for more := true; more; {
		var item string
		item, inner, more = strings.Cut(inner, ",")
		text := strings.TrimLeft(item, " ")
		at := col + len(item) - len(text)
		text = strings.TrimRight(text, " ")
		value := t.item(text, at)
		if value == nil {
			return nil
		}
		list.Content = append(list.Content, value)
		col += utf8.RuneCountInString(item) + 1
	}
	return list
}

// item reads one element of a flow sequence, or the value of a pair in one.
func (t *tree) item(s string, col int) *node {
	switch {
	case s == "":
		return nil
	case s[0] == '{':
		return t.pair(s, col)
	case s[0] == '"' && len(s) > 1 && s[len(s)-1] == '"':
		if inner := s[1 : len(s)-1]; !strings.ContainsAny(inner, `"\`) {
			return t.scalar(inner, col, yaml.DoubleQuotedStyle)
		}
		return nil
	// In a list more characters have a meaning than beside a key, so few are let through.
	case !beginsText(s[0]) || strings.ContainsAny(s, "#\t:[]{}?\"'&*!|>%@`"):
		return nil
	}
	return t.scalar(s, col, 0)
}

// pair reads a flow mapping of one pair: {name: text}.
func (t *tree) pair(s string, col int) *node {
	inner, ok := strings.CutSuffix(s[1:], "}")
	end := keyEnd(inner)
	if !ok || end == 0 || !strings.HasPrefix(inner[end:], ": ") {
		return nil
	}
	text := strings.TrimLeft(inner[end+2:], " ")
	at := col + 1 + len(inner) - len(text)
	m := &t.nodes[0]
	t.nodes = t.nodes[1:]
	*m = node{Kind: mappingNode, Style: yaml.FlowStyle, Tag: "!!map", Line: t.line, Column: col}
	key := t.scalar(inner[:end], col+1, 0)
	value := t.item(strings.TrimRight(text, " "), at)
	if value == nil || value.Kind != scalarNode {
		return nil
	}
	m.Content = []*node{key, value}
	return m
}

// keyEnd is the length of the plain word that a line begins with.
func keyEnd(line string) int {
	for i := 0; i < len(line); i++ {
		c := line[i]
		if 'a' <= c && c <= 'z' || i > 0 && ('0' <= c && c <= '9' || c == '_' || c == '-') {
			continue
		}
		if i > 64 { // far below the 1,024 characters that YAML allows
			return 0
		}
		return i
	}
	return 0
}

// beginsText says whether a plain text can begin with a byte whatever follows.
func beginsText(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '/' || c == '(' || c >= 0x80
}
