package serve

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"brief/internal/diag"
)

// Editor says how a place in a file is opened: by a link of the editor's own
// scheme, or by a command that the editor's user types. The zero Editor shows
// the command of none.
type Editor struct {
	scheme  string // "vscode", "idea", "txmt", …; empty for an editor of the terminal
	command string // "vim"; empty if none is known
}

// ParseEditor returns the editor of a name or a command line: "code", "vim -f",
// "/usr/bin/phpstorm". The error says which names open links.
func ParseEditor(name string) (Editor, error) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return Editor{}, nil
	}
	base := strings.TrimSuffix(strings.ToLower(path.Base(filepath.ToSlash(words[0]))), ".exe")
	switch base {
	case "code", "vscode":
		return Editor{scheme: "vscode"}, nil
	case "code-insiders", "vscode-insiders":
		return Editor{scheme: "vscode-insiders"}, nil
	case "codium", "vscodium":
		return Editor{scheme: "vscodium"}, nil
	case "cursor", "windsurf", "zed":
		return Editor{scheme: base}, nil
	case "idea", "webstorm", "phpstorm", "pycharm", "goland", "rubymine", "clion", "rider":
		return Editor{scheme: base}, nil
	case "mate", "txmt":
		return Editor{scheme: "txmt"}, nil
	case "vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "helix", "hx", "kak":
		return Editor{command: base}, nil
	}
	return Editor{}, fmt.Errorf("the editor %q is not known; it is one of code, codium, cursor, zed, idea (and its kin), mate, vim, nvim, nano, emacs, micro, helix", name)
}

// link returns an address that opens a place in a file of the site's folder, or
// else the command that does.
func (e Editor) link(dir string, pos diag.Pos) (href, command string) {
	line, col := max(1, pos.Line), max(1, pos.Col)
	name := filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(pos.File)))
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // C:/…
	}
	escaped := (&url.URL{Path: name}).EscapedPath()
	at := ":" + strconv.Itoa(line) + ":" + strconv.Itoa(col)
	switch e.scheme {
	case "":
	case "vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed":
		return e.scheme + "://file" + escaped + at, ""
	case "txmt":
		return fmt.Sprintf("txmt://open?url=file://%s&line=%d&column=%d", escaped, line, col), ""
	default: // JetBrains
		return fmt.Sprintf("%s://open?file=%s&line=%d&column=%d", e.scheme, url.QueryEscape(name), line, col), ""
	}
	switch e.command {
	case "":
		return "", ""
	case "micro", "helix", "hx":
		return "", e.command + " " + quote(pos.File+at)
	}
	return "", fmt.Sprintf("%s +%d %s", e.command, line, quote(pos.File))
}

// quote writes a name so that a shell takes it for one word.
func quote(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("/.-_:+", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
