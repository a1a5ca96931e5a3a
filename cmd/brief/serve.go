package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"brief/internal/build"
	"brief/internal/diag"
	"brief/internal/serve"
	"brief/internal/serve/qr"
	"brief/internal/watch"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// firstPort is where a preview is looked for.
const firstPort = 4000

// serveFlags are those of "brief serve".
type serveFlags struct {
	site                       siteFlags
	port                       int
	bind, editor               string
	hosts                      []string
	published, open, lan, poll bool
}

func (a *app) serveCommand() *cobra.Command {
	var flags serveFlags
	c := &cobra.Command{
		Use:  "serve",
		Args: nothing,
		RunE: func(c *cobra.Command, _ []string) error { return a.serve(c, flags) },
	}
	f := c.Flags()
	f.IntVarP(&flags.port, "port", "p", firstPort, "the port; without it, the first free one from 4000 on")
	f.StringVar(&flags.bind, "bind", "localhost", "the address to listen at")
	f.StringArrayVar(&flags.hosts, "allow-host", nil, "a name under which the preview may be asked")
	f.StringVar(&flags.site.baseURL, "base-url", "", "the site's address; stands over brief.yaml and BRIEF_BASE_URL")
	f.BoolVar(&flags.published, "published", false, "show what a build would write, without held-back pages")
	f.StringVar(&flags.site.asOf, "as-of", "", "the moment to show the site at: a day or an RFC 3339 time")
	f.BoolVar(&flags.open, "open", false, "open it in the browser")
	f.BoolVar(&flags.lan, "lan", false, "show it to others in the network, who need the printed address")
	f.BoolVar(&flags.poll, "poll", false, "look at the files again and again instead of being told of changes")
	f.StringVar(&flags.editor, "editor", "", "the editor that links to files open")
	flags.site.given = f.Changed
	return c
}

func (a *app) serve(c *cobra.Command, flags serveFlags) error {
	editor, err := a.editor(flags.editor)
	if err != nil {
		return err
	}
	for _, host := range flags.hosts {
		if strings.ContainsAny(host, "/\\?#@ ") || host == "" {
			return exit{exitUsage, fmt.Sprintf("--allow-host %q is not a name: give it alone, such as preview.example.org", host)}
		}
	}
	flags.site.drafts, flags.site.lenient, flags.site.onRequest = !flags.published, true, true
	// What changes while the site is read must not be missed.
	watcher, watchErr := watch.New(watch.Options{Dir: a.dir, Poll: flags.poll})
	debug.SetGCPercent(200)
	b, err := a.open(flags.site)
	if err != nil {
		return err
	}
	debug.SetGCPercent(100)
	if watchErr != nil {
		return exit{exitBuild, fmt.Sprintf("%s cannot be watched: %v", a.dir, watchErr)}
	}
	p := &preview{app: a, builder: b, terminal: isTerminal(a.stderr), lan: flags.lan}
	opt := serve.Options{Builder: b, Editor: editor, Hosts: flags.hosts, Open: !isLoopback(flags.bind)}
	opt.Check = func(ctx context.Context) (diag.List, error) {
		l, _, err := findings(ctx, b, nil)
		return b.Finished(l).Cap(diag.PerFile), err
	}
	opt.Dir, err = filepath.Abs(a.dir)
	if err != nil {
		return exit{exitUsage, err.Error()}
	}
	if flags.lan {
		flags.bind, opt.Open, opt.Token = "0.0.0.0", true, rand.Text()
	}
	p.server = serve.New(opt)
	listeners, err := serve.Listen(flags.bind, flags.port, c.Flags().Changed("port"))
	if err != nil {
		return cannotListen(err, flags)
	}
	if got := portOf(listeners[0]); flags.port != 0 && got != flags.port {
		a.say("port %d is taken by another program; this preview has the next free one", flags.port)
	}
	host := publicHost(flags)
	if flags.lan && host == "localhost" {
		p.lan = false
		a.say("this machine is in no network, so that only it can open the preview")
	}
	p.address = p.server.URL(net.JoinHostPort(host, strconv.Itoa(portOf(listeners[0]))))
	if opt.Token != "" {
		p.address += "?token=" + opt.Token
	}
	return p.run(c.Context(), listeners, watcher, a.clock(flags.site), flags.open)
}

// preview is a running "brief serve".
type preview struct {
	app      *app
	builder  *build.Builder
	server   *serve.Server
	address  string
	terminal bool // talk goes to a terminal: each change is told
	lan      bool // for others in the network, whose phones read the address off the screen
}

// run serves until the context is done or the one at the keyboard quits.
func (p *preview) run(parent context.Context, listeners []net.Listener, watcher *watch.Watcher, now func() time.Time, open bool) error {
	ctx, quit := context.WithCancel(parent)
	defer quit()
	server := &http.Server{
		Handler:           p.server,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // streams end with it
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- server.Serve(l) }()
	}
	batches := make(chan watch.Batch)
	done := make(chan struct{})
	go watcher.Run(ctx, p.builder.Has, batches)
	go p.server.RunChecks(ctx)
	go func() {
		defer close(done)
		p.server.Run(ctx, batches, now, p.report)
	}()

	p.greet()
	if open {
		p.open()
	}
	keys, restore := p.keys()
	defer restore()
	var err error
	for waiting := true; waiting; {
		select {
		case <-ctx.Done():
			waiting = false
		case err = <-failed:
			waiting = false
		case key := <-keys:
			switch key {
			case 'o':
				p.open()
			case 'q':
				waiting = false
			}
		}
	}
	quit()
	last, end := context.WithTimeout(context.WithoutCancel(parent), time.Second)
	defer end()
	if server.Shutdown(last) != nil {
		server.Close() // who still reads is cut off
	}
	select {
	case <-done:
	case <-last.Done(): // it looks at pictures; nobody is told any more
	}
	var sig interrupted
	switch {
	case errors.As(context.Cause(parent), &sig):
		return exit{code: sig.code()}
	case err != nil && !errors.Is(err, http.ErrServerClosed):
		return exit{exitBuild, err.Error()}
	}
	return nil
}

