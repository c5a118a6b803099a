package auth

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Refusals that are kept of one person: each once an hour, and so many of them. Whoever is
// refused may be whoever likes; they must not fill a table.
const (
	refusalsKept  = 20
	refusalWindow = time.Hour
)

// Bounds of what a refusal says, in bytes: it is what the refused person has written.
const (
	maxRefusedTarget = 128
	maxRefusedDetail = 512
)

// ReportRefusal tells of an action that somebody who is signed in was refused, for
// Events.Recording to keep: whom, what and the code of the answer. It is for plugins whose
// actions [Auth.Report] tells of. Only what a client is told counts, and not that its input is
// malformed, that nobody is signed in or that requests are too many. The same refusal of the
// same person is kept once an hour, and twenty different ones, as far as this process knows.
// One that cannot be kept is logged; the answer is the same.
func (a *Auth) ReportRefusal(ctx context.Context, action Action, refusal error) {
	var public *Error
	if len(a.events.Recording) == 0 || !errors.As(refusal, &public) || !public.refuses() {
		return
	}
	action.complete(ctx)
	if action.By == nil {
		return
	}
	action.Outcome = cmp.Or(public.Code, "REFUSED")
	action.bound()
	if !a.keepsRefusal(ctx, &action) {
		return
	}
	if err := a.keep(ctx, &action); err != nil {
		a.options.Log.ErrorContext(ctx, "a refusal could not be recorded", "action", action.Name, "error", err)
	}
}

// bound leaves out what is too long to be true, or no text to a database.
func (action *Action) bound() {
	if len(action.TargetID) > maxRefusedTarget || strings.ContainsRune(action.TargetID, 0) {
		action.TargetID = ""
	}
	if detail := JSON(action.Detail); len(detail) > maxRefusedDetail || bytes.Contains(detail, []byte(`\u0000`)) {
		action.Detail = nil
	}
}

// refuses reports whether the error is the answer to somebody known who wants what they may not.
func (e *Error) refuses() bool {
	switch e.Status {
	case http.StatusUnauthorized:
		return e.Code != "" && e.Code != Unauthorized.Name // the reference has codes for members too
	case http.StatusTooManyRequests:
		return false
	}
	return e.Status >= 400 && e.Status < 500 && e.Code != ValidationError.Name
}

// keepsRefusal spends what may be kept of a person.
func (a *Auth) keepsRefusal(ctx context.Context, action *Action) bool {
	now := a.options.Now()
	same := Digest(action.By.ID + "|" + action.Name + "|" + action.TargetID + "|" + action.Outcome)
	if first, _, err := a.refusals.Allow(ctx, same, 1, refusalWindow, now); !first || err != nil {
		return false
	}
	kept, _, err := a.refusals.Allow(ctx, action.By.ID, refusalsKept, refusalWindow, now)
	return kept && err == nil
}
