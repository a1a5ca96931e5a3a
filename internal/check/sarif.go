package check

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"slices"

	"brief/internal/diag"
)

// The parts of SARIF 2.1.0 that are written
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int        `json:"startLine"`
		StartColumn int        `json:"startColumn,omitempty"`
		EndColumn   int        `json:"endColumn,omitempty"`
		Snippet     *sarifText `json:"snippet,omitempty"`
	}
)

// WriteSARIF writes a sorted list as a SARIF 2.1.0 log of one run, which code
// hosts show beside the lines of a change. Files are relative to the site's
// root, %SRCROOT%; columns count characters. A result's partial fingerprint
// stays when lines before it come or go. The error is the writer's.
func WriteSARIF(w io.Writer, l diag.List, version string) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "brief", Version: version, Rules: []sarifRule{}}
	var codes []string
	for i := range l {
		codes = append(codes, l[i].Code)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	for _, c := range codes {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{c})
	}
	for i := range l {
		rule, _ := slices.BinarySearch(codes, l[i].Code)
		run.Results = append(run.Results, sarifOf(&l[i], rule))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func sarifOf(d *diag.Diag, rule int) sarifResult {
	r := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Level: d.Severity.String(), Message: sarifText{diag.Printable(d.Msg)},
		Fingerprints: map[string]string{"brief/v1": fingerprint(d)},
	}
	if d.Hint != "" {
		r.Message.Text += ". " + diag.Printable(d.Hint)
	}
	if d.Pos.File == "" {
		return r
	}
	at := sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: d.Pos.File}).EscapedPath(), "%SRCROOT%"}}
	if d.Pos.Line > 0 {
		at.Region = &sarifRegion{StartLine: d.Pos.Line, StartColumn: d.Pos.Col}
		if d.Pos.Col > 0 {
			at.Region.EndColumn = d.Pos.Col + max(d.Len, 1)
		}
		if d.Excerpt != "" {
			at.Region.Snippet = &sarifText{d.Excerpt}
		}
	}
	r.Locations = []sarifLocation{{at}}
	return r
}

// fingerprint is what stays of a finding when its line moves.
func fingerprint(d *diag.Diag) string {
	h := fnv.New64a()
	for _, s := range []string{d.Pos.File, d.Code, d.Msg} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
