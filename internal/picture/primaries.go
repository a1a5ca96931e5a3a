package picture

import "encoding/binary"

// profileFrom is a profile of colours with these primaries, by their number in ITU-T
// H.273, and the curve of sRGB; nil for those of sRGB.
func profileFrom(primaries int) []byte {
	var columns [3][3]float64 // X, Y and Z of red, green and blue under D50
	switch primaries {
	case 9: // BT.2020
		columns = [3][3]float64{{0.6734, 0.2790, -0.0019}, {0.1656, 0.6754, 0.0300}, {0.1251, 0.0456, 0.7970}}
	case 12: // Display P3
		columns = [3][3]float64{{0.5151, 0.2412, -0.0011}, {0.2919, 0.6922, 0.0419}, {0.1571, 0.0666, 0.7841}}
	default:
		return nil
	}
	curve := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fixed(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)...)
	names, bodies := []string{"wtpt"}, [][]byte{append([]byte("XYZ \x00\x00\x00\x00"), fixed(0.9642, 1, 0.8249)...)}
	for i, c := range columns {
		names = append(names, "rgb"[i:i+1]+"XYZ", "rgb"[i:i+1]+"TRC")
		bodies = append(bodies, append([]byte("XYZ \x00\x00\x00\x00"), fixed(c[:]...)...), curve)
	}
	head := make([]byte, 128)
	copy(head[8:], "\x04\x40\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acsp")
	copy(head[68:], fixed(0.9642, 1, 0.8249))
	table := binary.BigEndian.AppendUint32(nil, uint32(len(names)))
	var rest []byte
	for i, b := range bodies {
		at := uint32(128 + 4 + 12*len(names) + len(rest))
		table = append(table, names[i]...)
		table = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(table, at), uint32(len(b)))
		rest = append(rest, b...)
	}
	whole := append(append(head, table...), rest...)
	binary.BigEndian.PutUint32(whole, uint32(len(whole)))
	return whole
}

// fixed writes numbers with sixteen bits of fraction (ICC.1:2022, section 4.6).
func fixed(values ...float64) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536+0.5)))
	}
	return b
}
