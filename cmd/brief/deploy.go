package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"brief/internal/deploy"
	"brief/internal/diag"
	"brief/internal/output"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Exit codes of the commands that talk to a target.
const (
	exitRefused    = 4 // a guard refused; nothing was sent
	exitBusy       = 5 // another deploy has the target
	exitStopped    = 6 // part-way; run it again
	exitNoAccess   = 7 // credentials or rights
	exitUnverified = 8 // what readers get is not what was published
)

// deployFlags are the flags of "brief deploy" beyond those of a build.
type deployFlags struct {
	from, planOut, plan, maxDelete, preview string
	dryRun, exitCode, asJSON                bool
	adopt, wait, noLock, verify             bool
	printConfig, yes                        bool
}

func (a *app) deployCommand() *cobra.Command {
	var site siteFlags
	var f deployFlags
	c := &cobra.Command{
		Use:  "deploy",
		Args: targetArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.deploy(c.Context(), site, f, args[0]) },
	}
	c.Flags().StringVar(&site.baseURL, "base-url", "", "the site's address; stands over brief.yaml and BRIEF_BASE_URL")
	c.Flags().StringVar(&site.asOf, "as-of", "", "the moment to build for: a day or an RFC 3339 time")
	site.given = c.Flags().Changed
	c.Flags().StringVar(&f.from, "from", "", "publish this folder, which a build wrote, and build nothing")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and change nothing")
	c.Flags().BoolVar(&f.exitCode, "exit-code", false, "with --dry-run, exit with 1 if something would change")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print a report as JSON")
	c.Flags().StringVar(&f.planOut, "plan-out", "", "keep the plan in this file")
	c.Flags().StringVar(&f.plan, "plan", "", "carry out the plan of this file, and no other")
	c.Flags().StringVar(&f.maxDelete, "max-delete", "", "how many files may be deleted, or which share of them")
	c.Flags().BoolVar(&f.adopt, "adopt", false, "overwrite what others put at the site's addresses")
	c.Flags().BoolVar(&f.wait, "wait", false, "wait for another deploy to end")
	c.Flags().BoolVar(&f.noLock, "no-lock", false, "publish to a store that cannot keep two deploys apart")
	c.Flags().BoolVar(&f.verify, "verify", false, "ask the store what it holds, mend it, and ask for some pages as readers do")
	c.Flags().StringVar(&f.preview, "preview", "", "publish beside the site, under this name, hidden from search engines")
	c.Flags().BoolVar(&f.printConfig, "print-config", false, "print the policies and settings that the target needs")
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask on a terminal")
	return c
}

// targetArgs asks for the name of a target.
func targetArgs(most int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 || len(args) > most {
			return exit{exitUsage, "name the target: one of those below deploy in brief.yaml"}
		}
		return nil
	}
}

func (a *app) deploy(ctx context.Context, site siteFlags, f deployFlags, name string) error {
	opt, err := a.deployOptions(ctx, f)
	if err != nil {
		return err
	}
	p, err := a.place(ctx, name, site.baseURL, f.preview, f.printConfig)
	if err != nil {
		return a.ended(ctx, err, f.asJSON, nil)
	}
	opt.Gone, opt.Severity = p.config.Check.Severity["address-gone"], p.config.Check.Severity
	if f.preview != "" { // nobody kept its addresses
		if opt.Gone = "off"; opt.Limit == nil {
			opt.Limit = &deploy.Limit{N: 100, Percent: true}
		}
	}
	dir := f.from
	if dir == "" {
		if dir, err = a.buildFor(ctx, site, p, f.preview != ""); err != nil {
			return err
		}
	}
	s, l := deploy.OpenDir(dir)
	if len(l) > 0 {
		return a.ended(ctx, &deploy.Problem{Kind: deploy.Refused, Diags: l}, f.asJSON, nil)
	}
	if f.printConfig {
		return deploy.PrintConfig(a.stdout, s.Files, p.target, p.bucket, p.distribution)
	}
	if f.preview != "" {
		if s, err = deploy.NoIndex(s); err != nil {
			return exit{exitStopped, err.Error()}
		}
	}
	p.warnOfPrefix(a)
	debug.SetGCPercent(100)
	rep, err := deploy.Deploy(ctx, s, p.target, opt)
	if err == nil && f.planOut != "" {
		err = writePlan(f.planOut, rep.Plan)
	}
	if f.asJSON {
		a.quiet = true
	}
	headers := deploy.HeaderReport(s.Files, p.target, p.bucket != "", p.target.Refresh != nil)
	a.sayDeployed(p, rep, err, f.dryRun)
	a.sayHeaders(headers)
	a.summarize(p, rep, err, f.dryRun)
	if err := a.ended(ctx, err, f.asJSON, &deployed{Report: rep, Headers: headers}); err != nil {
		return err
	}
	if f.dryRun && f.exitCode && !rep.Unchanged {
		return exit{code: exitFindings}
	}
	return nil
}

// deployOptions are what the flags say.
func (a *app) deployOptions(ctx context.Context, f deployFlags) (opt deploy.Options, err error) {
	opt = deploy.Options{DryRun: f.dryRun, Adopt: f.adopt, NoLock: f.noLock, Wait: f.wait, Verify: f.verify, Owner: a.owner(), Progress: a.progress()}
	if f.maxDelete != "" {
		limit, err := deploy.ParseLimit(f.maxDelete)
		if err != nil {
			return opt, exit{exitUsage, "--max-delete: " + err.Error()}
		}
		opt.Limit = &limit
	}
	if f.plan != "" {
		text, err := os.ReadFile(f.plan)
		if err != nil {
			return opt, exit{exitUsage, fmt.Sprintf("--plan: %v", err)}
		}
		opt.Plan = &deploy.Plan{}
		if err := json.Unmarshal(text, opt.Plan); err != nil {
			return opt, exit{exitUsage, fmt.Sprintf("--plan %s: this is no plan (%v)", f.plan, err)}
		}
	}
	if f.exitCode && !f.dryRun {
		return opt, exit{exitUsage, "--exit-code says whether a plan has changes: give --dry-run too"}
	}
	if !f.yes && !f.dryRun && !f.asJSON && f.plan == "" && term.IsTerminal(int(os.Stdin.Fd())) {
		opt.Confirm = func(p *deploy.Plan) bool { return a.confirm(ctx, p) }
	}
	return opt, nil
}

