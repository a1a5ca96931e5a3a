// Package qr writes an address as a QR code (ISO/IEC 18004) of text, for a
// phone to read off a terminal.
//
// It knows what an address needs: bytes, at the error correction level L, up to
// version 9 (230 bytes). A library would bring pictures, colours and all other
// modes for one line of talk.
package qr

import (
	"errors"
	"strings"
)

// Code is a square of modules.
type Code struct {
	size int
	dark []bool // row by row
	set  []bool // modules of patterns and formats, which data and masks leave alone
}

// ErrTooLong says that a text does not fit.
var ErrTooLong = errors.New("the text is too long for a QR code")

// symbol is what differs between versions at level L: data codewords a block,
// in one or two groups of blocks, and error correction codewords a block
// (ISO/IEC 18004, table 9); and the middle places of alignment patterns (annex E).
type symbol struct {
	blocks, data   int // of the first group
	blocks2, data2 int
	correction     int
	align          []int
}

func symbols() []symbol {
	return []symbol{
		{1, 19, 0, 0, 7, nil}, {1, 34, 0, 0, 10, []int{6, 18}}, {1, 55, 0, 0, 15, []int{6, 22}},
		{1, 80, 0, 0, 20, []int{6, 26}}, {1, 108, 0, 0, 26, []int{6, 30}}, {2, 68, 0, 0, 18, []int{6, 34}},
		{2, 78, 0, 0, 20, []int{6, 22, 38}}, {2, 97, 0, 0, 24, []int{6, 24, 42}}, {2, 116, 0, 0, 30, []int{6, 26, 46}},
	}
}

// New encodes a text.
func New(text string) (*Code, error) {
	for i, s := range symbols() {
		capacity := s.blocks*s.data + s.blocks2*s.data2
		if len(text)+2 > capacity { // four bits of mode, eight of length, four of end
			continue
		}
		c := blank(i+1, s.align)
		c.place(interleave(codewords(text, capacity), s))
		c.mask()
		return c, nil
	}
	return nil, ErrTooLong
}

// codewords are the text's bits with mode, length and padding.
func codewords(text string, capacity int) []byte {
	const byteMode = 4
	out := make([]byte, 0, capacity)
	last := byte(byteMode)
	for _, b := range append([]byte{byte(len(text))}, text...) {
		out = append(out, last<<4|b>>4) // everything lies half a byte off
		last = b & 15
	}
	out = append(out, last<<4)
	for pad := byte(0xec); len(out) < capacity; pad ^= 0xec ^ 0x11 {
		out = append(out, pad)
	}
	return out
}

// interleave splits data into blocks, adds their correction, and deals them out
// in turn.
func interleave(data []byte, s symbol) (out []byte) {
	var blocks, corrections [][]byte
	for i := range s.blocks + s.blocks2 {
		n := s.data
		if i >= s.blocks {
			n = s.data2
		}
		blocks = append(blocks, data[:n])
		corrections = append(corrections, correction(data[:n], s.correction))
		data = data[n:]
	}
	for _, lists := range [][][]byte{blocks, corrections} {
		for i := range max(len(lists[0]), len(lists[len(lists)-1])) {
			for _, l := range lists {
				if i < len(l) {
					out = append(out, l[i])
				}
			}
		}
	}
	return out
}

// correction is the remainder of Reed and Solomon's division over GF(256).
func correction(data []byte, n int) []byte {
	generator := []byte{1}
	root := byte(1)
	for range n {
		next := make([]byte, len(generator)+1)
		for i, g := range generator {
			next[i] ^= g
			next[i+1] ^= times(g, root)
		}
		generator, root = next, times(root, 2)
	}
	rest := make([]byte, n)
	for _, d := range data {
		factor := d ^ rest[0]
		rest = append(rest[1:], 0)
		for i := range rest {
			rest[i] ^= times(generator[i+1], factor)
		}
	}
	return rest
}

// times multiplies in GF(256) with the polynomial 0x11d.
func times(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 != 0 {
			product ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0x1d
	}
	return product
}

