package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"brief/internal/build"
	"brief/internal/cache"
	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/picture"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// siteFlags are the flags of every command that reads a site.
type siteFlags struct {
	baseURL, asOf, format string
	drafts                bool
	once                  bool // no flag: the site is built a single time
	lenient               bool // no flag: mistakes in the drafts that are shown are warnings
	onRequest             bool // no flag: pictures are made smaller when a browser asks for them
	given                 func(flag string) bool
}

func (s *siteFlags) add(c *cobra.Command, formats string) {
	c.Flags().StringVar(&s.baseURL, "base-url", "", "the site's address; stands over brief.yaml and BRIEF_BASE_URL")
	c.Flags().StringVar(&s.asOf, "as-of", "", "the moment to build for: a day or an RFC 3339 time")
	s.given = c.Flags().Changed
	c.Flags().BoolVar(&s.drafts, "drafts", false, "publish held-back pages too")
	if formats != "" {
		c.Flags().StringVar(&s.format, "format", "text", formats)
	}
}

// siteAbove names the nearest folder above one that holds a site, for those who have
// gone into its content; empty if there is none.
func siteAbove(dir string) string {
	abs, err := filepath.Abs(dir)
	for up := filepath.Dir(abs); err == nil && up != abs; abs, up = up, filepath.Dir(up) {
		if info, err := os.Stat(filepath.Join(up, "content", "index.md")); err == nil && info.Mode().IsRegular() {
			return fmt.Sprintf("; %s holds one: work there, or add -C with its path", up)
		}
	}
	return ""
}

// open reads the site in the folder of -C.
func (a *app) open(s siteFlags) (*build.Builder, error) {
	if info, err := os.Stat(a.dir); err != nil || !info.IsDir() {
		return nil, exit{exitUsage, fmt.Sprintf("there is no folder %s", a.dir)}
	}
	if info, err := os.Stat(filepath.Join(a.dir, "content")); err != nil || !info.IsDir() {
		return nil, exit{exitUsage, fmt.Sprintf("%s holds no site: a site needs a folder named content with an index.md in it", a.dir) + siteAbove(a.dir)}
	}
	if name := settingsElsewhere(a.dir); name != "" {
		return nil, exit{exitUsage, fmt.Sprintf("the site's settings are read from %s, and here they are in %s: rename the file", build.ConfigFile, name)}
	}
	asOf, err := a.moment(s.asOf, s.given("as-of"))
	if err != nil {
		return nil, err
	}
	baseURL, err := a.address(s.baseURL)
	if err != nil {
		return nil, err
	}
	// Beside the site and not in a folder of the user's, so that a checkout in CI
	// can keep it.
	kept := cache.Open(filepath.Join(a.dir, ".brief", "pictures"))
	pictures, sums := picture.NewMaker(kept), source.NewSums(kept)
	pictures.OnRequest, pictures.Progress = s.onRequest, a.picturesMade()
	opt := build.Options{
		Input:    source.Input{Site: source.Dir(a.dir), Layouts: layouts.FS, Static: static.FS, Sums: sums},
		BaseURL:  baseURL,
		AsOf:     asOf,
		Drafts:   s.drafts,
		Lenient:  s.lenient,
		Once:     s.once,
		Version:  version,
		Pictures: pictures,
	}
	if a.trace != nil {
		opt.Rendered = a.trace.render
	}
	b := build.New(opt)
	_ = sums.Save() // where it cannot be kept, the next run reads the files again
	return b, nil
}

// settingsElsewhere is a file that was meant to be brief.yaml; empty if there is
// none, or the right one.
func settingsElsewhere(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	found := ""
	for _, e := range entries {
		switch strings.ToLower(e.Name()) {
		case "brief.yml", "brief.yaml.txt", "brief.yaml":
			if e.Name() == build.ConfigFile {
				return ""
			}
			found = e.Name()
		}
	}
	return found
}

// address is the site's address by the flag, else by BRIEF_BASE_URL; empty if neither is given.
func (a *app) address(flag string) (string, error) {
	from, value := "--base-url", flag
	if value == "" {
		from, value = "BRIEF_BASE_URL", a.getenv("BRIEF_BASE_URL")
	}
	if value == "" {
		return "", nil
	}
	address, err := config.ParseBaseURL(value)
	if err != nil {
		return "", exit{exitUsage, fmt.Sprintf("%s: %v", from, err)}
	}
	return address, nil
}

// moment is what "now" means to a build: the flag if it is given, else
// SOURCE_DATE_EPOCH, else the clock. A day is its first instant in UTC. What
// lies outside the years 1970 to 9999 is a mistake: no page has such a date,
// and RFC 3339 cannot write it.
func (a *app) moment(flag string, given bool) (time.Time, error) {
	if given {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, flag); err == nil && isMoment(t) {
				return t, nil
			}
		}
		return time.Time{}, exit{exitUsage, fmt.Sprintf("--as-of %q is neither a day (2026-01-31) nor a time (2026-01-31T09:00:00+07:00) of the years 1970 to 9999", flag)}
	}
	if epoch := a.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		n, err := strconv.ParseInt(epoch, 10, 64)
		if t := time.Unix(n, 0).UTC(); err == nil && isMoment(t) {
			return t, nil
		}
		return time.Time{}, exit{exitUsage, fmt.Sprintf("SOURCE_DATE_EPOCH is %q; it must be a number of seconds since 1970, up to the year 9999", epoch)}
	}
	return time.Now(), nil
}

// isMoment says whether a build can be for t.
func isMoment(t time.Time) bool {
	year := t.UTC().Year()
	return 1970 <= year && year <= 9999
}

// report prints problems in the format asked for: text is talk, the others are data.
// Talk that cannot be written (a log on a full disk) stops nothing: the exit code
// tells as much.
func (a *app) report(l diag.List, format string) error {
	switch format {
	case "json":
		return diag.WriteJSON(a.stdout, l)
	case "github":
		return diag.WriteGitHub(a.stdout, l)
	default:
		_ = diag.WriteText(a.stderr, l, a.colored(a.stderr))
		return nil
	}
}

// colored says whether to colour what is written to w.
func (a *app) colored(w io.Writer) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	f, ok := w.(*os.File)
	return ok && a.getenv("NO_COLOR") == "" && term.IsTerminal(int(f.Fd()))
}

// checkOneOf refuses a flag's value that is not among the known ones.
func checkOneOf(flag, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return exit{exitUsage, fmt.Sprintf("--%s %q is not known; it is one of %s", flag, value, strings.Join(known, ", "))}
}

// say prints a line of talk unless -q is given.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}
