package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"brief/internal/build"
	"brief/internal/site"

	"github.com/spf13/cobra"
)

func (a *app) explainCommand() *cobra.Command {
	var flags siteFlags
	c := &cobra.Command{
		Use:  "explain PATH|URL",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			flags.onRequest = true
			b, err := a.open(flags)
			if err != nil {
				return err
			}
			e, err := b.Explain(args[0])
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
	f := e.File
	fmt.Fprintf(w, "%s\n", f.Path)
	if e.Shows != "" {
		fmt.Fprintf(w, "  shows      %s\n", e.Shows)
	}
	if f.Redirect != "" {
		fmt.Fprintf(w, "  leads to   %s\n", f.Redirect)
	}
	fmt.Fprintf(w, "  type       %s\n  class      %s\n  size       %d bytes\n  sha256     %s\n", f.Type, f.Class, f.Size, f.Sum)
	for _, h := range e.Headers {
		fmt.Fprintf(w, "  header     %s\n", h)
	}
	for _, t := range e.Templates {
		fmt.Fprintf(w, "  template   %s\n", t)
	}
	for _, s := range e.Sources {
		fmt.Fprintf(w, "  reads      %s\n", s)
	}
	for _, p := range e.Publishes {
		fmt.Fprintf(w, "  publishes  %s\n", p)
	}
}
