package auth

import "context"

// Action is something that somebody did and that an audit log should know of.
type Action struct {
	// Name is the endpoint's, such as "invite-member", or an application's own word.
	Name string
	// By is who did it; nil is the user of the call's session, and without a call the
	// application itself.
	By *User
	// TargetID is the user it happened to, or else the thing.
	TargetID string
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
	if c := CallFrom(ctx); action.By == nil && c != nil && c.session != nil {
		action.By = c.session.User
	}
	return fire(ctx, a.events.Acted, &action)
}
