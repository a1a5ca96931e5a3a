package build

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

type point struct{ x, y float64 }

// samples are n points at equal distances along a path of SVG, whose syntax
// and meaning are those of SVG 1.1, section 8.3. Moves have no length.
func samples(t *testing.T, d string, n int) []point {
	t.Helper()
	lines := (&pathReader{t: t, rest: d}).lines()
	total := 0.0
	for _, l := range lines {
		total += l.length()
	}
	if total == 0 {
		t.Fatalf("nothing is drawn by %q", d)
	}
	points := make([]point, n)
	at, k := 0.0, 0
	for i := range points {
		want := total * (float64(i) + 0.5) / float64(n)
		for k+1 < len(lines) && at+lines[k].length() < want {
			at += lines[k].length()
			k++
		}
		points[i] = lines[k].at((want - at) / lines[k].length())
	}
	return points
}

type segment struct{ from, to point }

func (s segment) length() float64 { return math.Hypot(s.to.x-s.from.x, s.to.y-s.from.y) }

func (s segment) at(f float64) point {
	return point{s.from.x + f*(s.to.x-s.from.x), s.from.y + f*(s.to.y-s.from.y)}
}

// pathReader reads a path as short straight lines.
type pathReader struct {
	t          *testing.T
	rest       string
	now, start point
	control    point // of the last quadratic curve; now after any other command
	drawn      []segment
}

func (p *pathReader) lines() []segment {
	var command byte
	for p.skip(); p.rest != ""; p.skip() {
		if c := p.rest[0]; strings.IndexByte("MmLlHhVvQqTtAaZz", c) >= 0 {
			command, p.rest = c, p.rest[1:]
		} else if command == 0 || command|0x20 == 'z' {
			p.t.Fatalf("no command at %q", p.rest)
		}
		p.draw(command)
		switch command { // more pairs after a move are lines
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		}
	}
	return p.drawn
}

func (p *pathReader) draw(command byte) {
	base := point{}
	if command >= 'a' {
		base = p.now
	}
	control := point{math.NaN(), 0}
	switch command | 0x20 {
	case 'm':
		p.now = p.pair(base)
		p.start = p.now
	case 'l':
		p.line(p.pair(base))
	case 'h':
		p.line(point{base.x + p.number(), p.now.y})
	case 'v':
		p.line(point{p.now.x, base.y + p.number()})
	case 'q':
		control = p.pair(base)
		p.quadratic(control, p.pair(base))
	case 't':
		control = point{2*p.now.x - p.control.x, 2*p.now.y - p.control.y}
		p.quadratic(control, p.pair(base))
	case 'a':
		r, turn := math.Abs(p.number()), 0.0
		if ry := math.Abs(p.number()); ry != r {
			p.t.Fatal("only arcs of circles are read")
		}
		turn = p.number() // means nothing for a circle
		_ = turn
		large, sweep := p.flag(), p.flag()
		p.arc(r, large, sweep, p.pair(base))
	case 'z':
		p.line(p.start)
	}
	p.control = p.now
	if !math.IsNaN(control.x) {
		p.control = control
	}
}

func (p *pathReader) line(to point) {
	if to != p.now {
		p.drawn = append(p.drawn, segment{p.now, to})
	}
	p.now = to
}

const steps = 500 // lines that stand for a curve

func (p *pathReader) quadratic(c, to point) {
	from := p.now
	for i := 1; i <= steps; i++ {
		f := float64(i) / steps
		g := 1 - f
		p.line(point{g*g*from.x + 2*g*f*c.x + f*f*to.x, g*g*from.y + 2*g*f*c.y + f*f*to.y})
	}
}

// arc follows SVG 1.1, appendix F.6.5, for a circle.
func (p *pathReader) arc(r float64, large, sweep bool, to point) {
	from := p.now
	half := segment{from, to}.length() / 2
	r = math.Max(r, half)
	high := math.Sqrt(math.Max(0, r*r-half*half))
	if large == sweep {
		high = -high
	}
	mid := point{(from.x + to.x) / 2, (from.y + to.y) / 2}
	c := point{mid.x - high*(to.y-from.y)/(2*half), mid.y + high*(to.x-from.x)/(2*half)}
	a := math.Atan2(from.y-c.y, from.x-c.x)
	b := math.Atan2(to.y-c.y, to.x-c.x)
	if sweep && b < a {
		b += 2 * math.Pi
	} else if !sweep && b > a {
		b -= 2 * math.Pi
	}
	for i := 1; i <= steps; i++ {
		angle := a + (b-a)*float64(i)/steps
		p.line(point{c.x + r*math.Cos(angle), c.y + r*math.Sin(angle)})
	}
}

func (p *pathReader) pair(base point) point {
	x := p.number()
	return point{base.x + x, base.y + p.number()}
}

// flag reads one digit: what follows may stand right behind it.
func (p *pathReader) flag() bool {
	p.skip()
	if p.rest == "" || p.rest[0] != '0' && p.rest[0] != '1' {
		p.t.Fatalf("no flag at %q", p.rest)
	}
	set := p.rest[0] == '1'
	p.rest = p.rest[1:]
	return set
}

// number reads the longest number that stands here, as in .5.5 or 1e0h.
func (p *pathReader) number() float64 {
	p.skip()
	best, value := 0, 0.0
	for n := 1; n <= len(p.rest) && strings.IndexByte("+-.0123456789eE", p.rest[n-1]) >= 0; n++ {
		if v, err := strconv.ParseFloat(p.rest[:n], 64); err == nil {
			best, value = n, v
		}
	}
	if best == 0 {
		p.t.Fatalf("no number at %q", p.rest)
	}
	p.rest = p.rest[best:]
	return value
}

func (p *pathReader) skip() { p.rest = strings.TrimLeft(p.rest, " ,\t\r\n") }
