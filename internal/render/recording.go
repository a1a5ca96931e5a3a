package render

import (
	"bytes"
	"html/template"
	"path"
	"strconv"
	"strings"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/media"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/site"
)

// blockType is the type of a block's template: a figure whose file is a film or
// sound by its name has that of its kind.
func (t *text) blockType(b *markdown.Block) string {
	if b.Type == "figure" && b.Picture != nil {
		if kind := t.recordingKind(b.Picture); kind != media.None {
			return string(kind)
		}
	}
	return b.Type
}

// recordingKind says whether what is typed as a picture is a film or sound of the site.
func (t *text) recordingKind(pic *markdown.Picture) media.Kind {
	kind := media.KindOf(withoutFragment(pic.Src))
	if kind == media.None {
		return kind
	}
	if _, ok := site.Target(t.path, pic.Src); !ok {
		return media.None // of another site, which is reported as a picture is
	}
	return kind
}

// withoutFragment is an address up to its query or fragment.
func withoutFragment(src string) string {
	for i := range len(src) {
		if src[i] == '#' || src[i] == '?' {
			return src[:i]
		}
	}
	return src
}

// recordingName is a kind for editors.
func recordingName(kind media.Kind) string {
	if kind == media.Audio {
		return "sound"
	}
	return "video"
}

// recordingFigure fills in what the figure of a film or of sound has. With a problem
// the element has no file, so that the page shows that something is missing.
func (t *text) recordingFigure(view *BlockView, b *markdown.Block) {
	p, pic, kind := t.page, b.Picture, media.Kind(view.Type)
	m := &Media{Alt: pic.Alt}
	view.Media = m
	dest, _ := site.Target(t.path, pic.Src) // there is one: see recordingKind
	found, ok := p.door.recording(dest.Name)
	side, problems := p.door.sidecar(found.Source)
	p.diags = append(p.diags, problems...)
	t.recordingTexts(view, &side)
	if b.Link != nil {
		d := t.problem(pic.Off, pic.Len, "media-in-text", "the "+recordingName(kind)+" "+quote(pic.Src)+" stands in a link, where it cannot be played")
		d.Hint = "put the link into the caption below it"
		p.problem(d)
	}
	if !ok {
		d := t.problem(pic.Off, pic.Len, "missing-picture", "there is no "+recordingName(kind)+" "+quote(pic.Src)+" (looked for "+dest.Name+")")
		d.Want = diag.Want{Kind: site.WantPicture, Name: pic.Src}
		p.problem(d)
	} else if t.playable(pic, &found, kind) {
		p.want(found.Source)
		m.URL = p.links.to(p.fileAddress(found.Source, found.Address))
		m.Type, m.Width, m.Height, m.sound = found.Type, found.Width, found.Height, found.Sound
		t.recordingNeeds(pic, &found, &side, m, view.Credit)
	}
	m.Element = template.HTML(m.element(kind, p))
}

// recordingTexts gives a film or sound the texts that the file beside it has, where
// the text itself has none.
func (t *text) recordingTexts(view *BlockView, side *config.Sidecar) {
	if view.Media.Alt == "" && !side.Decorative {
		view.Media.Alt = side.Alt
	}
	if view.Caption == "" {
		view.Caption = template.HTML(appendText(nil, side.Caption))
	}
	credit := side.Credit
	if credit == "" {
		credit = side.Creator
	}
	if view.Credit == "" {
		view.Credit = template.HTML(appendText(nil, credit))
	}
}

