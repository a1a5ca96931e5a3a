package main

import (
	"fmt"
	"path/filepath"
	"runtime/debug"
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
		Args: cobra.NoArgs,
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
	// A collection costs by the live heap, which is small until the input is
	// read, so that the default would collect without pause.
	debug.SetGCPercent(800)
	b, err := a.open(flags)
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent(b.Inputs()))
	if !filepath.IsAbs(out) {
		out = filepath.Join(a.dir, out)
	}
	res, err := b.WriteDir(c.Context(), out, output.Options{Drafts: flags.drafts, Reserved: a.reserved()})
	if err != nil {
		return exit{exitBuild, err.Error()}
	}
	if err := a.report(res.Problems, flags.format); err != nil {
		return exit{exitBuild, err.Error()}
	}
	if res.Problems.HasErrors() {
		a.say("%s. Nothing was written: %s is as it was.", diag.Summary(res.Problems), out)
		return exit{code: failure(res.Problems)}
	}
	a.sayHeld(b.Site().Held())
	a.say("%s in %s: %d written, %d unchanged, %d removed (%d ms)%s", count(res.Pages, "page"), out,
		res.Written, res.Unchanged, res.Removed, time.Since(start).Milliseconds(), warned(res.Problems))
	return nil
}

// gcPercent lets the heap grow to about 100 MB of garbage beside the input.
func gcPercent(inputs int64) int {
	const garbage = 96 << 20
	return int(min(800, max(50, garbage*100/(inputs+inputs/2+1<<20))))
}

// reserved are the folders that an output must keep out of.
func (a *app) reserved() (dirs []string) {
	for _, d := range []string{"content", "layouts", "static"} {
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
