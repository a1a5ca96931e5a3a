package site

import (
	"cmp"
	"slices"
)

// Published are all pages that readers can see, sections of one-page briefings
// and withdrawn pages too, by address.
func (s *Site) Published() []Card {
	var list []int32
	for i := range s.m.nodes {
		if s.m.nodes[i].out {
			list = append(list, int32(i))
		}
	}
	cards := s.cards(list, 0)
	slices.SortStableFunc(cards, func(a, b Card) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), cmp.Compare(a.Number, b.Number))
	})
	return cards
}