// playable reports a file that browsers do not play; false if it must not be shown.
func (t *text) playable(pic *markdown.Picture, found *site.Recording, kind media.Kind) bool {
	name, problem, hint := quote(pic.Src), found.Problem, ""
	switch {
	case problem != "":
	case found.Type == "video/quicktime" || found.Type == "video/x-matroska":
		problem, hint = "is a film that few browsers play", "export it as MP4 (H.264), and name that file here"
	case found.Kind() == media.Audio && kind == media.Video:
		problem, hint = "holds sound and no picture", "export the film anew; if it is sound, give it the ending .m4a or .mp3"
	case found.Kind() == media.Video && kind == media.Audio:
		problem, hint = "holds a picture and not only sound", "give it the ending .mp4 or .webm, as it is a film"
	}
	if problem != "" {
		d := t.problem(pic.Off, pic.Len, "bad-media", "the "+recordingName(kind)+" "+name+" cannot be used: it "+problem)
		d.Hint = hint
		t.page.problem(d)
		return false
	}
	if named := output.TypeOf(found.Source); named != found.Type {
		d := t.problem(pic.Off, pic.Len, "media-type", "the "+recordingName(kind)+" "+name+" is "+found.Type+" by its content, and "+named+" by its name")
		d.Severity, d.Hint = diag.Warning, "rename the file, or export it again in the form that its name says"
		t.page.problem(d)
	}
	if found.Rare != "" {
		d := t.problem(pic.Off, pic.Len, "media-coding", "the "+recordingName(kind)+" "+name+" is coded in a way that many browsers cannot play ("+found.Rare+")")
		d.Severity, d.Hint = diag.Warning, "export a film with H.264 and AAC, as MP4; sound as MP3 or as M4A with AAC"
		t.page.problem(d)
	}
	return true
}

// recordingNeeds sets what belongs to a film or sound, and reports what it lacks for
// those who cannot see or hear it (WCAG 2.2, 1.2.1 to 1.2.3), and its credit.
func (t *text) recordingNeeds(pic *markdown.Picture, found *site.Recording, side *config.Sidecar, m *Media, credit template.HTML) {
	kind := found.Kind()
	sidecar := path.Base(found.Source) + ".yaml"
	if side.Poster != "" {
		m.Poster = t.poster(pic, found, side.Poster)
	}
	if side.Captions != "" {
		m.Captions = t.captions(pic, found, side.Captions)
	}
	if side.Transcript != "" {
		m.Transcript = t.beside(pic, found, "transcript", side.Transcript)
	}
	lacks := func(code, msg, hint string) {
		if !side.Unread && !t.page.off(code) {
			d := t.problem(pic.Off, pic.Len, code, msg)
			d.Hint = hint
			t.page.problem(d)
		}
	}
	silent := side.Decorative && !found.Sound // it says nothing to anybody
	this := "this " + recordingName(kind)
	if m.Alt == "" && !silent {
		lacks("missing-alt", this+" has no description, by which those who cannot see the page know what it is", "write it between the brackets: ![What it is about]("+path.Base(pic.Src)+")")
	}
	if kind == media.Video && found.Sound && side.Captions == "" {
		lacks("missing-captions", this+" has no captions for those who cannot hear it", "put a file of captions (WebVTT) beside it, and name it in "+sidecar+": captions: "+strings.TrimSuffix(path.Base(found.Source), path.Ext(found.Source))+".vtt")
	}
	if side.Transcript == "" && !silent {
		lacks("missing-transcript", this+" has no transcript for those who cannot hear or see it", "write what is said, and of a video what is seen, into a page or a file beside it, and name that in "+sidecar+": transcript: talk.md")
	}
	if credit == "" {
		lacks("missing-credit", this+" has no credit", "end the caption with it in square brackets: [Video: A. Name]")
	}
}

// besideName is what a sidecar's key names: a place from the folder of the film.
func besideName(found *site.Recording, typed string) (site.Dest, bool) {
	from := found.Source
	if site.PictureTarget(from) != from { // a file of static/ names others by its address
		from = "content" + path.Join("/", path.Dir(site.PictureTarget(from)))
	}
	return site.Target(from, typed)
}

// beside is the href of a page or a file that the file beside a film names by a key;
// empty, and reported, if there is none.
func (t *text) beside(pic *markdown.Picture, found *site.Recording, key, typed string) string {
	p := t.page
	dest, ok := besideName(found, typed)
	ref := site.Ref{}
	if ok {
		ref, ok = p.door.ref(dest.Name)
	}
	if !ok {
		d := t.problem(pic.Off, pic.Len, "broken-link", found.Source+".yaml names "+quote(typed)+" as "+key+", and there is no such page or file")
		d.Hint = "put it beside " + path.Base(found.Source) + ", or mend its name there"
		p.problem(d)
		return ""
	}
	if ref.Held {
		d := t.problem(pic.Off, pic.Len, "link-to-held-page", "the "+key+" "+quote(typed)+" is a page that is held back")
		d.Hint = "publish that page first"
		p.problem(d)
		return ""
	}
	if ref.Kind == site.RefFile {
		p.want(ref.Source)
	}
	href := p.links.to(p.refAddress(&ref))
	if ref.Fragment != "" {
		href += "#" + site.EncodeFragment(ref.Fragment)
	}
	return href
}

