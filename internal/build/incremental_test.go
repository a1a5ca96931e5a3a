package build

import (
	"flag"
	"fmt"
	"testing"

	"brief/internal/site"
	"brief/internal/sitetest"
)

var (
	edits  = flag.Int("edits", 1000, "how many random edits TestIncrementalEqualsClean makes in all")
	seed   = flag.Uint64("seed", 1, "the first seed of the random edits")
	update = flag.Bool("update", false, "write the golden files again")
)

// perSeed is how many edits one seed makes: enough for edits to meet, few
// enough that the site does not wear out.
const perSeed = 125

// After any sequence of edits, what a builder yields equals what a new builder
// yields: every path, sum, type, class and header, and every problem. Half of
// the seeds run in verify mode, which must not find a stale output either.
func TestIncrementalEqualsClean(t *testing.T) {
	for i := range uint64(max(1, *edits/perSeed)) {
		seed := *seed + i
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			script := sitetest.NewEditor(seed).Script(sitetest.EveryFeature(), min(*edits, perSeed))
			checkScript(t, script, Options{Verify: seed%2 == 0}, true)
		})
	}
}

// A fuzzer writes scripts that no seed comes upon. It compares at the end of
// each alone, and leaves the steps to verify mode: it lives by its number of tries.
func FuzzEdits(f *testing.F) {
	for seed := range uint64(12) {
		choices := make([]byte, 60)
		for i := range choices {
			choices[i] = byte((seed + 1) * uint64(i*i+7*i+3) >> (i % 5))
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		checkScript(t, sitetest.DecodeEditor(choices).Script(sitetest.EveryFeature(), 12), Options{Verify: true}, false)
	})
}

// Without the record of any one kind of key, random edits soon make a build go
// wrong: each recording call is needed, and the edits are able to show it.
func TestMutation(t *testing.T) {
	const bound = 2000 // edits
	kinds := map[string]site.Kind{
		"Config": site.Config, "Meta": site.Meta, "PlaceOf": site.PlaceOf, "Body": site.Body, "CardOf": site.CardOf,
		"Chapters": site.Chapters, "Pages": site.Pages, "Latest": site.Latest, "Prev": site.Prev, "Next": site.Next,
		"Trail": site.Trail, "Minutes": site.Minutes, "ShareOf": site.ShareOf, "RefTo": site.RefTo, "Anchor": site.Anchor,
		"PictureAt": site.PictureAt, "RecordingAt": site.RecordingAt, "SidecarOf": site.SidecarOf, "Nav": site.Nav, "Addresses": site.Addresses, "Corrections": site.Corrections, "TagsOf": site.TagsOf, "Tagged": site.Tagged, "Data": site.Data, "MediaAt": site.MediaAt,
		"Template": site.Template, "Asset": site.Asset,
	}
	if len(kinds) != int(site.Asset) { // the last
		t.Errorf("%d kinds of keys are tried, of %d", len(kinds), site.Asset)
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(bound / perSeed) {
				script := sitetest.NewEditor(seed).Script(sitetest.EveryFeature(), perSeed)
				if n := editsUntilStale(script, kind); n > 0 {
					t.Logf("an output is stale after %d edits of seed %d: %v", n, seed, script[n-1])
					return
				}
			}
			t.Errorf("%d edits show nothing wrong: the key is never needed, or no edit asks for it", bound)
		})
	}
}

// editsUntilStale counts the edits until verify mode finds a stale output in a
// builder that forgets reads of the kind; 0 if it finds none.
func editsUntilStale(script sitetest.Script, kind site.Kind) (n int) {
	live := sitetest.EveryFeature()
	b := newBuilder(live, Options{Forget: kind})
	buildAll(b)
	for i, e := range script {
		b.Update(e.Apply(live))
		if buildAll(b).has("stale-output") {
			return i + 1
		}
	}
	return 0
}

// checkScript fails the test, with a script shrunk to what is needed, if a
// builder that took in the edits differs from a new one: after each batch of
// them, or at the end alone.
func checkScript(t *testing.T, script sitetest.Script, opt Options, each bool) {
	t.Helper()
	diff, n := difference(script, opt, each)
	if diff == "" {
		return
	}
	script = sitetest.Shrink(script[:n], 300, func(sc sitetest.Script) bool {
		d, _ := difference(sc, opt, false)
		return d != ""
	})
	if shrunk, _ := difference(script, opt, false); shrunk != "" {
		diff = shrunk
	}
	t.Errorf("after these edits the builder differs from a new one (-new +updated):\n%s\n%s", script, diff)
}

// difference applies a script to a site under a builder and says how what it
// yields differs from what a new builder yields: after each batch, or at the
// end alone. It returns the number of edits made until then.
func difference(script sitetest.Script, opt Options, each bool) (diff string, n int) {
	live := sitetest.EveryFeature()
	b := newPlainBuilder(live, opt)
	buildAll(b) // so that there is something to go stale
	var paths []string
	for i, e := range script {
		paths = append(paths, e.Apply(live)...)
		last := i == len(script)-1
		if e.More && !last {
			continue
		}
		b.Update(paths)
		paths = nil
		got := buildAll(b)
		if !each && !last {
			continue
		}
		fresh := newPlainBuilder(live.Clone(), Options{})
		diff = got.diff(buildAll(fresh))
		if diff == "" && (last || i%10 == 0) {
			diff = compareBytes(b, got)
		}
		if diff != "" {
			return diff, i + 1
		}
	}
	return "", len(script)
}
