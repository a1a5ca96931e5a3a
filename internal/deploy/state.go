package deploy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"brief/internal/output"
)

const (
	stateFormat = 1
	ownFolder   = ".brief/" // below the prefix: what brief keeps of its own
	stateName   = ownFolder + "state.json"

	// Kept is how many releases stay whole: rollback reaches the last of them.
	Kept = 5
)

// State is the one object that changes: what is published, what is under way,
// and what is left to do. It is written only on the condition that it is still
// what was read.
type State struct {
	Format int    `json:"format"`
	Epoch  int64  `json:"epoch"` // one more with each claim
	Nonce  string `json:"nonce"` // another with each write: whose reply was lost knows its own
	// Dirty means that objects may differ from the current release: a deploy began
	// to write and has not committed. The next one asks the store what is there.
	Dirty bool `json:"dirty,omitempty"`
	// Until is when the claim of the owner ends, by the later of the store's clock and the
	// owner's; zero if nobody has one.
	Until time.Time `json:"until,omitzero"`
	Owner string    `json:"owner,omitempty"`
	// Locks says whether the store was found to keep to conditions.
	Locks bool `json:"locks"`
	// Plain says that the store's ETags are MD5s, as those of all objects were that
	// the last deploy sent. Of a store that encrypts with keys they are not.
	Plain    bool                 `json:"plain"`
	Current  Release              `json:"current,omitzero"`
	Attempts []string             `json:"attempts,omitempty"` // records of deploys that wrote since the last commit
	History  []Release            `json:"history,omitempty"`  // newest first, the current one too
	Pending  []string             `json:"pending,omitempty"`  // paths to be deleted
	Retired  map[string]time.Time `json:"retired,omitempty"`  // assets that no page uses any more, since when
	Purge    *Purge               `json:"purge,omitempty"`    // addresses that the cache in front is to forget
}

// Release is one committed deploy.
type Release struct {
	ID     string    `json:"id"`
	Record string    `json:"record"` // the name of its record
	Digest string    `json:"digest"` // of what readers get
	Time   time.Time `json:"time"`   // of the commit, by the store's clock
	Pages  int       `json:"pages"`
	Files  int       `json:"files"`
}

// Purge is one call to a cache in front of the store.
type Purge struct {
	ID    string   `json:"id"` // the same when it is repeated
	Paths []string `json:"paths"`
}

// idle reports whether nothing is left to do.
func (s *State) idle() bool { return !s.Dirty && len(s.Pending) == 0 && s.Purge == nil }

// retireAnew lets the grace of all retired assets begin now: pages that were to be
// deleted long ago were there until now, and readers may have them.
func (s *State) retireAnew(now time.Time) {
	for path := range s.Retired {
		s.Retired[path] = now
	}
}

func (s *State) clone() State {
	c := *s
	c.Attempts, c.History, c.Pending = slices.Clone(s.Attempts), slices.Clone(s.History), slices.Clone(s.Pending)
	c.Retired = maps.Clone(s.Retired)
	return c
}

func (s *State) encode() []byte {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		panic("deploy: a State always has a JSON form: " + err.Error())
	}
	return append(text, '\n')
}

// parseState reads a state, and refuses one that this version could misread.
func parseState(text []byte) (*State, error) {
	s := &State{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, err
	}
	if s.Format != stateFormat {
		return nil, fmt.Errorf("its format is %d, and this version of brief knows format %d", s.Format, stateFormat)
	}
	names := slices.Clone(s.Attempts)
	for _, r := range s.History {
		names = append(names, r.Record)
	}
	if s.Current.Record != "" {
		names = append(names, s.Current.Record)
	}
	for _, name := range names {
		if name != path.Base(name) || strings.HasPrefix(name, ".") {
			return nil, errors.New("it names a record outside its folder")
		}
	}
	for _, name := range slices.Concat(s.Pending, slices.Collect(maps.Keys(s.Retired))) {
		if err := output.CheckPath(name); err != nil || strings.HasPrefix(name, ownFolder) {
			return nil, fmt.Errorf("it is to delete %q", name)
		}
	}
	return s, nil
}
