package config

import "testing"

func TestRequiresIsHeldAgainstTheVersion(t *testing.T) {
	for _, test := range []struct {
		requires, version string
		want              bool
	}{
		{">= 0.1", "0.1.0", true},
		{">= 0.1", "0.0.9", false},
		{">= 0.9", "0.10.0", true}, // numbers, not texts
		{">= 0.1, < 2", "1.99.3", true},
		{">= 0.1, < 2", "2.0.0", false},
		{"> 1", "1.0.1", true},
		{"> 1", "1.0.0", false},
		{"<= 1.2.3", "1.2.3", true},
		{"= 1.2", "1.2.0", true},
		{"= 1.2", "1.2.1", false},
		{">=0.1", "v0.2.0-rc.1", true},
		{">= 99", "dev", true}, // who builds brief from its source knows what they do
		{">= 99", "", true},
	} {
		c, l := Load("brief.yaml", []byte("title: A\nrequires: \""+test.requires+"\"\n"))
		if len(l) > 0 {
			t.Errorf("%s: %v", test.requires, l)
		}
		l = c.CheckVersion(test.version)
		if got := len(l) == 0; got != test.want {
			t.Errorf("requires %q is satisfied by %q: %v", test.requires, test.version, got)
		}
		if len(l) > 0 && (l[0].Pos.Line != 2 || l[0].Pos.Col != 11 || l[0].Code != "requires-version") {
			t.Errorf("requires %q: %+v", test.requires, l[0])
		}
	}
	for _, wrong := range []string{"0.1", "new", ">= ", ">= 1.2.3.4", ">= 1,", "=> 1", ">= -1", ">= 1.x"} {
		if _, l := Load("brief.yaml", []byte("requires: \""+wrong+"\"\n")); !l.HasErrors() {
			t.Errorf("requires %q is taken", wrong)
		}
	}
}
