package auth

import (
	"errors"
	"net/http"
)

// ErrNoSession: the request is nobody's.
var ErrNoSession = errors.New("auth: no session")

// SessionOf returns the session and user of any request of the application, by cookie or
// by what a plugin such as bearer accepts. It only reads: sessions are refreshed by
// the client's own calls. ErrNoSession when nobody is signed in; store.ErrUnavailable
// when the database cannot tell.
func (a *Auth) SessionOf(r *http.Request) (*SessionUser, error) {
	c := a.newCall(r, "")
	c.endpoint = &endpoint{}
	if _, err := a.runBefore(c); err != nil {
		return nil, ErrNoSession
	}
	if c.lent {
		return c.session, nil
	}
	s, _, err := c.resolve(resolution{skipRefresh: true})
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, ErrNoSession
	}
	return s, nil
}
