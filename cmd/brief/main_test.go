package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the real main as the command "brief".
func TestMain(m *testing.M) {
	programs := helpers()
	programs["brief"] = main
	testscript.Main(withBinary{m}, programs)
}

// withBinary runs the tests and removes the binary that some of them built.
type withBinary struct{ m *testing.M }

func (w withBinary) Run() int {
	defer func() {
		if built.dir != "" {
			os.RemoveAll(built.dir)
		}
	}()
	return w.m.Run()
}

// built is the program as it is released, for the tests that need a process of
// its own: without cgo, the race detector and what testing adds to memory.
var built struct {
	once      sync.Once
	dir, path string
	err       error
}

func binary(tb testing.TB) string {
	tb.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "brief-test-"); built.err != nil {
			return
		}
		// Others than the owner must be able to run it: some tests give rights up.
		if built.err = os.Chmod(built.dir, 0o755); built.err != nil {
			return
		}
		built.path = filepath.Join(built.dir, "brief")
		c := exec.Command("go", "build", "-tags", "nodynamic", "-trimpath", "-ldflags", "-s -w", "-o", built.path, ".")
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%v\n%s", err, out)
		}
	})
	if built.err != nil {
		tb.Fatal(built.err)
	}
	return built.path
}

var update = flag.Bool("update", false, "take over what differs in testdata")

// TestScripts runs the command lines of testdata/script and compares what they
// say and write. Run it with -update to take over what differs, and read the diff.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			// A fixed moment and nothing of the machine's own settings.
			e.Setenv("SOURCE_DATE_EPOCH", "1767225600") // 2026-01-01T00:00:00Z
			e.Setenv("BRIEF_BASE_URL", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"files": files,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits CODE COMMAND [ARG...] runs a command that ends with this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit %d, want %s; it said\n%s", code, args[0], ts.ReadFile("stderr"))
	}
}

// files DIR [PATH...] says that a folder holds just these files, hashes in
// names written as HASH.
func files(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: files DIR [PATH...]")
	}
	dir := ts.MkAbs(args[0])
	var got []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		got = append(got, filepath.ToSlash(rel))
		return err
	})
	ts.Check(err)
	if g, w := strings.Join(got, "\n"), strings.Join(args[1:], "\n"); g != w {
		ts.Fatalf("%s holds\n%s\nwant\n%s", args[0], g, w)
	}
}
