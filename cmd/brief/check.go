package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"brief/internal/build"
	"brief/internal/check"
	"brief/internal/diag"
	"brief/internal/output"

	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	var flags siteFlags
	var against, baseline string
	c := &cobra.Command{
		Use:  "check",
		Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkOneOf("format", flags.format, "text", "json", "sarif", "github"); err != nil {
				return err
			}
			return a.check(c, flags, against, baseline)
		},
	}
	flags.add(c, "text, json, sarif or github")
	c.Flags().StringVar(&against, "against", "", "a manifest, or the folder of one: no address in it may be gone")
	c.Flags().StringVar(&baseline, "baseline", "", "what an earlier check printed as json: only what is not in it counts")
	return c
}

func (a *app) check(c *cobra.Command, flags siteFlags, against, baseline string) error {
	start := time.Now()
	published, err := readManifest(a.inSite(against))
	if err != nil {
		return err
	}
	before, err := readBaseline(a.inSite(baseline))
	if err != nil {
		return err
	}
	debug.SetGCPercent(200)
	b, err := a.open(flags)
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent(b.Pages()))
	l, files, err := findings(c.Context(), b, published)
	if err != nil {
		return err
	}
	l, old := before.New(b.Finished(l))
	if err := a.reportFindings(l, flags.format); err != nil {
		return err
	}
	said, known := diag.Summary(l), ""
	if said == "" {
		said = "nothing found"
	}
	if old > 0 {
		known = fmt.Sprintf(", and %d that the baseline knows", old)
	}
	a.say("%s in %s%s (%d ms)", said, count(files, "file"), known, time.Since(start).Milliseconds())
	switch {
	case !l.HasErrors():
		return nil
	case failure(l) == exitUsage:
		return exit{code: exitUsage}
	}
	return exit{code: exitFindings}
}

// findings builds the site in memory and checks it: the build's own problems
// and those of the finished files, as one list, and the number of these. With a
// manifest, no address in it may be gone.
func findings(ctx context.Context, b *build.Builder, published *output.Manifest) (diag.List, int, error) {
	res, err := check.Run(b.All(ctx), checkOptions(b))
	if ctx.Err() != nil {
		return nil, 0, ctx.Err()
	}
	if err != nil {
		return nil, 0, exit{exitBuild, err.Error()}
	}
	if res.Partial {
		return res.Problems, res.Files, nil // else an address may be gone because of what is wrong
	}
	return append(res.Problems, gone(b, published)...), res.Files, nil
}

// gone are the addresses of a manifest that the site has no more: errors, unless
// brief.yaml says otherwise.
func gone(b *build.Builder, published *output.Manifest) (l diag.List) {
	for _, d := range b.Gone(published) {
		switch b.Config().Check.Severity[d.Code] {
		case "off":
			continue
		case "warning":
			d.Severity = diag.Warning
		default:
			d.Severity = diag.Error
		}
		l = append(l, d)
	}
	return l
}

// checkOptions are what a check of a builder's site knows beside its files.
func checkOptions(b *build.Builder) check.Options {
	opt := check.Options{Config: b.Config(), Origins: b.Origins, Text: b.Text}
	opt.Bytes = func(path string) ([]byte, error) {
		f, _, err := b.Get(path)
		if err != nil {
			return nil, err
		}
		return f.Bytes()
	}
	titles := map[string]bool{}
	for _, p := range b.Site().Published() {
		titles[p.Title] = true
	}
	for _, h := range b.Site().Held() {
		if !titles[h.Title] { // a published page may have the same title
			opt.Held = append(opt.Held, check.Held{Source: h.Path, Title: h.Title})
		}
	}
	return opt
}

// inSite is a path of the command line that is given from the site's folder, as
// an output's is; "" without one.
func (a *app) inSite(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// readManifest reads the manifest of an output folder, or a copy of it; nil
// without a name.
func readManifest(name string) (*output.Manifest, error) {
	if name == "" {
		return nil, nil
	}
	read := output.ReadManifestFile
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		read = output.ReadManifest
	}
	m, err := read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, exit{exitUsage, fmt.Sprintf("--against %s: there is no list of published files; name an output folder, or a copy of its .brief.json", name)}
	}
	if err != nil {
		return nil, exit{exitUsage, fmt.Sprintf("--against %s: %v", name, err)}
	}
	return m, nil
}

// readBaseline reads what an earlier check found; empty without a name.
func readBaseline(name string) (check.Baseline, error) {
	if name == "" {
		return nil, nil
	}
	name = filepath.Clean(name)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, exit{exitUsage, fmt.Sprintf("--baseline %s: there is no such file; give what brief check --format json printed", name)}
	}
	if err != nil {
		return nil, exit{exitUsage, fmt.Sprintf("--baseline: %v", err)}
	}
	// To open a named pipe waits for a writer. What a shell opened does not.
	if !info.Mode().IsRegular() && name != "/dev/stdin" && !strings.HasPrefix(name, "/dev/fd/") {
		return nil, exit{exitUsage, fmt.Sprintf("--baseline %s: it is not a file; give what brief check --format json printed", name)}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, exit{exitUsage, fmt.Sprintf("--baseline: %v", err)}
	}
	defer f.Close()
	b, err := check.ReadBaseline(f)
	if err != nil {
		return nil, exit{exitUsage, fmt.Sprintf("--baseline %s: %v", name, err)}
	}
	return b, nil
}

// reportFindings is report, with one more format. What programs read is whole: a
// baseline comes from it, and what a cut left out would be new one day.
func (a *app) reportFindings(l diag.List, format string) error {
	switch format {
	case "sarif":
		return check.WriteSARIF(a.stdout, l, version)
	case "json":
		return a.report(l, format)
	}
	return a.report(l.Cap(diag.PerFile), format)
}
