package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"brief/internal/diag"
	"brief/internal/picture"
	"brief/internal/source"

	"github.com/spf13/cobra"
)

func (a *app) mediaCommand() *cobra.Command {
	c := &cobra.Command{
		Use:       "media inspect FILE | credits",
		ValidArgs: []string{"inspect", "credits"},
		Args:      cobra.RangeArgs(1, 2),
	}
	var flags siteFlags
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case args[0] == "inspect" && len(args) == 2:
			return a.inspect(args[1])
		case args[0] == "credits" && len(args) == 1:
			return a.credits(flags)
		}
		return exit{exitUsage, "write 'brief media inspect FILE' or 'brief media credits'"}
	}
	flags.add(c, "")
	return c
}

// inspect says what a picture's file holds, and what of it is published.
func (a *app) inspect(name string) error {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(a.dir, path)
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return exit{exitUsage, fmt.Sprintf("there is no file %s", name)}
	}
	if info.Size() > 100<<20 {
		return exit{exitFindings, name + " is larger than 100 MB"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return exit{exitUsage, fmt.Sprintf("%s cannot be read (%v)", name, err)}
	}
	f := source.NewFile(name, data)
	pic, err := picture.Probe(f)
	if err != nil {
		if refused := picture.Refused(f); refused != nil {
			err = refused
		}
		return exit{exitFindings, fmt.Sprintf("%s %v", name, err)}
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", key, diag.Printable(value))
		}
	}
	line("type", pic.Type)
	line("size", fmt.Sprintf("%d by %d pixels, %d bytes", pic.Width, pic.Height, len(data)))
	said := picture.ReadEmbedded(f, pic)
	line("description", said.Alt)
	line("caption", said.Caption)
	line("credit", said.Credit)
	line("creator", said.Creator)
	line("copyright", said.Copyright)
	line("licence", said.Licence)
	line("source type", said.SourceType)
	private := "nothing that brief knows of"
	if names := picture.Private(data, pic.Type); len(names) > 0 {
		private = strings.Join(names, "; ")
	}
	if pic.Type != "image/svg+xml" {
		line("left out", private)
	} else {
		_, taken, err := picture.CleanSVG(data)
		if err != nil {
			return exit{exitFindings, fmt.Sprintf("%s %v", name, err)}
		}
		line("left out", strings.Join(taken, "; "))
	}
	return w.Flush()
}

// credits lists every picture of the site with its credit.
func (a *app) credits(flags siteFlags) error {
	b, err := a.open(flags)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, c := range b.Credits() {
		credit := c.Credit
		if credit == "" {
			credit = "(no credit)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", diag.Printable(c.Picture), diag.Printable(credit), diag.Printable(c.From), diag.Printable(c.Page))
	}
	return w.Flush()
}
