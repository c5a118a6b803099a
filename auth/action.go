package auth

import "context"

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
}

// Report tells of an action that has succeeded, in the transaction of ctx when there is
// one: if it cannot be recorded, the error has it undone. Plugins and applications call it;
// a log listens to Events.Acted.
func (a *Auth) Report(ctx context.Context, action Action) error {
	if len(a.events.Acted) == 0 {
		return nil
	}
	if action.TargetID == "" && action.Target != nil {
		action.TargetID = action.Target.ID
	}
	if c := CallFrom(ctx); action.By == nil && c != nil && c.session != nil {
		action.By = c.session.User
	}
	return fire(ctx, a.events.Acted, &action)
}

// Reported does something and reports it, in one transaction where anybody listens.
func (a *Auth) Reported(ctx context.Context, action Action, do func(ctx context.Context) error) error {
	return a.atomic(ctx, len(a.events.Acted) > 0, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		return a.Report(ctx, action)
	})
}
