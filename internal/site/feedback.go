package site

import "brief/internal/config"

// A page that asks its readers something leads to a page for each answer, which
// shows in a server's log and needs neither script nor form.

// feedbackName is the folder of those pages.
const feedbackName = "feedback/"

// Answers to a page's question, as the last part of an address.
const (
	AnswerYes = "yes/"
	AnswerNo  = "no/"
)

// FeedbackAddress is where an answer about the page at an address stands.
func FeedbackAddress(page, answer string) string { return feedbackName + page + answer }

// feedbackRoutes are the pages of answers.
func (s *Site) feedbackRoutes() (routes []Route) {
	for i := range s.m.nodes {
		n, p := &s.m.nodes[i], s.pages[i]
		if !n.listed || n.lost || n.cover != none && n.place.Single || p.Meta.Feedback == (config.Feedback{}) {
			continue
		}
		for _, answer := range []string{AnswerNo, AnswerYes} {
			routes = append(routes, Route{
				Path: FeedbackAddress(n.place.Address, answer) + indexFile, Kind: RouteFeedback, Source: p.Path, To: answer,
			})
		}
	}
	return routes
}
