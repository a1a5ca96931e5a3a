package output

import (
	"testing"
)

func page(path, body string) *File {
	return &File{Path: path, Type: TypeOf(path), Class: PageC, Sum: SumOf([]byte(body)), Size: int64(len(body)), Body: []byte(body)}
}

func TestQuick(t *testing.T) {
	dir := t.TempDir() + "/public"
	for _, v := range []string{"one", "one", "two"} {
		w, ds := NewWriter(dir, Options{})
		if ds != nil {
			t.Fatal(ds)
		}
		for _, f := range []*File{page("index.html", v), page("a/b/index.html", "x"), page("a/"+v+"/index.html", v)} {
			if err := w.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		st, ds := w.Commit()
		t.Log(st, ds)
	}
	t.Log(ReadManifest(dir))
}
