// Package layouts embeds the default templates: this repository's own theme.
package layouts

import "embed"

// FS holds the templates, by their path below layouts/.
//
//go:embed all:*
var FS embed.FS