// blank is a code of patterns alone.
func blank(version int, align []int) *Code {
	size := 17 + 4*version
	c := &Code{size: size, dark: make([]bool, size*size), set: make([]bool, size*size)}
	for i := range size { // timing
		c.fix(6, i, i%2 == 0)
		c.fix(i, 6, i%2 == 0)
	}
	for _, corner := range [][2]int{{3, 3}, {size - 4, 3}, {3, size - 4}} {
		c.rings(corner[0], corner[1], 4, 2)
	}
	for i, x := range align {
		for j, y := range align {
			last := len(align) - 1
			if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue // a corner stands there
			}
			c.rings(x, y, 2, 1)
		}
	}
	c.format(0) // keeps the places
	if version >= 7 {
		c.version(version)
	}
	return c
}

// rings draws a square in squares: all rings but one are dark.
func (c *Code) rings(x, y, reach, light int) {
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			ring := max(abs(dx), abs(dy))
			if px, py := x+dx, y+dy; px >= 0 && py >= 0 && px < c.size && py < c.size {
				c.fix(px, py, ring != light && ring != 4)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

func (c *Code) fix(x, y int, dark bool) {
	c.dark[y*c.size+x], c.set[y*c.size+x] = dark, true
}

// format writes the level L and a mask, with their check bits (section 7.9).
func (c *Code) format(mask int) {
	data := 1<<3 | mask
	rest := data
	for range 10 {
		rest = rest<<1 ^ rest>>9*0x537
	}
	bits := (data<<10 | rest) ^ 0x5412
	bit := func(i int) bool { return bits>>i&1 != 0 }
	for i := range 6 {
		c.fix(8, i, bit(i))
		c.fix(5-i, 8, bit(9+i))
	}
	c.fix(8, 7, bit(6))
	c.fix(8, 8, bit(7))
	c.fix(7, 8, bit(8))
	for i := range 8 {
		c.fix(c.size-1-i, 8, bit(i))
	}
	for i := range 7 {
		c.fix(8, c.size-7+i, bit(8+i))
	}
	c.fix(8, c.size-8, true)
}

// version writes the version's number, with its check bits (section 7.10).
func (c *Code) version(version int) {
	rest := version
	for range 12 {
		rest = rest<<1 ^ rest>>11*0x1f25
	}
	bits := version<<12 | rest
	for i := range 18 {
		c.fix(c.size-11+i%3, i/3, bits>>i&1 != 0)
		c.fix(i/3, c.size-11+i%3, bits>>i&1 != 0)
	}
}

// place lays codewords along the zigzag of column pairs from the right.
func (c *Code) place(words []byte) {
	n := 0
	for right := c.size - 1; right > 0; right -= 2 {
		if right == 6 {
			right = 5 // the timing column is passed over
		}
		for step := range c.size {
			y := step
			if (right+1)&2 == 0 {
				y = c.size - 1 - step
			}
			for x := right; x >= right-1; x-- {
				if c.set[y*c.size+x] {
					continue
				}
				if n < 8*len(words) {
					c.dark[y*c.size+x] = words[n/8]>>(7-n%8)&1 != 0
				}
				n++
			}
		}
	}
}

// mask turns over a pattern of modules. Readers take any of the eight; the first
// is as good as others for an address on a screen.
func (c *Code) mask() {
	for y := range c.size {
		for x := range c.size {
			if i := y*c.size + x; !c.set[i] && (x+y)%2 == 0 {
				c.dark[i] = !c.dark[i]
			}
		}
	}
	c.format(0)
}

// At says whether a module is dark; those around the code are light.
func (c *Code) At(x, y int) bool {
	return x >= 0 && y >= 0 && x < c.size && y < c.size && c.dark[y*c.size+x]
}

// Size is how many modules a side has.
func (c *Code) Size() int { return c.size }

// Text draws the code for a terminal of light text on a dark ground, two rows of
// modules a line, with the quiet border of four modules that readers need.
func (c *Code) Text() string {
	const border = 4
	var b strings.Builder
	for y := -border; y < c.size+border; y += 2 {
		for x := -border; x < c.size+border; x++ {
			switch upper, lower := c.At(x, y), c.At(x, y+1) || y+1 >= c.size+border; {
			case upper && lower:
				b.WriteByte(' ')
			case upper:
				b.WriteString("▄")
			case lower:
				b.WriteString("▀")
			default:
				b.WriteString("█")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
