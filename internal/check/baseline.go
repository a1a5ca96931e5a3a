package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"brief/internal/diag"
)

// maxBaseline is the longest baseline that is read: some hundred thousand findings.
const maxBaseline = 64 << 20

// Baseline is what an earlier check found, and how often: file, code and
// message, so that a finding stays known when its line moves.
type Baseline map[known]int

type known struct{ file, code, message string }

// ReadBaseline reads what brief check --format json printed.
func ReadBaseline(r io.Reader) (Baseline, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBaseline+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxBaseline {
		return nil, fmt.Errorf("it is larger than %d MB", maxBaseline>>20)
	}
	var records []struct{ File, Code, Message string }
	if err := json.Unmarshal(text, &records); err != nil {
		return nil, errors.New("it is not what brief check --format json prints")
	}
	b := Baseline{}
	for _, r := range records {
		b[known{r.File, r.Code, r.Message}]++
	}
	return b, nil
}

// New returns the findings of a sorted list that the baseline does not hold, and
// how many it holds. Of one that it holds twice, a third is new.
func (b Baseline) New(l diag.List) (fresh diag.List, old int) {
	left := make(Baseline, len(b))
	for k, n := range b {
		left[k] = n
	}
	for i := range l {
		k := known{l[i].Pos.File, l[i].Code, l[i].Msg}
		if left[k] > 0 {
			left[k]--
			old++
		} else {
			fresh = append(fresh, l[i])
		}
	}
	return fresh, old
}
