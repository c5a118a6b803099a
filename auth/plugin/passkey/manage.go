package passkey

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// List returns a user's passkeys, at most a hundred.
func (p *Plugin) List(ctx context.Context, userID string) ([]*Passkey, error) {
	rows, err := p.auth.Store().List(ctx, store.Query{Model: model, Where: []store.Cond{store.Eq("userId", userID)}})
	if err != nil {
		return nil, err
	}
	list := make([]*Passkey, len(rows))
	for i := range rows {
		list[i] = passkeyFrom(rows[i])
	}
	return list, nil
}

func (p *Plugin) list(c *auth.Call, _ auth.None) ([]*Passkey, error) {
	return p.List(c, c.Session().User.ID)
}

// find returns a passkey, nil when there is none.
func (p *Plugin) find(ctx context.Context, where ...store.Cond) (*Passkey, error) {
	row, err := p.auth.Store().Find(ctx, store.Query{Model: model, Where: where})
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return nil, err
	}
	return passkeyFrom(row), nil
}

// own returns a passkey of the person who asks, otherwise the error to answer with. The
// reference checks before the endpoint.
func (p *Plugin) own(c *auth.Call, id string, foreign *auth.Error) (*Passkey, error) {
	key, err := p.owned(c, id, foreign)
	if err != nil {
		c.ForgetRenewal()
	}
	return key, err
}

func (p *Plugin) owned(c *auth.Call, id string, foreign *auth.Error) (*Passkey, error) {
	if id == "" {
		return nil, auth.FailText(http.StatusBadRequest, "Missing required parameter: id")
	}
	key, err := p.find(c, store.Eq("id", id))
	switch {
	case err != nil:
		return nil, err
	case key == nil:
		return nil, auth.Fail(http.StatusNotFound, NotFound)
	case key.UserID != c.Session().User.ID:
		return nil, foreign
	}
	return key, nil
}

type removeInput struct {
	ID string `json:"id"`
}

type status struct {
	Status bool `json:"status"`
}

func (p *Plugin) remove(c *auth.Call, in removeInput) (status, error) {
	key, err := p.own(c, in.ID, auth.FailEmpty(http.StatusUnauthorized))
	if err != nil {
		return status{}, err
	}
	action := auth.Action{Name: "remove-passkey", Target: c.Session().User}
	err = p.auth.ReportWith(c, model, &action, func(ctx context.Context) error {
		_, err := p.auth.Store().Delete(ctx, model, store.Eq("id", key.ID), store.Eq("userId", key.UserID))
		return err
	})
	return status{err == nil}, err
}

type renameInput struct {
	ID   string `json:"id"`
	Name label  `json:"name"`
}

type renamed struct {
	Passkey *Passkey `json:"passkey"`
}

func (p *Plugin) rename(c *auth.Call, in renameInput) (renamed, error) {
	key, err := p.own(c, in.ID, auth.Fail(http.StatusUnauthorized, NotAllowed))
	if err != nil {
		return renamed{}, err
	}
	row, err := p.auth.Store().Update(c, model, store.Values{"name": string(in.Name)}, store.Eq("id", key.ID), store.Eq("userId", key.UserID))
	missing, err := auth.NotFoundOr(err)
	if missing {
		err = auth.Fail(http.StatusInternalServerError, FailedToUpdate)
	}
	if err != nil {
		return renamed{}, err
	}
	return renamed{passkeyFrom(row)}, nil
}

// label is a text that has something in it besides white space, which is taken off its ends.
type label string

// ReadValue speaks the reference's sentences.
func (l *label) ReadValue(v any, present bool) string {
	s, ok := v.(string)
	switch {
	case !present:
		return "Invalid input: expected string, received undefined"
	case !ok:
		problem := "Invalid input: expected string, received " + auth.TypeName(v)
		if list, is := v.([]any); is && len(list) == 0 {
			problem += "; [body.name] Too small: expected array to have >=1 items"
		}
		return problem
	}
	if *l = label(trim(s)); *l == "" {
		return "Too small: expected string to have >=1 characters"
	}
	return ""
}

// trim is JavaScript's.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return r == '\uFEFF' || unicode.IsSpace(r) && r != '\u0085'
	})
}
