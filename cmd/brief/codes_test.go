package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Editors and CI set severities and look things up by codes, so the manual must
// name every one, and none that is not there.
func TestProblemsTopicNamesEveryCode(t *testing.T) {
	codes, literals := codesOfSource(t)
	if len(codes) < 30 {
		t.Fatalf("only %d codes were found in the source: the test sees too little", len(codes))
	}
	listed := map[string]bool{}
	_, list, _ := strings.Cut(helpText(t, "problems"), "\nCodes\n")
	for _, m := range regexp.MustCompile(`(?m)^    ([a-z0-9]+(?:-[a-z0-9]+)*)  `).FindAllStringSubmatch(list, -1) {
		if listed[m[1]] {
			t.Errorf("help/problems.txt names %s twice", m[1])
		}
		listed[m[1]] = true
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if !listed[code] {
			t.Errorf("help/problems.txt lacks %s (%s)", code, codes[code])
		}
	}
	// The severities of brief.yaml are held to a list of their own.
	known, err := os.ReadFile(filepath.Join(repository, "internal", "config", "codes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(slices.Sorted(maps.Keys(listed)), "\n") + "\n"; string(known) != want {
		t.Errorf("internal/config/codes.txt should hold the codes of help/problems.txt, sorted: got\n%s\nwant\n%s", known, want)
	}
	for _, code := range slices.Sorted(maps.Keys(listed)) {
		if !literals[code] {
			t.Errorf("help/problems.txt names %s, which no problem has", code)
		}
	}
}

// codesOfSource finds the codes of problems in the source, and where: a
// hyphenated literal that is a field Code, or that stands beside a sentence
// among the arguments of a call. A code that comes about in another way is at
// least among all literals.
func codesOfSource(t *testing.T) (codes map[string]string, literals map[string]bool) {
	t.Helper()
	codes, literals = map[string]string{}, map[string]bool{}
	set := token.NewFileSet()
	err := filepath.WalkDir(filepath.Join(repository, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "sitetest") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				literals[literal(n)] = true
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					if code := codeOf(n.Value); code != "" {
						codes[code] = set.Position(n.Pos()).String()
					}
				}
			case *ast.CallExpr:
				for _, arg := range n.Args {
					if code := codeOf(arg); code != "" && slices.ContainsFunc(n.Args, isSentence) {
						codes[code] = set.Position(n.Pos()).String()
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes, literals
}

// codeOf is the value of a literal that has the form of a code, else empty.
func codeOf(e ast.Expr) string {
	s := literal(e)
	if regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`).MatchString(s) {
		return s
	}
	return ""
}

// isSentence says whether an argument is a text for people, or makes one.
func isSentence(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		return slices.ContainsFunc(e.Args, isSentence)
	case *ast.BinaryExpr:
		return isSentence(e.X) || isSentence(e.Y)
	}
	return strings.Contains(literal(e), " ")
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	return ""
}
