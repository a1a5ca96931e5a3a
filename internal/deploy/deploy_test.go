package deploy

import (
	"strings"
	"testing"
	"testing/synctest"
)

// A first deploy, a second, and one without changes (I2, I5, L2).
func TestDeployMakesTheTargetEqualToTheSite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "laos/")
		v := watch(t, m, "laos/", version(1), version(2))
		for _, n := range []int{1, 2, 1} {
			v.began(m)
			rep := mustDeploy(t, tg, version(n), Options{Gone: "off"})
			equalsSite(t, m, tg, version(n))
			if !rep.Committed || rep.Release == "" {
				t.Errorf("version %d: %+v", n, rep)
			}
			m.forget()
			rep = mustDeploy(t, tg, version(n), Options{})
			if got := m.String(); !rep.Unchanged || rep.Committed || got != "[GET laos/.brief/state.json]" {
				t.Errorf("version %d again: %s, %+v", n, got, rep)
			}
		}
	})
}

// No page before what it needs, nothing that lists a page before it, and nothing
// deleted before all is there (dp-order; hundreds of live pages lacked their style
// sheet when other tools were killed).
func TestFilesAreSentInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, version(1), Options{})
		m.forget()
		mustDeploy(t, tg, version(2), Options{Gone: "off"})
		at := func(part string) int {
			for i, l := range m.log {
				if strings.HasPrefix(l, part) {
					return i
				}
			}
			t.Fatalf("no %s in %v", part, m.log)
			return 0
		}
		order := []string{"PUT css/", "PUT even/index.html", "PUT a/index.html", "PUT index.html", "PUT 404.html", "PUT feed.xml", "DELETE odd/deep/index.html"}
		for i := 1; i < len(order); i++ {
			if at(order[i-1]) > at(order[i]) {
				t.Errorf("%s before %s:\n%s", order[i], order[i-1], strings.Join(m.log, "\n"))
			}
		}
		for _, l := range m.log {
			if strings.HasPrefix(l, "DELETE css/") {
				t.Errorf("%s: who reads an old page needs it", l)
			}
		}
	})
}
