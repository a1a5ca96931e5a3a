package sitetest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order is the table of the architecture: a package may import only packages
// that stand before it.
func order() []string {
	return []string{
		"internal/diag", "layouts", "static", "internal/locale", "internal/cache", "internal/source", "internal/config",
		"internal/markdown", "internal/content", "internal/picture", "internal/media", "internal/chart", "internal/locator", "internal/sharecard",
		"internal/site", "internal/output", "internal/policy", "internal/asset", "internal/render", "internal/build", "internal/check", "internal/deploy",
		"internal/export", "internal/watch", "internal/serve/qr", "internal/serve", "internal/artwork", "internal/icon", "internal/bench", "internal/bench/quality", "internal/sitetest", "internal/gateway", "internal/browser", "cmd/brief",
	}
}

// mayImport says whether the one package of the module may import the other.
func mayImport(from, to string) bool {
	switch from {
	case "internal/output":
		return to == "internal/diag" || to == "internal/source"
	case "internal/check", "internal/deploy", "internal/export":
		return to == "internal/output" || to == "internal/config" || to == "internal/diag"
	}
	i, j := slices.Index(order(), from), slices.Index(order(), to)
	return 0 <= j && j < i && to != "internal/sitetest" && to != "internal/gateway" && to != "internal/bench" && to != "internal/browser"
}

func TestImportsKeepTheOrderOfPackages(t *testing.T) {
	edges := 0
	eachFile(t, func(pkg, file string, f *ast.File) {
		if !slices.Contains(order(), pkg) && !slices.ContainsFunc(order(), func(p string) bool { return strings.HasPrefix(pkg, p+"/") }) {
			t.Errorf("%s: the package %s has no place in the order", file, pkg)
		}
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if to, ours := strings.CutPrefix(name, "brief/"); ours {
				if edges++; !mayImport(pkg, to) {
					t.Errorf("%s: %s may not import %s", file, pkg, to)
				}
			}
			// Their tables cost milliseconds at every start.
			for _, slow := range []string{"/lexers", "/styles"} {
				if strings.HasPrefix(name, "github.com/alecthomas/chroma/") && strings.HasSuffix(name, slow) {
					t.Errorf("%s imports %s", file, name)
				}
			}
		}
	})
	if edges < 20 {
		t.Errorf("only %d imports were seen", edges)
	}
}

// Whoever reads a document need not know what parsed it.
func TestMarkdownShowsNoGoldmark(t *testing.T) {
	eachFile(t, func(pkg, file string, f *ast.File) {
		if pkg != "internal/markdown" {
			return
		}
		goldmark := map[string]bool{}
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if !strings.HasPrefix(name, "github.com/yuin/goldmark") {
				continue
			}
			local := path.Base(name)
			if spec.Name != nil {
				local = spec.Name.Name
			}
			goldmark[local] = true
		}
		f.Decls = slices.DeleteFunc(f.Decls, methodOfUnexported)
		ast.FileExports(f)
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && goldmark[x.Name] {
					t.Errorf("%s shows %s.%s", file, x.Name, sel.Sel.Name)
				}
			}
			return true
		})
	})
}

func methodOfUnexported(d ast.Decl) bool {
	fn, ok := d.(*ast.FuncDecl)
	if !ok || fn.Recv == nil || len(fn.Recv.List) == 0 {
		return false
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && !id.IsExported()
}

// eachFile parses every Go file of the module but tests and testdata.
func eachFile(t *testing.T, do func(pkg, file string, f *ast.File)) {
	t.Helper()
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")) {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		do(path.Dir(p), p, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
