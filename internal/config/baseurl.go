package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

func (d *decoder) baseURL(what string, n *node) string {
	s := d.text(what, n)
	if s == "" {
		return ""
	}
	address, err := ParseBaseURL(s)
	if err != nil {
		p := d.problem(n, "base-url", "%s", err.Error())
		p.Hint = "write where the site will stand, such as https://briefings.example.org/laos/"
		if err == errPassword {
			p.Excerpt, p.Cut, p.Len = "", 0, 0
		}
	}
	return address
}

var errPassword = errors.New("the base URL holds a name or a password")

// ParseBaseURL checks the address of a site, from brief.yaml, a flag or the
// environment: absolute, http or https, with a host and without query,
// fragment, name and password. It returns the address with scheme and host in
// lower case, the host in ASCII (IDNA: "пример.рф" is "xn--e1afmkfd.xn--p1ai"),
// and a slash at the end. The error is a sentence for editors.
func ParseBaseURL(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil && strings.Contains(s, "@"), err == nil && u.User != nil: // it is not repeated
		return "", errPassword
	case err != nil:
		return "", fmt.Errorf("the base URL %s is not a web address", quote(s))
	case u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("the base URL %s does not begin with https:// or http://", quote(s))
	case u.Hostname() == "":
		return "", fmt.Errorf("the base URL %s names no host", quote(s))
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return "", fmt.Errorf("the base URL %s has a ? or # part", quote(s))
	}
	host, ok := hostOf(u.Hostname())
	if !ok {
		return "", fmt.Errorf("the base URL %s names the host %s, which no site can have", quote(s), quote(u.Hostname()))
	}
	if strings.HasSuffix(u.Host, ":") || u.Port() != "" {
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || port == 0 {
			return "", fmt.Errorf("the base URL %s has the port %s; a port is a number from 1 to 65535", quote(s), quote(u.Port()))
		}
		host += ":" + strconv.FormatUint(port, 10)
	}
	path := u.EscapedPath()
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	if part := wrongPart(path); part != "" {
		return "", fmt.Errorf("the base URL %s has %s in its path", quote(s), part)
	}
	return u.Scheme + "://" + host + path, nil
}

// hostOf is a host as addresses hold it: a name in ASCII and lower case, or an
// address of IPv6 in its brackets.
func hostOf(name string) (host string, ok bool) {
	if strings.Contains(name, ":") {
		ip, err := netip.ParseAddr(name)
		return "[" + ip.String() + "]", err == nil && ip.Zone() == ""
	}
	// Browsers map and check a name by the same rules (WHATWG URL, 3.5; UTS #46).
	name, err := idna.Lookup.ToASCII(name)
	if err != nil || len(name) > 253 {
		return "", false
	}
	if again, err := idna.Lookup.ToASCII(name); err != nil || again != name { // of bytes that are not UTF-8 it makes a name
		return "", false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return "", false
		}
	}
	return name, true
}

// wrongPart is what the path of a site's address may not hold, for an editor;
// empty if there is nothing. Encoded or not it is the same: browsers read
// "%2e%2e" as "..", and some servers "%2f" as "/".
func wrongPart(escaped string) string {
	path, err := url.PathUnescape(escaped)
	if err != nil || !utf8.ValidString(path) {
		return "a character that is not in UTF-8"
	}
	if strings.ContainsFunc(path, unicode.IsControl) {
		return "an invisible control character"
	}
	if strings.Contains(path, `\`) {
		return "a backslash"
	}
	if strings.Count(path, "/") != strings.Count(escaped, "/") {
		return "an encoded slash"
	}
	for _, part := range []string{"//", "/./", "/../"} {
		if strings.Contains(path, part) {
			return part
		}
	}
	return ""
}
