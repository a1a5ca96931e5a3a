package picture

import (
	"encoding/binary"
	"image"
	"slices"
	"testing"
)

// avifGrid is an AVIF of two tiles, one beside the other, with the same coded pixels
// of 400 by 300. As a whole it is 800 by 300; its grid says that it is w by h.
func avifGrid(item []byte, w, h uint16) []byte {
	grid := numbers16(0, 0x0001, w, h) // version, flags, one row, two columns
	file := func(at uint32) []byte {
		place := func(id, method uint16, at, n uint32) []byte {
			b := numbers16(id, method, 0, 1)
			return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, at), n)
		}
		meta := box("meta", make([]byte, 4), box("hdlr", []byte("\x00\x00\x00\x00\x00\x00\x00\x00pict"), make([]byte, 13)), box("pitm", []byte("\x00\x00\x00\x00\x00\x01")),
			box("iloc", []byte("\x01\x00\x00\x00\x44\x00\x00\x03"), place(1, 1, 0, uint32(len(grid))), place(2, 0, at, uint32(len(item))), place(3, 0, at, uint32(len(item)))),
			box("iinf", []byte("\x00\x00\x00\x00\x00\x03"), box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00grid\x00")), box("infe", []byte("\x02\x00\x00\x01\x00\x02\x00\x00av01\x00")), box("infe", []byte("\x02\x00\x00\x01\x00\x03\x00\x00av01\x00"))),
			box("iref", make([]byte, 4), box("dimg", numbers16(1, 2, 2, 3))),
			box("iprp", box("ipco", extent(800, 300), extent(400, 300), box("pixi", []byte("\x00\x00\x00\x00\x03\x08\x08\x08")), box("av1C", []byte("\x81\x20\x02\x00"))),
				box("ipma", []byte("\x00\x00\x00\x00\x00\x00\x00\x03\x00\x01\x02\x01\x03\x00\x02\x03\x02\x03\x84\x00\x03\x03\x02\x03\x84"))),
			box("idat", grid))
		return slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1miaf")), meta)
	}
	head := file(0)
	return slices.Concat(file(uint32(len(head)+8)), box("mdat", item))
}

// Cameras and encoders of large photos code them in tiles.
func TestAVIFInTilesIsPutTogether(t *testing.T) {
	data := avifGrid(avifItem(t, "plain"), 800, 300)
	info, err := probeBytes(data)
	if err != nil || info != (Info{Type: "image/avif", Width: 800, Height: 300}) {
		t.Fatalf("%+v, %v", info, err)
	}
	recipe := testRecipe()
	recipe.Widths = []int{800}
	pictures, d := made(t, data, recipe)
	for i, m := range pictures {
		halves, ok := m.(interface {
			SubImage(image.Rectangle) image.Image
		})
		if b := m.Bounds(); !ok || b.Dx() != 800 || b.Dy() != 300 {
			t.Fatalf("%s: %T of %v", d.all[i].format, m, b)
		}
		for x := range 2 {
			half := image.NewNRGBA(image.Rect(0, 0, 400, 300))
			part := halves.SubImage(image.Rect(400*x, 0, 400*x+400, 300))
			for i := range 400 * 300 {
				half.Set(i%400, i/400, part.At(400*x+i%400, i/400))
			}
			if off := quartersOff(half, avifQuarters()); off > 5 {
				t.Errorf("%s, tile %d: a colour is off by %d", d.all[i].format, x, off)
			}
		}
	}
}

// A grid that said it was 65,535 pixels wide and high, in a file that said 800 by 300,
// was published as it lay there, for its readers' browsers to make room for.
func TestAVIFWhoseGridIsMoreThanItSaysIsRefused(t *testing.T) {
	for _, size := range [][2]uint16{{65535, 65535}, {801, 300}, {800, 301}} {
		data := avifGrid(avifItem(t, "plain"), size[0], size[1])
		if info, err := probeBytes(data); err != errAVIFMore {
			t.Errorf("%v: %+v, %v", size, info, err)
		}
	}
}
