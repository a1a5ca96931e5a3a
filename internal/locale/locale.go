// Package locale holds what differs by language: UI strings, dates, direction.
package locale

import "time"

// T returns the UI string of a key in a language ("lo", "pt-BR"), falling back
// to the language without its region, then to English; empty for an unknown key.
func T(lang, key string) string { panic("contract") }

// Keys are all keys that T knows, sorted.
func Keys() []string { panic("contract") }

// Date writes a day for people: "14 July 2025".
func Date(lang string, t time.Time) string { panic("contract") }

// Dir is "rtl" for languages written from right to left, else "ltr".
func Dir(lang string) string { panic("contract") }

// ReadingMinutes is the reading time of words or, in scripts without spaces, characters.
func ReadingMinutes(words int) int { return max(1, (words+119)/238) }