// captions is the href of a film's captions, which must be WebVTT (W3C, WebVTT 1,
// section 4.1): browsers read nothing else.
func (t *text) captions(pic *markdown.Picture, found *site.Recording, typed string) string {
	href := t.beside(pic, found, "captions", typed)
	if href == "" {
		return ""
	}
	dest, _ := besideName(found, typed)
	ok := path.Ext(dest.Name) == ".vtt"
	if f := t.page.door.media(dest.Name); ok && f != nil {
		src, err := f.Bytes()
		ok = err != nil || bytes.HasPrefix(bytes.TrimPrefix(src, []byte(byteOrderMark)), []byte("WEBVTT"))
	}
	if !ok {
		d := t.problem(pic.Off, pic.Len, "bad-captions", "the captions "+quote(typed)+" that "+found.Source+".yaml names are not WebVTT, which is all that browsers read")
		d.Hint = "export them as WebVTT (.vtt): a text whose first line is WEBVTT"
		t.page.problem(d)
		return ""
	}
	return href
}

// poster is the href of the picture that a film shows before it plays: of one that
// is published in several sizes, a middle one.
func (t *text) poster(pic *markdown.Picture, found *site.Recording, typed string) string {
	p := t.page
	dest, ok := besideName(found, typed)
	var pict site.Picture
	if ok {
		pict, ok = p.door.picture(dest.Name)
	}
	if !ok {
		d := t.problem(pic.Off, pic.Len, "missing-picture", found.Source+".yaml names "+quote(typed)+" as poster, and there is no such picture")
		d.Hint = "put it beside " + path.Base(found.Source) + ", or mend its name there"
		p.problem(d)
		return ""
	}
	if pict.Problem != "" {
		p.problem(t.problem(pic.Off, pic.Len, "bad-picture", "the poster "+quote(typed)+" that "+found.Source+".yaml names cannot be used: it "+pict.Problem))
		return ""
	}
	if pict.Set == nil {
		p.want(pict.Source)
		return p.links.to(p.pictureAddress(&pict))
	}
	side, problems := p.said(&pict)
	p.diags = append(p.diags, problems...)
	var img Image
	p.derived(&img, &pict, picture.Rights{}.Over(rightsOf(&side)))
	return img.URL
}

// fileAddress is where a content file or one of static/, which may have its hash in
// its name, is published.
func (p *Page) fileAddress(source, address string) string {
	return p.pictureAddress(&site.Picture{Source: source, Address: address})
}

// element is the whole <video> or <audio>. Without a poster a browser fetches the
// beginning, to show the first picture and how long it is.
func (m *Media) element(kind media.Kind, p *Page) []byte {
	tag := "video"
	if kind == media.Audio {
		tag = "audio"
	}
	attr := func(dst []byte, name, value string) []byte {
		if value == "" {
			return dst
		}
		return markdown.AppendAttr(append(append(append(dst, ' '), name...), '='), value)
	}
	dst := attr(append([]byte("<"), tag...), "src", m.URL)
	if m.URL == "" {
		dst = append(dst, " class=missing"...)
	}
	dst = attr(dst, "poster", m.Poster)
	if m.Width > 0 {
		dst = strconv.AppendInt(append(dst, " width="...), int64(m.Width), 10)
		dst = strconv.AppendInt(append(dst, " height="...), int64(m.Height), 10)
	}
	dst = attr(dst, "aria-label", m.Alt)
	dst = append(dst, " controls"...)
	if kind == media.Video && !m.sound {
		dst = append(dst, " muted"...) // there is nothing to hear, and nothing to caption
	}
	if kind == media.Video {
		dst = append(dst, " playsinline"...)
	}
	preload := "metadata"
	if m.Poster != "" || kind == media.Audio {
		preload = "none"
	}
	dst = append(attr(dst, "preload", preload), '>')
	if m.Captions != "" {
		dst = attr(append(dst, "<track kind=captions"...), "src", m.Captions)
		dst = attr(attr(dst, "srclang", p.lang), "label", p.text("captions"))
		dst = append(dst, '>')
	}
	return append(append(append(dst, "</"...), tag...), '>')
}
