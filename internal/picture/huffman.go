package picture

import (
	"encoding/binary"
	"slices"
)

// The standard library writes every JPEG with the Huffman codes that stand in the
// standard as examples (ITU-T T.81, annex K.3). Codes that are made for the very
// picture take some percent less for the same pixels, and of a smooth one a quarter.

// withOwnCodes is a JPEG of the standard library's with codes of its own: what they
// stand for is read and written again. The bytes are returned as they are if they
// are not what that library writes, or would not be fewer.
func withOwnCodes(data []byte) []byte {
	s, ok := readScan(data)
	if !ok {
		return data
	}
	tokens, counts, ok := s.decode()
	if !ok {
		return data
	}
	out := append(make([]byte, 0, len(data)), s.head...)
	var codes [4]huffmanCode
	for i := range counts {
		if !s.defined[i] {
			continue
		}
		var table []byte
		codes[i], table = newHuffmanCode(counts[i])
		out = append(out, 0xff, 0xc4)
		out = binary.BigEndian.AppendUint16(out, uint16(3+len(table)))
		out = append(append(out, byte(i/2<<4|i%2)), table...)
	}
	out = append(out, s.order...)
	out = append(s.encode(out, tokens, &codes), 0xff, 0xd9)
	if len(out) >= len(data) {
		return data
	}
	return out
}

// jpegScan is a JPEG of one baseline scan (T.81, annex B.2). Its tables are those of
// DC coefficients, 0 and 1, and of AC coefficients, 2 and 3.
type jpegScan struct {
	head    []byte          // from its beginning to the scan, without the codes
	order   []byte          // the segment that begins the scan
	coded   []byte          // what comes then
	symbols [4][]uint16     // by the next 16 bits: the length of the code that they begin with, and in the low byte what it stands for; 0 if with none
	defined [4]bool         // which of the tables there are
	blocks  []int           // of each block in a unit (MCU) the number of its tables, 0 or 1
	units   int             // how many of these there are
	shape   map[byte][2]int // of a component, by its name: blocks across and down in a unit
	w, h    int
}

func readScan(data []byte) (s jpegScan, ok bool) {
	if len(data) < 4 {
		return s, false
	}
	s.head = slices.Clone(data[:2])
	for i := 2; i+4 <= len(data) && data[i] == 0xff; {
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		if size < 2 || i+2+size > len(data) {
			return s, false
		}
		segment := data[i : i+2+size]
		body := segment[4:]
		i += len(segment)
		switch segment[1] {
		case 0xc4:
			if !s.readCodes(body) {
				return s, false
			}
		case 0xc0:
			if !s.readFrame(body) {
				return s, false
			}
			s.head = append(s.head, segment...)
		case 0xda:
			s.order, s.coded = segment, data[i:]
			return s, s.readOrder(body)
		case 0xdb, 0xe0: // tables of quantization, JFIF
			s.head = append(s.head, segment...)
		default:
			return s, false
		}
	}
	return s, false
}

// readCodes takes in tables of codes (annex C.2).
func (s *jpegScan) readCodes(body []byte) bool {
	for len(body) > 0 {
		if len(body) < 17 || body[0]&^0x11 != 0 {
			return false
		}
		i := int(body[0]>>4)*2 + int(body[0]&1)
		lengths, rest := body[1:17], body[17:]
		table := make([]uint16, 1<<16)
		at := 0
		for n, count := range lengths {
			for range count {
				span := 1 << (15 - n)
				if len(rest) == 0 || at+span > len(table) {
					return false
				}
				for k := range span {
					table[at+k] = uint16(n+1)<<8 | uint16(rest[0])
				}
				at, rest = at+span, rest[1:]
			}
		}
		s.symbols[i], s.defined[i], body = table, true, rest
	}
	return true
}

