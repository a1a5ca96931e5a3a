package picture

import (
	"bytes"
	"slices"
	"testing"

	"brief/internal/source"
)

// credentialed are pictures of each type with Content Credentials, whose texts are
// the secret.
func credentialed(t testing.TB) map[string][]byte {
	photo, png, anim := encoded(t, "jpeg", 40, 30), encoded(t, "png", 7, 5), encoded(t, "gif", 9, 4)
	jumb := string(box("jumb", box("jumd", []byte("c2pa")), []byte(secret)))
	table := 13 + colourTable(anim[10])
	still := avifFile(extent(320, 240))
	return map[string][]byte{
		"jpeg": slices.Concat(photo[:2], segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x/>"), segment(0xeb, "JP\x00\x01\x00\x00\x00\x01", jumb), photo[2:]),
		"png":  slices.Concat(png[:33], pngChunk("caBX", []byte(jumb)), png[33:]),
		"webp": riff(riffChunk("VP8X", []byte("\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00")), riffChunk("VP8L", []byte("\x2f\x3f\xc1\x3b\x00")), riffChunk("C2PA", []byte(jumb))),
		"gif":  slices.Concat(anim[:table], []byte("\x21\xff\x0bC2PA_GIF\x01\x00\x00\x13"+secret+"\x00"), anim[table:]),
		"avif": slices.Concat(still, box("uuid", []byte("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81\x00\x00\x00\x00manifest\x00"+jumb))),
	}
}

// Row D9: they are noticed in every type of picture, and gone from what is published,
// for they may say where it was made.
func TestContentCredentialsAreSeen(t *testing.T) {
	for name, data := range credentialed(t) {
		f := source.NewFile("content/x", data)
		info, err := Probe(f)
		if err != nil || !info.Credentials || !HasCredentials(f) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
		if name == "avif" {
			continue // without a list of items it cannot be looked through
		}
		clean, err := Clean(f)
		if err != nil || clean == nil || bytes.Contains(clean, []byte(secret)) || HasCredentials(source.NewFile("content/x", clean)) {
			t.Errorf("%s: they are still there, %v", name, err)
		}
	}
	for name, data := range leaky(t) {
		if info, err := Probe(source.NewFile("content/x", data)); err != nil || info.Credentials {
			t.Errorf("%s without any: %+v, %v", name, info, err)
		}
	}
}

// An AVIF with a box of others beside its picture was refused, and with it every
// one that is signed.
func TestBoxesBesideAnAVIFAreEmptied(t *testing.T) {
	data := slices.Concat(leakyAVIF(), box("uuid", []byte("sixteen bytes...a program's own: "+secret)), box("free", []byte(secret)))
	clean, err := Clean(source.NewFile("static/x", data))
	if err != nil || len(clean) != len(data) || bytes.Contains(clean, []byte(secret)) || !bytes.Contains(clean, []byte("pixels")) {
		t.Errorf("%q, %v", clean, err)
	}
	if again, err := Clean(source.NewFile("static/x", clean)); again != nil || err != nil {
		t.Errorf("it is cleaned again, %v", err)
	}
}
