package deploy

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"brief/internal/output"
)

// Who can send a header of a file.
const (
	byStore = "the store"
	byCache = "the cache in front"
	byNone  = "nothing"
)

// HeaderLine says of one header of a site's files who sends it to readers.
type HeaderLine struct {
	Header string `json:"header"`
	Files  int    `json:"files"` // that have it
	By     string `json:"by"`    // the store, the cache in front, or nothing
	Why    string `json:"why,omitempty"`
}

// HeaderReport says what becomes of the headers of a site's files at a target.
// An object store keeps those of the content and no others; all else needs a
// cache in front that adds it (Amazon S3 User Guide, "Working with object
// metadata"; CloudFront, "Response headers policies", which are by path).
func HeaderReport(files []output.Entry, t *Target, bucket, cache bool) []HeaderLine {
	rec := newRecord(files, t)
	count := map[string]int{}
	for i := range rec.Files {
		o := &rec.Files[i]
		count["Content-Type"]++
		count["Cache-Control"]++
		if o.Encoding != "" {
			count["Content-Encoding"]++
		}
		if files[i].Redirect != "" {
			count["Location"]++
		}
		for name := range files[i].Headers {
			count[name]++
		}
	}
	content := []string{"Content-Type", "Cache-Control", "Content-Encoding", language}
	l := []HeaderLine{}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		h := HeaderLine{Header: name, Files: count[name], By: byNone}
		switch {
		case !bucket:
			h.Why = "a web server over the folder has to be told; --print-config prints _headers and _redirects"
		case slices.Contains(content, name):
			h.By = byStore
		case name == "Location":
			if h.By = byStore; !t.Redirects {
				h.By = byNone
			}
			h.Why = "by a website endpoint only; elsewhere the page itself leads on"
		case cache:
			h.By, h.Why = byCache, "with the response headers policy that --print-config prints"
		default:
			h.Why = "object stores cannot; set cloudfront, or another cache in front"
		}
		l = append(l, h)
	}
	return l
}

// PrintConfig writes what has to be set up round a target, as a list of files in
// the form of Go's txtar: policies, headers and redirects. The same input gives
// the same bytes.
func PrintConfig(w io.Writer, files []output.Entry, t *Target, bucket, distribution string) error {
	type file struct {
		name string
		body string
	}
	all := []file{
		{"_headers", headersFile(files, t)},
		{"_redirects", redirectsFile(files)},
	}
	if bucket != "" {
		all = append(all,
			file{"iam-plan.json", asJSON(planPolicy(bucket, t.Prefix))},
			file{"iam-deploy.json", asJSON(deployPolicy(bucket, t.Prefix, distribution))},
			file{"iam-setup.json", asJSON(setupPolicy(bucket, distribution))},
			file{"bucket-policy.json", asJSON(bucketPolicy(bucket, t.Prefix))},
			file{"lifecycle.json", asJSON(lifecycle(t.Prefix))},
			file{"cloudfront-headers.json", asJSON(cloudFrontHeaders(files, t))},
		)
	}
	for _, f := range all {
		if _, err := fmt.Fprintf(w, "-- %s --\n%s", f.name, f.body); err != nil {
			return err
		}
	}
	return nil
}

func asJSON(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		panic("deploy: a policy always has a JSON form: " + err.Error())
	}
	return string(text) + "\n"
}

// document is JSON of others' making.
type document map[string]any

func policy(statements ...document) document {
	return document{"Version": "2012-10-17", "Statement": statements}
}

