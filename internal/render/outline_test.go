package render

import (
	"html/template"
	"testing"
)

func TestHeadingsOfASectionAreLowered(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"<p>no heading</p>", "<p>no heading</p>"},
		{"<h2 id=a>A</h2><p>x</p><h3>B</h3>", "<h3 id=a>A</h3><p>x</p><h4>B</h4>"},
		{"<h5>low</h5><h6>lowest</h6>", "<h6>low</h6><h6>lowest</h6>"},
		{"<hr><header>x</header><h2>y</h2>", "<hr><header>x</header><h3>y</h3>"},
		{`<img alt="a <h2> in words"><h2>y</h2>`, `<img alt="a <h2> in words"><h3>y</h3>`},
		{`<a title='<h2>' href=x>h2</a>`, `<a title='<h2>' href=x>h2</a>`},
		{"a < h2 &lt;h2> <", "a < h2 &lt;h2> <"},
		{"<h2", "<h2"},
	} {
		if got := string(lowered(template.HTML(tt.in))); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}
