package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"brief/internal/site"

	"github.com/spf13/cobra"
)

// listing is what "brief list --json" prints.
type listing struct {
	Published  []listedPage `json:"published"`
	Held       []heldPage   `json:"held"`
	NextChange string       `json:"next_change,omitempty"` // RFC 3339
}

type listedPage struct {
	Address string `json:"address"` // from the site's root, with a leading slash
	Title   string `json:"title"`
	Source  string `json:"source"`
	Date    string `json:"date,omitempty"` // a day, or RFC 3339
	Held    string `json:"held,omitempty"` // with --drafts: why it is held back without
}

type heldPage struct {
	Source string `json:"source"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"` // RFC 3339
}

func (a *app) listCommand() *cobra.Command {
	var flags siteFlags
	var asJSON bool
	c := &cobra.Command{
		Use:  "list",
		Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			b, err := a.open(flags)
			if err != nil {
				return err
			}
			l := listSite(b.Site(), flags.drafts)
			if asJSON {
				e := json.NewEncoder(a.stdout)
				e.SetEscapeHTML(false)
				e.SetIndent("", "  ")
				return e.Encode(l)
			}
			return a.printListing(l)
		},
	}
	flags.add(c, "")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func listSite(s *site.Site, drafts bool) listing {
	l := listing{Published: []listedPage{}, Held: []heldPage{}}
	shown := map[string]string{} // held-back pages that --drafts publishes
	if drafts {
		for _, h := range s.Held() {
			shown[h.Path] = h.Reason
		}
	}
	for _, c := range s.Published() {
		p := listedPage{Address: "/" + c.Address, Title: c.Title, Source: c.Path, Held: shown[c.Path]}
		if c.Fragment != "" {
			p.Address += "#" + c.Fragment
		}
		switch {
		case c.Date.IsZero():
		case c.Date.DayOnly:
			p.Date = c.Date.Time.Format(time.DateOnly)
		default:
			p.Date = c.Date.Time.Format(time.RFC3339)
		}
		l.Published = append(l.Published, p)
	}
	for _, h := range s.Held() {
		if _, listed := shown[h.Path]; listed {
			continue
		}
		p := heldPage{Source: h.Path, Title: h.Title, Reason: h.Reason}
		if !h.Until.IsZero() {
			p.Until = h.Until.Format(time.RFC3339)
		}
		l.Held = append(l.Held, p)
	}
	if t := s.NextChange(); !t.IsZero() {
		l.NextChange = t.Format(time.RFC3339)
	}
	return l
}

func (a *app) printListing(l listing) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, p := range l.Published {
		held := ""
		if p.Held != "" {
			held = " (held back: " + p.Held + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s%s\n", p.Address, p.Date, p.Source, p.Title, held)
	}
	for _, h := range l.Held {
		reason := "held back: " + h.Reason
		if h.Until != "" {
			reason += ", until " + h.Until
		}
		fmt.Fprintf(w, "-\t%s\t%s\t%s\n", reason, h.Source, h.Title)
	}
	if l.NextChange != "" {
		fmt.Fprintf(w, "The output next changes by itself at %s.\n", l.NextChange)
	}
	return w.Flush()
}