func allow(sid string, actions []string, resource string) document {
	return document{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
}

func listing(bucket, prefix string) document {
	s := allow("List", []string{"s3:ListBucket"}, "arn:aws:s3:::"+bucket)
	if prefix != "" {
		// IfExists, for whether an object is absent is told only to who may list, and
		// that question has no prefix: else the first deploy would be denied.
		s["Condition"] = document{"StringLikeIfExists": document{"s3:prefix": prefix + "*"}}
	}
	return s
}

// planPolicy is what pull requests need: they look, and change nothing.
func planPolicy(bucket, prefix string) document {
	return policy(listing(bucket, prefix), allow("Read", []string{"s3:GetObject"}, "arn:aws:s3:::"+bucket+"/"+prefix+"*"))
}

func deployPolicy(bucket, prefix, distribution string) document {
	s := []document{
		listing(bucket, prefix),
		allow("ReadWriteDelete", []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"}, "arn:aws:s3:::"+bucket+"/"+prefix+"*"),
	}
	if distribution != "" {
		s = append(s, allow("Refresh", []string{"cloudfront:CreateInvalidation"}, "arn:aws:cloudfront::ACCOUNT:distribution/"+distribution))
	}
	return policy(s...)
}

// setupPolicy is for who sets the bucket and the cache up, once.
func setupPolicy(bucket, distribution string) document {
	s := []document{allow("Bucket", []string{"s3:PutBucketPolicy", "s3:PutBucketWebsite", "s3:PutLifecycleConfiguration", "s3:PutBucketPublicAccessBlock"}, "arn:aws:s3:::"+bucket)}
	if distribution != "" {
		s = append(s, allow("Headers", []string{"cloudfront:CreateResponseHeadersPolicy", "cloudfront:UpdateDistribution", "cloudfront:GetDistributionConfig"}, "arn:aws:cloudfront::ACCOUNT:distribution/"+distribution))
	}
	return policy(s...)
}

// bucketPolicy lets everyone read the site, and nobody without credentials what
// brief keeps of its own: its list names every page.
func bucketPolicy(bucket, prefix string) document {
	public := allow("Readers", []string{"s3:GetObject"}, "arn:aws:s3:::"+bucket+"/"+prefix+"*")
	public["Principal"] = "*"
	return policy(public, document{
		"Sid": "NotTheState", "Effect": "Deny", "Principal": "*", "Action": []string{"s3:GetObject"}, "Resource": "arn:aws:s3:::" + bucket + "/" + prefix + ownFolder + "*",
		"Condition": document{"StringEquals": document{"aws:PrincipalType": "Anonymous"}},
	})
}

// lifecycle removes the parts of long files whose deploy was killed. Where a bucket
// keeps versions, each deploy leaves some: a second rule removes them, but of all
// that lies below the prefix, so that it is for people to enable.
func lifecycle(prefix string) document {
	return document{"Rules": []document{{
		"ID": "parts-of-killed-deploys", "Status": "Enabled", "Filter": document{"Prefix": prefix},
		"AbortIncompleteMultipartUpload": document{"DaysAfterInitiation": 2},
	}, {
		"ID": "versions-that-were-replaced", "Status": "Disabled", "Filter": document{"Prefix": prefix},
		"NoncurrentVersionExpiration": document{"NoncurrentDays": 30}, "Expiration": document{"ExpiredObjectDeleteMarker": true},
	}}}
}

// cloudFrontHeaders is a response headers policy with what pages are to have
// beyond what the store sends, as "aws cloudfront create-response-headers-policy" takes it.
func cloudFrontHeaders(files []output.Entry, t *Target) document {
	security := document{}
	if v := commonest(files, "Content-Security-Policy"); v != "" {
		security["ContentSecurityPolicy"] = document{"Override": true, "ContentSecurityPolicy": v}
	}
	if v := commonest(files, "X-Content-Type-Options"); v != "" {
		security["ContentTypeOptions"] = document{"Override": true}
	}
	custom := []document{}
	for _, name := range headerNames(files) {
		if name != "Content-Security-Policy" && name != "X-Content-Type-Options" {
			custom = append(custom, document{"Header": name, "Value": commonest(files, name), "Override": true})
		}
	}
	p := document{"Name": "brief-" + t.Name, "Comment": "headers that an object store cannot send", "SecurityHeadersConfig": security}
	if len(custom) > 0 {
		p["CustomHeadersConfig"] = document{"Quantity": len(custom), "Items": custom}
	}
	return p
}

func headerNames(files []output.Entry) []string {
	names := map[string]bool{}
	for i := range files {
		for name := range files[i].Headers {
			if name != language { // which is of a page, and not of a path or of all
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// commonest is the value that most files have of a header; empty if none has it.
func commonest(files []output.Entry, name string) (best string) {
	count := map[string]int{}
	for i := range files {
		if v := files[i].Headers[name]; v != "" {
			count[v]++
		}
	}
	for _, v := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[v] > count[best] {
			best = v
		}
	}
	return best
}

// maxRules is how many rules Cloudflare Pages reads of a _headers file.
const maxRules = 100

// headersFile is _headers as Netlify and Cloudflare Pages read it: a rule for all,
// one for each folder of assets, and one for each other asset as far as there is
// room. Content-* headers are missing, which these hosts set themselves.
func headersFile(files []output.Entry, t *Target) string {
	var b strings.Builder
	rule := func(path string, lines ...string) {
		fmt.Fprintf(&b, "%s\n", path)
		for _, l := range lines {
			fmt.Fprintf(&b, "  %s\n", l)
		}
	}
	rec := newRecord(files, t)
	page, folders := "", map[string]string{}
	for i := range rec.Files {
		o := &rec.Files[i]
		if o.immutable() {
			if dir, _, ok := strings.Cut(o.Path, "/"); ok {
				folders[dir] = o.Cache
			}
		} else if page == "" && isPage(o) {
			page = o.Cache
		}
	}
	for i := range rec.Files { // a folder that holds anything else has no rule
		if dir, _, _ := strings.Cut(rec.Files[i].Path, "/"); !rec.Files[i].immutable() {
			delete(folders, dir)
		}
	}
	lines := []string{}
	for _, name := range headerNames(files) {
		lines = append(lines, name+": "+commonest(files, name))
	}
	rule("/*", append(lines, "Cache-Control: "+page)...)
	rules := 1
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		rules++
		rule("/"+dir+"/*", "! Cache-Control", "Cache-Control: "+folders[dir])
	}
	for i := range rec.Files {
		o := &rec.Files[i]
		dir, _, _ := strings.Cut(o.Path, "/")
		if o.immutable() && folders[dir] == "" && rules < maxRules {
			rules++
			rule("/"+escaped(o.Path), "! Cache-Control", "Cache-Control: "+o.Cache)
		}
	}
	return b.String()
}

// redirectsFile is _redirects as the same hosts read it. A part after # is the
// page's own business, which leads there too.
func redirectsFile(files []output.Entry) string {
	var b strings.Builder
	for i := range files {
		if e := &files[i]; e.Redirect != "" {
			from := "/" + escaped(strings.TrimSuffix(e.Path, "index.html"))
			fmt.Fprintf(&b, "%s %s 301\n", from, e.Redirect)
		}
	}
	return b.String()
}
