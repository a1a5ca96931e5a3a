package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// benchPage is a page of about 4.6 KB, of the shape that the site benchmarks
// have: paragraphs, headings, links, a figure, a quote, a list, a table, notes.
func benchPage(code string) string {
	g := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`ministers officials villagers reviewed delayed the seasonal disputed rural road bridge tariff
		permit in Vantara Oslevik because although according to people who have read the plan with little public notice`)
	sentence := func() string {
		s := make([]string, 9+g.IntN(7))
		for i := range s {
			s[i] = words[g.IntN(len(words))]
		}
		s[0] = strings.ToUpper(s[0][:1]) + s[0][1:]
		return strings.Join(s, " ") + "."
	}
	para := func(n int) string {
		s := make([]string, n)
		for i := range s {
			s[i] = sentence()
		}
		return strings.Join(s, " ")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n![A provisional road](/img/fig-01.jpg \"%s [Photo: Lena Soto]\")\n\n", para(4), sentence())
	fmt.Fprintf(&b, "## Who pays for the rural bridge?\n\n%s As set out in [the plan](10-plan.md#costs). %s\n\n%s\n\n", para(2), para(3), para(4))
	fmt.Fprintf(&b, "> “%s %s”\n>\n> — Lena Soto, an auditor\n\n%s **%s** *%s*[^1]\n\n", sentence(), sentence(), para(2), sentence(), sentence())
	fmt.Fprintf(&b, "## The disputed tariff\n\n%s See [a road](/s001/p00002/). %s\n\n", para(1), para(2))
	for range 5 {
		fmt.Fprintf(&b, "- **Road**: %s\n", sentence())
	}
	fmt.Fprintf(&b, "\n### Why the rural permit?\n\n%s\n\n| Road | 2024 | 2025 |\n| --- | ---: | ---: |\n", para(3))
	for range 5 {
		fmt.Fprintf(&b, "| Oslevik | %d | %d |\n", 10+g.IntN(990), 10+g.IntN(990))
	}
	fmt.Fprintf(&b, "\n## After the tariff\n\n%s As set out in [a tariff](/s001/p00003/). %s\n\n%s\n\n", para(3), para(2), para(4))
	b.WriteString(code)
	fmt.Fprintf(&b, "%s[^2]\n\n[^1]: %s\n[^2]: %s\n", para(3), sentence(), sentence())
	return b.String()
}

func benchParse(b *testing.B, src string) {
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if d, diags := Parse("x.md", []byte(src), 0, Options{Lang: "en"}); diags.HasErrors() || d.HTML == "" {
			b.Fatal(diags)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.Run("page", func(b *testing.B) { benchParse(b, benchPage("")) })
	b.Run("addresses", func(b *testing.B) { benchParse(b, benchPage("See https://example.org/ for more.\n\n")) })
	b.Run("sources", func(b *testing.B) {
		benchParse(b, benchPage("See [“Plan”](https://example.org/) for more.\n\n"))
	})
}

func BenchmarkCode(b *testing.B) {
	for _, c := range []struct{ lang, code string }{
		{"go", "package main\n\nimport \"fmt\"\n\n// road adds up one season.\nfunc road(rows []int) (sum int) {\n\tfor _, r := range rows {\n\t\tif r > 7 {\n\t\t\tsum += r\n\t\t}\n\t}\n\treturn sum\n}\n\nfunc main() { fmt.Println(road([]int{12, 34, 56})) }\n"},
		{"python", "import csv\n\ndef road(path: str) -> float:\n    \"\"\"Share of rows whose road is known.\"\"\"\n    with open(path, newline=\"\") as f:\n        rows = [r for r in csv.DictReader(f) if r[\"road\"]]\n    return len(rows) / 100.0  # rows in all\n"},
		{"bash", "#!/bin/sh\nset -eu\nfor f in road-*.csv; do\n  cut -d, -f3 \"$f\" | sort | uniq -c | head -n 20\ndone > road.txt\n"},
		{"json", "{\n  \"road\": 1234,\n  \"bridge\": [12, 34, null],\n  \"final\": false\n}\n"},
	} {
		b.Run(c.lang, func(b *testing.B) { benchParse(b, "```"+c.lang+"\n"+c.code+"```\n") })
	}
}

// BenchmarkHostile says what each hostile input takes; none should take a second.
func BenchmarkHostile(b *testing.B) {
	for _, c := range bounded100 {
		src := []byte(c.before + strings.Repeat(c.part, c.n) + c.after)
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				Parse("x.md", src, 0, Options{Lang: "fr"})
			}
		})
	}
}
