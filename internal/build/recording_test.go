package build

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
)

// filmSite is a site of one page with a film and a sound.
func filmSite(pairs ...string) *sitetest.Site {
	return sitetest.Parse([]byte(strings.NewReplacer(pairs...).Replace(`
-- brief.yaml --
title: Films
base_url: https://example.org/f/
-- content/index.md --
---
title: Home
---
Text.

![The sun over hills.](film.webm)
*The sun.* [Film: Ann Author]

![A tone.](talk.wav)
*The tone.* [Sound: Ann Author]
-- content/film.webm --
sun over hills
-- content/film.webm.yaml --
poster: still.jpg
captions: film.vtt
transcript: said.md
-- content/film.vtt --
WEBVTT

00:00.000 --> 00:02.000
(A tone)
-- content/still.jpg --
400x225 dusk
-- content/said.md --
---
title: What is said
---
Nothing.
-- content/talk.wav --
tone of 20
-- content/talk.wav.yaml --
transcript: said.txt
-- content/said.txt --
A tone.
`)))
}

// Row D12: from plain Markdown to a film with its size, poster, captions and
// transcript, and to a sound.
func TestFilmsAndSoundArePlayed(t *testing.T) {
	s := built(t, filmSite())
	page := text(t, s, "index.html")
	root := treeOf(t, page)
	video, audio := nodesOf(root, "video"), nodesOf(root, "audio")
	if len(video) != 1 || len(audio) != 1 {
		t.Fatalf("%d films, %d sounds in\n%s", len(video), len(audio), page)
	}
	for name, want := range map[string]string{"src": "/f/film.webm", "width": "320", "height": "180", "aria-label": "The sun over hills.", "preload": "none"} {
		if got := attr(video[0], name); got != want {
			t.Errorf("the film's %s is %q, want %q", name, got, want)
		}
	}
	if has(video[0], "autoplay") || !has(video[0], "controls") || has(video[0], "muted") || !has(audio[0], "controls") || attr(audio[0], "src") != "/f/talk.wav" {
		t.Errorf("%v, %v", video[0].Attr, audio[0].Attr)
	}
	track := nodesOf(video[0], "track")
	if len(track) != 1 || attr(track[0], "kind") != "captions" || attr(track[0], "src") != "/f/film.vtt" || attr(track[0], "srclang") != "en" || attr(track[0], "label") != "Captions" {
		t.Errorf("captions: %v", track)
	}
	figures := nodesOf(root, "figure")
	for i, want := range []string{"The sun. Transcript[Film: Ann Author]", "The tone. Transcript[Sound: Ann Author]"} {
		if got := textOf(nodesOf(figures[i], "figcaption")[0]); got != want {
			t.Errorf("below it stands %q, want %q", got, want)
		}
	}
	if a, b := attr(nodesOf(figures[0], "a")[0], "href"), attr(nodesOf(figures[1], "a")[0], "href"); a != "/f/said/" || b != "/f/said.txt" {
		t.Errorf("transcripts %q, %q", a, b)
	}
	poster := s.file(strings.TrimPrefix(attr(video[0], "poster"), "/f/"))
	if poster == nil || poster.Type != "image/jpeg" || poster.Class != output.Asset {
		t.Errorf("the poster %q is %+v", attr(video[0], "poster"), poster)
	}
	for path, typ := range map[string]string{"film.webm": "video/webm", "film.vtt": "text/vtt; charset=utf-8", "talk.wav": "audio/wav", "said.txt": "text/plain; charset=utf-8"} {
		if f := s.file(path); f == nil || f.Type != typ || f.Class != output.Media {
			t.Errorf("%s is %+v", path, f)
		}
	}
	if s.file("still.jpg") != nil {
		t.Error("the poster is published as the camera made it")
	}
	if !strings.Contains(page, "media-src 'self'") {
		t.Error("the page's policy forbids films")
	}
	feed := text(t, s, "feed.xml")
	if strings.Contains(feed, `"/f/`) {
		t.Errorf("a feed names files by less than their whole address")
	}
}

