package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"brief/internal/diag"
)

// siteProblems are those of the whole site, as they were last found.
type siteProblems struct {
	wake chan struct{} // somebody may want to know

	mu    sync.Mutex // held while they are looked for, so that it happens once
	turn  int        // of the changes, at which they were found
	found bool
	list  diag.List
}

// counts is the event that tells how many problems the site has.
type counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// rest is how long the site must be left alone before all of it is made for its
// problems: an editor's next save shall not wait for it.
const rest = 700 * time.Millisecond

// RunChecks finds the problems of the whole site, again after each change, for
// as long as a browser is there to show them. It returns when ctx is done.
func (s *Server) RunChecks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.site.wake:
		}
		for turn := -1; turn != s.turnNow(); {
			turn = s.turnNow()
			select {
			case <-ctx.Done():
				return
			case <-time.After(rest):
			}
		}
		if !s.hub.any() {
			continue
		}
		if l, err := s.problemsNow(ctx); err == nil {
			errors, warnings := l.Count()
			s.hub.tellAll(message{"site", counts{errors, warnings}})
		}
	}
}

func (s *Server) wakeCheck() {
	select {
	case s.site.wake <- struct{}{}:
	default: // it is awake
	}
}

func (s *Server) turnNow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.turn
}

// problemsNow are the problems of the whole site as it is. A change under way
// begins the search anew: the page that is edited comes first.
func (s *Server) problemsNow(ctx context.Context) (diag.List, error) {
	p := &s.site
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		search, stop := context.WithCancel(ctx)
		s.mu.Lock()
		turn := s.turn
		s.stopCheck = stop
		s.mu.Unlock()
		if p.found && p.turn == turn {
			stop()
			return p.list, nil
		}
		l, err := s.opt.Check(search)
		stop()
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case turn != s.turnNow():
			continue
		case err != nil:
			return nil, err
		}
		p.list, p.turn, p.found = l, turn, true
		return l, nil
	}
}

// serveProblems answers with all problems of the site, as JSON.
func (s *Server) serveProblems(w http.ResponseWriter, r *http.Request) {
	l, err := s.problemsNow(r.Context())
	if err != nil {
		return // whoever asked is gone
	}
	list := make([]problem, 0, len(l))
	for i := range l {
		list = append(list, s.problem(&l[i]))
	}
	body, _ := json.Marshal(list) // plain strings cannot fail
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, http.StatusOK, body)
}

// lineMax is how many characters of a source line are shown: what the panel has room
// for beside a page. One further to the right would not be seen.
const lineMax = 64

// lineLead is how many of them at least stand before what is meant in a line of which
// the beginning is cut.
const lineLead = 20

// lines is the source line of a problem between its neighbours, with numbers,
// and carets below what is meant: of the text that it was found in, whatever lies
// at the path by now.
func (s *Server) lines(d *diag.Diag) string {
	text := s.opt.Builder.Text(d.Pos.File)
	all := bytes.Split(text, []byte("\n"))
	if text == nil || d.Pos.Line < 1 || d.Pos.Line > len(all) {
		return fmt.Sprintf("%5d | %s", d.Pos.Line, d.Excerpt)
	}
	var b strings.Builder
	for n := max(1, d.Pos.Line-1); n <= min(len(all), d.Pos.Line+1); n++ {
		line, from := string(all[n-1]), 0
		if n == d.Pos.Line {
			line, from = cutLine(line, d.Pos.Col-1, d.Len)
		} else {
			line, _ = cutLine(line, 0, 0)
		}
		fmt.Fprintf(&b, "%5d | %s\n", n, diag.Printable(line))
		if n == d.Pos.Line && d.Pos.Col > 0 {
			before := min(d.Pos.Col-1-from, utf8.RuneCountInString(line))
			carets := max(1, min(d.Len, lineMax-before))
			fmt.Fprintf(&b, "      | %s%s\n", strings.Repeat(" ", max(0, before)), strings.Repeat("^", carets))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// cutLine cuts a long line around a stretch of it, which begins behind some characters
// and has some length, and says how many characters come before what is left. The
// beginning stays if the stretch is seen with it.
func cutLine(line string, before, length int) (part string, from int) {
	runes := []rune(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", " "))
	if len(runes) <= lineMax {
		return string(runes), 0
	}
	if before+length >= lineMax {
		from = max(0, min(before-lineLead, len(runes)-lineMax))
	}
	runes = runes[from:]
	if from > 0 {
		runes[0] = '…'
	}
	if len(runes) > lineMax {
		runes = append(runes[:lineMax-1], '…')
	}
	return string(runes), from
}
