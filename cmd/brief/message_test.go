package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"brief/internal/diag"
)

// An argument that is quoted in a message could clear the screen or set a title.
func TestMessagesAboutArgumentsHaveNoControlCharacters(t *testing.T) {
	const evil = "a\x1b[2J\u009b\u202eb"
	dir := layOut(t, fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}})
	for _, args := range [][]string{
		{"-C", dir, "explain", evil},
		{"-C", dir, "explain", "/" + strings.Repeat("x", 100_000)},
		{"-C", evil, "build"},
		{"-C", dir, "build", "--" + evil},
		{"-C", dir, "build", "--as-of", evil},
		{"-C", dir, "new", "briefing", evil},
		{"-C", dir, "-o", evil},
		{"help", evil},
		{evil},
	} {
		var stdout, stderr strings.Builder
		code := run(args, &stdout, &stderr, func(string) string { return "" })
		if said := stderr.String(); code == exitOK || said == "" || len(said) > 2000 {
			t.Errorf("%.100q: exit code %d, %d bytes", args, code, len(said))
		}
		for _, r := range stdout.String() + stderr.String() {
			if (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) && r != '\n' && r != '\t' {
				t.Errorf("%.100q: %U is printed", args, r)
			}
		}
	}
}

// "strconv.ParseInt: invalid syntax" and "accepts 1 arg(s)" told an editor nothing.
func TestMessagesAboutArgumentsAreForPeople(t *testing.T) {
	dir := layOut(t, fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}})
	const asked = "\nRun 'brief help %s' for what it takes.\n"
	for args, want := range map[string]string{
		"serve -p x":                       `--port "x" is not a whole number, or too large a one` + fmt.Sprintf(asked, "serve"),
		"serve --port 9999999999999999999": `--port "9999999999999999999" is not a whole number, or too large a one` + fmt.Sprintf(asked, "serve"),
		"serve -p 70000":                   "there is no port 70000: choose one from 1 to 65535 with --port\n",
		"serve -p -1":                      "there is no port -1: choose one from 1 to 65535 with --port\n",
		"serve -p":                         "--port needs a value behind it" + fmt.Sprintf(asked, "serve"),
		"build --base-url":                 "--base-url needs a value behind it" + fmt.Sprintf(asked, "build"),
		"build --drafts=maybe":             `--drafts is given alone, or as --drafts=false: "maybe" is neither true nor false` + fmt.Sprintf(asked, "build"),
		"build -x":                         "unknown flag: -x" + fmt.Sprintf(asked, "build"),
		"build -qx":                        "unknown flag: -x" + fmt.Sprintf(asked, "build"),
		"build extra":                      `brief build takes flags alone, and not "extra"` + fmt.Sprintf(asked, "build"),
		"list extra":                       `brief list takes flags alone, and not "extra"` + fmt.Sprintf(asked, "list"),
		"explain":                          "name one file of the site, such as brief explain /why-laos/" + fmt.Sprintf(asked, "explain"),
		"media":                            "write 'brief media inspect FILE' or 'brief media credits'" + fmt.Sprintf(asked, "media"),
		"media inspect":                    "write 'brief media inspect FILE' or 'brief media credits'" + fmt.Sprintf(asked, "media"),
		"completion":                       "name your shell: bash, zsh, fish or powershell" + fmt.Sprintf(asked, "completion"),
		"schema config people":             "name one schema: config, frontmatter, people, sidecar" + fmt.Sprintf(asked, "schema"),
		"help new site now":                "name one command or topic" + fmt.Sprintf(asked, "help"),
		"check --baseline /none/":          "--baseline /none: there is no such file; give what brief check --format json printed\n",
	} {
		var stdout, stderr strings.Builder
		code := run(append([]string{"-C", dir}, strings.Fields(args)...), &stdout, &stderr, func(string) string { return "" })
		if _, said, _ := strings.Cut(stderr.String(), "brief: "); code != exitUsage || said != want || stdout.Len() > 0 {
			t.Errorf("brief %s: exit code %d, %q, want %q", args, code, said, want)
		}
	}
}

// A list that was cut made a baseline to which the mending of one finding brought
// another forward, as if it were new.
func TestCheckTellsPeopleTheFirstFindingsOfAFileAndProgramsAll(t *testing.T) {
	const dead = 300
	var links strings.Builder
	for i := range dead {
		fmt.Fprintf(&links, "<p><a href=/gone-%d/>page %d</a>\n", i, i)
	}
	old := "<!doctype html><html lang=en><title>Old</title><main><h1>Old</h1>" + links.String() + "</main>"
	dir := layOut(t, fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}, "static/old.html": {Data: []byte(old)}})
	check := func(want int, args ...string) (string, string) {
		var stdout, stderr strings.Builder
		if code := run(append([]string{"-C", dir, "check"}, args...), &stdout, &stderr, func(string) string { return "" }); code != want {
			t.Errorf("%q: exit code %d:\n%.500s", args, code, stderr.String())
		}
		return stdout.String(), stderr.String()
	}
	_, said := check(exitFindings)
	if n := strings.Count(said, "[broken-link]"); n >= diag.PerFile || !strings.Contains(said, "more problems of this file are not shown") || !strings.Contains(said, fmt.Sprintf("%d errors", dead)) {
		t.Errorf("%d of %d are told:\n%.500s", n, dead, said)
	}
	list, _ := check(exitFindings, "--format", "json")
	if n := strings.Count(list, `"broken-link"`); n != dead {
		t.Errorf("the list for programs holds %d of %d", n, dead)
	}
	known := filepath.Join(t.TempDir(), "known.json")
	if err := os.WriteFile(known, []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "static/old.html"), []byte(strings.Replace(old, "/gone-0/", "/", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	check(exitOK, "--baseline", known)
}
