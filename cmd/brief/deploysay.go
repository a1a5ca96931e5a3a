package main

import (
	"fmt"
	"os"
	"strings"

	"brief/internal/deploy"
)

// planLine is a plan in a line.
func planLine(p *deploy.Plan) string {
	s := fmt.Sprintf("%s to be sent (%s)", count(len(p.Send), "file"), size(p.Bytes()))
	if len(p.Delete) > 0 {
		s += fmt.Sprintf(", %d to be deleted", len(p.Delete))
	}
	if len(p.Retire) > 0 {
		s += fmt.Sprintf(", %d no longer used", len(p.Retire))
	}
	return s
}

func size(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f KB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// deployLine is what a deploy did, in a line.
func deployLine(p *place, rep *deploy.Report, dryRun bool) string {
	requests := count(rep.Stats.Total(), "request")
	if p.bucket != "" { // those of a folder cost nothing
		requests += fmt.Sprintf(", about $%.4f", rep.Stats.Cost())
	}
	switch {
	case rep.Unchanged:
		return fmt.Sprintf("%s: nothing changed (%s)", p.target.Name, requests)
	case dryRun:
		return fmt.Sprintf("%s: %s (%s)", p.target.Name, planLine(rep.Plan), requests)
	}
	s := fmt.Sprintf("%s: %s sent (%s)", p.target.Name, count(len(rep.Plan.Send), "file"), size(rep.Plan.Bytes()))
	if rep.Deleted > 0 {
		s += fmt.Sprintf(", %d deleted", rep.Deleted)
	}
	if n := len(rep.Purged); n > 0 {
		s += fmt.Sprintf(", the cache forgets %s", count(n, "path"))
	}
	return fmt.Sprintf("%s; release %s (%s)", s, rep.Release, requests)
}

// sayDeployed tells people what a deploy did or, with dryRun, would do.
func (a *app) sayDeployed(p *place, rep *deploy.Report, err error, dryRun bool) {
	if rep.Plan == nil || err != nil && !rep.Committed {
		return
	}
	if (dryRun || a.verbose) && !a.quiet {
		for _, c := range rep.Plan.Send {
			a.say("  send    %s (%s)", c.Path, c.Why)
		}
		for _, path := range rep.Plan.Delete {
			a.say("  delete  %s", path)
		}
		for _, path := range rep.Plan.Retire {
			a.say("  retire  %s", path)
		}
	}
	a.say("%s", deployLine(p, rep, dryRun))
	if rep.Asked > 0 && a.verbose {
		a.say("  %s asked for at %s, as readers do", count(rep.Asked, "file"), p.address)
	}
}

// sayHeaders says with -v who sends each header to readers.
func (a *app) sayHeaders(l []deploy.HeaderLine) {
	if !a.verbose {
		return
	}
	for _, h := range l {
		why := ""
		if h.Why != "" {
			why = " (" + h.Why + ")"
		}
		a.say("  header  %s of %s: sent by %s%s", h.Header, count(h.Files, "file"), h.By, why)
	}
}

// summarize adds what a deploy did, or would do, to the summary of a job of GitHub Actions.
func (a *app) summarize(p *place, rep *deploy.Report, err error, dryRun bool) {
	name := a.getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### Publishing to %s\n\n", p.target.Name)
	switch {
	case err != nil:
		fmt.Fprintf(&b, "It ended with a problem: %s\n\n", strings.ReplaceAll(err.Error(), "\n", " "))
	case rep.Unchanged:
		b.WriteString("Nothing changed.\n\n")
	case dryRun:
		b.WriteString("This is what would be done. Nothing was sent.\n\n")
	}
	if rep.Plan != nil {
		sent, deleted := "to send", "to delete"
		if rep.Committed {
			sent, deleted = "sent", "deleted"
		}
		fmt.Fprintf(&b, "| %s | bytes | %s | no longer used | requests | cost |\n|--:|--:|--:|--:|--:|--:|\n| %d | %s | %d | %d | %d | $%.4f |\n",
			sent, deleted, len(rep.Plan.Send), size(rep.Plan.Bytes()), len(rep.Plan.Delete), len(rep.Plan.Retire), rep.Stats.Total(), rep.Stats.Cost())
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return // the summary is a courtesy
	}
	defer f.Close()
	f.WriteString(b.String() + "\n")
}
