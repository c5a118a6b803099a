package phonenumber

import (
	"context"
	"net/http"

	"github.com/lyceum/lyceum/auth"
)

// guard keeps numbers from being set in any other way than by a code.
func (p *Plugin) guard(b *auth.Builder) {
	b.Before(func(c *auth.Call) (any, error) {
		body, _ := c.Body.(auth.Object)
		if number, given := body.Get(field); c.Path == "/update-user" && given && number != nil {
			return nil, auth.Fail(http.StatusBadRequest, CannotBeUpdated)
		}
		return nil, nil
	})
	events := b.Events()
	events.UserCreating = append(events.UserCreating, creating)
	events.UserUpdating = append(events.UserUpdating, updating)
}

// creating refuses a number that a request claims, and drops one that comes from
// elsewhere, an identity provider for instance.
func creating(ctx context.Context, w *auth.Write) error {
	if w.Values[field] == nil || w.Values[verified] == true {
		return nil
	}
	if c := auth.CallFrom(ctx); c != nil {
		body, _ := c.Body.(auth.Object)
		if body.Text(field) != "" {
			return auth.Fail(http.StatusBadRequest, CannotBeSet)
		}
	}
	w.Values[field], w.Values[verified] = nil, false
	return nil
}

// updating: a number that goes takes its verification with it; one that was not verified
// does not come, but from an administrator.
func updating(ctx context.Context, w *auth.Write) error {
	number, given := w.Values[field]
	c := auth.CallFrom(ctx)
	switch {
	case !given:
	case number == nil:
		w.Values[verified] = false
	case c != nil && w.Values[verified] != true && c.Path != "/admin/update-user":
		delete(w.Values, field)
	}
	return nil
}
