package markdown

import "brief/internal/diag"

// Diag makes a problem of the n bytes at the byte offset off of the document's
// file, such as the Off and Len of a Hole. Holes, pictures and blocks carry
// offsets, not positions: nearly none of them is ever complained about, and
// lines are counted for those that are.
func (d *Doc) Diag(off, n int, sev diag.Severity, code, msg, hint string) diag.Diag {
	p := diag.At(d.file, d.src, off, n)
	p.Severity, p.Code, p.Msg, p.Hint = sev, code, msg, hint
	return p
}