// Row D12: what those who cannot see or hear it need is an error where it is not there.
func TestFilmsWithoutCaptionsOrTranscriptAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		pairs []string
		want  []string
	}{
		"whole": {nil, nil},
		"no captions": {[]string{"captions: film.vtt\n", ""}, []string{
			"missing-captions: this video has no captions for those who cannot hear it"}},
		"no transcript": {[]string{"transcript: said.md\n", ""}, []string{
			"missing-transcript: this video has no transcript for those who cannot hear or see it"}},
		"a sound without transcript": {[]string{"transcript: said.txt", "creator: Ann"}, []string{
			"missing-transcript: this sound has no transcript for those who cannot hear or see it"}},
		"no words at all": {[]string{"![The sun over hills.]", "![]", " [Film: Ann Author]", ""}, []string{
			"missing-alt: this video has no description, by which those who cannot see the page know what it is",
			"missing-credit: this video has no credit"}},
		"captions of another kind": {[]string{"WEBVTT", "1"}, []string{
			`bad-captions: the captions "film.vtt" that content/film.webm.yaml names are not WebVTT, which is all that browsers read`}},
		"names that lead nowhere": {[]string{"still.jpg\n", "stil.jpg\n", "film.vtt\n", "fil.vtt\n", ": said.md", ": sad.md"}, []string{
			`missing-picture: content/film.webm.yaml names "stil.jpg" as poster, and there is no such picture`,
			`broken-link: content/film.webm.yaml names "fil.vtt" as captions, and there is no such page or file`,
			`broken-link: content/film.webm.yaml names "sad.md" as transcript, and there is no such page or file`}},
		"no film": {[]string{"(film.webm)", "(fim.webm)"}, []string{`missing-picture: there is no video "fim.webm" (looked for content/fim.webm)`}},
		"what is no film": {[]string{"sun over hills\n", "words\n"}, []string{
			`bad-media: the video "film.webm" cannot be used: it is no film or sound that browsers play: export a film as MP4 (H.264) or WebM, sound as MP3 or M4A`}},
		"a sound named as a film": {[]string{"film.webm", "tone.mp4", "talk.wav --\ntone of 20", "tone.mp4 --\nx"}, []string{
			`bad-media: the video "tone.mp4" cannot be used: it is no film or sound that browsers play: export a film as MP4 (H.264) or WebM, sound as MP3 or M4A`,
			`missing-picture: there is no sound "talk.wav" (looked for content/talk.wav)`}},
		"in a line of text": {[]string{"Text.", "Text ![a film](film.webm) goes on."}, []string{
			`media-in-text: the video "film.webm" stands in a line of text, where it cannot be played`}},
		"in a link": {[]string{"![A tone.](talk.wav)", "[![A tone.](talk.wav)](said.md)"}, []string{
			`media-in-text: the sound "talk.wav" stands in a link, where it cannot be played`}},
		"of another site": {[]string{"(film.webm)", "(https://example.org/film.webm)"}, []string{
			`remote-picture: the picture "https://example.org/film.webm" is not a file of this site`}},
		"a box": {[]string{"Text.", "> [!VIDEO]\n> Text."}, []string{`unknown-block: there is no kind of box named "video"`}},
	} {
		b := newBuilder(filmSite(c.pairs...), Options{})
		var got []string
		for _, d := range buildAll(b).problems {
			if d.Pos.File != "content/index.md" || d.Severity != diag.Error || d.Pos.Line < 4 || d.Hint == "" && d.Want.Kind == "" && d.Code != "bad-media" {
				t.Errorf("%s: %+v", name, d)
			}
			got = append(got, d.Code+": "+d.Msg)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// mp4 is a film of 320 by 180 pixels, whole but for its samples; codecs are of its
// tracks: of a picture (avc1, hvc1), of sound (mp4a), of anything else.
func mp4(brand string, codecs ...string) []byte {
	box := func(kind string, parts ...[]byte) []byte {
		body := slices.Concat(parts...)
		return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), []byte(kind), body)
	}
	size := []byte{1, 64, 0, 180} // 320 and 180 in two bytes each
	var tracks [][]byte
	for _, codec := range codecs {
		handler, head := "meta", make([]byte, 84)
		switch codec {
		case "avc1", "hvc1":
			handler = "vide"
			copy(head[40:], "\x00\x01\x00\x00")
			copy(head[76:], []byte{1, 64, 0, 0, 0, 180})
		case "mp4a":
			handler = "soun"
		}
		entry := box(codec, make([]byte, 24), size, make([]byte, 50))
		tracks = append(tracks, box("trak", box("tkhd", head), box("mdia", box("hdlr", make([]byte, 8), []byte(handler), make([]byte, 13)),
			box("minf", box("stbl", box("stsd", make([]byte, 8), entry))))))
	}
	return slices.Concat(box("ftyp", []byte(brand), make([]byte, 4)), box("moov", tracks...), box("mdat", []byte("samples")))
}