// readFrame takes in the size and the components (annex B.2.2).
func (s *jpegScan) readFrame(body []byte) bool {
	if len(body) < 6 || body[0] != 8 || len(body) != 6+3*int(body[5]) || s.shape != nil {
		return false
	}
	s.h, s.w = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	s.shape = map[byte][2]int{}
	for c := body[6:]; len(c) > 0; c = c[3:] {
		across, down := int(c[1]>>4), int(c[1]&15)
		if across < 1 || across > 4 || down < 1 || down > 4 {
			return false
		}
		s.shape[c[0]] = [2]int{across, down}
	}
	return s.w > 0 && s.h > 0
}

// readOrder takes in which tables each component has (annex B.2.3).
func (s *jpegScan) readOrder(body []byte) bool {
	if len(body) < 1 || len(body) != 4+2*int(body[0]) || int(body[0]) != len(s.shape) || string(body[len(body)-3:]) != "\x00\x3f\x00" {
		return false
	}
	across, down := 1, 1
	for c := body[1 : len(body)-3]; len(c) > 0; c = c[2:] {
		shape, ok := s.shape[c[0]]
		id := int(c[1] & 15)
		if !ok || c[1]>>4 != c[1]&15 || id > 1 || !s.defined[id] || !s.defined[2+id] {
			return false
		}
		if len(s.shape) == 1 {
			shape = [2]int{1, 1} // the units of a single component are its blocks (annex A.2.2)
		}
		across, down = max(across, shape[0]), max(down, shape[1])
		for range shape[0] * shape[1] {
			s.blocks = append(s.blocks, id)
		}
	}
	s.units = ((s.w + 8*across - 1) / (8 * across)) * ((s.h + 8*down - 1) / (8 * down))
	return true
}

// decode reads what the scan's codes stand for: in the upper half of each token the
// symbol, in the lower the bits after it; and how often each symbol is in which table.
func (s *jpegScan) decode() (tokens []uint32, counts [4][256]int, ok bool) {
	r := bitReader{data: s.coded}
	tokens = make([]uint32, 0, len(s.coded)+len(s.coded)/2)
	next := func(table int) (symbol byte) {
		symbol = r.symbol(s.symbols[table])
		counts[table][symbol]++
		tokens = append(tokens, uint32(symbol)<<16|r.bits(int(symbol&15)))
		return symbol
	}
	for range s.units {
		for _, id := range s.blocks {
			if next(id) > 15 {
				return nil, counts, false
			}
			for k := 1; k < 64; k++ {
				symbol := next(2 + id)
				if symbol == 0 { // the rest of the block is nothing
					break
				}
				k += int(symbol >> 4)
			}
		}
		if r.failed {
			return nil, counts, false
		}
	}
	return tokens, counts, true
}

// encode appends the tokens in other codes.
func (s *jpegScan) encode(out []byte, tokens []uint32, codes *[4]huffmanCode) []byte {
	w := bitWriter{out: out}
	put := func(table int) (symbol byte) {
		token := tokens[0]
		tokens = tokens[1:]
		symbol = byte(token >> 16)
		w.put(codes[table].code[symbol], codes[table].length[symbol])
		w.put(token&0xffff, symbol&15)
		return symbol
	}
	for range s.units {
		for _, id := range s.blocks {
			put(id)
			for k := 1; k < 64; k++ {
				symbol := put(2 + id)
				if symbol == 0 {
					break
				}
				k += int(symbol >> 4)
			}
		}
	}
	w.put(0x7f, 7) // ones fill the last byte (annex F.1.2.3)
	return w.out
}

// bitReader reads a scan's bits, of which a zero follows each byte of ones
// (annex F.1.2.3).
type bitReader struct {
	data   []byte
	held   uint64 // the next bits, at its upper end
	n      int    // how many
	failed bool   // no code was found, or there are not so many bits
}

func (r *bitReader) fill() {
	for r.n <= 48 {
		var b byte
		switch {
		case len(r.data) == 0 || r.data[0] == 0xff && (len(r.data) < 2 || r.data[1] != 0):
			return // what is read beyond the end are zeros
		case r.data[0] == 0xff:
			b, r.data = 0xff, r.data[2:]
		default:
			b, r.data = r.data[0], r.data[1:]
		}
		r.held |= uint64(b) << (56 - r.n)
		r.n += 8
	}
}

