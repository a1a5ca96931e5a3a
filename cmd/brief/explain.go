package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"brief/internal/build"
	"brief/internal/site"

	"github.com/spf13/cobra"
)

func (a *app) explainCommand() *cobra.Command {
	var flags siteFlags
	c := &cobra.Command{
		Use:  "explain PATH|URL",
		Args: words(1, 1, "name one file of the site, such as brief explain /why-laos/"),
		RunE: func(c *cobra.Command, args []string) error {
			flags.onRequest = true
			b, err := a.open(flags)
			if err != nil {
				return err
			}
			e, err := b.Explain(args[0])
			if inOutput, ok := strings.CutPrefix(filepath.ToSlash(args[0]), "public/"); ok && errors.Is(err, fs.ErrNotExist) {
				e, err = b.Explain(inOutput) // as it stands on the disk
			}
			if held, ok := b.HeldBack(args[0]); ok && errors.Is(err, fs.ErrNotExist) {
				return exit{exitUsage, held.Path + " is held back (" + reason(held) + "), so it makes no file; --drafts shows what it would make"}
			}
			if errors.Is(err, fs.ErrNotExist) {
				return exit{exitUsage, fmt.Sprintf("no file of the site comes from or stands at %q; 'brief list' names the pages", args[0])}
			}
			if err != nil {
				return exit{exitBuild, err.Error()}
			}
			writeExplanation(a.stdout, e)
			return nil
		},
	}
	flags.add(c, "")
	return c
}

// reason is why a page is held back, and until when.
func reason(h site.Held) string {
	if h.Until.IsZero() {
		return h.Reason
	}
	return h.Reason + ", until " + h.Until.Format(time.RFC3339)
}

func writeExplanation(w io.Writer, e build.Explanation) {
	lines := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				fmt.Fprintf(w, "  %-9s  %s\n", name, v)
			}
		}
	}
	if f := e.File; f != nil {
		fmt.Fprintf(w, "%s\n", f.Path)
		lines("shows", e.Shows)
		lines("leads to", f.Redirect)
		lines("type", f.Type)
		lines("class", string(f.Class))
		lines("size", fmt.Sprintf("%d bytes", f.Size))
		lines("sha256", f.Sum.String())
	} else {
		fmt.Fprintf(w, "%s\n", e.Shows) // published in other sizes alone
	}
	lines("recipe", e.Recipe)
	lines("header", e.Headers...)
	lines("template", e.Templates...)
	lines("reads", e.Sources...)
	lines("publishes", e.Publishes...)
	lines("made", e.Made...)
	lines("shown by", e.ShownBy...)
}
