package asset

import "testing"

// What a minified script may lose and what it may not: each pair was read
// against the grammar of ECMAScript, and does the same. A space between signs,
// a line break that ends a statement, a slash in an expression's class, and
// characters that cannot be seen are where minifiers went wrong.
func TestScriptsKeepTheirMeaning(t *testing.T) {
	for in, want := range map[string]string{
		"'use strict';\n// note\nlet a = 1\nlet b = a\n;[a, b].forEach(function (x) { log(x) })\n":  `"use strict";let a=1,b=a;[a,b].forEach(function(e){log(e)})`,
		"const re = /[/\\]]+ \\/ x/g, half = total / 2 / re.length":                                 `const re=/[/\]]+ \/ x/g,half=total/2/re.length`,
		"x = a + +b; y = a - -b; z = a++ + ++b; w = !(a in b)":                                      `x=a+ +b,y=a- -b,z=a+++ ++b,w=!(a in b)`,
		"s = 'a\u200bb\u00a0c' + \"it's\" + `one\n  ${ a + b }  two`":                               "s=\"a\u200bb\u00a0cit's\"+`one\n  ${a+b}  two`",
		"function f(first, second) { if (first) { return second } else { return first } }\nf(1, 2)": `function f(e,t){return e&&t}f(1,2)`,
		"n = [0.50, 1000000, 0xFF, 1_000, 10n, .5.toFixed(), 1..toString()]":                        `n=[.5,1e6,255,1e3,10n,.5.toFixed(),1..toString()]`,
		"o = { 'a-b': 1, 'c': 2, async *g() {}, get d() { return this?.c ?? 3 } }":                  `o={"a-b":1,c:2,async*g(){},get d(){return this?.c??3}}`,
		"outer: for (let i = 0; i < 3; i++) { for (;;) { continue outer } }":                        `outer:for(let e=0;e<3;e++)for(;;)continue outer`,
		"f = () => { return\n1 }":                                  `f=()=>{return;1}`,
		"if (a) { if (b) c(); } else d();":                         `a?b&&c():d()`,
		"all('.toc a').forEach((link) => { link.hidden = false })": `all(".toc a").forEach(e=>{e.hidden=!1})`,
	} {
		got, err := NewMinifier().String("application/javascript", in)
		if err != nil || got != want {
			t.Errorf("%s\n got %s (error: %v)\nwant %s", in, got, err, want)
		}
	}
}
