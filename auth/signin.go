package auth

import (
	"errors"
	"net/http"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/store"
)

// SignIn is a person who has proven who they are, about to get a session.
type SignIn struct {
	User *User
	// Method names the way: "email-password", "magic-link", "oauth", …
	Method string
	// Forget is true when the person asked not to be remembered. Asked says that they
	// could say so; otherwise the browser keeps what it was told last.
	Forget, Asked bool
	// NewUser is true when the user was created by this very request.
	NewUser bool
	// Reread answers with the user as the events of the session's creation have left it.
	Reread bool
	// NoCookie is for clients that get the session's token in the answer.
	NoCookie bool
	// Session carries values for additional session fields; events may add to it.
	Session store.Values
}

// SignIn creates a session for a user and sets its cookies, unless an event refuses or
// asks for more. Every way of signing in ends here.
func (c *Call) SignIn(s SignIn) (*SessionUser, error) {
	if s.Session == nil {
		s.Session = store.Values{}
	}
	if c.Auth.options.Session.EndReplaced && !s.NoCookie {
		c.replaced, _ = c.SignedCookie(sessionToken)
	}
	for _, f := range c.Auth.events.SigningIn {
		if err := f(c, &s); err != nil {
			return nil, err
		}
	}
	session, err := c.Auth.CreateSession(c, NewSession{
		UserID: s.User.ID, Forget: s.Forget, IPAddress: c.ClientIP(),
		UserAgent: c.UserAgent(), Values: s.Session,
	})
	if err != nil {
		return nil, err
	}
	if s.Reread && len(c.Auth.events.SessionCreated) > 0 {
		if s.User, err = c.Auth.FindUser(c, s.User.ID); err != nil {
			return nil, err
		}
	}
	created := &SessionUser{Session: session, User: s.User}
	switch {
	case s.NoCookie:
		c.signedIn = created
	case s.Asked:
		c.SetSession(created, s.Forget)
	default:
		c.RenewSession(created)
	}
	for _, f := range c.Auth.events.SignedIn {
		if err := f(c, &s, created); err != nil {
			return nil, err
		}
	}
	return created, nil
}

// endReplaced ends the session that the browser had before it signed in, once nothing needs to
// look at it any more. The browser loses it to the first step of a sign-in already.
func (c *Call) endReplaced() {
	if c.replaced == "" || !c.SetsCookie(sessionToken) || c.signedIn != nil && c.signedIn.Session.Token == c.replaced {
		return
	}
	if err := c.Auth.DeleteSession(c, c.replaced); err != nil {
		c.Auth.options.Log.Error("the session that a sign-in replaces could not be ended", "error", err)
	}
}

// SignInError turns a SignIn failure without a public half into a method's general
// answer; public errors, challenges and faults of the database pass.
func SignInError(err error, otherwise *Error) error {
	if errors.Is(err, ErrVeto) {
		return otherwise
	}
	return err
}

// DontRemember is the cookie of a session that ends with the browser, for plugins that keep
// or restore it (better-auth-core, section 2.1).
const DontRemember = "dont_remember"

// The other cookie names of the core.
const (
	sessionToken = "session_token"
	sessionData  = "session_data"
	accountData  = "account_data"
	// What package oauth binds a flow to a browser with, by Account.StoreStateStrategy.
	stateCookie     = "state"
	stateDataCookie = "oauth_state"
)

func coreCookies(b *Builder) {
	o := b.Options()
	cache := cookie.Age(int(o.Session.CookieCache.MaxAge.Seconds()))
	b.Cookie(sessionToken, cookie.Age(int(o.Session.ExpiresIn.Seconds())))
	b.Cookie(sessionData, cache)
	b.Cookie(accountData, cache)
	b.Cookie(DontRemember, nil)
	b.Cookie(stateCookie, cookie.Age(300))
	b.Cookie(stateDataCookie, cookie.Age(600))
}

// SetSession makes a session the browser's: its cookie, the marker for sessions that
// are not to be remembered, and the cookie cache.
func (c *Call) SetSession(s *SessionUser, forget bool) {
	c.setSessionToken(s.Session.Token, forget)
	if forget {
		c.SetSignedCookie(DontRemember, "true")
	} else if _, marked := c.SignedCookie(DontRemember); marked {
		c.ExpireCookie(DontRemember)
	}
	c.setCookieCache(s, forget)
	c.signedIn = s
	c.session, c.resolved = s, true
}

func (c *Call) setSessionToken(token string, forget bool) {
	spec := c.cookieSpecOf(sessionToken)
	spec.Value = c.Auth.secrets.Sign(token)
	spec.Attributes.MaxAge = cookie.Age(int(c.Auth.options.Session.ExpiresIn.Seconds()))
	if forget {
		spec.Attributes.MaxAge = nil
	}
	c.cookiesOut = append(c.cookiesOut, spec)
}

// RenewSession is SetSession keeping what the browser was told about being
// remembered. Endpoints that change the user or the session use it.
func (c *Call) RenewSession(s *SessionUser) {
	_, forget := c.SignedCookie(DontRemember)
	c.SetSession(s, forget)
}

// RenewCache rewrites the cookie cache, when it is on, after something in it has changed.
func (c *Call) RenewCache(s *SessionUser) {
	_, forget := c.SignedCookie(DontRemember)
	c.setCookieCache(s, forget)
}

// EndSession makes the browser forget its session. The stored session is not touched.
func (c *Call) EndSession() {
	c.SuspendSession()
	c.ExpireCookie(DontRemember)
}

