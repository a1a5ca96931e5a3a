package config

import (
	"encoding/json"
	"strings"
)

// A field is one key of a mapping, for the schema and for the messages that
// name what is known. The decoders of the mappings switch on the same keys;
// TestSchemaAndDecoderAgree holds the two together, key by key and value by value.
type field struct {
	key   string
	about string // what an editor's program shows beside the key
	takes schema
}

// schema is a JSON Schema (draft 2020-12) of one value. Keys marshal in sorted
// order, so that it has one form.
type schema = map[string]any

// Schemas are the names that [Schema] knows, sorted.
func Schemas() []string { return []string{"config", "frontmatter", "people", "sidecar"} }

// Schema returns the JSON Schema (draft 2020-12) of a kind of file: of front
// matter, of brief.yaml ("config"), of content/_data/people.yaml, or of the
// file beside a picture, film or sound ("sidecar"). It is nil for another name.
//
// It is for the programs that editors type in, which read YAML in their own
// way: a text may look like a number to them. It takes all that the decoder
// takes and refuses most of what the decoder refuses; a day that its month does
// not have is found only by a program that looks at "format".
func Schema(name string) []byte {
	var s schema
	switch name {
	case "config":
		s = object(configFields())
		s["title"] = "brief.yaml, the settings of a site"
	case "frontmatter":
		s = object(metaFields())
		s["title"] = "Front matter of a page"
		s["patternProperties"] = schema{"^x-": aText()}
	case "people":
		s = mapOf(object(personFields(), "name"))
		s["title"] = "content/_data/people.yaml, the people whom pages name"
	case "sidecar":
		s = object(sidecarFields())
		s["title"] = "What is known of a picture, video or sound, in a file beside it"
	default:
		return nil
	}
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("config: a schema always has a JSON form: " + err.Error())
	}
	return append(text, '\n')
}

