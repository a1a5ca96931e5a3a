package config

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhereATargetIs(t *testing.T) {
	for _, tt := range []struct{ url, bucket, prefix string }{
		{"s3://bucket", "bucket", ""},
		{"s3://bucket/", "bucket", ""},
		{"s3://bucket/laos", "bucket", "laos/"}, // "laos" and "laos/" are one: other tools deleted what lay in laos2
		{"s3://bucket/laos/", "bucket", "laos/"},
		{"s3://bucket/a/b", "bucket", "a/b/"},
		{"s3://bucket/a b + %ü&'/", "bucket", "a b + %ü&'/"},
	} {
		if _, l := Load("brief.yaml", []byte("deploy: {a: {url: \""+tt.url+"\"}}\n")); len(l) > 0 {
			t.Errorf("%s: %v", tt.url, l)
		}
		target := Target{URL: tt.url}
		if b, p, ok := target.Bucket(); !ok || b != tt.bucket || p != tt.prefix {
			t.Errorf("%s: %q, %q, %v", tt.url, b, p, ok)
		}
	}
	if _, _, ok := (&Target{URL: "../public"}).Bucket(); ok {
		t.Error("a folder is a bucket")
	}
}

func TestTargetsThatAreNoPlace(t *testing.T) {
	for _, line := range []string{"url: gs://bucket", "url: https://bucket.example.org", "url: s3://Bucket", "url: s3://", "url: s3://key:secret@bucket/x", "url: x, endpoint: \"https://key:secret@s3.example.net\"", "url: x, endpoint: \"https://secret@s3.example.net:x\"", "url: s3://bucket/../x", "url: s3://bucket/a//b", "url: s3://bucket/a/./b", "url: s3://bucket/.brief", "url: \"s3://bucket/a?b\"", "url: s3://bucket/" + strings.Repeat("x", 600), "url: x, protect: [\"[\"]"} {
		_, l := Load("brief.yaml", []byte("deploy: {a: {"+line+"}}\n"))
		if len(l) != 1 || l[0].Code != "bad-target" || l[0].Pos.Line != 1 || strings.Contains(fmt.Sprint(l[0]), "secret") {
			t.Errorf("%s: %v", line, l)
		}
	}
	_, l := Load("brief.yaml", []byte("deploy: {a: {url: x, cache: {pages: y}}}\n"))
	if len(l) != 1 || l[0].Code != "unknown-key" || !strings.Contains(l[0].Hint, `"page"`) {
		t.Errorf("a class that does not exist: %v", l)
	}
}
