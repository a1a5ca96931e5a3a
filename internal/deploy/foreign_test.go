package deploy

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
)

// Objects that others put there are not overwritten unasked, and never deleted.
func TestForeignObjects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.objects["index.html"] = memObject{[]byte("theirs"), Info{Key: "index.html", ETag: "x", Size: 6}}
		m.objects["foreign.txt"] = memObject{[]byte("theirs"), Info{Key: "foreign.txt", ETag: "x", Size: 6}}
		_, err := Deploy(context.Background(), version(1), target(m, ""), Options{})
		refused(t, err, Refused, "foreign-object")
		if m.count["PUT"] > 0 {
			t.Errorf("%s was sent", m)
		}
		mustDeploy(t, target(m, ""), version(1), Options{Adopt: true})
		equalsSite(t, m, target(m, ""), version(1))

		// One that comes between the plan and the write is found by the write's condition.
		m.objects["even/index.html"] = memObject{[]byte("theirs"), Info{Key: "even/index.html", ETag: "x", Size: 6}}
		_, err = Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
		refused(t, err, Stopped, "foreign-object")
		theirs := func() {
			t.Helper()
			if got := string(m.objects["even/index.html"].body); got != "theirs" {
				t.Errorf("theirs is %q by now", got)
			}
		}
		theirs()
		// The next run does not take it for its own because the last one tried to write
		// it (it did), and neither does one that has no such page: that one deleted it.
		_, err = Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
		refused(t, err, Refused, "foreign-object")
		theirs()
		m.encrypted = true // an ETag tells nothing
		_, err = Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
		refused(t, err, Refused, "foreign-object")
		theirs()
		m.encrypted = false
		mustDeploy(t, target(m, ""), version(3), Options{Gone: "off"})
		theirs()
		_, err = Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
		refused(t, err, Stopped, "foreign-object")
		mustDeploy(t, target(m, ""), version(2), Options{Gone: "off", Adopt: true})
		equalsSite(t, m, target(m, ""), version(2))
		mustDeploy(t, target(m, ""), version(1), Options{Gone: "off"})
		if got := string(m.objects["foreign.txt"].body); got != "theirs" {
			t.Errorf("foreign.txt holds %q", got)
		}
	})
}

// A record that somebody deleted or changed ends every deploy before anything is
// written, and it is said what mends it: running the deploy again, as a store's
// other failures are told, never would.
func TestRecordThatIsGone(t *testing.T) {
	for _, spoil := range []func(m *memory, key string){
		func(m *memory, key string) { delete(m.objects, key) },
		func(m *memory, key string) { m.objects[key] = memObject{body: []byte("something else")} },
	} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			mustDeploy(t, target(m, ""), version(1), Options{})
			spoil(m, recordFolder+m.state(t, "").Current.Record)
			m.forget()
			_, err := Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
			refused(t, err, Refused, "state-damaged")
			if m.count["PUT"] > 0 {
				t.Errorf("%s was sent", m)
			}
			delete(m.objects, stateName) // as the hint says
			mustDeploy(t, target(m, ""), version(2), Options{Gone: "off", Adopt: true})
			for name := range filesOf(2) {
				if _, there := m.objects[name]; !there {
					t.Errorf("%s is missing", name)
				}
			}
		})
	}
}

// A page that was still to be deleted comes back, in a deploy that is cut off before
// it is written: it is ours all the same. (A soak found it taken for others'.)
func TestPageThatComesBackBeforeItWasDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		mustDeploy(t, target(m, ""), version(1), Options{})
		m.before = func(_ int, op, key string) error {
			if op == "DELETE" {
				return fault(op, key, Denied)
			}
			return nil
		}
		_, err := Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
		refused(t, err, NoAccess, "deploy-denied")
		m.before = func(_ int, op, key string) error {
			if op == "PUT" && strings.HasPrefix(key, "odd/") {
				return fault(op, key, Denied)
			}
			return nil
		}
		_, err = Deploy(context.Background(), version(3), target(m, ""), Options{Gone: "off"})
		refused(t, err, NoAccess, "deploy-denied")
		m.before = nil
		mustDeploy(t, target(m, ""), version(3), Options{Gone: "off"})
		equalsSite(t, m, target(m, ""), version(3))
		if st := m.state(t, ""); !st.idle() {
			t.Errorf("%+v", st)
		}
	})
}

// Of two sites in one bucket neither sees the other: "s" is no beginning of "st/"
// (other tools deleted the sibling's objects), and a protected key stays.
func TestPrefixesAndProtectedKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		mustDeploy(t, target(m, "st/"), version(1), Options{})
		mustDeploy(t, target(m, ""), siteOf(with(map[string]string{"keep/old.txt": "x"})), Options{})
		before := len(m.objects)
		m.forget()
		mustDeploy(t, target(m, "s/"), version(1), Options{})
		mustDeploy(t, target(m, "s/"), version(2), Options{Gone: "off", Verify: true})
		for _, l := range m.log {
			if key := l[strings.IndexByte(l, ' ')+1:]; !strings.HasPrefix(key, "s/") {
				t.Errorf("%s", l)
			}
		}
		equalsSite(t, m, target(m, "st/"), version(1))
		tg := target(m, "")
		tg.Protect = []string{"keep/*"}
		mustDeploy(t, tg, version(1), Options{})
		if _, there := m.objects["keep/old.txt"]; !there || len(m.objects) < before {
			t.Error("the protected key is gone")
		}
	})
}
