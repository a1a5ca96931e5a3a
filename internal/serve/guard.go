package serve

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// cookie holds the token of who has shown it.
const cookie = "brief-preview"

// admit says whether a request is answered; if not, it has been refused.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) bool {
	if !s.allowed(r.Host) {
		refuse(w, "This preview does not answer under this name. Start brief serve with --allow-host NAME if it should.")
		return false
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || !s.allowed(u.Host) {
			refuse(w, "Pages of other sites may not read this preview.")
			return false
		}
	}
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
		refuse(w, "Pages of other sites may not read this preview.")
		return false
	}
	return s.opt.Token == "" || fromHere(r) || s.shows(w, r)
}

func refuse(w http.ResponseWriter, why string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, why, http.StatusForbidden)
}

// allowed says whether a Host, with or without a port, is one that the preview
// answers to. A name that an attacker chose must not be, whatever address it has.
func (s *Server) allowed(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if isLoopback(name) || slices.ContainsFunc(s.opt.Hosts, func(h string) bool { return strings.EqualFold(h, name) || strings.EqualFold(h, host) }) {
		return name != ""
	}
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return s.opt.Open && err == nil
}

// isLoopback says whether a host's name is this machine's own (RFC 6761, section 6.3).
func isLoopback(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && a.IsLoopback()
}

// fromHere says whether a request comes from this machine, under its own name.
func fromHere(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	name := r.Host
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		name = h
	}
	return err == nil && peer.Addr().Unmap().IsLoopback() && isLoopback(strings.ToLower(name))
}

// shows says whether a request has the token: in its address, from where it
// goes into a cookie, or in that.
func (s *Server) shows(w http.ResponseWriter, r *http.Request) bool {
	same := func(token string) bool { return subtle.ConstantTimeCompare([]byte(token), []byte(s.opt.Token)) == 1 }
	if c, err := r.Cookie(cookie); err == nil && same(c.Value) && !r.URL.Query().Has("token") {
		return true
	}
	query := r.URL.Query()
	if !same(query.Get("token")) {
		refuse(w, "This preview needs the address that brief serve printed, with its token.")
		return false
	}
	// #nosec: plain HTTP in one's own network is what --lan is for.
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: s.opt.Token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	query.Del("token")
	to := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", "/"+strings.TrimLeft(to.RequestURI(), "/")) // never "//name", which is another host
	w.WriteHeader(http.StatusFound)
	return false
}
