package config

import (
	"io/fs"
	"net/url"
	"path"
	"strings"
)

// Target is one place to publish to.
type Target struct {
	URL        string // s3://bucket/path, or a folder
	Region     string
	Endpoint   string // of a store other than AWS; empty for AWS
	PathStyle  bool
	CloudFront string            // the distribution in front; empty if there is none
	Refresh    []string          // the command that tells another cache what to forget, and its arguments; nil if there is none
	Cache      map[string]string // class of file -> Cache-Control
	Protect    []string          // patterns of paths that are never written or deleted
	Compress   string            // "none" or "gzip"
}

// Bucket splits a url such as s3://bucket/laos into the bucket and the prefix of
// its keys, which is empty or ends in a slash. It reports false for a folder.
func (t *Target) Bucket() (bucket, prefix string, ok bool) {
	rest, ok := strings.CutPrefix(t.URL, "s3://")
	if !ok {
		return "", "", false
	}
	bucket, prefix, _ = strings.Cut(rest, "/")
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return bucket, prefix, true
}

func targetFields() []field {
	return []field{
		{"url", "s3://bucket/path, or a folder", aText()},
		{"region", "such as eu-central-1", aText()},
		{"endpoint", "of a store other than AWS", anAddress()},
		{"path_style", "true: the bucket stands in the path", aBoolean()},
		{"cloudfront", "the distribution to refresh", aText()},
		{"refresh", "a command that tells another cache what to forget: [./purge, --all]", listOf(aText())},
		{"cache", "Cache-Control by class of file", mapOf(aText())},
		{"protect", "patterns of what is never written or deleted: [\"keep/*\"]", listOf(aText())},
		{"compress", "gzip: stored compressed", aWord(compressions)},
	}
}

func targetKeys() []string { return keysOf(targetFields()) }

func compressions() []string { return []string{"none", "gzip"} }

func cacheClasses() []string { return []string{"asset", "media", "page", "list", "feed"} }

// target decodes the deploy target of one name.
func (d *decoder) target(name, v *node) Target {
	t := Target{Compress: "none"}
	given := false
	d.mapping(name.Value, v, targetKeys, func(k, v *node) bool {
		switch key := k.Value; key {
		case "url":
			t.URL, given = d.targetURL(key, v), true
		case "region":
			t.Region = d.text(key, v)
		case "endpoint":
			t.Endpoint = d.endpoint(key, v)
		case "path_style":
			t.PathStyle = d.boolean(key, v)
		case "cloudfront":
			t.CloudFront = d.text(key, v)
		case "refresh":
			t.Refresh = d.texts(key, v)
		case "cache":
			t.Cache = make(map[string]string)
			d.mapping(key, v, cacheClasses, func(k, v *node) bool {
				t.Cache[k.Value] = d.text(k.Value, v)
				return isOneOf(k.Value, cacheClasses())
			})
		case "protect":
			t.Protect = d.patterns(key, v)
		case "compress":
			if c := d.oneOf(key, v, compressions); c != "" {
				t.Compress = c
			}
		default:
			return false
		}
		return true
	})
	if !given {
		d.problem(name, "missing-key", "the deploy target %s has no url", quote(name.Value)).
			Hint = "add where it publishes to, such as url: s3://bucket/path or a folder"
	}
	return t
}

// targetURL decodes where a target is. What has another scheme is a mistake and
// no folder.
func (d *decoder) targetURL(key string, v *node) string {
	s := d.text(key, v)
	scheme, rest, ok := strings.Cut(s, "://")
	switch {
	case s == "" || !ok:
		return s
	case scheme != "s3":
		d.problem(v, "bad-target", "%s is no place to publish to", quote(s)).
			Hint = "write s3://bucket/path, or a folder; for a store other than AWS also set endpoint"
		return ""
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if strings.Contains(bucket, "@") {
		d.credentials(key, v)
		return ""
	}
	if !isBucket(bucket) || !isPrefix(strings.Trim(prefix, "/")) {
		d.problem(v, "bad-target", "%s names no bucket and path", quote(s)).
			Hint = "write it as s3://bucket/path; credentials never stand here"
		return ""
	}
	return s
}

// endpoint decodes the address of a store.
func (d *decoder) endpoint(key string, v *node) string {
	s := d.text(key, v)
	if u, err := url.Parse(s); err == nil && u.User != nil || strings.Contains(s, "@") {
		d.credentials(key, v)
		return ""
	}
	return d.webAddress(key, v)
}

// credentials says that some stand where none may, and shows nothing of them: what
// is said is often kept where more people read it than the file.
func (d *decoder) credentials(key string, v *node) {
	p := d.problem(v, "bad-target", "%s holds a name or a password", key)
	p.Hint = "take it out and have it made invalid; credentials come from the environment, as 'brief help deploy' says"
	p.Excerpt, p.Cut, p.Len = "", 0, 0
}

// isPrefix reports whether keys can begin so, in every store and address: a path
// without empty parts and without what a policy takes for a pattern, at most half as long as a key may be. What brief keeps at
// a target of its own lies in .brief, which is no place for a site.
func isPrefix(p string) bool {
	return p == "" || len(p) <= 512 && fs.ValidPath(p) && p != "." && p != ".brief" && !strings.HasPrefix(p, ".brief/") && !strings.ContainsAny(p, "?*#\\")
}

// isBucket reports whether a bucket can have the name ("Bucket naming rules" of
// Amazon S3: 3 to 63 letters, digits, dots and hyphens).
func isBucket(name string) bool {
	if len(name) < 3 || len(name) > 63 {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') && (c != '-' && c != '.' || i == 0 || i == len(name)-1) {
			return false
		}
	}
	return true
}

// patterns decodes patterns of package path's.
func (d *decoder) patterns(key string, v *node) (l []string) {
	for _, v := range d.items(key, v) {
		p := d.text("a pattern", v)
		if _, err := path.Match(p, ""); err != nil {
			d.problem(v, "bad-target", "the pattern %s of %s cannot be read", quote(p), key).Hint = "* stands for any name, and folder/* for all below a folder"
			continue
		}
		if p != "" {
			l = append(l, p)
		}
	}
	return l
}
