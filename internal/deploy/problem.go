package deploy

import (
	"errors"
	"fmt"
	"syscall"

	"brief/internal/diag"
)

// Kind is how a deploy ended that did not do all it was asked for.
type Kind uint8

const (
	Refused    Kind = iota // a guard refused; nothing was sent
	BusyTarget             // another deploy has the target
	Stopped                // part-way: run it again
	NoAccess               // credentials or rights
	Unverified             // what is stored is not what was sent, or readers get something else
)

// Problem is the error of every call that talks to a target.
type Problem struct {
	Kind  Kind
	Diags diag.List // what to tell; never empty
}

func (p *Problem) Error() string { return p.Diags[0].Msg }

// refusal is a problem that a guard found, at a file of the output or in general.
func refusal(file, code, msg, hint string) diag.Diag {
	return diag.Diag{Pos: diag.Pos{File: file}, Severity: diag.Error, Code: code, Msg: msg, Hint: hint}
}

// problem is one that is of no file.
func problem(kind Kind, code, msg, hint string) *Problem {
	return &Problem{kind, diag.List{refusal("", code, msg, hint)}}
}

// storeProblem says in an editor's words what a store's error means.
func storeProblem(err *StoreError) *Problem {
	msg := fmt.Sprintf("the store did not do %s %s (%v)", err.Op, shown(err.Key), err.Err)
	switch err.Cause {
	case Denied:
		hint := "see that the credentials are right and that their policy allows this; 'brief deploy TARGET --print-config' prints the policies that a deploy needs"
		if err.Op == "GET" {
			hint += "; a store that may not be listed also answers so when the object does not exist: allow s3:ListBucket"
		}
		return problem(NoAccess, "deploy-denied", fmt.Sprintf("the store refuses %s %s (%v)", err.Op, shown(err.Key), err.Err), hint)
	case Missing:
		return problem(NoAccess, "deploy-no-bucket", fmt.Sprintf("there is no such bucket (%v)", err.Err), "see the url of the target in brief.yaml, or make the bucket")
	case Elsewhere:
		return problem(NoAccess, "deploy-wrong-region", fmt.Sprintf("the bucket is in another region (%v)", err.Err), "set region of the target in brief.yaml to the bucket's")
	case Skewed:
		return problem(NoAccess, "deploy-denied", fmt.Sprintf("the store takes this machine's clock for wrong (%v)", err.Err), "set the clock")
	}
	if errors.Is(err, syscall.ENOSPC) {
		return problem(Stopped, "deploy-stopped", msg, "make room on the disk of the target, and run the deploy again; readers lack nothing until then")
	}
	return problem(Stopped, "deploy-stopped", msg, "run the deploy again: it goes on where this one ended, and readers lack nothing until then")
}

// shown is a key as it stands in a message.
func shown(key string) string {
	if key == "" {
		return "of the whole bucket"
	}
	return fmt.Sprintf("%q", key)
}
