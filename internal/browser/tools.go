package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ToolsVariable is the environment variable that names the folder of npm
// packages that the tests of pages use (axe-core, vnu-jar, lighthouse, below
// node_modules). .ci/test sets it. Where it is set nothing may be missing.
const ToolsVariable = "BRIEF_TEST_TOOLS"

// Program returns the path of the first of the programs that is installed, and
// ends the test if none is.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "the program "+strings.Join(names, " or "))
	return ""
}

// Package returns the path of a file of an npm package, as
// "axe-core/axe.min.js", and ends the test if it is not there.
func Package(t testing.TB, file string) string {
	t.Helper()
	dir := os.Getenv(ToolsVariable)
	path := filepath.Join(dir, "node_modules", filepath.FromSlash(file))
	if _, err := os.Stat(path); dir == "" || err != nil {
		missing(t, "the npm package with "+file)
	}
	return path
}

// missing ends a test that lacks something: left out where Go alone is asked
// for, failed where everything must be there.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(ToolsVariable) != "" {
		t.Fatalf("%s is not installed; .ci/test installs it", what)
	}
	t.Skipf("left out: %s is not installed (.ci/test installs it)", what)
}
