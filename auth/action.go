package auth

import (
	"context"

	"github.com/lyceum/lyceum/auth/store"
)

// Action is something that somebody did and that an audit log should know of.
type Action struct {
	// Name is the endpoint's, such as "invite-member", or an application's own word.
	Name string
	// By is who did it; nil is the user of the call's session, and without a call the
	// application itself.
	By *User
	// TargetID is the user it happened to, or else the thing; Target is the user as they
	// were before, when at hand.
	TargetID string
	Target   *User
	// Detail says more. Never put a secret into it.
	Detail Object
	// Outcome is "" for what was done, and the code of the answer for what was refused.
	Outcome string
	// Prepare completes the action before [Auth.ReportWith] records it. It is told the id
	// of the row that is created, "" if none is.
	Prepare func(id string)
}

// Report tells of an action that has succeeded, in the transaction of ctx when there is
// one: if it cannot be recorded, the error has it undone. Plugins and applications call it;
// a log listens to Events.Recording, others to Events.Acted.
func (a *Auth) Report(ctx context.Context, action Action) error {
	if !a.listens() {
		return nil
	}
	action.complete(ctx)
	return a.report(ctx, &action, false)
}

// report writes the records of an action unless that is done, and tells of it.
func (a *Auth) report(ctx context.Context, action *Action, recorded bool) error {
	if !recorded {
		if err := a.keep(ctx, action); err != nil {
			return err
		}
	}
	return fire(ctx, a.events.Acted, action)
}

// keep writes the records of an action.
func (a *Auth) keep(ctx context.Context, action *Action) error {
	rows, err := a.records(ctx, action)
	for i := 0; i < len(rows) && err == nil; i++ {
		_, err = a.store.Create(ctx, rows[i].Model, rows[i].Values)
	}
	return err
}

func (a *Auth) listens() bool { return len(a.events.Recording)+len(a.events.Acted) > 0 }

// records are the rows to keep of an action.
func (a *Auth) records(ctx context.Context, action *Action) (rows []store.Insert, err error) {
	for _, f := range a.events.Recording {
		some, err := f(ctx, action)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// complete fills in what can be known.
func (action *Action) complete(ctx context.Context) {
	if action.TargetID == "" && action.Target != nil {
		action.TargetID = action.Target.ID
	}
	if c := CallFrom(ctx); action.By == nil && c != nil && c.session != nil {
		action.By = c.session.User
	}
}

func (action *Action) prepare(id string) {
	if action.Prepare != nil {
		action.Prepare(id)
	}
}

// Reported does something and reports it, in one transaction where anybody listens.
func (a *Auth) Reported(ctx context.Context, action Action, do func(ctx context.Context) error) error {
	return a.atomic(ctx, a.listens(), func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		return a.Report(ctx, action)
	})
}

// ReportWith is Reported for what is done with a write to a model: its record is written
// along with the first such write, on PostgreSQL in one statement ([store.Along]). do may
// complete the action until then. If it makes more than one write it opens a transaction.
func (a *Auth) ReportWith(ctx context.Context, model string, action *Action, do func(ctx context.Context) error) error {
	return a.atomic(ctx, len(a.events.Acted) > 0, func(ctx context.Context) error {
		if !a.listens() {
			return do(ctx)
		}
		action.complete(ctx)
		riding, ride := store.Along(ctx, model, func(id string) ([]store.Insert, error) {
			action.prepare(id)
			return a.records(ctx, action)
		})
		if err := do(riding); err != nil {
			return err
		}
		if !ride.Taken() {
			action.prepare("")
		}
		return a.report(ctx, action, ride.Taken())
	})
}