// keysOf are the keys of fields, in their order.
func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// object is a mapping with these keys and no others, some of them required. A
// key without a value counts as not given, so that null is taken everywhere.
func object(fields []field, required ...string) schema {
	properties := schema{}
	for _, f := range fields {
		takes := schema{}
		for k, v := range f.takes {
			takes[k] = v
		}
		if f.about != "" {
			takes["description"] = f.about
		}
		properties[f.key] = takes
	}
	s := schema{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// mapOf is a mapping whose keys are the site's own.
func mapOf(value schema) schema {
	return schema{"type": []string{"object", "null"}, "additionalProperties": value}
}

func listOf(item schema) schema {
	return schema{"type": []string{"array", "null"}, "items": item}
}

// listOfAtMost is a list of at most n values, none of them twice.
func listOfAtMost(n int, item schema) schema {
	s := listOf(item)
	s["maxItems"], s["uniqueItems"] = n, true
	return s
}

// anyText are the types of what is a text to brief: YAML readers take 0123, 2e5
// and true for something else.
func anyText() []string { return []string{"string", "number", "boolean", "null"} }

func aText() schema { return schema{"type": anyText()} }

// aLabel is a text of at most labelMax characters.
func aLabel() schema { return schema{"type": anyText(), "maxLength": labelMax} }

// aWord is one of a few words, written as the decoder knows them.
func aWord(words func() []string) schema {
	values := []any{nil}
	for _, w := range words() {
		values = append(values, w)
	}
	return schema{"enum": values}
}

func aBoolean() schema { return schema{"enum": []any{nil, true, false, "true", "false"}} }

// aNumber is a whole number; in quotes it is one too, and then its size is not looked at.
func aNumber(lo, hi int) schema {
	return schema{"type": []string{"integer", "string", "null"}, "minimum": lo, "maximum": hi, "pattern": "^-?[0-9]+$"}
}

// matching is a text of a form.
func matching(pattern string) schema {
	return schema{"type": []string{"string", "null"}, "pattern": pattern}
}

func aColour() schema { return matching("^#[0-9A-Fa-f]{6}$") }

func anAddress() schema { return matching("^[Hh][Tt][Tt][Pp][Ss]?://[^/]") }

const languagePattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"

// languageForm is the form of a language's code: the shortest that there is.
func languageForm() schema {
	var long []string
	for _, l := range shortLanguages() {
		for _, code := range strings.Fields(l)[1:] {
			form := ""
			for _, c := range code {
				form += "[" + strings.ToUpper(string(c)) + string(c) + "]"
			}
			long = append(long, form)
		}
	}
	return schema{"pattern": languagePattern, "not": schema{"pattern": "^(" + strings.Join(long, "|") + ")(-|$)"}}
}

func aLanguage() schema {
	form := languageForm()
	form["type"] = "string"
	return schema{"anyOf": []schema{{"type": "null"}, form}}
}

// iriPattern is what an absolute IRI looks like.
const iriPattern = "^[A-Za-z][A-Za-z0-9+.-]*:[^ <>\"{}|\\\\^`]+$"

// aDate is a day or an RFC 3339 time.
func aDate() schema {
	const day = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
	return schema{"anyOf": []schema{
		{"type": "null"},
		{"type": "string", "format": "date", "pattern": day + "$"},
		{"type": "string", "format": "date-time", "pattern": day + "T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"},
	}}
}

func metaFields() []field {
	author := schema{"anyOf": []schema{aText(), object(personFields(), "name")}}
	return []field{
		{"title", "the headline; a first line \"# Title\" in the text will do", aLabel()},
		{"dek", "the line below the headline", aLabel()},
		{"kicker", "the label above the headline", aLabel()},
		{"type", "without it, explainer where there is a date, else page", aWord(pageTypes)},
		{"status", "without it, published", aWord(statuses)},
		{"date", "when it is published: 2025-07-14, or 2025-07-14T09:00:00+07:00", aDate()},
		{"updated", "when it was last changed", aDate()},
		{"embargo", "held back until then, whatever the date says", aDate()},
		{"expires", "held back from then on; a day is still shown", aDate()},
		{"review_by", "past it, a warning asks to look at the page again", aDate()},
		{"authors", "ids of content/_data/people.yaml, or {name: …, url: …, role: …}", schema{"anyOf": []schema{author, listOf(author)}}},
		{"edition", "of a briefing's index.md: all on one page, or chapters", aWord(editions)},
		{"slug", "the last part of the address; without it, the file's name", schema{"type": anyText(), "pattern": "^[^/]+$"}},
		{"id", "the identity of its entry in the feed, such as urn:uuid:…", matching(iriPattern)},
		{"aliases", "old addresses that now lead here: [/old-address/]", listOf(aText())},
		{"anchors", "old anchors of reworded headings: {old-id: new-id}", mapOf(aText())},
		{"lang", "the language of the page; without it, the file name's or the site's", aLanguage()},
		{"tags", "[Laos, recruitment]", listOf(aText())},
		{"method", "how this was reported, in a sentence or two", aText()},
		{"sources_note", "a line below the sources", aText()},
		{"feedback", "a question to readers, and where answers go", object(feedbackFields())},
		{"corrections", "what was put right, when", listOf(object(correctionFields(), "date", "text"))},
	}
}

func feedbackFields() []field {
	return []field{
		{"question", "such as \"Was this briefing useful?\"", aText()},
		{"contact", "an e-mail address or a web address", aText()},
	}
}

func correctionFields() []field {
	return []field{
		{"date", "the day on which it was made", aDate()},
		{"kind", "correction, clarification or the like; without it, correction", aText()},
		{"text", "what was wrong and is now right", aText()},
	}
}

func personFields() []field {
	return []field{
		{"name", "as readers see it", aText()},
		{"url", "a page about them", anAddress()},
		{"role", "such as Editor", aText()},
		{"kind", "person, or organization for a desk or an agency", aWord(personKinds)},
	}
}

func sidecarFields() []field {
	share := schema{"type": []string{"number", "string"}, "minimum": 0, "maximum": 1, "pattern": "^[0-9.+-]"}
	return []field{
		{"alt", "what the picture shows, for those who cannot see it", aText()},
		{"caption", "the line below it", aText()},
		{"credit", "who made it, as readers see it", aText()},
		{"creator", "who made it, by name", aText()},
		{"copyright", "the copyright notice", aText()},
		{"licence", "the licence, or its address", aText()},
		{"source_type", "the IPTC digital source type", aText()},
		{"focus", "the point that stays in sight: shares of width and height", schema{
			"type": []string{"array", "null"}, "items": share, "minItems": 2, "maxItems": 2,
		}},
		{"decorative", "true: it says nothing, and has no description", aBoolean()},
		{"poster", "of a video: the picture shown before it plays", aText()},
		{"captions", "of a video: the file of its captions (.vtt)", aText()},
		{"transcript", "of a video or sound: the file of its words", aText()},
	}
}
