package config

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"brief/internal/diag"
)

// CheckData reports what is wrong with the form of a file of content/_data: of
// YAML, JSON or CSV, by the ending of its name. What the values mean is for
// those who use them.
func CheckData(file string, src []byte) diag.List {
	d := decoder{file: file, src: src}
	switch strings.ToLower(file[strings.LastIndexByte(file, '.')+1:]) {
	case "yaml", "yml":
		d.checkYAML()
	case "json":
		d.checkJSON()
	case "csv":
		d.checkCSV()
	}
	return d.problems
}

// checkYAML reads a document of any kind, and finds keys given twice.
func (d *decoder) checkYAML() {
	if root, ok := d.load(); ok && root != nil {
		d.checkNode(root)
	}
}

func (d *decoder) checkNode(n *node) {
	if !d.plain(n) || d.full() {
		return
	}
	switch n.Kind {
	case sequenceNode:
		for _, v := range n.Content {
			d.checkNode(v)
		}
	case mappingNode:
		d.pairs("a key", n, nil, func(_, v *node) { d.checkNode(v) })
	}
}

func (d *decoder) checkJSON() {
	text := bytes.TrimPrefix(d.src, []byte("\ufeff"))
	var value json.RawMessage
	err := json.Unmarshal(text, &value)
	if err == nil {
		return
	}
	at := len(d.src)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = len(d.src) - len(text) + int(e.Offset) - 1
	}
	d.problemAt(max(0, min(at, len(d.src)-1)), 1, "data-syntax", "this cannot be read as JSON: %s", jsonReason(err)).
		Hint = "look at this place and the line above it for a missing comma, quotation mark or bracket"
}

// jsonReason is what the reader says, without the words that are for programmers.
func jsonReason(err error) string {
	if strings.HasPrefix(err.Error(), "unexpected end") {
		return "it ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

func (d *decoder) checkCSV() {
	r := csv.NewReader(bytes.NewReader(d.src))
	r.ReuseRecord = true
	for !d.full() {
		_, err := r.Read()
		if err == io.EOF {
			return
		}
		e, ok := errors.AsType[*csv.ParseError](err)
		if err == nil || !ok {
			continue
		}
		p := d.problemAt(d.offset(e.Line, 1), 0, "data-syntax", "a quotation mark in this line is opened and not closed, or stands within a value")
		if errors.Is(e.Err, csv.ErrFieldCount) {
			p.Msg, p.Hint = "this line has more or fewer values than the first one", "put a comma between values, and quotes round a value that holds a comma"
			continue
		}
		p.Hint = `write "" for a quotation mark within a value in quotes`
		return
	}
}
