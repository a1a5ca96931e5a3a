package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"brief/internal/sitetest"
)

// What a build of hostile input may take: memory; the processors' time, which
// does not depend on what else the machine does; and, before it counts as
// hanging, time that passes, far beyond what any of these takes.
const (
	hostileMemory = 300 << 20
	hostileCPU    = 1 * time.Second
	hostileTime   = 2 * time.Minute
)

// Each of these sites is refused with a problem that names the file, in bounded
// time and memory, and the output of the last good build stays as it was.
func TestHostileInputIsRefusedAndHarmsNothing(t *testing.T) {
	page := func(text string) map[string]string {
		return map[string]string{"content/bad.md": "---\ntitle: Bad\n---\n" + text}
	}
	meta := func(lines string) map[string]string {
		return map[string]string{"content/bad.md": "---\ntitle: Bad\n" + lines + "---\nText.\n"}
	}
	for name, test := range map[string]struct {
		files map[string]string
		make  func(t *testing.T, site string) // what cannot be given as text
		code  string                          // of a problem
		at    string                          // where it stands; content/bad.md if empty
		exit  int                             // 3 if 0
	}{
		"aliases that multiply in front matter": {files: meta(yamlBomb("x-a")), code: "yaml-alias"},
		"aliases that multiply in brief.yaml":   {files: map[string]string{"brief.yaml": yamlBomb("title")}, code: "yaml-alias", at: "brief.yaml", exit: 2},
		"front matter nested without end":       {files: meta("x-a: " + strings.Repeat("[", 20_000) + "\n"), code: "yaml-syntax"},
		"front matter of megabytes":             {files: meta("x-a: " + strings.Repeat("long ", 300_000) + "\n"), code: "front-matter-too-large"},
		"quotes nested without end":             {files: page(strings.Repeat("> ", 5_000) + "deep\n"), code: "too-deep"},
		"lists nested without end":              {files: page(nestedList(600)), code: "too-deep"},
		"half links without end":                {files: page(strings.Repeat("[a](<b", 20_000) + "\n"), code: "too-complex"},
		"emphasis without end":                  {files: page(strings.Repeat("*a_ ", 50_000) + "\n"), code: "too-complex"},
		"one note used without end":             {files: page(strings.Repeat("[^a]", 20_000) + "\n\n[^a]: A note.\n"), code: "too-many-uses"},
		"a link above the site":                 {files: page("[x](../../../../etc/passwd)\n"), code: "broken-link"},
		"a picture above the site":              {files: page("![A.](../../../../etc/passwd)\n*C.* [D]\n"), code: "missing-picture"},
		"an encoded link above the site":        {files: page("[x](..%2f..%2f..%2fetc%2fpasswd)\n"), code: "broken-link"},
		"a slug above the site":                 {files: meta("slug: ../../../evil\n"), code: "bad-slug"},
		"an alias above the site":               {files: meta("aliases: [/../../../evil/]\n"), code: "bad-alias"},
		"lists within lists within lists":       {files: nestedRanges("<i>{{.Title}}</i>"), code: "template-endless", at: "layouts/home.html"},
		"lists that show nothing":               {files: nestedRanges(""), code: "template-endless", at: "layouts/home.html"},
		"lists that html/template goes by":      {files: nestedRanges(`{{printf "%2000v" .Title}}`), code: "template-endless", at: "layouts/home.html"},
		"a symbolic link out of the site": {make: func(t *testing.T, site string) {
			symlink(t, "/etc/passwd", filepath.Join(site, "content", "bad.md"))
		}, code: "symlink-outside"},
		"a folder linked from outside": {make: func(t *testing.T, site string) {
			symlink(t, "/etc", filepath.Join(site, "content", "bad.md"))
		}, code: "symlink-outside"},
		"a symbolic link round in a circle": {make: func(t *testing.T, site string) {
			symlink(t, "bad.md", filepath.Join(site, "content", "bad.md"))
		}, code: "symlink-loop"},
		"a symbolic link to nothing": {make: func(t *testing.T, site string) {
			symlink(t, "nothing.md", filepath.Join(site, "content", "bad.md"))
		}, code: "symlink-dangling"},
		"a pipe that nobody writes to": {make: func(t *testing.T, site string) {
			if err := syscall.Mkfifo(filepath.Join(site, "content", "bad.md"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, code: "not-a-file"},
		"a device that never ends": {make: func(t *testing.T, site string) {
			device(t, filepath.Join(site, "content", "bad.md"))
		}, code: "not-a-file"},
		"a page of 100 MB": {make: func(t *testing.T, site string) {
			big(t, filepath.Join(site, "content", "bad.md"))
		}, code: "too-long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, out, before := goodSite(t)
			lay(t, site, test.files)
			if test.make != nil {
				test.make(t, site)
			}
			got := hostileBuild(t, exec.Command(binary(t), "build", "-C", site))
			want := exitBuild
			if test.exit != 0 {
				want = test.exit
			}
			at := "content/bad.md"
			if test.at != "" {
				at = test.at
			}
			if got.code != want || !strings.Contains(got.said, at) || !strings.Contains(got.said, "["+test.code+"]") {
				t.Errorf("exit %d, want %d with %s at %s:\n%s", got.code, want, test.code, at, shorten(got.said))
			}
			if strings.Contains(got.said, "root:") {
				t.Error("it told what a file outside the site holds")
			}
			sameTrees(t, "the last good output", readTree(t, out), before)
		})
	}
}

// A file that nobody may read, as an ordinary user sees it: root may read all.
func TestAnUnreadableFileIsRefused(t *testing.T) {
	site, out, before := goodSite(t)
	lay(t, site, map[string]string{"content/bad.md": "---\ntitle: Bad\n---\nText.\n"})
	if err := os.Chmod(filepath.Join(site, "content", "bad.md"), 0); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary(t), "build", "-C", site)
	asNobody(t, c, site)
	got := hostileBuild(t, c)
	if got.code != exitBuild || !strings.Contains(got.said, "content/bad.md") || !strings.Contains(got.said, "[unreadable]") {
		t.Errorf("exit %d:\n%s", got.code, got.said)
	}
	sameTrees(t, "the last good output", readTree(t, out), before)
}

// A big file of static/ is published as it is, without being held in memory.
func TestAFileOf100MBIsPublishedInLittleMemory(t *testing.T) {
	site, out, _ := goodSite(t)
	big(t, filepath.Join(site, "static", "film.mp4"))
	got := hostileBuild(t, exec.Command(binary(t), "build", "-C", site))
	if got.code != exitOK {
		t.Fatalf("exit %d:\n%s", got.code, got.said)
	}
	info, err := os.Stat(filepath.Join(out, "film.mp4"))
	if err != nil || info.Size() != 100<<20 {
		t.Errorf("%v, %v", info, err)
	}
}

// When no more can be written, the site stays as it was, and the next build
// finds nothing in its way.
func TestAFullDiskLeavesTheSiteAsItWas(t *testing.T) {
	site, out, before := goodSite(t)
	lay(t, site, map[string]string{"content/index.md": "---\ntitle: New\n---\n" + strings.Repeat("Much text. ", 50_000) + "\n"})
	// A limit for the size of a file stands in for a full disk: a write then
	// fails in the same way, in the middle of a file. 64 blocks are 32 KB.
	got := hostileBuild(t, exec.Command("sh", "-c", `ulimit -f 64; exec "$@"`, "sh", binary(t), "build", "-C", site))
	if got.code != exitBuild || !strings.Contains(got.said, "index.html") {
		t.Errorf("exit %d:\n%s", got.code, got.said)
	}
	sameTrees(t, "the last good output", readTree(t, out), before)

	after := buildTo(t, site, out)
	sameTrees(t, "the next build", after, buildTo(t, site, filepath.Join(t.TempDir(), "clean")))
}

func TestAnOutputFolderThatIsNotOursIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ out, code string }{
		"holds other files":     {"mine", "output-not-ours"},
		"is content":            {"content", "output-in-site"},
		"lies in content":       {"content/public", "output-in-site"},
		"is the site":           {".", "output-in-site"},
		"holds the site":        {"..", "output-in-site"},
		"is linked to content":  {"linked", "output-in-site"},
		"is a file":             {"a file", "output-not-ours"},
		"lies below a file":     {"a file/public", "output-not-ours"},
		"is in static":          {"static/public", "output-in-site"},
		"is a device":           {"/dev/null", "output-not-ours"},
		"holds what was made":   {".brief", "output-in-site"},
		"is brief.yaml":         {"brief.yaml", "output-in-site"}, // once made a folder, it stopped each build after
		"is linked into nobody": {"linked/deeper", "output-in-site"},
	} {
		t.Run(name, func(t *testing.T) {
			site, _, _ := goodSite(t)
			lay(t, site, map[string]string{"mine/thesis.txt": "years of work", "static/x.txt": "x", "a file": "years of work"})
			symlink(t, "content", filepath.Join(site, "linked"))
			before := readTree(t, site)
			got := hostileBuild(t, exec.Command(binary(t), "build", "-C", site, "-o", test.out))
			if (got.code != exitBuild && got.code != exitUsage) || !strings.Contains(got.said, "["+test.code+"]") {
				t.Errorf("exit %d, want a refusal with %s:\n%s", got.code, test.code, got.said)
			}
			sameTrees(t, "the site", readTree(t, site), before)
		})
	}
}

