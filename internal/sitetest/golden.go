package sitetest

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Golden compares an archive with the one in a file, or, with update, writes it
// there for a person to read the difference.
func Golden(t testing.TB, file string, got *txtar.Archive, update bool) {
	t.Helper()
	for i, f := range got.Files {
		if len(f.Data) > 0 && f.Data[len(f.Data)-1] != '\n' {
			got.Files[i].Data = append(f.Data[:len(f.Data):len(f.Data)], '\n')
		}
	}
	text := txtar.Format(got)
	if update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(text), "\n")); d != "" {
		t.Errorf("%s differs (-want +got); if the change is meant, run the test with -update:\n%s", file, d)
	}
}
