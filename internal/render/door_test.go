package render

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Only the door may ask the site: what is read by any other way is not recorded.
// A door's field s is the one place where a site is kept, and door.go the one
// file that uses it; Render passes its parameter on to the door.
func TestOnlyTheDoorReachesTheSite(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && x.Name == "site" && n.Sel.Name == "Site" && name != "door.go" && name != "render.go" {
					t.Errorf("%v: a *site.Site outside the door", fset.Position(n.Pos()))
				}
				d, isDoor := n.X.(*ast.SelectorExpr)
				isDoor = isDoor && d.Sel.Name == "door" || ok && x.Name == "d"
				if isDoor && n.Sel.Name == "s" && name != "door.go" {
					t.Errorf("%v: the door's site is used outside it", fset.Position(n.Pos()))
				}
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && name == "render.go" {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "s" {
						t.Errorf("%v: Render calls the site itself", fset.Position(n.Pos()))
					}
				}
			}
			return true
		})
	}
}
