package markdown

// lexerFile returns the file of lexers/, without its ending, that colours code
// of a language; "" for an unknown one. name is in lower case. "text" is plain
// and has no file.
func lexerFile(name string) string {
	switch name {
	case "text", "txt", "plain", "plaintext", "none":
		return "text"
	case "bash", "sh", "shell", "zsh", "ksh":
		return "bash"
	case "bash-session", "console", "shell-session", "sh-session":
		return "bash_session"
	case "cpp", "c++", "cc", "cxx", "hpp":
		return "cpp"
	case "csharp", "c#", "cs":
		return "csharp"
	case "dockerfile", "docker":
		return "docker"
	case "go", "golang":
		return "go"
	case "html", "htm", "xhtml":
		return "html"
	case "ini", "cfg", "dosini":
		return "ini"
	case "javascript", "js", "mjs", "cjs", "jsx":
		return "javascript"
	case "json", "jsonc", "geojson", "webmanifest":
		return "json"
	case "kotlin", "kt":
		return "kotlin"
	case "makefile", "make", "mf":
		return "makefile"
	case "php", "php3", "php4", "php5":
		return "php"
	case "powershell", "posh", "ps1", "pwsh":
		return "powershell"
	case "python", "py", "python3", "py3":
		return "python"
	case "r", "splus":
		return "r"
	case "ruby", "rb":
		return "ruby"
	case "rust", "rs":
		return "rust"
	case "typescript", "ts", "tsx":
		return "typescript"
	case "xml", "svg", "xsl", "rss", "atom":
		return "xml"
	case "yaml", "yml":
		return "yaml"
	case "diff", "patch", "udiff":
		return "diff"
	case "c", "css", "csv", "graphql", "java", "lua", "scss", "sql", "swift", "toml":
		return name
	}
	return ""
}

// lexerParts returns the files of the lexers that one hands parts to.
func lexerParts(file string) []string {
	switch file {
	case "bash_session", "makefile":
		return []string{"bash"}
	case "docker":
		return []string{"bash", "json"}
	case "html":
		return []string{"css", "javascript"}
	}
	return nil
}
