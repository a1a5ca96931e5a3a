// Command quality says how good the pictures are that brief makes of photos,
// beside those of another program; the script run beside it does all of it.
//
//	quality make  OUT PHOTO…    writes OUT/brief/NAME-WIDTH.FORMAT
//	quality score OUT PHOTO…    compares OUT/*/NAME-WIDTH.FORMAT.png with the photos
//
// The environment has the widths in SIZES and the quality of each format in
// BRIEF_JPEG, BRIEF_WEBP and BRIEF_AVIF.
//
// A picture is compared with the photo at its size, made smaller without loss in
// one step, by two filters that programs disagree on: the mean of both counts. The
// distance is 1/s - 1, where s is the structural similarity (Wang et al., Image
// quality assessment, 2004) of L*, a* and b* (CIE 1976, under D65), the first with
// nine tenths of the weight, in four sizes that halve, each with the same weight.
package main

import (
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // what photos are
	_ "image/png"  // what pictures are compared as
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"brief/internal/cache"
	"brief/internal/picture"
	"brief/internal/source"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: quality make|score OUT PHOTO…")
	}
	recipe := picture.Recipe{Formats: []string{"avif", "webp", "jpeg"}, Quality: map[string]int{}}
	for _, w := range strings.Fields(os.Getenv("SIZES")) {
		recipe.Widths = append(recipe.Widths, number(w))
	}
	for _, f := range recipe.Formats {
		recipe.Quality[f] = number(os.Getenv("BRIEF_" + strings.ToUpper(f)))
	}
	out, photos := os.Args[2], os.Args[3:]
	for _, photo := range photos {
		name := strings.TrimSuffix(filepath.Base(photo), filepath.Ext(photo))
		switch os.Args[1] {
		case "make":
			makeAll(filepath.Join(out, "brief"), name, photo, recipe)
		case "score":
			score(out, name, photo, recipe.Widths)
		default:
			log.Fatalf("quality knows make and score, not %s", os.Args[1])
		}
	}
	if os.Args[1] == "score" {
		summary(out, photos, recipe.Widths)
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		log.Fatal(err)
	}
	return n
}

// makeAll writes what brief makes of a photo.
func makeAll(dir, name, photo string, recipe picture.Recipe) {
	check(os.MkdirAll(dir, 0o755))
	data, err := os.ReadFile(photo)
	check(err)
	f := source.NewFile("content/"+name+".jpg", data)
	info, err := picture.Probe(f)
	check(err)
	m := picture.NewMaker(cache.InMemory())
	for _, format := range recipe.Formats { // one by one, so that none is left out
		alone := recipe
		alone.Formats = []string{format}
		set, err := m.Of(f, info, alone)
		check(err)
		for i := range set.Variants {
			v := &set.Variants[i]
			body, err := m.Bytes(context.Background(), f, info, alone, picture.Focus{}, v)
			check(err)
			ending := strings.Replace(v.Format, "jpeg", "jpg", 1)
			check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.%s", name, v.Width, ending)), body, 0o644))
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// made is a picture that a program made of a photo.
type made struct {
	bytes    int64
	distance float64
}

// measure reads a picture, and compares it with what it is to show.
func measure(out, maker, file string, want [2]*plane) made {
	info, err := os.Stat(filepath.Join(out, maker, file))
	check(err)
	got := toLab(load(filepath.Join(out, maker, file+".png")))
	return made{info.Size(), (distance(want[0], got) + distance(want[1], got)) / 2}
}

func load(path string) image.Image {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	m, _, err := image.Decode(f)
	check(err)
	return m
}

func score(out, name, photo string, widths []int) {
	whole := toRGB(load(photo))
	rows := ""
	for _, w := range widths {
		h := (2*whole.h*w + whole.w) / (2 * whole.w)
		var want [2]*plane
		for i, filter := range []func(float64) float64{lanczos3, catmullRom} {
			want[i] = labOf(whole.resized(w, h, filter))
		}
		for _, format := range []string{"jpg", "webp", "avif"} {
			file := fmt.Sprintf("%s-%d.%s", name, w, format)
			ours, theirs := measure(out, "brief", file, want), measure(out, "sharp", file, want)
			rows += fmt.Sprintf("%-16s %5d %-5s %8d %8d %7.3f %9.5f %9.5f %7.3f\n", name, w, format,
				ours.bytes, theirs.bytes, float64(ours.bytes)/float64(theirs.bytes), ours.distance, theirs.distance, ours.distance/theirs.distance)
		}
	}
	check(os.WriteFile(filepath.Join(out, name+".rows"), []byte(rows), 0o644))
}

// summary prints the rows of all photos, and the mean of each format.
func summary(out string, photos []string, widths []int) {
	fmt.Printf("%-16s %5s %-5s %8s %8s %7s %9s %9s %7s\n", "photo", "width", "as", "brief B", "sharp B", "ratio", "brief", "sharp", "ratio")
	sums := map[string][3]float64{}
	for _, photo := range photos {
		name := strings.TrimSuffix(filepath.Base(photo), filepath.Ext(photo))
		rows, err := os.ReadFile(filepath.Join(out, name+".rows"))
		check(err)
		fmt.Print(string(rows))
		for row := range strings.Lines(string(rows)) {
			var s string
			var n, a, b int
			var bytes, x, y, d float64
			_, err := fmt.Sscan(row, &s, &n, &s, &a, &b, &bytes, &x, &y, &d)
			check(err)
			sum := sums[s]
			sums[s] = [3]float64{sum[0] + bytes, sum[1] + d, sum[2] + 1}
		}
	}
	for _, format := range []string{"jpg", "webp", "avif"} {
		s := sums[format]
		fmt.Printf("%-16s %5s %-5s %8s %8s %7.3f %9s %9s %7.3f\n", "mean", "", format, "", "", s[0]/s[2], "", "", s[1]/s[2])
	}
}
