// Package static embeds the default style sheet, fonts and icons.
package static

import "embed"

// FS holds the files, by their path below static/.
//
//go:embed all:*
var FS embed.FS
