package picture

import (
	"bytes"
	"image/color"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"brief/internal/cache"
	"brief/internal/source"
)

func smallRecipe() Recipe {
	return Recipe{Formats: []string{"jpeg"}, Widths: []int{320}, Quality: map[string]int{"jpeg": 80}}
}

// photo is a file to work on, with what is known of it.
func photo(t testing.TB) (*source.File, Info) {
	t.Helper()
	f := source.NewFile("content/a.jpg", written(t, "jpeg", solid(400, 30, color.NRGBA{200, 80, 60, 255}), nil))
	info, err := Probe(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, info
}

// Row D11: what was made once is not made again, by this process or the next.
func TestPicturesAreMadeOnce(t *testing.T) {
	dir := t.TempDir()
	f, info := photo(t)
	m := NewMaker(cache.Open(dir))
	var told [][2]int
	m.Progress = func(done, wanted int) { told = append(told, [2]int{done, wanted}) }
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := m.Of(f, info, smallRecipe()); err != nil {
				t.Error(err)
			}
			if _, err := m.Crops(f, info, smallRecipe(), Focus{0.5, 0.5}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := m.Encoded(); n != 1+3 { // one width, and three crops
		t.Errorf("%d pictures were encoded", n)
	}
	if len(told) != 4 || told[0] != [2]int{0, 1} || told[3] != [2]int{2, 2} { // the sizes, and the crops
		t.Errorf("progress was %v", told)
	}
	set, _ := m.Of(f, info, smallRecipe())
	want, err := m.Bytes(t.Context(), f, info, smallRecipe(), Focus{}, &set.Variants[0])
	if err != nil {
		t.Fatal(err)
	}

	next := NewMaker(cache.Open(dir))
	again, err := next.Of(f, info, smallRecipe())
	if err != nil || next.Encoded() != 0 {
		t.Fatalf("%d pictures were encoded by the next process, %v", next.Encoded(), err)
	}
	if again.Hash(Rights{}) != set.Hash(Rights{}) || again.Hash(Rights{Credit: "x"}) == set.Hash(Rights{}) {
		t.Error("names do not stand for what is in the files")
	}

	// Damage, and a cache that was tidied by another build, are made good.
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && len(d.Name()) == 62 {
			return os.WriteFile(p, []byte("damaged"), 0o644)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := next.Bytes(t.Context(), f, info, smallRecipe(), Focus{}, &again.Variants[0]); err != nil || !bytes.Equal(got, want) {
		t.Errorf("after damage: %d bytes, want %d, %v", len(got), len(want), err)
	}
}

// A checkout that nobody may write to builds all the same.
func TestAFolderThatIsReadOnlyIsNoProblem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	f, info := photo(t)
	m := NewMaker(cache.Open(filepath.Join(file, "cannot-be-a-folder")))
	set, err := m.Of(f, info, smallRecipe())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := m.Bytes(t.Context(), f, info, smallRecipe(), Focus{}, &set.Variants[0]); err != nil || len(b) == 0 || m.Encoded() != 1 {
		t.Errorf("%d bytes, %d encoded, %v", len(b), m.Encoded(), err)
	}
}

func TestPathsOfVariantsDifferInMoreThanLetterCase(t *testing.T) {
	v := Variant{Format: "jpeg", Width: 640, Height: 400}
	for address, want := range map[string]string{
		"laos/Camp.JPG": "laos/camp-640.0123456789.jpg", "a.b.png": "a.b-640.0123456789.jpg", "noending": "noending-640.0123456789.jpg",
		"x/.hidden": "x/.hidden-640.0123456789.jpg",
	} {
		if got := v.Path(address, "0123456789"); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	v.Crop = true
	if got := v.Path("a.jpg", "0123456789"); got != "a-640x400.0123456789.jpg" {
		t.Error(got)
	}
}
