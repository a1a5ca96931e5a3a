package main

import (
	"testing"

	"brief/internal/deploy"
)

// A deploy to a folder of one's own was said to cost "about $0.0003".
func TestOnlyABucketsRequestsHaveAPrice(t *testing.T) {
	rep := &deploy.Report{Unchanged: true, Stats: deploy.Stats{Requests: map[string]int{"PUT": 100}}}
	for bucket, want := range map[string]string{
		"":        "www: nothing changed (100 requests)",
		"example": "www: nothing changed (100 requests, about $0.0005)",
	} {
		if got := deployLine(&place{target: &deploy.Target{Name: "www"}, bucket: bucket}, rep, false); got != want {
			t.Errorf("bucket %q: %q, want %q", bucket, got, want)
		}
	}
}
