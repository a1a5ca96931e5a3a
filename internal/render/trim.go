package render

import "text/template/parse"

// trimEdges is a hook for white space beside actions.
func trimEdges(t *parse.Tree) {}