// confirm asks who sits at the terminal. An interrupt is a no.
func (a *app) confirm(ctx context.Context, p *deploy.Plan) bool {
	fmt.Fprintf(a.stderr, "%s. Publish it? [y/N] ", planLine(p))
	lines := make(chan string, 1)
	go func() { // nothing but a line ends it
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		answer := strings.ToLower(strings.TrimSpace(line))
		return answer == "y" || answer == "yes"
	case <-ctx.Done():
		fmt.Fprintln(a.stderr)
		return false
	}
}

// progress shows on a terminal how far a deploy is; nil elsewhere.
func (a *app) progress() func(done, all int) {
	f, ok := a.stderr.(*os.File)
	if a.quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(done, all int) {
		end := ""
		if done == all {
			end = "\n"
		}
		fmt.Fprintf(f, "\rsent %d of %d%s", done, all, end)
	}
}

// owner is who deploys, for those who find the target busy.
func (a *app) owner() string {
	if run := a.getenv("GITHUB_RUN_ID"); run != "" {
		return a.getenv("GITHUB_SERVER_URL") + "/" + a.getenv("GITHUB_REPOSITORY") + "/actions/runs/" + run
	}
	if host, err := os.Hostname(); err == nil {
		return host
	}
	return "somebody"
}

// buildFor builds the site that is to be published, and returns the folder.
func (a *app) buildFor(ctx context.Context, site siteFlags, p *place, preview bool) (string, error) {
	dir := filepath.Join(a.dir, "public")
	if preview {
		dir = filepath.Join(a.dir, ".brief", "preview")
		site.baseURL = p.address
	}
	debug.SetGCPercent(200)
	site.once = true
	b, err := a.open(site)
	if err != nil {
		return "", err
	}
	debug.SetGCPercent(gcPercent(b.Pages()))
	res, err := b.WriteDir(ctx, dir, output.Options{Reserved: a.reserved()})
	if err != nil {
		return "", err
	}
	format := "text"
	if a.getenv("GITHUB_ACTIONS") == "true" {
		format = "github"
	}
	if err := a.report(res.Problems, format); err != nil {
		return "", err
	}
	if res.Problems.HasErrors() {
		a.say("%s. Nothing was published.", diag.Summary(res.Problems))
		return "", exit{code: failure(res.Problems)}
	}
	a.sayHeld(b.Site().Held())
	return dir, nil
}

func writePlan(name string, p *deploy.Plan) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, append(text, '\n'), 0o644); err != nil {
		return exit{exitUsage, fmt.Sprintf("--plan-out: %v", err)}
	}
	return nil
}

// deployed is what --json prints.
type deployed struct {
	*deploy.Report
	Cost     float64             `json:"cost_usd"` // of the requests, at list price
	Headers  []deploy.HeaderLine `json:"headers,omitempty"`
	Problems json.RawMessage     `json:"problems"`
	Exit     int                 `json:"exit"`
}

// ended says how a deploy ended, and returns its exit code as an error.
func (a *app) ended(ctx context.Context, err error, asJSON bool, d *deployed) error {
	code, problems := a.exitOf(ctx, err)
	if d == nil {
		d = &deployed{Report: &deploy.Report{}}
	}
	problems = append(problems, d.Notices...)
	if asJSON {
		var b strings.Builder
		if err := diag.WriteJSON(&b, problems); err != nil {
			return err
		}
		d.Problems, d.Exit, d.Cost = json.RawMessage(b.String()), code, d.Stats.Cost()
		e := json.NewEncoder(a.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(d); err != nil {
			return err
		}
	} else {
		format := "text"
		if a.getenv("GITHUB_ACTIONS") == "true" {
			format = "github"
		}
		if len(problems) > 0 {
			if err := a.report(problems, format); err != nil {
				return err
			}
		}
	}
	if code == exitOK {
		return nil
	}
	if e, ok := errors.AsType[exit](err); ok {
		return e
	}
	return exit{code: code}
}

// exitOf is the exit code for an error, and what is to be told of it.
func (a *app) exitOf(ctx context.Context, err error) (int, diag.List) {
	if err == nil {
		return exitOK, nil
	}
	var sig interrupted
	if errors.As(context.Cause(ctx), &sig) {
		a.say("brief: interrupted; run the deploy again, and it goes on where this one ended")
		return sig.code(), nil
	}
	p, ok := errors.AsType[*deploy.Problem](err)
	if !ok {
		if e, ok := errors.AsType[exit](err); ok {
			return e.code, nil
		}
		return exitStopped, diag.List{{Severity: diag.Error, Code: "deploy-stopped", Msg: err.Error()}}
	}
	switch p.Kind {
	case deploy.Refused:
		return exitRefused, p.Diags
	case deploy.BusyTarget:
		return exitBusy, p.Diags
	case deploy.NoAccess:
		return exitNoAccess, p.Diags
	case deploy.Unverified:
		return exitUnverified, p.Diags
	}
	return exitStopped, p.Diags
}
