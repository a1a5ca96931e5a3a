package config

import (
	"testing"
	"time"
)

// A correction on the day of publication left the page as old as it was, and
// readers of its feed never saw it.
func TestModifiedIsTheLatestThatTheEditorSays(t *testing.T) {
	for _, test := range []struct{ front, want string }{
		{"title: T", "0001-01-01T00:00:00Z"},
		{"date: 2025-07-14", "2025-07-14T00:00:00Z"},
		{"date: 2025-07-14\nupdated: 2025-07-20T09:00:00+07:00", "2025-07-20T09:00:00+07:00"},
		{"date: 2025-07-14\nupdated: 2025-07-13", "2025-07-14T00:00:00Z"},
		{"date: 2025-07-14\ncorrections: [{date: 2025-07-16, text: A}, {date: 2025-07-15, text: B}]", "2025-07-16T00:00:00Z"},
		{"date: 2025-07-14\ncorrections: [{date: 2025-07-16T08:00:00Z, text: A}, {date: 2025-07-16, text: B}]", "2025-07-16T08:00:00Z"},
		{"date: 2025-07-14\nupdated: 2025-07-20\ncorrections: [{date: 2025-07-16, text: A}]", "2025-07-20T00:00:00Z"},
		{"corrections: [{date: 2025-07-16, text: A}]", "2025-07-16T00:00:00Z"},
		// Of the same day.
		{"date: 2025-07-14\ncorrections: [{date: 2025-07-14, text: A}]", "2025-07-14T00:00:01Z"},
		{"date: 2025-07-14\ncorrections: [{date: 2025-07-14, text: A}, {date: 2025-07-14, text: B}]", "2025-07-14T00:00:02Z"},
		{"date: 2025-07-14T10:00:00+07:00\ncorrections: [{date: 2025-07-14, text: A}]", "2025-07-14T10:00:01+07:00"},
		{"date: 2025-07-14\ncorrections: [{date: 2025-07-16, text: A}, {date: 2025-07-16, text: B}]", "2025-07-16T00:00:01Z"},
		{"date: 2025-07-14\nupdated: 2025-07-16\ncorrections: [{date: 2025-07-16, text: A}]", "2025-07-16T00:00:01Z"},
	} {
		m, _, l := ParseMeta("a.md", []byte("---\n"+test.front+"\n---\n"), time.UTC)
		noProblems(t, l)
		if got := m.Modified().Time.Format(time.RFC3339); got != test.want {
			t.Errorf("%s: got %s, want %s", test.front, got, test.want)
		}
	}
}
