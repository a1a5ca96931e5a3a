package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/browser"
)

// pictureSite shows pictures in each place that the theme has for them. Single
// colours are made quickly in every size. Each place has a picture of its own, as
// Chromium takes a larger size than it would if it has that already.
func pictureSite() map[string]string {
	files := map[string]string{"brief.yaml": "base_url: https://example.org/\ncheck: {severity: {missing-credit: off}}\n"}
	page := func(path, head, name string) {
		n := 0
		figure := func(size, before string) string {
			n++
			file := fmt.Sprintf("%s%d.png", name, n)
			files["static/"+file] = size + " #336699"
			return before + "![A picture](/" + file + ")\n*A caption.* [Picture: brief]\n\n"
		}
		quoted := func(text string) string {
			return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> ") + "\n\n"
		}
		const wide, tall = "2000x1125", "1300x2000"
		text := figure(wide, "") + "Text before.\n\n" + figure(wide, "") + figure(tall, "") +
			quoted("[!KEY] A box\n"+figure(wide, "")) + quoted("[!NOTE] A note\n"+figure(wide, "")) +
			"- A list\n\n  " + strings.ReplaceAll(strings.TrimSpace(figure(wide, "")), "\n", "\n  ") + "\n\n" +
			strings.Replace(figure(wide, "Text with "), "\n", " in it.\n\nText: ", 1)
		files["content/"+path] = "---\ntitle: Title\n" + head + "---\n" + text
	}
	page("index.md", "", "a")
	page("page.md", "date: 2025-01-02\n", "b")
	page("cover/index.md", "date: 2025-01-01\nedition: chapters\n", "c")
	page("cover/10-first.md", "", "d")
	files["content/cover/20-next.md"] = "---\ntitle: Next\n---\nText.\n"
	return files
}

// A browser chooses among a picture's sizes before it knows the style sheet, by
// what sizes says: it must choose what it would if sizes were exact. A rule of the
// style sheet that changed a column's width made phones load pictures of a desk.
func TestBrowsersTakeThePictureThatFits(t *testing.T) {
	b := browser.Start(t)
	s := siteOf(t, "pictures", pictureSite())
	var table strings.Builder
	seen := map[string]bool{}
	for _, width := range []int{320, 768, 1440} {
		for _, zoom := range []float64{1, 2} {
			for _, at := range []string{"index.html", "cover/index.html", "cover/first/index.html", "cover/all/index.html", "page/index.html"} {
				p := b.Open(t, s.page(t, at).url, browser.View{Width: width, Zoom: zoom})
				stable(t, p)
				for _, c := range chosen(p) {
					seen[c.Where] = true
					line := fmt.Sprintf("%4d px x%.0f %-24s %-28s shown %6.1f wide: takes %d, exact would be %d, by the list %d\n", width, zoom, at, c.Where, c.Shown, c.Taken, c.Exact, c.Listed)
					table.WriteString(line)
					inMargin := width >= 1024 && strings.Contains(c.Where, ".note") // which the list knows nothing of
					if c.Taken != c.Exact || c.Taken == 0 || c.Listed != c.Exact && !inMargin {
						t.Error(line)
					}
				}
				p.Close()
			}
		}
	}
	t.Log("\n" + table.String())
	if len(seen) < 7 {
		t.Errorf("pictures were seen in %d kinds of places", len(seen))
	}
}

// choice is what the browser takes of a picture, in pixels of its width.
type choice struct {
	Where  string
	Shown  float64 // how wide the picture is on the page, in CSS pixels
	Taken  int
	Exact  int // of a copy whose sizes is Shown
	Listed int // of a copy without "auto", as other browsers read it
}

func chosen(p *browser.Page) []choice {
	return browser.Eval[[]choice](p, `(async () => {
		const width = src => Number(/-(\d+)\.\w+\.\w+(\?|$)/.exec(src)?.[1] ?? 0);
		let n = 0;
		const taken = async (img, sizes) => {
			const copy = (img.closest('picture') ?? img).cloneNode(true);
			n++;
			for (const e of [copy, ...copy.querySelectorAll('*')]) if (e.srcset) {
				e.sizes = sizes(e.sizes);
				e.srcset = e.srcset.replace(/ (\d+w)/g, '?' + n + ' $1'); // nothing of it was loaded before
			}
			const inside = copy.matches('img') ? copy : copy.querySelector('img');
			inside.loading = 'eager';
			inside.removeAttribute('class');
			copy.hidden = true;
			document.body.append(copy);
			await inside.decode();
			copy.remove();
			return width(inside.currentSrc);
		};
		const all = [];
		for (const img of document.images) {
			if (!img.srcset) continue;
			img.scrollIntoView();
			await img.decode();
			const shown = img.getBoundingClientRect().width;
			const where = [];
			for (let e = img.parentElement; e && !e.matches('main,.body,.part'); e = e.parentElement)
				if (e.tagName != 'PICTURE') where.unshift(e.tagName.toLowerCase() + (e.className ? '.' + e.className.replace(/ /g, '.') : ''));
			all.push({
				Where: where.join('>'), Shown: shown, Taken: width(img.currentSrc),
				Exact: await taken(img, () => shown + 'px'), Listed: await taken(img, s => s.replace('auto,', '')),
			});
		}
		return all;
	})()`)
}
