package locale

import "strings"

// Latin says whether a language is written in Latin letters, in which the
// theme's fonts are. A script named in the tag decides ("sr-Latn", "az-Cyrl").
func Latin(lang string) bool {
	lang = strings.ToLower(lang)
	for sub := range strings.SplitSeq(lang, "-") {
		if len(sub) == 4 && 'a' <= sub[0] && sub[0] <= 'z' {
			return sub == "latn"
		}
	}
	switch base(lang) {
	case "ab", "am", "ar", "as", "av", "ba", "be", "bg", "bn", "bo", "ce", "ckb", "cv", "dv", "dz", "el", "fa", "gu", "he", "hi", "hy", "ja",
		"ka", "kk", "km", "kn", "ko", "ks", "kv", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "or", "os", "pa", "ps", "ru", "sa", "sah", "sd",
		"si", "sr", "ta", "te", "tg", "th", "ti", "tt", "ug", "uk", "ur", "yi", "zh":
		return false
	}
	return true
}