// What browsers play, and what they play in part or not at all.
func TestKindsOfFilms(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data []byte
		want string // severity and code of what is told; empty for nothing
	}{
		"MP4":                  {"film.mp4", mp4("isom", "avc1", "mp4a"), "error missing-captions"},
		"silent":               {"film.mp4", mp4("isom", "avc1"), ""},
		"QuickTime":            {"film.mov", mp4("qt  ", "avc1", "mp4a"), "error bad-media"},
		"HEVC":                 {"film.mp4", mp4("isom", "hvc1"), "warning media-coding"},
		"another type's name":  {"film.webm", mp4("isom", "avc1"), "warning media-type"},
		"sound alone":          {"film.mp4", mp4("M4A ", "mp4a"), "error bad-media"},
		"a picture in a sound": {"film.m4a", mp4("isom", "avc1", "mp4a"), "error bad-media"},
		"an action camera's":   {"film.mp4", mp4("isom", "avc1", "gpmd"), "error private-data"},
		"cut short":            {"film.mp4", mp4("isom", "avc1")[:40], "error bad-media"},
	} {
		live := sitetest.New(map[string]string{
			"brief.yaml": "base_url: https://example.org/\n", "content/index.md": "---\ntitle: Home\n---\nText.\n\n![A film.](" + c.file + ")\n*It.* [Film: Ann]\n",
			"content/" + c.file + ".yaml": "transcript: said.txt\n", "content/said.txt": "Nothing.",
		})
		live.Write("content/"+c.file, c.data)
		s := buildAll(newBuilder(live, Options{}))
		var got []string
		for _, d := range s.problems {
			got = append(got, d.Severity.String()+" "+d.Code)
		}
		if told := strings.Join(got, ", "); told != c.want {
			t.Errorf("%s: %q, want %q: %v", name, told, c.want, s.problems)
		}
		if name != "silent" {
			continue
		}
		film := nodesOf(treeOf(t, text(t, s, "index.html")), "video")[0]
		if !has(film, "muted") || attr(film, "width") != "320" || attr(film, "height") != "180" || s.file("film.mp4").Type != "video/mp4" {
			t.Errorf("%s: %v", name, film.Attr)
		}
	}
}

// A site can ask for less: each of the findings can be a warning, or none.
func TestSeverityOfWhatAFilmLacks(t *testing.T) {
	for _, code := range []string{"missing-captions", "missing-transcript"} {
		for level, want := range map[string]string{"error": "error", "warning": "warning", `"off"`: ""} {
			live := filmSite("captions: film.vtt\n", "", "transcript: said.md\n", "", "title: Films", "title: Films\ncheck: {severity: {missing-captions: \"off\", missing-transcript: \"off\"}}")
			live.Write("brief.yaml", bytes.Replace([]byte(live.Text("brief.yaml")), []byte(code+`: "off"`), []byte(code+": "+level), 1))
			got := ""
			for _, d := range buildAll(newBuilder(live, Options{})).problems {
				got += d.Code + " " + d.Severity.String()
			}
			if want != "" {
				want = code + " " + want
			}
			if got != want {
				t.Errorf("%s: %s: %q, want %q", code, level, got, want)
			}
		}
	}
}

// A site's own template stands in for the theme's.
func TestASitesOwnTemplateOfFilms(t *testing.T) {
	live := filmSite()
	live.Write("layouts/blocks/video.html", []byte(`<div class="own">{{with .Media}}{{.Alt}} {{.Width}}x{{.Height}} {{.Type}} {{.URL}} {{.Captions}} {{.Transcript}}{{end}}</div>`))
	page := text(t, built(t, live), "index.html")
	if want := "<div class=own>The sun over hills. 320x180 video/webm /f/film.webm /f/film.vtt /f/said/</div>"; !strings.Contains(page, want) {
		t.Errorf("no %s in\n%s", want, page)
	}
}

// What a telephone writes into a film is in none of the published bytes.
func TestPublishedFilmsSayNothingPrivate(t *testing.T) {
	const secret = "+52.5200+013.4049/"
	live := filmSite()
	clean := []byte(live.Text("content/film.webm"))
	tags := append([]byte("\x12\x54\xc3\x67\x01\x00\x00\x00\x00\x00\x00\x12"), secret...)
	live.Write("content/film.webm", append(slices.Clone(clean), tags...))
	live.Write("static/again.webm", append(slices.Clone(clean), tags...))
	s := built(t, live)
	for _, f := range s.files {
		if bytes.Contains(body(t, f), []byte(secret)) {
			t.Errorf("%s says where it was made", f.Path)
		}
	}
	if got := body(t, s.file("film.webm")); !bytes.HasPrefix(got, clean) || len(got) != len(clean)+len(tags) {
		t.Error("the film itself is not as it was")
	}
}
