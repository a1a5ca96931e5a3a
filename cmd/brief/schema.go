package main

import (
	"fmt"
	"strings"

	"brief/internal/config"

	"github.com/spf13/cobra"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "schema [frontmatter|config|people|sidecar]",
		Args:      words(0, 1, "name one schema: "+strings.Join(config.Schemas(), ", ")),
		ValidArgs: config.Schemas(),
		RunE: func(_ *cobra.Command, args []string) error {
			name := "frontmatter"
			if len(args) > 0 {
				name = args[0]
			}
			text := config.Schema(name)
			if text == nil {
				return exit{exitUsage, fmt.Sprintf("there is no schema of %q; it is one of %s", name, strings.Join(config.Schemas(), ", "))}
			}
			_, err := a.stdout.Write(text)
			return err
		},
	}
}
