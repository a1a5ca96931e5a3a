package main

import (
	"errors"
	"fmt"

	"brief/internal/diag"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// unknownFlag puts the nearest of a command's flags to the error about one that
// it does not know. Other errors, and short flags, stay as they are.
func unknownFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return err
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near := diag.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return fmt.Errorf("%w; did you mean --%s?", err, near)
	}
	return err
}
