package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// parseJSON reads a manifest that parseLines does not take, part by part, so
// that a list of a million empty entries is refused before it is held.
func parseJSON(data []byte) (*Manifest, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := delim(d, '{'); err != nil {
		return nil, err
	}
	m := &Manifest{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch key {
		case "format":
			err = d.Decode(&m.Format)
		case "drafts":
			err = d.Decode(&m.Drafts)
		case "partial":
			err = d.Decode(&m.Partial)
		case "files":
			m.Files, err = parseFiles(d)
		default:
			err = errors.New("it has a key that this version of brief does not know")
		}
		if err != nil {
			return nil, err
		}
	}
	if err := delim(d, '}'); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the manifest")
	}
	return m, nil
}

// inWords says for people who do not program what is wrong with JSON.
func inWords(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("it is cut short")
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return errors.New("it is not in JSON")
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("a value of it is of the kind %s, which cannot stand there", kind.Value)
	}
	return err
}

// parseFiles reads the list of files. Each must have its sum, so that the list
// takes no more memory than its text is long, or little more.
func parseFiles(d *json.Decoder) ([]Entry, error) {
	if err := delim(d, '['); err != nil {
		return nil, err
	}
	files := []Entry{}
	type entry struct {
		Entry
		Headers json.RawMessage `json:"headers"` // stands before Entry's
	}
	var read entry // one for all, which would be garbage one by one
	for d.More() {
		read = entry{}
		if err := d.Decode(&read); err != nil {
			return nil, err
		}
		if _, ok := parseSum(read.Sum); !ok {
			return nil, errors.New("an entry of it has no checksum")
		}
		if len(read.Headers) > maxHeader {
			return nil, fmt.Errorf("%q: its headers are longer than %d bytes", read.Path, maxHeader)
		}
		if read.Headers != nil {
			if err := json.Unmarshal(read.Headers, &read.Entry.Headers); err != nil {
				return nil, err
			}
		}
		files = append(files, read.Entry)
	}
	return files, delim(d, ']')
}

// delim reads one bracket.
func delim(d *json.Decoder, want json.Delim) error {
	switch t, err := d.Token(); {
	case err != nil:
		return err
	case t == nil:
		return fmt.Errorf("null stands where %v is expected", want)
	case t != want:
		return fmt.Errorf("%v stands where %v is expected", t, want)
	}
	return nil
}