// goodSite is a small site that has been built once.
func goodSite(t *testing.T) (site, out string, output tree) {
	t.Helper()
	site = layOut(t, sitetest.New(map[string]string{"content/index.md": "---\ntitle: Good\n---\nText.\n"}))
	out = filepath.Join(site, "public")
	return site, out, buildTo(t, site, out)
}

func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome is how a build ended and what it said.
type outcome struct {
	code int
	said string
}

// hostileBuild runs a build, which must end by itself within bounds.
func hostileBuild(t *testing.T, c *exec.Cmd) outcome {
	t.Helper()
	return boundedBuild(t, c, hostileMemory, hostileCPU)
}

func boundedBuild(t *testing.T, c *exec.Cmd, memory int64, most time.Duration) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hostileTime)
	defer cancel()
	measures, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer measures.Close()
	var talk bytes.Buffer
	bounded := exec.CommandContext(ctx, "measure", append([]string{c.Path}, c.Args[1:]...)...)
	if attr := c.SysProcAttr; attr != nil && attr.Credential != nil {
		bounded.Env = append(os.Environ(), measureAs+"="+fmt.Sprint(attr.Credential.Uid))
	}
	bounded.Stdout, bounded.Stderr, bounded.ExtraFiles = &talk, &talk, []*os.File{written}
	err = bounded.Run()
	written.Close()
	if ctx.Err() != nil {
		t.Fatalf("it did not end within %v", hostileTime)
	}
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	var kilobytes int64
	var cpu time.Duration
	if _, err := fmt.Fscan(measures, &kilobytes, &cpu); err != nil {
		t.Fatalf("it was not measured (%v): %s", err, shorten(talk.String()))
	}
	if kilobytes<<10 > memory {
		t.Errorf("it took %d MB of memory", kilobytes>>10)
	}
	if cpu > most {
		t.Errorf("it took %v of the processors' time", cpu)
	}
	if strings.Contains(talk.String(), "goroutine ") {
		t.Errorf("it crashed:\n%s", shorten(talk.String()))
	}
	return outcome{bounded.ProcessState.ExitCode(), talk.String()}
}

