package check

import (
	"strings"
)

// keysIn finds keys and tokens by the shapes that their makers gave them, so
// that they can be found.
func keysIn(text string) (l []finding) {
	for i := 0; i+1 < len(text); i++ {
		if !mayBegin(text[i], text[i+1]) {
			continue
		}
		if i > 0 && text[i] != ':' && text[i] != '-' && isNameByte(text[i-1]) {
			continue
		}
		what, n := keyAt(text[i:])
		if n == 0 {
			continue
		}
		l = append(l, finding{
			code: "leak-key", node: none, words: clip(text[i:i+n], 60),
			msg:  what + " is published; it begins with " + quote(clip(text[i:], min(n/3, 8))),
			hint: "take it out, and have the key made invalid where it came from: who saw it can use it",
		})
		i += n - 1
	}
	return once(l)
}

// mayBegin says of two bytes whether a key may begin with them. Most of a page is
// passed over by it.
func mayBegin(a, b byte) bool {
	switch a {
	case 'A':
		return b == 'K' || b == 'S' || b == 'I'
	case 'g':
		return b == 'h' || b == 'i' || b == 'l'
	case 's':
		return b == 'k'
	case 'x':
		return b == 'o'
	case 'n':
		return b == 'p'
	case 'S':
		return b == 'G'
	case 'e':
		return b == 'y'
	case '-':
		return b == '-'
	case ':':
		return b == '/'
	}
	return false
}

// shape is how a kind of key begins and how many characters follow at least.
type shape struct {
	prefix string
	more   int
	what   string
}

// keyAt says which kind of key a text begins with, and how long it is; 0 if none.
func keyAt(s string) (what string, n int) {
	var shapes []shape
	switch s[0] {
	case 'A':
		shapes = []shape{{"AKIA", 16, "a key of Amazon's cloud"}, {"ASIA", 16, "a key of Amazon's cloud"}, {"AIza", 35, "a key of Google's cloud"}}
	case 'g':
		shapes = []shape{{"ghp_", 36, "a token of GitHub"}, {"gho_", 36, "a token of GitHub"}, {"ghs_", 36, "a token of GitHub"}, {"ghu_", 36, "a token of GitHub"},
			{"ghr_", 36, "a token of GitHub"}, {"github_pat_", 22, "a token of GitHub"}, {"glpat-", 20, "a token of GitLab"}}
	case 's':
		shapes = []shape{{"sk_live_", 16, "a key of Stripe"}, {"sk-ant-", 24, "a key of Anthropic"}, {"sk-proj-", 24, "a key of OpenAI"}}
	case 'x':
		shapes = []shape{{"xoxb-", 20, "a token of Slack"}, {"xoxp-", 20, "a token of Slack"}, {"xoxa-", 20, "a token of Slack"}, {"xoxs-", 20, "a token of Slack"}}
	case 'n':
		shapes = []shape{{"npm_", 36, "a token of npm"}}
	case 'S':
		shapes = []shape{{"SG.", 60, "a key of SendGrid"}}
	case 'e':
		return tokenAt(s)
	case '-':
		return pemAt(s)
	case ':':
		return passwordAt(s)
	}
	for _, k := range shapes {
		if rest, ok := strings.CutPrefix(s, k.prefix); ok {
			if n := keyLen(rest, k.prefix == "SG."); n >= k.more {
				return k.what, len(k.prefix) + n
			}
		}
	}
	return "", 0
}

// keyLen is how many characters of a key a text begins with.
func keyLen(s string, dots bool) int {
	n := 0
	for n < len(s) && n < 400 && s[n] < 0x80 && (isNameByte(s[n]) || dots && s[n] == '.') {
		n++
	}
	return n
}

// tokenAt finds a JSON Web Token (RFC 7519): three parts, the first two of which are JSON.
func tokenAt(s string) (string, int) {
	if !strings.HasPrefix(s, "eyJ") {
		return "", 0
	}
	first := keyLen(s, false)
	rest, ok := strings.CutPrefix(s[first:], ".eyJ")
	if !ok || first < 16 {
		return "", 0
	}
	second := keyLen(rest, false)
	if second < 10 || !strings.HasPrefix(rest[second:], ".") {
		return "", 0
	}
	third := keyLen(rest[second+1:], false)
	if third < 16 {
		return "", 0
	}
	return "a token that lets somebody in", first + 4 + second + 1 + third
}

// pemAt finds a private key (RFC 7468).
func pemAt(s string) (string, int) {
	rest, ok := strings.CutPrefix(s, "-----BEGIN ")
	if !ok {
		return "", 0
	}
	label, _, ok := strings.Cut(rest[:min(len(rest), 64)], "-----")
	if !ok || !strings.HasSuffix(label, "PRIVATE KEY") {
		return "", 0
	}
	return "a private key", len("-----BEGIN ") + len(label) + 5
}

// passwordAt finds an address with a password in it, at its "://".
func passwordAt(s string) (string, int) {
	rest, ok := strings.CutPrefix(s, "://")
	if !ok {
		return "", 0
	}
	end := strings.IndexAny(rest, "/?# \t\r\n\"'<>")
	if end < 0 {
		end = min(len(rest), 256)
	}
	user, _, ok := strings.Cut(rest[:end], "@")
	if name, password, has := strings.Cut(user, ":"); ok && has && name != "" && password != "" {
		return "an address with a password in it", 3 + len(user)
	}
	return "", 0
}