// greet says where the preview is, and what is wrong with the site.
func (p *preview) greet() {
	a := p.app
	_ = a.report(p.builder.Found(), "text") // a terminal that is gone is noticed below
	if p.terminal && !a.quiet {
		title := cmp.Or(p.builder.Config().Title, "The preview")
		a.say("%s is at", diag.Printable(title))
	}
	fmt.Fprintln(a.stdout, p.address)
	if code, err := qr.New(p.address); p.lan && p.terminal && err == nil { // an address that is too long is typed
		a.say("%s", code.Text())
	}
	if p.terminal && !a.quiet {
		a.say("It follows each save. Press o to open it in the browser, q to quit.")
	}
}

// report tells of a change: of what is wrong in full, and of the rest in a line.
func (p *preview) report(c serve.Change) {
	a := p.app
	if c.Note != "" {
		a.say("%s", c.Note)
	}
	if p.terminal && len(c.Paths) > 0 {
		a.say("%s%s (%s)", whatChanged(c.Paths), remade(c.Open), milliseconds(c.Took))
	}
	_ = a.report(c.New, "text")
	if p.terminal && c.Gone > 0 {
		left := "no problem is left"
		if len(c.Left) > 0 {
			left = diag.Summary(c.Left) + " left"
		}
		a.say("%s mended, %s", count(c.Gone, "problem"), left)
	}
}

// whatChanged is the paths of a change in a few words.
func whatChanged(paths []string) string {
	switch {
	case paths[0] == ".":
		return "everything was read again"
	case len(paths) == 1:
		return diag.Printable(paths[0])
	}
	return fmt.Sprintf("%s and %d more", diag.Printable(paths[0]), len(paths)-1)
}

// remade are the addresses that were made again.
func remade(open []string) string {
	switch len(open) {
	case 0:
		return ""
	case 1:
		return ": made " + diag.Printable(open[0])
	}
	return fmt.Sprintf(": made %s and %d more", diag.Printable(open[0]), len(open)-1)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

// open shows the preview in the browser that the system prefers.
func (p *preview) open() {
	var c *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		c = exec.Command("open", p.address)
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", p.address)
	default:
		c = exec.Command("xdg-open", p.address)
	}
	if err := c.Start(); err != nil {
		p.app.say("no browser could be opened (%v); open %s", err, p.address)
		return
	}
	go func() { _ = c.Wait() }() // what becomes of the browser is no matter of ours
}

// editor is the one whose links the panel shows: by the flag, else by VISUAL or EDITOR.
func (a *app) editor(flag string) (serve.Editor, error) {
	if flag != "" {
		e, err := serve.ParseEditor(flag)
		if err != nil {
			return e, exit{exitUsage, fmt.Sprintf("--editor: %v", err)}
		}
		return e, nil
	}
	e, _ := serve.ParseEditor(cmp.Or(a.getenv("VISUAL"), a.getenv("EDITOR"))) // an unknown one gets no links
	return e, nil
}

// clock is what says when held-back pages go live; nil if the moment is fixed.
func (a *app) clock(s siteFlags) func() time.Time {
	if s.given("as-of") || a.getenv("SOURCE_DATE_EPOCH") != "" {
		return nil
	}
	return time.Now
}

// cannotListen says why there is no preview, and what to do.
func cannotListen(err error, flags serveFlags) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return exit{exitUsage, fmt.Sprintf("port %d is taken by another program; choose another with --port, or leave --port out to take the next free one", flags.port)}
	}
	if errors.Is(err, syscall.EACCES) {
		return exit{exitUsage, fmt.Sprintf("port %d may not be used by you; choose one above 1023 with --port", flags.port)}
	}
	if flags.port < 0 || flags.port > 65535 {
		return exit{exitUsage, fmt.Sprintf("there is no port %d: choose one from 1 to 65535 with --port", flags.port)}
	}
	return exit{exitUsage, fmt.Sprintf("nothing can be served at %s, port %d (%v)", flags.bind, flags.port, err)}
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// publicHost is the name or address that the printed address has.
func publicHost(flags serveFlags) string {
	if flags.lan {
		addresses, _ := net.InterfaceAddrs() // without any, it is in no network
		return lanAddress(addresses)
	}
	if ip := net.ParseIP(flags.bind); ip != nil && ip.IsUnspecified() || flags.bind == "127.0.0.1" {
		return "localhost"
	}
	return strings.Trim(flags.bind, "[]")
}

// lanAddress is the one of this machine's addresses by which others in its network
// reach it: a private one (RFC 1918) before one of another kind, as some networks of
// universities and telephones have; "localhost" if it is in no network.
func lanAddress(addresses []net.Addr) string {
	for _, fits := range []func(net.IP) bool{net.IP.IsPrivate, net.IP.IsGlobalUnicast} {
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && fits(n.IP) {
				return n.IP.String()
			}
		}
	}
	return "localhost"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