// yamlBomb is a mapping of a few lines that stands for a billion words.
func yamlBomb(key string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n", key)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "x-b%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b.String()
}

// nestedRanges is a home page that goes through 200 pages for each of 200 for
// each of 200, with what it shows of each.
func nestedRanges(shown string) map[string]string {
	files := map[string]string{"layouts/home.html": `{{define "main"}}` + strings.Repeat("{{range $.Pages}}", 3) + shown + strings.Repeat("{{end}}", 4)}
	for i := range 200 {
		files[fmt.Sprintf("content/p%d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\ndate: 2025-07-14\n---\nText.\n", i)
	}
	return files
}

func nestedList(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- deep\n")
	}
	return b.String()
}

func symlink(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

// device makes /dev/zero at the path; without the right to, a socket, which is
// no file either.
func device(t *testing.T, path string) {
	t.Helper()
	const zero = 1<<8 | 5 // Linux's number of /dev/zero: major 1, minor 5
	if syscall.Mknod(path, syscall.S_IFCHR|0o644, zero) == nil {
		return
	}
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
}

// big makes a file of 100 MB that takes no room on the disk.
func big(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(100<<20), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// asNobody runs a command as a user without rights, where the test is root.
func asNobody(t *testing.T, c *exec.Cmd, site string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	const nobody = 65534
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	err := filepath.WalkDir(site, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, nobody, nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
	// The folders above the site must let nobody through.
	for dir := site; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func shorten(s string) string {
	if len(s) > 2000 {
		return s[:2000] + "…"
	}
	return s
}
