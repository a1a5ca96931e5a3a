package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"brief/internal/source"
)

// Private names what a picture's file holds that is not published, in words for
// editors, each once; nil if there is nothing of the kind.
func Private(data []byte, typ string) (names []string) {
	add := func(found bool, name string) {
		if found && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	exif := exifOf(data, typ)
	if typ == "image/avif" {
		exif = avifEXIF(data)
	}
	for _, tag := range tiffTags(exif) {
		switch tag {
		case 0x8825:
			add(true, "the place where it was made (GPS)")
		case 0xa430:
			add(true, "the camera's owner")
		case 0xa431, 0xa435, 0xc62f:
			add(true, "serial numbers")
		case 0x927c:
			add(true, "the maker's notes")
		case 0x0201:
			add(true, "a small copy of the picture")
		case 0x010f, 0x0110:
			add(true, "the camera's model")
		case 0x0132, 0x9003, 0x9004:
			add(true, "the time when it was made")
		case 0x013b, 0x8298, 0x010e:
			add(true, "texts in EXIF")
		}
	}
	add(bytes.Contains(data, []byte("GPSLatitude")), "the place where it was made (GPS)")
	add(bytes.Contains(data, []byte("adobe:ns:meta")), "texts in XMP, with what programs did to it")
	switch typ {
	case "image/jpeg":
		segments(data, func(marker byte, body []byte) bool {
			add(marker == 0xed, "texts in IPTC")
			add(marker == 0xfe, "a comment")
			return true
		})
	case "image/png":
		pngChunks(data, func(kind string, _ []byte) bool {
			add(kind == "tEXt" || kind == "zTXt" || kind == "iTXt", "texts")
			add(kind == "tIME", "the time when it was changed")
			return true
		})
	case "image/gif":
		add(gifHas(source.NewWindow(bytes.NewReader(data), int64(len(data)), block), "\xfe"), "a comment")
	}
	if clean, err := cleaned(data, typ); err == nil && !bytes.Equal(clean, data) && len(names) == 0 {
		names = append(names, "data that are no part of the picture")
	}
	return names
}

// avifEXIF is what an AVIF's item of EXIF data holds behind its head (ISO/IEC
// 23008-12, section A.2.1): a TIFF structure; nil if there is none.
func avifEXIF(data []byte) (tiff []byte) {
	meta := child(data, "meta")
	if len(meta) < 4 {
		return nil
	}
	meta = meta[4:]
	private, _ := privateItems(child(meta, "iinf"))
	itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		in := data
		if inMeta {
			in = child(meta, "idat")
		}
		if size := uint64(len(in)); !private[id] || off > size || n > size-off || n < 4 {
			return true
		}
		body := in[off : off+n]
		if skip := 4 + uint64(uint32At(body, 0)); skip < n && (bytes.HasPrefix(body[skip:], []byte("II*\x00")) || bytes.HasPrefix(body[skip:], []byte("MM\x00*"))) {
			tiff = body[skip:]
		}
		return tiff == nil
	})
	return tiff
}

// WidthsFor are the widths in pixels that a picture is made in, ascending: those of
// the recipe that it has pixels for, and its own.
func (r Recipe) WidthsFor(info Info) []int { return widthsOf(r.Widths, info.Width) }

// InWords says how a variant is made by a recipe, in words for editors: "640 by 400
// pixels, webp of quality 75".
func (v *Variant) InWords(r Recipe) string {
	words := fmt.Sprintf("%d by %d pixels, %s", v.Width, v.Height, v.Format)
	if v.Crop {
		words = "cut to " + words
	}
	switch quality := r.Quality[v.Format]; {
	case v.Lossless || v.Format == "png":
		return words + " without loss"
	case quality > 0:
		return fmt.Sprintf("%s of quality %d", words, quality)
	}
	return words
}

// tiffTags are the tags of the directories of a TIFF structure, as far as they
// can be read.
func tiffTags(b []byte) (tags []uint16) {
	if len(b) < 8 {
		return nil
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	todo := []uint32{order.Uint32(b[4:])}
	for seen := 0; len(todo) > 0 && seen < 16; seen++ {
		at := todo[0]
		if todo = todo[1:]; at == 0 || uint64(at)+2 > uint64(len(b)) {
			continue
		}
		n, entries := int(order.Uint16(b[at:])), b[at+2:]
		for i := 0; i < n && len(entries) >= 12; i++ {
			tag := order.Uint16(entries)
			if tags = append(tags, tag); tag == 0x8769 {
				todo = append(todo, order.Uint32(entries[8:]))
			}
			entries = entries[12:]
		}
		if len(entries) >= 4 {
			todo = append(todo, order.Uint32(entries))
		}
	}
	return tags
}
