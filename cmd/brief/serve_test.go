//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"brief/internal/sitetest"
)

// served is a running "brief serve".
type served struct {
	c       *exec.Cmd
	address string
	talk    *strings.Builder
	ended   chan struct{}
}

// startServe runs the program until it has printed its address.
func startServe(t *testing.T, site string, args ...string) *served {
	t.Helper()
	s := &served{c: exec.Command(binary(t), append([]string{"serve", "-C", site}, args...)...), talk: &strings.Builder{}, ended: make(chan struct{})}
	s.c.Stderr = s.talk
	out, err := s.c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.c.Process.Kill(); <-s.ended })
	lines := bufio.NewReader(out)
	s.address, err = lines.ReadString('\n')
	s.address = strings.TrimSpace(s.address)
	go func() {
		defer close(s.ended)
		_, _ = io.Copy(io.Discard, lines)
		_ = s.c.Wait()
	}()
	if err != nil {
		<-s.ended
		t.Fatalf("it printed no address: %v\n%s", err, s.talk)
	}
	return s
}

// reaching is a client that finds every host at an IP address, if one is given.
func reaching(at string) *http.Client {
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if at != "" {
			_, port, _ := net.SplitHostPort(address)
			address = net.JoinHostPort(at, port)
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
}

// fetch asks for an address, by a certain IP address of the host if one is given.
func fetch(t *testing.T, url, at string) (int, string) {
	t.Helper()
	res, err := reaching(at).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func markedSite(t *testing.T) string {
	return layOut(t, sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\nMARKER. See [that](gone.md).\n"}))
}

// A server said that it was available at an address that another program
// answers (gohugoio/hugo#291, #3538).
func TestServeWhenThePortIsTaken(t *testing.T) {
	site := markedSite(t)
	for _, held := range []string{"127.0.0.1", "::1", "0.0.0.0", "::"} {
		l, err := net.Listen("tcp", net.JoinHostPort(held, "0"))
		if err != nil {
			t.Logf("%s is no address here", held)
			continue
		}
		port := l.Addr().(*net.TCPAddr).Port
		c := exec.Command(binary(t), "serve", "-C", site, "-p", fmt.Sprint(port))
		said, err := c.CombinedOutput()
		if c.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(said), fmt.Sprintf("port %d is taken", port)) || !strings.Contains(string(said), "--port") {
			t.Errorf("with %s held: exit %d (%v), it said %s", held, c.ProcessState.ExitCode(), err, said)
		}
		l.Close()
	}
}

// Without --port a second preview takes the next free port, and each address
// that was printed answers with its own site.
func TestASecondPreviewTakesTheNextPort(t *testing.T) {
	first := startServe(t, markedSite(t))
	second := startServe(t, layOut(t, sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\nOTHER.\n"})))
	if first.address == second.address {
		t.Fatalf("both are at %s", first.address)
	}
	for s, marker := range map[*served]string{first: "MARKER", second: "OTHER"} {
		for _, at := range []string{"", "127.0.0.1"} {
			if status, body := fetch(t, s.address, at); status != 200 || !strings.Contains(body, marker) {
				t.Errorf("%s by %q: status %d, not its site", s.address, at, status)
			}
		}
	}
}

// A signal ends it, whoever is still connected, and frees the port.
func TestASignalEndsThePreview(t *testing.T) {
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, exitInterrupt}, {syscall.SIGTERM, exitTerminate}, {syscall.SIGHUP, exitHangUp}} {
		s := startServe(t, markedSite(t), "-p", "0")
		res, err := http.Get(s.address + ".brief/events?tab=/") // a stream that never ends by itself
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if err := s.c.Process.Signal(test.signal); err != nil {
			t.Fatal(err)
		}
		select {
		case <-s.ended:
		case <-time.After(20 * time.Second):
			t.Fatalf("%v did not end it", test.signal)
		}
		if code := s.c.ProcessState.ExitCode(); code != test.code {
			t.Errorf("%v: exit %d, want %d; it said %s", test.signal, code, test.code, s.talk)
		}
		host := strings.TrimSuffix(strings.TrimPrefix(s.address, "http://localhost"), "/")
		l, err := net.Listen("tcp", "127.0.0.1"+host)
		if err != nil {
			t.Errorf("the port is not free: %v", err)
			continue
		}
		l.Close()
	}
}

// Row B4: the panel and a check find the same, of what is published and of what
// is held back; the latter is a warning in the panel, as in a build that leaves it out.
func TestThePanelHasTheProblemsOfACheck(t *testing.T) {
	held := layOut(t, sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\nSee [that](held.md#nothing).\n",
		"content/held.md":  "---\ntitle: Held\nstatus: draft\n---\n\n![](no.png)\n\n[Nothing](nowhere.md)\n",
	}))
	for _, site := range []string{markedSite(t), held, layOut(t, everyFeature())} {
		of := map[string]string{} // how it is served -> what is wrong
		heldBack := heldFiles(t, site)
		for flag, served := range map[string][]string{"--drafts=false": {"--published"}, "--drafts": nil} {
			c := exec.Command(binary(t), "check", "-C", site, "--format", "json", "--as-of", "2026-01-01", flag)
			out, err := c.Output()
			if code := c.ProcessState.ExitCode(); code != 0 && code != 1 && code != 3 {
				t.Fatal(err)
			}
			var checked []struct {
				File, Severity, Code, Message string
				Line, Col                     int
			}
			if err := json.Unmarshal(out, &checked); err != nil {
				t.Fatal(err)
			}
			var want strings.Builder
			for _, d := range checked {
				if flag == "--drafts" && slices.Contains(heldBack, d.File) {
					d.Severity = "warning"
				}
				place := d.File
				if d.Line > 0 {
					place += fmt.Sprintf(":%d:%d", d.Line, d.Col)
				}
				fmt.Fprintln(&want, place, d.Severity, d.Code, d.Message)
			}
			s := startServe(t, site, append([]string{"-p", "0", "--as-of", "2026-01-01"}, served...)...)
			_, body := fetch(t, s.address+".brief/problems", "")
			var listed []struct{ Place, Severity, Code, Msg string }
			if err := json.Unmarshal([]byte(body), &listed); err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, d := range listed {
				fmt.Fprintln(&got, d.Place, d.Severity, d.Code, d.Msg)
			}
			if got.String() != want.String() || len(checked) == 0 {
				t.Errorf("check %s finds\n%s\nthe panel lists\n%s", flag, want.String(), got.String())
			}
			of[flag] = got.String()
		}
		if site == held && of["--drafts"] == of["--drafts=false"] {
			t.Errorf("a held-back page has the same problems as a published one:\n%s", of["--drafts"])
		}
	}
}

// heldFiles are the files of the pages held back, as a listing tells them.
func heldFiles(t *testing.T, site string) (files []string) {
	t.Helper()
	out, err := exec.Command(binary(t), "list", "-C", site, "--json", "--as-of", "2026-01-01").Output()
	if err != nil {
		t.Fatal(err)
	}
	var listed struct {
		Held []struct{ Source string }
	}
	if err := json.Unmarshal(out, &listed); err != nil {
		t.Fatal(err)
	}
	for _, h := range listed.Held {
		files = append(files, h.Source)
	}
	return files
}

// Rows B7 and S19: others in the network need the address with its token. Who
// asks by an address of the network is one of them, on this machine too, so that
// the test holds where there is no network.
func TestLANNeedsTheToken(t *testing.T) {
	s := startServe(t, markedSite(t), "-p", "0", "--lan")
	at, err := url.Parse(s.address)
	if err != nil || len(at.Query().Get("token")) < 20 {
		t.Fatalf("the address is %s (%v)", s.address, err)
	}
	with := at.RawQuery
	at.Host = net.JoinHostPort("192.0.2.7", at.Port()) // of nobody: RFC 5737
	for _, query := range []string{"", "token=", with + "x"} {
		at.RawQuery = query
		if status, body := fetch(t, at.String(), "127.0.0.1"); status != 403 || strings.Contains(body, "MARKER") {
			t.Errorf("with %q: status %d", query, status)
		}
	}
	at.RawQuery = with
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	client := reaching("127.0.0.1")
	client.Jar = jar
	res, err := client.Get(at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !strings.Contains(string(body), "MARKER") || res.Request.URL.RawQuery != "" || len(jar.Cookies(at)) != 1 {
		t.Errorf("with the token: status %d at %s, cookies %v", res.StatusCode, res.Request.URL, jar.Cookies(at))
	}
}

func TestServeIsQuietWhereNobodyLooks(t *testing.T) {
	site := layOut(t, sitetest.New(map[string]string{"brief.yaml": "base_url: https://example.org/x/\n", "content/index.md": "---\ntitle: Home\n---\nFine.\n"}))
	s := startServe(t, site, "-p", "0")
	if !strings.HasSuffix(s.address, "/x/") {
		t.Errorf("the address is %s", s.address)
	}
	_ = s.c.Process.Signal(syscall.SIGINT)
	<-s.ended
	if s.talk.String() != "" {
		t.Errorf("it said %q", s.talk)
	}
}

// In a network whose addresses are not private ones, phones were shown a code that led
// them to themselves.
func TestTheAddressForPhonesIsOneThatTheyReach(t *testing.T) {
	for _, c := range []struct {
		addresses []string
		want      string
	}{
		{nil, "localhost"},
		{[]string{"127.0.0.1/8", "::1/128", "169.254.7.7/16", "fe80::1/64"}, "localhost"},
		{[]string{"127.0.0.1/8", "203.0.113.9/24", "2001:db8::9/64"}, "203.0.113.9"},
		{[]string{"127.0.0.1/8", "203.0.113.9/24", "192.168.1.20/24"}, "192.168.1.20"},
		{[]string{"127.0.0.1/8", "100.72.3.4/10"}, "100.72.3.4"},
	} {
		var addresses []net.Addr
		for _, a := range c.addresses {
			ip, n, err := net.ParseCIDR(a)
			if err != nil {
				t.Fatal(err)
			}
			addresses = append(addresses, &net.IPNet{IP: ip, Mask: n.Mask})
		}
		if got := lanAddress(addresses); got != c.want {
			t.Errorf("%q: %s, want %s", c.addresses, got, c.want)
		}
	}
}
