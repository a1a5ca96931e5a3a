package render

import "strconv"

// landmark returns name, or, if a landmark of the page has it already, name
// with a number, "Method (2)": readers who hear a page jump from landmark to
// landmark by these names. The sections that layouts add have theirs before any
// box. A page with two boxes of one kind, and a one-page edition whose chapters
// have one each, gave several the same.
func (p *Page) landmark(name string) string {
	if p.landmarks == nil {
		p.landmarks = map[string]int{p.text("sources"): 1, p.text("contents"): 1, p.text("cite"): 1}
		if p.meta.Method != "" {
			p.landmarks[p.text("method")] = 1
		}
		for _, t := range p.allTexts()[1:] {
			p.landmarks[t.card.Title] = 1
		}
	}
	free := name
	for n := p.landmarks[name]; p.landmarks[free] > 0; {
		n++
		free = name + " (" + strconv.Itoa(n) + ")"
		p.landmarks[name] = n
	}
	p.landmarks[free] = 1
	return free
}
