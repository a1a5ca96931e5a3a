package main

import (
	"errors"
	"fmt"

	"brief/internal/diag"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// badFlag says what is wrong with a flag, in words for people: the library's own are
// those of Go's parsers.
func badFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &bare):
		return fmt.Errorf("--%s needs a value behind it", bare.GetFlag().Name)
	case errors.As(err, &wrong):
		f := wrong.GetFlag()
		switch f.Value.Type() {
		case "bool":
			return fmt.Errorf("--%s is given alone, or as --%s=false: %q is neither true nor false", f.Name, f.Name, wrong.GetValue())
		case "int":
			return fmt.Errorf("--%s %q is not a whole number, or too large a one", f.Name, wrong.GetValue())
		}
	}
	return err
}

// unknownFlag names the nearest of a command's flags to one that it does not know.
func unknownFlag(c *cobra.Command, unknown *pflag.NotExistError) error {
	if unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag: -%s", unknown.GetSpecifiedName())
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	name := unknown.GetSpecifiedName()
	if near := diag.Nearest(name, names); near != "" {
		return fmt.Errorf("unknown flag: --%s; did you mean --%s?", name, near)
	}
	return fmt.Errorf("unknown flag: --%s", name)
}

// nothing refuses words behind a command that takes flags alone.
func nothing(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("brief %s takes flags alone, and not %q", c.Name(), args[0])
	}
	return nil
}

// words refuses fewer or more words behind a command than it takes, and says which
// these are.
func words(least, most int, which string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return errors.New(which)
		}
		return nil
	}
}
