package locale

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"
)

func TestEveryLanguageHasEveryKey(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	for _, key := range Keys() {
		all := reflect.ValueOf(stringsOf(key))
		want := verbs.FindAllString(stringsOf(key).en, -1)
		for i := range all.NumField() {
			lang, s := all.Type().Field(i).Name, all.Field(i).String()
			if s == "" {
				t.Errorf("%s has no string %q", lang, key)
			}
			if got := T(lang, key); got != s {
				t.Errorf("T(%q, %q) = %q, want %q", lang, key, got, s)
			}
			if got := verbs.FindAllString(s, -1); !slices.Equal(got, want) {
				t.Errorf("%s: %q takes %v, English %v", lang, key, got, want)
			}
		}
	}
	if !slices.IsSorted(Keys()) {
		t.Error("Keys are not sorted")
	}
}

func TestFallback(t *testing.T) {
	for _, tt := range []struct{ lang, key, want string }{
		{"de-AT", "contents", "Inhalt"},
		{"DE", "contents", "Inhalt"},
		{"sw", "contents", "Contents"},
		{"", "contents", "Contents"},
		{"de", "no_such_key", ""},
	} {
		if got := T(tt.lang, tt.key); got != tt.want {
			t.Errorf("T(%q, %q) = %q, want %q", tt.lang, tt.key, got, tt.want)
		}
	}
}

func TestDate(t *testing.T) {
	vientiane := time.FixedZone("", 7*60*60)
	for _, tt := range []struct {
		lang string
		t    time.Time
		want string
	}{
		{"en", time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), "14 July 2025"},
		{"en-GB", time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), "14 July 2025"},
		{"en-US", time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), "July 14, 2025"},
		{"de", time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), "1. März 2025"},
		{"fr", time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC), "1er août 2025"},
		{"fr", time.Date(2025, 8, 2, 0, 0, 0, 0, time.UTC), "2 août 2025"},
		{"ru", time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), "5 ноября 2026 г."},
		{"uk", time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), "5 листопада 2026 р."},
		{"lo", time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), "5 ພະຈິກ 2026"},
		{"ar", time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), "14 يوليو 2025"},
		{"ja", time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), "2026-11-05"},
		// The day is that of the time's own zone, not that of UTC.
		{"en", time.Date(2025, 7, 14, 0, 0, 0, 0, vientiane), "14 July 2025"},
	} {
		if got := Date(tt.lang, tt.t); got != tt.want {
			t.Errorf("Date(%q, %v) = %q, want %q", tt.lang, tt.t, got, tt.want)
		}
	}
}

func TestDir(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "ltr", "lo": "ltr", "": "ltr", "pa": "ltr", "arn": "ltr",
		"ar": "rtl", "ar-EG": "rtl", "AR": "rtl", "he": "rtl", "fa": "rtl", "ur": "rtl", "ckb": "rtl",
		"ps": "rtl", "sd": "rtl", "yi": "rtl", "dv": "rtl", "ug": "rtl",
		"pa-Arab": "rtl", "sd-Deva": "ltr", "az-Arab-IR": "rtl", "de-1901": "ltr",
	} {
		if got := Dir(lang); got != want {
			t.Errorf("Dir(%q) = %q, want %q", lang, got, want)
		}
	}
}

func TestReadingMinutes(t *testing.T) {
	for words, want := range map[int]int{0: 1, 238: 1, 356: 1, 357: 2, 1190: 5} {
		if got := ReadingMinutes(words); got != want {
			t.Errorf("ReadingMinutes(%d) = %d, want %d", words, got, want)
		}
	}
}