func (r *bitReader) symbol(table []uint16) byte {
	if r.n < 16 {
		r.fill()
	}
	found := table[r.held>>48]
	r.skip(int(found >> 8))
	if found == 0 {
		r.failed = true
	}
	return byte(found)
}

func (r *bitReader) bits(n int) uint32 {
	if r.n < n {
		r.fill()
	}
	b := uint32(r.held >> 32 >> (32 - n))
	r.skip(n)
	return b
}

func (r *bitReader) skip(n int) {
	r.held <<= n
	if r.n -= n; r.n < 0 {
		r.failed, r.n = true, 0
	}
}

// bitWriter is its counterpart.
type bitWriter struct {
	out  []byte
	held uint64 // bits that are no whole byte yet, at its lower end
	n    uint   // how many
}

func (w *bitWriter) put(bits uint32, n byte) {
	w.held = w.held<<n | uint64(bits)
	for w.n += uint(n); w.n >= 8; w.n -= 8 {
		b := byte(w.held >> (w.n - 8))
		if w.out = append(w.out, b); b == 0xff {
			w.out = append(w.out, 0)
		}
	}
}

// huffmanCode is what stands for each symbol; of one that has none the length is 0.
type huffmanCode struct {
	code   [256]uint32
	length [256]byte // bits
}

// newHuffmanCode makes the shortest code for symbols that are so frequent, and its
// table as a file has it: how many codes there are of each length from 1 to 16, and
// what they stand for (annexes C and K.2).
func newHuffmanCode(counts [256]int) (c huffmanCode, table []byte) {
	depth := depths(counts)
	var lengths [257]int
	for _, d := range depth {
		lengths[d]++
	}
	lengths[0] = 0
	for i := len(lengths) - 1; i > 16; i-- { // figure K.3: none is longer than 16 bits
		for lengths[i] > 0 {
			j := i - 2
			for lengths[j] == 0 {
				j--
			}
			lengths[i] -= 2
			lengths[i-1]++
			lengths[j+1] += 2
			lengths[j]--
		}
	}
	last := 16
	for lengths[last] == 0 {
		last--
	}
	lengths[last]-- // of what keeps a code of ones alone from being given out
	var symbols []int
	for symbol := range counts {
		if depth[symbol] > 0 {
			symbols = append(symbols, symbol)
		}
	}
	slices.SortStableFunc(symbols, func(a, b int) int { return depth[a] - depth[b] })
	code, k := uint32(0), 0
	for length := 1; length <= 16; length++ {
		table = append(table, byte(lengths[length]))
		for range lengths[length] {
			c.code[symbols[k]], c.length[symbols[k]] = code, byte(length)
			code, k = code+1, k+1
		}
		code <<= 1
	}
	for _, symbol := range symbols {
		table = append(table, byte(symbol))
	}
	return c, table
}

// depths are how deep each symbol stands in Huffman's tree, 0 if it does not occur
// (figure K.1). The last is none: it holds the place of the code of ones alone.
func depths(counts [256]int) (depth [257]int) {
	var weight, next [257]int // of a tree by one of its symbols; the next symbol of the same tree, or -1
	for i := range next {
		next[i] = -1
	}
	copy(weight[:], counts[:])
	weight[256] = 1
	for {
		a, b := -1, -1 // the lightest and the next, of equal ones the last
		for i, w := range weight {
			switch {
			case w == 0:
			case a < 0 || w <= weight[a]:
				a, b = i, a
			case b < 0 || w <= weight[b]:
				b = i
			}
		}
		if b < 0 {
			return depth
		}
		weight[a], weight[b] = weight[a]+weight[b], 0
		end := a
		for i := a; i >= 0; i = next[i] {
			depth[i]++
			end = i
		}
		for i := b; i >= 0; i = next[i] {
			depth[i]++
		}
		next[end] = b
	}
}
