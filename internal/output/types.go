package output

import "strings"

// TypeOf returns the media type for a path by this package's own table, the
// same on every machine: "application/octet-stream" for an unknown ending.
// Text has its charset; JSON (RFC 8259, section 11) and SVG have none to give.
// A feed's own type is set by what makes it, since its name ends in .xml.
func TypeOf(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return "application/octet-stream"
	}
	ending := strings.ToLower(name[dot+1:])
	for _, typeOf := range []func(string) string{textType, pictureType, otherType} {
		if t := typeOf(ending); t != "" {
			return t
		}
	}
	return "application/octet-stream"
}

// textType is the type of what is text, and has a charset where its type has one.
func textType(ending string) string {
	switch ending {
	case "html", "htm":
		return "text/html; charset=utf-8"
	case "css":
		return "text/css; charset=utf-8"
	case "js", "mjs":
		return "text/javascript; charset=utf-8" // RFC 9239
	case "txt":
		return "text/plain; charset=utf-8"
	case "md":
		return "text/markdown; charset=utf-8" // RFC 7763
	case "csv":
		return "text/csv; charset=utf-8"
	case "vtt":
		return "text/vtt; charset=utf-8"
	case "xml":
		return "application/xml; charset=utf-8"
	case "json", "map":
		return "application/json"
	case "geojson":
		return "application/geo+json" // RFC 7946
	case "webmanifest":
		return "application/manifest+json"
	}
	return ""
}

func pictureType(ending string) string {
	switch ending {
	case "svg":
		return "image/svg+xml"
	case "png":
		return "image/png"
	case "jpg", "jpeg":
		return "image/jpeg"
	case "gif":
		return "image/gif"
	case "webp":
		return "image/webp" // RFC 9649
	case "avif":
		return "image/avif"
	case "ico":
		return "image/x-icon"
	}
	return ""
}

// otherType is the type of fonts, sound, films and whole documents.
func otherType(ending string) string {
	switch ending {
	case "woff":
		return "font/woff" // RFC 8081
	case "woff2":
		return "font/woff2"
	case "ttf":
		return "font/ttf"
	case "otf":
		return "font/otf"
	case "mp4", "m4v":
		return "video/mp4" // RFC 4337
	case "webm":
		return "video/webm"
	case "mov":
		return "video/quicktime"
	case "mp3":
		return "audio/mpeg" // RFC 3003
	case "ogg", "oga", "opus":
		return "audio/ogg" // RFC 5334
	case "m4a":
		return "audio/mp4"
	case "weba":
		return "audio/webm"
	case "wav":
		return "audio/wav"
	case "flac":
		return "audio/flac" // RFC 9639
	case "pdf":
		return "application/pdf"
	case "gz":
		return "application/gzip" // RFC 6713
	case "zip":
		return "application/zip"
	case "epub":
		return "application/epub+zip"
	case "wasm":
		return "application/wasm"
	}
	return ""
}
