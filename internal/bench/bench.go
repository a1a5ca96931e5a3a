// Package bench measures the stages of a build, one by one and together, over
// a generated corpus of pages of about 4.6 KB in folders of 50: a figure, two
// notes, a table, a list, a quotation, links to other pages, and code on every
// fourth page.
//
//	go test ./internal/bench -run '^$' -bench . -args -pages 10000
//
// Each benchmark reports the nanoseconds a page beside Go's own figures. Those
// of writing depend on the disk: set TMPDIR to a folder in memory to leave it out.
//
//	scan            read and hash every file
//	front-matter    parse each page's front matter
//	markdown        parse each page's body
//	link            join the pages into a site
//	templates       load and check the layouts
//	render          make each page, its body being parsed
//	write-new       write all files to an empty folder
//	write-same      write the same files again
//	cold            a whole build, from files to files
//	unchanged       a second build in the same process, with nothing changed
//	one-body        a second build in the same process, with one body changed
//	one-title       the same with one title changed
//
// BenchmarkFirstView and BenchmarkPreview measure what an editor waits for.
//
// # Beside other generators
//
// The folder peer/ holds the scripts by which a runner of side-by-side
// benchmarks drives brief: prepare CORPUS WORK, build WORK OUT, clean WORK,
// version, and peer.env with the template that a preview benchmark edits.
// Without BRIEF=PATH they build brief from this checkout.
package bench
