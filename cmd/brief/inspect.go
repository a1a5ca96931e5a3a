package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"brief/internal/build"
	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/media"
	"brief/internal/picture"
	"brief/internal/source"
)

// inspect says what a picture, a film or sound holds, and what of it is published.
func (a *app) inspect(name string) error {
	f, err := a.inspected(name)
	if err != nil {
		return err
	}
	r := report{tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)}
	pic, err := picture.Probe(f)
	if err == nil {
		err = r.picture(f, pic, a.recipe())
	} else if refused := picture.Refused(f); refused != nil {
		err = refused
	} else if recording, problem := media.Probe(f); problem == nil {
		err = r.recording(f, recording)
	} else if media.KindOf(name) != media.None {
		err = problem
	}
	if err != nil {
		return exit{exitFindings, fmt.Sprintf("%s %v", name, err)}
	}
	return r.w.Flush()
}

// inspected reads the file that is named on the command line.
func (a *app) inspected(name string) (*source.File, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(a.dir, path)
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, exit{exitUsage, fmt.Sprintf("there is no file %s", name)}
	}
	if info.Size() > 100<<20 {
		return nil, exit{exitFindings, name + " is larger than 100 MB: export it smaller"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return nil, exit{exitUsage, fmt.Sprintf("%s cannot be read (%v)", name, err)}
	}
	return source.NewFile(name, data), nil
}

// recipe is that of the site's brief.yaml; where there is none, or it cannot be read,
// brief's own.
func (a *app) recipe() picture.Recipe {
	text, _ := a.textOf(build.ConfigFile)
	cfg, _ := config.Load(build.ConfigFile, text)
	return picture.Recipe{Formats: cfg.Images.Formats, Widths: cfg.Images.Widths, Quality: cfg.Images.Quality}
}

// report is what inspect writes: names and what there is to say of each.
type report struct{ w *tabwriter.Writer }

// line writes a name and its values, each on a line of its own; nothing without any.
func (r report) line(key string, values ...string) {
	for _, v := range values {
		if v != "" {
			fmt.Fprintf(r.w, "%s\t%s\n", key, diag.Printable(v))
			key = ""
		}
	}
}

func (r report) picture(f *source.File, pic picture.Info, recipe picture.Recipe) error {
	r.line("type", pic.Type)
	size := fmt.Sprintf("%d by %d pixels, %s", pic.Width, pic.Height, bytesInWords(f.Size))
	if pic.Width == 0 && pic.Height == 0 {
		size = bytesInWords(f.Size) + "; it does not say how large it is to be shown"
	}
	r.line("size", size)
	said := picture.ReadEmbedded(f, pic)
	r.line("description", said.Alt)
	r.line("caption", said.Caption)
	r.line("credit", said.Credit)
	r.line("creator", said.Creator)
	r.line("copyright", said.Copyright)
	r.line("licence", said.Licence)
	r.line("source type", said.SourceType)
	data, err := f.Bytes()
	if err != nil {
		return err
	}
	left := picture.Private(data, pic.Type)
	if pic.Type == "image/svg+xml" {
		var clean []byte
		if clean, left, err = picture.CleanSVG(data); err != nil {
			return err
		}
		if len(left) == 0 && !bytes.Equal(clean, data) {
			left = []string{"what programs and people noted in it: metadata, comments, names of files"}
		}
	} else if refused := picture.Refused(f); refused != nil {
		return refused
	}
	if pic.Credentials {
		left = append(left, "Content Credentials (C2PA)")
	}
	r.leftOut(left)
	if !recipe.Wanted(pic) {
		r.underItsName(left)
		if why := recipe.Missed(pic); why != "" {
			r.line("", "and in no other size: it "+why)
		}
		return nil
	}
	widths := recipe.WidthsFor(pic)
	r.line("published", "made anew, "+inWords(widths)+" pixels wide")
	if widths[len(widths)-1] >= picture.RightsFrom {
		r.line("", fmt.Sprintf("from %d pixels on with credit, creator, copyright, licence and source type in it, as far as they are known", picture.RightsFrom))
	}
	return nil
}

// underItsName says that the file itself is published.
func (r report) underItsName(left []string) {
	how := "under its own name"
	if len(left) > 0 {
		how += ", without what is left out"
	}
	r.line("published", how)
}

func (r report) recording(f *source.File, rec media.Info) error {
	r.line("type", rec.Type)
	size := bytesInWords(f.Size)
	if rec.Kind() == media.Video {
		size = fmt.Sprintf("%d by %d pixels, %s", rec.Width, rec.Height, size)
	}
	r.line("size", size)
	if rec.Kind() == media.Video {
		r.line("sound", map[bool]string{true: "yes: it needs captions", false: "none"}[rec.Sound])
	}
	if rec.Rare != "" {
		r.line("coding", rec.Rare+", which many browsers cannot play")
	}
	if _, err := media.Clean(f); err != nil {
		return err
	}
	left := media.Private(f)
	if picture.HasCredentials(f) {
		left = append(left, "Content Credentials (C2PA)")
	}
	r.leftOut(left)
	r.underItsName(left)
	return nil
}

func (r report) leftOut(names []string) {
	if len(names) == 0 {
		names = []string{"nothing"}
	}
	r.line("left out", names...)
}

// bytesInWords is a size for people: "640 bytes", "15.6 KB".
func bytesInWords(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f KB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}

// inWords lists numbers for people: "320, 480 and 640".
func inWords(numbers []int) string {
	var b strings.Builder
	for i, n := range numbers {
		switch {
		case i == 0:
		case i == len(numbers)-1:
			io.WriteString(&b, " and ")
		default:
			io.WriteString(&b, ", ")
		}
		io.WriteString(&b, strconv.Itoa(n))
	}
	return b.String()
}
