// Command brief turns Markdown briefings with captioned pictures into a fast,
// accessible, minified static microsite.
//
// Standard output is data, standard error is talk. Exit codes are one list for
// all commands; see the constants below and "brief help".
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"brief/internal/diag"

	"github.com/spf13/cobra"
)

// Exit codes, one list for all commands.
const (
	exitOK        = 0
	exitFindings  = 1 // a check found errors
	exitUsage     = 2 // usage, or brief.yaml
	exitBuild     = 3 // the build failed, the old output is kept
	exitHangUp    = 129
	exitInterrupt = 130
	exitTerminate = 143
)

// app is what a command works with: where it talks, and the flags of all commands.
type app struct {
	stdout, stderr io.Writer
	getenv         func(string) string

	dir     string // -C
	quiet   bool
	verbose bool
	color   string
	trace   *trace // of a build with -v; else nil
}

// exit is an error that carries its exit code; msg may be empty if all has been said.
type exit struct {
	code int
	msg  string
}

func (e exit) Error() string { return e.msg }

// data is standard output. It remembers that something could not be written,
// which the commands themselves need not look for.
type data struct {
	w   io.Writer
	err error
}

func (d *data) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	if err != nil && d.err == nil {
		d.err = err
	}
	return n, err
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}

// run is the whole program: it returns the exit code.
func run(args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	out := &data{w: stdout}
	a := &app{stdout: out, stderr: stderr, getenv: getenv}
	root := a.root()
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	var e exit
	var sig interrupted
	switch {
	case out.err != nil:
		fmt.Fprintf(stderr, "brief: standard output cannot be written (%v)\n", out.err)
		return exitBuild
	case err == nil: // a signal that came when all was done changes nothing
		return exitOK
	case errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &sig):
		fmt.Fprintln(stderr, "brief: interrupted; the output folder is as it was")
		return sig.code()
	case errors.As(err, &e):
		if e.msg != "" {
			fmt.Fprintln(stderr, "brief: "+diag.Printable(e.msg))
		}
		return e.code
	default: // the command was not understood
		help := "Run 'brief help' for the commands and their flags."
		if c != root {
			help = fmt.Sprintf("Run 'brief help %s' for what it takes.", c.Name())
		}
		fmt.Fprintf(stderr, "brief: %s\n%s\n", printableLines(err.Error()), help)
		return exitUsage
	}
}

// printableLines is cobra's own text, which has lines and tabs of its own
// besides what was typed.
func printableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		text := strings.TrimLeft(line, "\t")
		lines[i] = line[:len(line)-len(text)] + diag.Printable(text)
	}
	return strings.Join(lines, "\n")
}

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ sig os.Signal }

func (i interrupted) Error() string { return "interrupted by " + i.sig.String() }

func (i interrupted) code() int {
	switch i.sig {
	case syscall.SIGTERM:
		return exitTerminate
	case syscall.SIGHUP:
		return exitHangUp
	}
	return exitInterrupt
}

// grace is how long a command may go on after a signal, to leave no trace. Then
// the program ends as if it were killed, which harms nothing either.
const grace = 5 * time.Second

// interruptible returns a context that the first signal to end cancels: an
// interrupt, a termination, a terminal that was closed, unless the program was
// started to outlive that (nohup). A second one ends the program at once.
func interruptible(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		select {
		case sig := <-signals:
			signal.Stop(signals)
			cancel(interrupted{sig})
			time.AfterFunc(grace, func() { os.Exit(interrupted{sig}.code()) })
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(signals); cancel(nil) }
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "brief",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return checkOneOf("color", a.color, "auto", "always", "never")
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return a.printHelp("brief")
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(badFlag)
	f := root.PersistentFlags()
	f.StringVarP(&a.dir, "directory", "C", ".", "the site's folder")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but problems")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "list what is rendered, with its time, and each file written")
	f.StringVar(&a.color, "color", "auto", "auto, always or never")
	root.SetHelpCommand(a.helpCommand())
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		if err := a.printHelp(c.Name()); err != nil {
			fmt.Fprintln(a.stderr, "brief:", err)
		}
	})
	root.AddCommand(a.newCommand(), a.serveCommand(), a.buildCommand(), a.checkCommand(), a.deployCommand(), a.rollbackCommand(), a.releasesCommand(), a.verifyCommand(), a.gcCommand(), a.listCommand(), a.explainCommand(), a.mediaCommand(), a.schemaCommand(),
		a.versionCommand(), a.completionCommand())
	return root
}
