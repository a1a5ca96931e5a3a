package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"brief/internal/diag"

	"github.com/spf13/cobra"
)

const howMedia = "write 'brief media inspect FILE' or 'brief media credits'"

func (a *app) mediaCommand() *cobra.Command {
	c := &cobra.Command{
		Use:       "media inspect FILE | credits",
		ValidArgs: []string{"inspect", "credits"},
		Args:      words(1, 2, howMedia),
	}
	var flags siteFlags
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case args[0] == "inspect" && len(args) == 2:
			return a.inspect(args[1])
		case args[0] == "credits" && len(args) == 1:
			return a.credits(flags)
		}
		return errors.New(howMedia)
	}
	flags.add(c, "")
	return c
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
