package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"brief/internal/build"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"

	"github.com/spf13/cobra"
)

func (a *app) buildCommand() *cobra.Command {
	var flags siteFlags
	var out string
	c := &cobra.Command{
		Use:  "build",
		Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkOneOf("format", flags.format, "text", "json", "github"); err != nil {
				return err
			}
			return a.build(c, flags, out)
		},
	}
	flags.add(c, "text, json or github")
	c.Flags().StringVarP(&out, "output", "o", "public", "the folder to write to")
	return c
}

func (a *app) build(c *cobra.Command, flags siteFlags, out string) error {
	start := time.Now()
	paceHeap()
	write := output.Options{Drafts: flags.drafts, Reserved: a.reserved()}
	if a.verbose {
		a.trace = &trace{}
		write.Wrote = a.trace.write
	}
	flags.once = true
	b, err := a.open(flags)
	if err != nil {
		return err
	}
	if !filepath.IsAbs(out) {
		out = filepath.Join(a.dir, out)
	}
	res, err := b.WriteDir(c.Context(), out, write)
	if err != nil {
		return err // interrupted
	}
	a.sayTrace()
	if err := a.report(res.Problems, flags.format); err != nil {
		return err
	}
	if res.Problems.HasErrors() {
		a.say("%s. Nothing was written: %s is as it was.", diag.Summary(res.Problems), out)
		return exit{code: failure(res.Problems)}
	}
	if err := b.Prune(); err != nil {
		a.say("the cache of pictures, .brief, could not be tidied (%v)", err)
	}
	if libraries := b.Site().Recipe().SystemLibraries(); len(libraries) > 0 && b.Encoded() > 0 {
		a.say("Pictures were made by this system's %s: other systems may make other bytes. A brief built with -tags nodynamic makes the same everywhere.", strings.Join(libraries, " and "))
	}
	if !flags.drafts {
		a.sayHeld(b.Site().Held())
	}
	a.say("%s in %s: %d written, %d unchanged, %d removed (%d ms)%s", count(res.Pages, "page"), out,
		res.Written, res.Unchanged, res.Removed, time.Since(start).Milliseconds(), warned(res.Problems))
	return nil
}

// gcPercent lets the heap grow by about 56 MB of garbage over what a site of
// that many pages holds, which is measured: 4 KB a page, and 8 MB.
func gcPercent(pages int) int {
	const garbage, base, perPage = 56 << 20, 8 << 20, 4 << 10
	return min(800, max(50, 100*garbage/(base+perPage*pages)))
}

// reserved are what an output must keep out of: the site's folders, the one with
// the pictures that were made for it, and its brief.yaml, which no build could read
// any more once it were a folder.
func (a *app) reserved() (dirs []string) {
	for _, d := range []string{"content", "layouts", "static", filepath.Join(".brief", "pictures"), build.ConfigFile} {
		if abs, err := filepath.Abs(filepath.Join(a.dir, d)); err == nil {
			dirs = append(dirs, abs)
		}
	}
	return dirs
}

// failure is the exit code for problems that hold an error.
func failure(l diag.List) int {
	for _, d := range l {
		if d.Severity == diag.Error && d.Pos.File != build.ConfigFile {
			return exitBuild
		}
	}
	return exitUsage
}

// sayHeld names each page that was left out, why, and when it goes live.
func (a *app) sayHeld(held []site.Held) {
	for _, h := range held {
		when := ""
		if !h.Until.IsZero() {
			when = ", goes live " + h.Until.Format(time.RFC3339)
		}
		a.say("held back: %s (%s%s)", h.Path, h.Reason, when)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func warned(l diag.List) string {
	if len(l) == 0 {
		return ""
	}
	return ", " + diag.Summary(l)
}
