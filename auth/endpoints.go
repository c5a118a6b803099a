package auth

import (
	"cmp"
	"net/http"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Status is the answer of endpoints that only say that it worked.
type Status struct {
	Status bool `json:"status"`
}

// coreEndpoints are those that sign nobody in (better-auth-core, sections 1.4, 1.5
// and 1.8).
func coreEndpoints(b *Builder) {
	Handle(b, Endpoint{Method: "GET", Path: "/ok", Cacheable: true, Summary: "Says that the server runs."}, func(*Call, None) (Object, error) {
		return Object{{Key: "ok", Value: true}}, nil
	})
	Handle(b, Endpoint{Method: "GET", Path: "/error", Summary: "The page browsers are sent to when something failed."}, errorPage)
	Handle(b, Endpoint{Method: "GET|POST", Path: "/get-session", IgnoreBody: true, Summary: "The browser's session and user, or null."}, getSession)
	Handle(b, Endpoint{Method: "GET", Path: "/list-sessions", Level: FreshSession, Summary: "The user's sessions."}, listSessions)
	Handle(b, Endpoint{Method: "POST", Path: "/revoke-session", Level: Sensitive, Summary: "Ends one of the user's sessions."}, revokeSession)
	Handle(b, Endpoint{Method: "POST", Path: "/revoke-sessions", Level: Sensitive, Summary: "Ends all of the user's sessions."}, revokeSessions)
	Handle(b, Endpoint{Method: "POST", Path: "/revoke-other-sessions", Level: Sensitive, Summary: "Ends the user's other sessions."}, revokeOtherSessions)
	Handle(b, Endpoint{Method: "POST", Path: "/sign-out", Summary: "Ends the browser's session."}, signOut)
	Handle(b, Endpoint{Method: "POST", Path: "/update-user", Level: SignedIn, Summary: "Changes name, picture and additional fields."}, updateUser)
	verificationEndpoints(b)
	accountEndpoints(b)
	Handle(b, Endpoint{Method: "POST", Path: "/update-session", Level: SignedIn, Summary: "Changes additional fields of the session."}, updateSession)
}

type getSessionQuery struct {
	Query struct {
		SkipCache   bool `json:"disableCookieCache" check:"truthy"`
		SkipRefresh bool `json:"disableRefresh" check:"truthy"`
	}
}

func getSession(c *Call, in getSessionQuery) (any, error) {
	c.uncached = true
	post := c.Method == http.MethodPost
	if post && !c.Auth.options.Session.DeferSessionRefresh {
		return nil, Fail(http.StatusMethodNotAllowed, MethodNotAllowedDeferSession)
	}
	s, refresh, err := c.resolve(resolution{skipCache: in.Query.SkipCache, skipRefresh: in.Query.SkipRefresh, post: post})
	if err != nil {
		return nil, err
	}
	c.session, c.resolved = s, true
	switch {
	case s == nil:
		return nil, nil
	case refresh.on:
		return Object{{Key: "session", Value: s.Session}, {Key: "user", Value: s.User}, {Key: "needsRefresh", Value: refresh.due}}, nil
	}
	return s, nil
}

func listSessions(c *Call, _ None) ([]*Session, error) {
	sessions, err := c.Auth.Sessions(c, c.session.User.ID)
	for i, s := range sessions {
		if s.Token != c.session.Session.Token {
			sessions[i] = c.Auth.Disguised(s)
		}
	}
	return sessions, err
}

type revokeInput struct {
	Token string `json:"token"`
}

func revokeSession(c *Call, in revokeInput) (Status, error) {
	own, token := c.session, in.Token
	if c.Auth.Safer() && token != own.Session.Token {
		named, err := c.Auth.SessionByName(c, own.User.ID, token)
		missing, err := NotFoundOr(err)
		if err != nil {
			return Status{}, err
		}
		if !missing {
			token = named.Token
		}
	}
	if err := c.Auth.deleteSession(c, token, own.User.ID); err != nil {
		return Status{}, err
	}
	if token == own.Session.Token {
		c.EndSession()
	}
	return Status{true}, nil
}

func revokeSessions(c *Call, _ None) (Status, error) {
	if err := c.Auth.DeleteSessions(c, c.session.User.ID); err != nil {
		return Status{}, err
	}
	c.EndSession()
	return Status{true}, nil
}

func revokeOtherSessions(c *Call, _ None) (Status, error) {
	err := c.Auth.DeleteOtherSessions(c, c.session.User.ID, c.session.Session.Token)
	return Status{err == nil}, err
}

type signOutInput struct {
	_               struct{} `body:"optional"`
	CallbackURL     *string  `json:"callbackURL"`
	DisableRedirect *bool    `json:"disableRedirect"`
	State           *string  `json:"state"`
}

type signedOut struct {
	Success  bool   `json:"success"`
	URL      string `json:"url,omitempty"`
	Redirect *bool  `json:"redirect,omitempty"`
}

// signOut works without a session: the cookies go in any case.
func signOut(c *Call, in signOutInput) (signedOut, error) {
	token, ok := c.SignedCookie(sessionToken)
	if !ok {
		c.EndSession()
		return signedOut{Success: true}, nil
	}
	page, err := c.pageAfter(token)
	if err != nil {
		return signedOut{}, err
	}
	if err := c.Auth.DeleteSession(c, token); err != nil {
		return signedOut{}, err
	}
	c.EndSession()
	if page == "" {
		return signedOut{Success: true}, nil
	}
	redirect := in.DisableRedirect == nil || !*in.DisableRedirect
	if redirect {
		c.Header.Set("Location", page)
	}
	return signedOut{true, page, &redirect}, nil
}

// pageAfter asks SigningOut, if anybody listens, where a sign-out leads.
func (c *Call) pageAfter(token string) (page string, err error) {
	if len(c.Auth.events.SigningOut) == 0 {
		return "", nil
	}
	s, err := c.Auth.FindSession(c, token)
	missing, err := NotFoundOr(err)
	if missing || err != nil {
		return "", err
	}
	for _, f := range c.Auth.events.SigningOut {
		target, err := f(c, s)
		if err != nil {
			return "", err
		}
		page = cmp.Or(page, target)
	}
	return page, nil
}

type record struct {
	All Object `json:",all"`
}

func updateUser(c *Call, in record) (Status, error) {
	if email, _ := in.All.Get("email"); wire.Truthy(email) {
		return Status{}, Fail(http.StatusBadRequest, EmailCanNotBeUpdated)
	}
	values, err := c.Auth.ParseFields("user", in.All, false)
	if err != nil {
		return Status{}, err
	}
	for _, name := range []string{"name", "image"} {
		if v, ok := in.All.Get(name); ok {
			if values[name], err = fieldValue(c.Auth.schema.Model("user").Field(name), v); err != nil {
				return Status{}, err
			}
			if err := c.Auth.CheckProfile(name, values[name]); err != nil {
				return Status{}, err
			}
		}
	}
	if len(values) == 0 {
		return Status{}, FailText(http.StatusBadRequest, "No fields to update")
	}
	user, err := c.Auth.UpdateUser(c, c.session.User.ID, values)
	if missing, err := NotFoundOr(err); missing && !c.Auth.KeepsAccounts() {
		user = c.session.User.With(values)
	} else if missing || err != nil {
		return Status{}, err
	}
	c.RenewSession(&SessionUser{Session: c.session.Session, User: user})
	return Status{true}, nil
}

type sessionResult struct {
	Session *Session `json:"session"`
}

func updateSession(c *Call, in record) (sessionResult, error) {
	values, err := c.Auth.ParseFields("session", in.All, false)
	if err != nil {
		return sessionResult{}, err
	}
	if len(values) == 0 {
		return sessionResult{}, FailText(http.StatusBadRequest, "No fields to update")
	}
	values["updatedAt"] = c.now
	session, err := c.Auth.UpdateSession(c, c.session.Session.Token, values)
	missing, err := NotFoundOr(err)
	if missing && !c.Auth.KeepsSessions() {
		session, missing = c.session.Session.with(values), false
	}
	if missing || err != nil {
		if missing {
			c.EndSession()
			err = Fail(http.StatusUnauthorized, FailedToGetSession)
		}
		return sessionResult{}, err
	}
	c.RenewSession(&SessionUser{Session: session, User: c.session.User})
	return sessionResult{session}, nil
}
