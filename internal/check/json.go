package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// readJSON notes the addresses in structured data, a JSON feed or a web
// manifest, and checks that it is JSON.
func (a *account) readJSON(text []byte) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		a.note(finding{
			code: "malformed-json", node: none,
			msg:  fmt.Sprintf("data of the page or file is not JSON: %v", err),
			hint: "programs read none of it until it is mended",
		})
		return
	}
	a.jsonRefs("", value)
	a.refs = distinct(a.refs)
}

func (a *account) jsonRefs(key string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			a.jsonRefs(k, v[k])
		}
	case []any:
		for _, e := range v {
			a.jsonRefs(key, e)
		}
	case string:
		a.jsonText(key, v)
	}
}

// jsonText notes one value: files that are shown must be of this site, pages
// that are named may be of others. Names are those of schema.org, of JSON Feed
// 1.1 and of the web manifest.
func (a *account) jsonText(key, v string) {
	manifest := a.kind == "application/manifest+json"
	switch key {
	case "contentUrl", "thumbnailUrl", "image", "logo", "banner_image", "icon", "favicon", "avatar":
		a.refs = append(a.refs, ref{url: v, what: "the file in " + key, use: useFile, whole: true})
	case "src", "start_url", "scope":
		if manifest {
			a.refs = append(a.refs, ref{url: v, what: "the address in " + key, use: useFile})
		}
	case "content_html":
		a.fragmentRefs(v)
	default:
		if strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "http://") {
			a.refs = append(a.refs, ref{url: v, what: "the address in " + key, use: useNamed})
		}
	}
}
