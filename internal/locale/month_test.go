package locale

import (
	"testing"
	"time"
)

func TestMonthWithoutADayStandsInItsOwnForm(t *testing.T) {
	august := time.Date(2024, 8, 1, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{
		"en": "August 2024", "en-GB": "August 2024", "de": "August 2024", "fr": "août 2024",
		"ru": "август 2024 г.", "uk": "серпень 2024 р.", "lo": "ສິງຫາ 2024", "ar": "أغسطس 2024", "tlh": "2024-08",
	} {
		if got := Month(lang, august); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
