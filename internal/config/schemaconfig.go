package config

// configFields are the keys of brief.yaml.
func configFields() []field {
	return []field{
		{"title", "the site's name; without it, the home page's title", aText()},
		{"description", "what the site is about, for search engines and the footer", aText()},
		{"base_url", "where the site stands: https://example.org/laos/", anAddress()},
		{"lang", "the site's language; without it, en", aLanguage()},
		{"languages", "codes and names: {en: English, lo: ລາວ}", namedByLanguage(aText())},
		{"timezone", "where a date without a time begins: Asia/Vientiane", matching("^[A-Za-z]")},
		{"publisher", "who publishes the site", object(publisherFields())},
		{"accent", "the site's one colour, on light and on dark", object(accentFields())},
		{"fonts", "names of built-in faces, system, or files of the site", object(fontsFields())},
		{"nav", "the pages of the navigation, by their files in content/", listOfAtMost(navMax, aText())},
		{"requires", "the versions of brief that the site needs: \">= 0.1\"", matching(requiresPattern)},
		{"strings", "words of the interface: {en: {read_on_one_page: Read it all}}", namedByLanguage(mapOf(aText()))},
		{"raw_html", "HTML elements that Markdown may hold: [kbd, sub, sup]", listOf(aText())},
		{"images", "how pictures are made smaller", object(imagesFields())},
		{"check", "what is an error, a warning or off", object(checkFields())},
		{"deploy", "places to publish to, by their names", mapOf(object(targetFields(), "url"))},
	}
}

func namedByLanguage(value schema) schema {
	return schema{
		"type": []string{"object", "null"}, "additionalProperties": value,
		"propertyNames": languageForm(),
	}
}

func publisherFields() []field {
	return []field{
		{"name", "as readers see it", aText()},
		{"url", "the publisher's own site", anAddress()},
		{"logo", "a picture of the site", aText()},
		{"policies", "the pages that say by which rules it works", object(policyFields())},
	}
}

func policyFields() []field {
	return []field{
		{"corrections", "how mistakes are corrected: a page in content/, or a web address", aText()},
		{"ethics", "what the newsroom holds to", aText()},
		{"unnamed_sources", "when a source may stay unnamed", aText()},
		{"feedback", "what becomes of readers' letters", aText()},
		{"ownership", "who owns and pays for it", aText()},
	}
}

func accentFields() []field {
	return []field{
		{"light", "on a light page: \"#b02a1a\"", aColour()},
		{"dark", "on a dark page: \"#ff9380\"", aColour()},
	}
}

func fontsFields() []field {
	return []field{
		{"serif", "for text: a name, or a file of static/", aFont()},
		{"sans", "for all the rest", aFont()},
	}
}

func imagesFields() []field {
	quality := make([]field, 0, len(imageFormats()))
	for _, f := range imageFormats() {
		quality = append(quality, field{f, "", aNumber(1, 100)})
	}
	return []field{
		{"formats", "[webp, jpeg]; avif too if asked: smaller still, and slow to make; [] publishes pictures in their own size alone", listOf(aWord(imageFormats))},
		{"widths", "in pixels", listOf(aNumber(16, 10000))},
		{"quality", "from 1 to 100, by format", object(quality)},
	}
}

func checkFields() []field {
	return []field{
		{"budget", "how large a page may be: {page: 200KB}", mapOf(aText())},
		{"severity", "by the code of a finding: {missing-credit: warning}", mapOf(aWord(severities))},
	}
}
