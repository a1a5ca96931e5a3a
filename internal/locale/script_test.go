package locale

import "testing"

func TestLatinLanguages(t *testing.T) {
	for lang, want := range map[string]bool{
		"en": true, "en-GB": true, "de-1996": true, "vi": true, "sr-Latn": true, "az": true, "": true,
		"lo": false, "LO": false, "uk": false, "ar-EG": false, "zh-Hant-TW": false, "az-Cyrl": false, "sr": false, "el": false,
	} {
		if got := Latin(lang); got != want {
			t.Errorf("%s: %v", lang, got)
		}
	}
}
