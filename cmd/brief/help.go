package main

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"brief/internal/diag"

	"github.com/spf13/cobra"
)

// helpTexts hold one page a command or topic: synopsis, what it does, flags
// with their defaults in words, exit status, an example last.
//
//go:embed help/*.txt
var helpTexts embed.FS

func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "help [COMMAND|TOPIC]",
		Args:      words(0, 2, "name one command or topic"),
		ValidArgs: helpTopics(),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.printHelp("brief")
			}
			// What a command makes or prints, as in "brief new site", stands in its own help.
			if len(args) == 2 && !takes(c.Root(), args[0], args[1]) {
				return exit{exitUsage, fmt.Sprintf("there is no help on \"%s %s\"; 'brief help %s' shows the help of that command", args[0], args[1], args[0])}
			}
			return a.printHelp(args[0])
		},
	}
}

// takes says whether a command has a word among its first arguments.
func takes(root *cobra.Command, command, word string) bool {
	for _, c := range root.Commands() {
		if c.Name() == command {
			return slices.Contains(c.ValidArgs, word)
		}
	}
	return false
}

func (a *app) printHelp(topic string) error {
	text, err := helpTexts.ReadFile("help/" + topic + ".txt")
	if err != nil {
		hint := "'brief help' lists the commands and topics"
		if near := diag.Nearest(topic, helpTopics()); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return exit{exitUsage, fmt.Sprintf("there is no help on %q; %s", topic, hint)}
	}
	_, err = a.stdout.Write(text)
	return err
}

// helpTopics are the names that "brief help" knows, sorted.
func helpTopics() (names []string) {
	entries, err := fs.ReadDir(helpTexts, "help")
	if err != nil {
		return nil // an embedded folder is always there
	}
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".txt"))
	}
	slices.Sort(names)
	return names
}