// SuspendSession is EndSession for a sign-in that has another step to go: the browser
// keeps what it was told about being remembered.
func (c *Call) SuspendSession() {
	c.ExpireCookie(sessionToken)
	c.ExpireCookie(sessionData)
	if c.Auth.options.Account.StoreAccountCookie {
		c.ExpireCookie(accountData)
		c.expireParts(accountData)
	}
	if c.Auth.options.Account.StoreStateStrategy == "cookie" {
		c.ExpireCookie(stateDataCookie)
	}
	c.expireParts(sessionData)
}

// CancelSignIn ends the session this call has created, when a sign-in turns out to have
// another step to go after other hooks have seen it.
func (c *Call) CancelSignIn() error {
	if c.signedIn == nil {
		return nil
	}
	token := c.signedIn.Session.Token
	c.SuspendSession()
	c.signedIn, c.session, c.resolved = nil, nil, false
	return c.Auth.DeleteSession(c, token)
}

// SignInPending reports whether a plugin is going to take back the sign-in of this call,
// because it has another step: After hooks that act on who is signed in ask it.
func (c *Call) SignInPending() (bool, error) {
	for _, f := range c.Auth.events.SignInPending {
		if pending, err := f(c); pending || err != nil {
			return pending, err
		}
	}
	return false, nil
}

// expireParts expires a cookie and its chunks as far as the request carries them.
func (c *Call) expireParts(name string) {
	spec := c.cookieSpecOf(name)
	for _, part := range c.cookiesIn.Parts(spec.Name) {
		expired := spec
		expired.Name, expired.Attributes.MaxAge = part, cookie.Age(0)
		c.cookiesOut = append(c.cookiesOut, expired)
	}
}

// ClientSession resolves the browser's session, nil when there is none. The cookie
// cache may answer.
func (c *Call) ClientSession() (*SessionUser, error) {
	return c.sessionFor(false)
}

// StoredSession resolves the browser's session from where sessions are stored. Where none
// are, the cookie is all there is, and answers.
func (c *Call) StoredSession() (*SessionUser, error) {
	return c.sessionFor(true)
}

// Session returns the session an endpoint asked for by its Level. It is nil only in
// Public endpoints.
func (c *Call) Session() *SessionUser { return c.session }

// PeekSession resolves the browser's session without refreshing it; the cookie cache may
// answer.
func (c *Call) PeekSession() (*SessionUser, error) {
	s, _, err := c.resolve(resolution{skipRefresh: true})
	var public *Error
	if errors.As(err, &public) && public.Status < 500 {
		return nil, nil
	}
	return s, err
}

func (c *Call) sessionFor(stored bool) (*SessionUser, error) {
	stored = stored && c.Auth.KeepsSessions()
	if c.resolved && !stored {
		return c.session, nil
	}
	query := resolution{
		skipCache:   stored || truthy(c.Query, "disableCookieCache"),
		skipRefresh: truthy(c.Query, "disableRefresh"),
		stored:      stored,
	}
	s, _, err := c.resolve(query)
	var public *Error
	if errors.As(err, &public) && public.Status < 500 {
		s, err = nil, nil
	}
	c.session, c.resolved, c.lent = s, err == nil, false
	return s, err
}

// requireSession enforces an endpoint's level.
func (c *Call) requireSession(level Level) error {
	if level == Public {
		return nil
	}
	s, err := c.SessionBefore(level == Sensitive)
	if err != nil {
		return err
	}
	if s == nil {
		return Fail(http.StatusUnauthorized, Unauthorized)
	}
	if level == FreshSession && (!c.Auth.IsFresh(s.Session) || c.lent && c.Auth.Safer()) {
		return Fail(http.StatusForbidden, SessionNotFresh)
	}
	return nil
}

// SessionBefore resolves the session as the reference does before an endpoint: of the
// cookies that this sets it forgets all but the last. stored is for StoredSession.
func (c *Call) SessionBefore(stored bool) (*SessionUser, error) {
	before := len(c.cookiesOut)
	s, err := c.sessionFor(stored)
	if added := len(c.cookiesOut) - before; s != nil && added > 1 && !c.Auth.Safer() {
		c.cookiesOut = append(c.cookiesOut[:before], c.cookiesOut[len(c.cookiesOut)-1])
	}
	c.renewal = max(len(c.cookiesOut)-before, 0)
	return s, err
}

// ForgetRenewal takes back the cookies that finding the session before the endpoint has set,
// before it sets others: so does the reference when a check between the two refuses. By
// default they stay.
func (c *Call) ForgetRenewal() {
	if !c.Auth.Safer() {
		c.cookiesOut = c.cookiesOut[:len(c.cookiesOut)-c.renewal]
	}
	c.renewal = 0
}

// IsFresh reports whether a session's sign-in was recent; refreshing does not count.
func (a *Auth) IsFresh(s *Session) bool {
	age := a.options.Session.FreshAge
	return age < 0 || a.options.Now().Sub(s.CreatedAt) < age
}

// NeedsFresh refuses a session whose sign-in was not recent, unless Compat is "reference": for
// endpoints that give a user another way in or another address.
func (a *Auth) NeedsFresh(s *SessionUser) error {
	if a.Safer() && !a.IsFresh(s.Session) {
		return Fail(http.StatusForbidden, SessionNotFresh)
	}
	return nil
}

// ReplaceSession gives the browser of a signed-in person a new session, for instance
// after the old ones were ended. Nobody signs in anew, so the events of a sign-in do
// not run.
func (c *Call) ReplaceSession(user *User) (*SessionUser, error) {
	session, err := c.Auth.CreateSession(c, NewSession{
		UserID: user.ID, IPAddress: c.ClientIP(), UserAgent: c.UserAgent(),
	})
	if err != nil {
		return nil, err
	}
	s := &SessionUser{Session: session, User: user}
	c.RenewSession(s)
	return s, nil
}
