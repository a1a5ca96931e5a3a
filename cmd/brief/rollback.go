package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"brief/internal/deploy"
	"brief/internal/diag"

	"github.com/spf13/cobra"
)

func (a *app) rollbackCommand() *cobra.Command {
	var f deployFlags
	c := &cobra.Command{
		Use:  "rollback",
		Args: targetArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			n := 1
			if len(args) == 2 {
				var err error
				if n, err = strconv.Atoi(args[1]); err != nil || n < 1 {
					return exit{exitUsage, fmt.Sprintf("%q is no number of releases to go back", args[1])}
				}
			}
			opt, err := a.deployOptions(c.Context(), f)
			if err != nil {
				return err
			}
			return a.work(c.Context(), args[0], f.asJSON, f.dryRun, func(ctx context.Context, p *place) (*deploy.Report, error) {
				opt.Severity = p.config.Check.Severity
				return deploy.Rollback(ctx, p.target, n, opt)
			})
		},
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and change nothing")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print a report as JSON")
	c.Flags().BoolVar(&f.wait, "wait", false, "wait for another deploy to end")
	c.Flags().BoolVar(&f.noLock, "no-lock", false, "publish to a store that cannot keep two deploys apart")
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask on a terminal")
	return c
}

func (a *app) gcCommand() *cobra.Command {
	var f deployFlags
	c := &cobra.Command{
		Use:  "gc",
		Args: targetArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			opt := deploy.Options{DryRun: f.dryRun, Wait: f.wait, NoLock: f.noLock, Owner: a.owner()}
			return a.work(c.Context(), args[0], f.asJSON, f.dryRun, func(ctx context.Context, p *place) (*deploy.Report, error) {
				return deploy.GC(ctx, p.target, opt)
			})
		},
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and change nothing")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print a report as JSON")
	c.Flags().BoolVar(&f.wait, "wait", false, "wait for a deploy to end")
	c.Flags().BoolVar(&f.noLock, "no-lock", false, "work on a store that cannot keep two deploys apart")
	return c
}

// work does something at a target and says what.
func (a *app) work(ctx context.Context, name string, asJSON, dryRun bool, do func(context.Context, *place) (*deploy.Report, error)) error {
	p, err := a.place(ctx, name, "", "", false)
	if err != nil {
		return a.ended(ctx, err, asJSON, nil)
	}
	rep, err := do(ctx, p)
	if asJSON {
		a.quiet = true
	}
	if rep.Release != "" || dryRun {
		a.sayDeployed(p, rep, err, dryRun)
	} else if err == nil {
		a.say("%s: %d deleted (%s)", p.target.Name, rep.Deleted, count(rep.Stats.Total(), "request"))
	}
	return a.ended(ctx, err, asJSON, &deployed{Report: rep})
}

func (a *app) releasesCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:  "releases",
		Args: targetArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := a.place(c.Context(), args[0], "", "", false)
			if err != nil {
				return a.ended(c.Context(), err, false, nil)
			}
			l, dirty, err := deploy.Releases(c.Context(), p.target)
			if err != nil {
				return a.ended(c.Context(), err, false, nil)
			}
			if dirty {
				a.say("a deploy is under way, or was cut off: run it again")
			}
			if asJSON {
				e := json.NewEncoder(a.stdout)
				e.SetIndent("", "  ")
				return e.Encode(append([]deploy.Release{}, l...))
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for i, r := range l {
				back := "current"
				if i > 0 {
					back = strconv.Itoa(i) + " back"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", back, r.Time.UTC().Format(time.RFC3339), r.ID, count(r.Pages, "page"), count(r.Files, "file"))
			}
			return w.Flush()
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (a *app) verifyCommand() *cobra.Command {
	var from, format string
	c := &cobra.Command{
		Use:  "verify",
		Args: targetArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkOneOf("format", format, "text", "json", "github"); err != nil {
				return err
			}
			l, said, err := a.verify(c.Context(), args[0], from)
			if err != nil {
				return a.ended(c.Context(), err, false, nil)
			}
			l.Sort()
			if err := a.report(l, format); err != nil {
				return err
			}
			if l.HasErrors() {
				a.say("%s in %s", diag.Summary(l), said)
				return exit{code: exitUnverified}
			}
			a.say("%s: as it was published", said)
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "", "for an address: the built folder that was published")
	c.Flags().StringVar(&format, "format", "text", "text, json or github")
	return c
}

// verify compares what a target holds, or what an address serves, with what was
// published.
func (a *app) verify(ctx context.Context, name, from string) (l diag.List, said string, err error) {
	if !strings.Contains(name, "://") {
		p, err := a.place(ctx, name, "", "", false)
		if err != nil {
			return nil, "", err
		}
		l, stats, err := deploy.Verify(ctx, p.target)
		return l, fmt.Sprintf("%s (%s)", p.target.Name, count(stats.Total(), "request")), err
	}
	if from == "" {
		from = filepath.Join(a.dir, "public")
	}
	s, problems := deploy.OpenDir(from)
	if len(problems) > 0 {
		return nil, "", &deploy.Problem{Kind: deploy.Refused, Diags: problems}
	}
	l, n, err := deploy.VerifyPublic(ctx, &deploy.Target{Address: name}, s.Files)
	return l, fmt.Sprintf("%s (%s)", name, count(n, "request")), err
}
