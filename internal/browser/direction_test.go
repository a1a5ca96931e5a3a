package browser_test

import (
	"os"
	"testing"

	"brief/internal/browser"
)

// rightToLeft is a site of two articles: an Arabic one with Latin words, code
// and numbers, and an English one that quotes a sentence in Hebrew.
func rightToLeft(t *testing.T) site {
	t.Helper()
	files := map[string]string{
		"brief.yaml":         "title: Scripts\nlang: en\nbase_url: https://scripts.example/\n",
		"content/index.md":   "---\ntitle: Home\n---\nTwo articles.\n",
		"content/picture.md": "---\ntitle: صورة\ndate: 2024-05-14\nlang: ar\n---\nنص قصير.\n\n![خريطة](map.svg)\n*النهر من منبعه إلى البحر.* [المكتب]\n",
		"content/map.svg":    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><path d="M0 0h300v200z"/></svg>`,
	}
	for _, name := range []string{"ar.md", "en.md"} {
		text, err := os.ReadFile("testdata/i18n-rtl/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["content/in-"+name] = string(text)
	}
	return siteOf(t, "right to left", files)
}

// words gives the boxes of words in a page, by their text, and of elements.
const words = `
	const box = r => ({Left: r.left, Right: r.right, Top: r.top});
	const word = (text, inside = '.body') => {
		const walk = document.createTreeWalker(document.querySelector(inside), NodeFilter.SHOW_TEXT);
		for (let n; n = walk.nextNode(); ) {
			const at = n.data.indexOf(text);
			if (at < 0) continue;
			const range = document.createRange();
			range.setStart(n, at);
			range.setEnd(n, at + text.length);
			return box(range.getBoundingClientRect());
		}
		throw new Error('no text ' + text);
	};
	const element = what => box(document.querySelector(what).getBoundingClientRect());
`

type edges struct{ Left, Right, Top float64 }

func TestArabicPagesRunFromTheRight(t *testing.T) {
	b := browser.Start(t)
	s := rightToLeft(t)
	p := b.Open(t, s.page(t, "in-ar/index.html").url, browser.View{Width: 1440, Height: 900})
	if got := browser.Eval[string](p, "document.documentElement.lang + ' ' + getComputedStyle(document.body).direction"); got != "ar rtl" {
		t.Errorf("language and direction: %s", got)
	}
	at := browser.Eval[struct{ Text, Title, First, Quote, Item, List, Echo, Flag, Code, Begin, End edges }](p, `(() => {`+words+`
		return {
			Text: element('.body'), Title: word('لماذا', 'h1'), First: word('كتب'), Quote: word('اقتباس'),
			Item: word('أول'), List: element('.body ul'), Echo: word('echo'), Flag: word('--flag'), Code: element('pre'),
			Begin: word('+856'), End: word('0000 0000'),
		};
	})()`)
	near := func(what string, a, b float64) {
		t.Helper()
		if a-b > 8 || b-a > 8 {
			t.Errorf("%s: at %.0f, not at %.0f", what, a, b)
		}
	}
	near("the headline begins at the right edge of the text", at.Title.Right, at.First.Right)
	near("the quotation begins at the right edge of the text", at.Quote.Right, at.First.Right)
	if at.Item.Right >= at.List.Right-8 {
		t.Errorf("the bullet has no room at the right: the item ends at %.0f, its list at %.0f", at.Item.Right, at.List.Right)
	}
	if at.Echo.Left >= at.Flag.Left || at.Echo.Left-at.Code.Left > 30 {
		t.Errorf("the code does not begin at the left: %+v %+v in %+v", at.Echo, at.Flag, at.Code)
	}
	if at.Begin.Left >= at.End.Left {
		t.Errorf("the telephone number is turned round: +856 stands at %.0f, its end at %.0f", at.Begin.Left, at.End.Left)
	}

	// The slash after a Latin title in the breadcrumbs stood before it.
	crumb := browser.Eval[struct{ Link, Slash, Next edges }](p, `(() => {`+words+`
		const [first, next] = document.querySelectorAll('.crumbs li');
		return {Link: box(first.querySelector('a').getBoundingClientRect()), Slash: box(first.getBoundingClientRect()), Next: box(next.getBoundingClientRect())};
	})()`)
	if crumb.Link.Right < crumb.Slash.Right-1 || crumb.Link.Left < crumb.Slash.Left+4 || crumb.Next.Right > crumb.Link.Left {
		t.Errorf("the slash is not between the two: %+v", crumb)
	}

	p.Go(s.page(t, "picture/index.html").url)
	caption := browser.Eval[struct{ Picture, Caption, Words edges }](p, `(() => {`+words+`
		return {Picture: element('.body figure img'), Caption: element('.body figcaption'), Words: word('منبعه')};
	})()`)
	if caption.Caption.Right > caption.Picture.Left {
		t.Errorf("the caption does not stand in the margin at the left of the picture: %+v", caption)
	}
}

func TestQuotedHebrewRunsFromTheRightInAnEnglishArticle(t *testing.T) {
	b := browser.Start(t)
	s := rightToLeft(t)
	p := b.Open(t, s.page(t, "in-en/index.html").url, browser.View{Width: 1440, Height: 900})
	at := browser.Eval[struct{ Begin, End, Stop, Then, She, Quote edges }](p, `(() => {`+words+`
		return {Begin: word('הטקסט'), End: word('(test)'), Stop: word(').'), Then: word('Then'), She: word('She'), Quote: element('blockquote')};
	})()`)
	if at.Begin.Right < at.Quote.Right-8 {
		t.Errorf("the sentence does not begin at the right: %+v in %+v", at.Begin, at.Quote)
	}
	if at.End.Left >= at.Begin.Left {
		t.Errorf("the sentence is turned round: %+v before %+v", at.End, at.Begin)
	}
	if at.Then.Left != at.She.Left {
		t.Errorf("English begins at %.0f and at %.0f", at.She.Left, at.Then.Left)
	}
}
