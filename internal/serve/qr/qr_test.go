package qr

import (
	"strings"
	"testing"
)

// read decodes a code by its own way through the standard: format, mask,
// zigzag, blocks. It fails the test where a block's syndromes are not zero.
func read(t *testing.T, c *Code) string {
	t.Helper()
	s := symbols()[(c.Size()-17)/4-1]
	plain := blank((c.Size()-17)/4, s.align)
	var bits []bool
	up := true
	for right := c.Size() - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range c.Size() {
			y := i
			if up {
				y = c.Size() - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if !plain.set[y*c.Size()+x] {
					bits = append(bits, c.At(x, y) != ((x+y)%2 == 0))
				}
			}
		}
		up = !up
	}
	words := make([]byte, len(bits)/8)
	for i := range 8 * len(words) {
		if bits[i] {
			words[i/8] |= 1 << (7 - i%8)
		}
	}
	blocks := make([][]byte, s.blocks)
	for i := range s.blocks * (s.data + s.correction) {
		blocks[i%s.blocks] = append(blocks[i%s.blocks], words[i])
	}
	var data []byte
	for _, b := range blocks {
		root := byte(1)
		for range s.correction {
			sum := byte(0)
			for _, w := range b {
				sum = times(sum, root) ^ w
			}
			if sum != 0 {
				t.Fatal("a block's correction does not fit its data")
			}
			root = times(root, 2)
		}
		data = append(data, b[:s.data]...)
	}
	n := int(data[0]&15)<<4 | int(data[1]>>4)
	text := make([]byte, n)
	for i := range text {
		text[i] = data[i+1]<<4 | data[i+2]>>4
	}
	if data[0]>>4 != 4 {
		t.Fatalf("mode %d, want bytes", data[0]>>4)
	}
	return string(text)
}

func TestCodesHoldTheirText(t *testing.T) {
	for _, n := range []int{0, 1, 17, 18, 40, 53, 78, 106, 134, 154, 192, 230} {
		text := strings.Repeat("http://192.168.1.20:4000/?token=", 8)[:n]
		c, err := New(text)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if got := read(t, c); got != text {
			t.Errorf("%d bytes: it reads %q", n, got)
		}
	}
	if _, err := New(strings.Repeat("x", 231)); err == nil {
		t.Error("what is too long is encoded")
	}
}

// The format of level L with mask 0 is 111011111000100, as the standard's table
// C.1 has it, in both places.
func TestTheFormatIsThatOfTheStandard(t *testing.T) {
	c, err := New("x")
	if err != nil {
		t.Fatal(err)
	}
	var first, second strings.Builder
	write := func(b *strings.Builder, x, y int) {
		if c.At(x, y) {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	for _, x := range []int{0, 1, 2, 3, 4, 5, 7, 8} {
		write(&first, x, 8)
	}
	for _, y := range []int{7, 5, 4, 3, 2, 1, 0} {
		write(&first, 8, y)
	}
	for i := range 7 {
		write(&second, 8, c.Size()-1-i)
	}
	for i := range 8 {
		write(&second, c.Size()-8+i, 8)
	}
	const want = "111011111000100"
	if first.String() != want || second.String() != want {
		t.Errorf("the formats are %s and %s, want %s", &first, &second, want)
	}
}
