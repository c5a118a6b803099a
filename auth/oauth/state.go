package oauth

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

// State is what a flow remembers while the person is at the provider.
type State struct {
	// Value is the `state` parameter; Begin makes it.
	Value string
	// CallbackURL is where the flow ends; Begin puts the own origin for "".
	CallbackURL string
	// ErrorURL and NewUserURL are where it ends otherwise; nil for the defaults.
	ErrorURL, NewUserURL *string
	// Verifier is for PKCE; Begin makes it.
	Verifier string
	// Nonce must come back in the ID token, "" for none.
	Nonce string
	// Link is set when somebody signed in links an account.
	Link *Link
	// RequestSignUp: the person wants to be registered.
	RequestSignUp *bool
	// ServerContext is what a plugin wants to find again; nobody else can write it.
	ServerContext auth.Object
	// Additional is what the client sent along. It is not to be trusted.
	Additional auth.Object
}

// Link says who asked for a link, and from which session.
type Link struct {
	UserID, Email string
	// Session is the session's token, encrypted.
	Session string
}

const (
	stateLife   = 10 * time.Minute
	stateLength = 32
	verifierLen = 128
	stateCookie = "state"
	dataCookie  = "oauth_state"

	cookiePurpose = "oauth-state-cookie"
	linkPurpose   = "oauth-link-session-token"
)

// StateError is a callback whose state does not fit.
type StateError struct {
	// Code is the `error` of the redirect.
	Code string
	// ErrorURL is the flow's own error page, "" when the flow is unknown.
	ErrorURL string
}

func (e *StateError) Error() string { return "oauth state: " + e.Code }

// NewNonce is a nonce for providers that bind one, "" for others.
func NewNonce(a *auth.Auth, info provider.Info) string {
	if !info.BindsNonce {
		return ""
	}
	return a.RandomString(stateLength, auth.URLSafe)
}

// LinkFor is the link that the signed-in person asks for.
func LinkFor(c *auth.Call) (*Link, error) {
	s := c.Session()
	sealed, err := c.Auth.EncryptFor(linkPurpose, s.Session.Token)
	if err != nil {
		return nil, err
	}
	return &Link{UserID: s.User.ID, Email: s.User.Email, Session: sealed}, nil
}

// Begin stores a state and binds it to the browser by a cookie.
func Begin(c *auth.Call, s *State) error {
	if s.CallbackURL == "" {
		if s.CallbackURL = c.Origin(); s.CallbackURL == "" {
			return auth.Fail(http.StatusBadRequest, auth.CallbackURLRequired)
		}
	}
	if err := c.Auth.CheckField("additionalData", json.RawMessage(auth.JSON(s.Additional))); err != nil {
		return err
	}
	for _, m := range c.FlowContext() {
		s.ServerContext = s.ServerContext.Set(m.Key, m.Value)
	}
	if s.Verifier == "" {
		s.Verifier = c.Auth.RandomString(verifierLen, auth.URLSafe)
	}
	s.Value = c.Auth.RandomString(stateLength, auth.URLSafe)
	expires := c.Now().Add(stateLife)
	text := string(auth.JSON(s.object(expires)))
	if inCookie(c) {
		sealed, err := c.Auth.EncryptFor(cookiePurpose, text)
		if err == nil {
			c.SetCookie(dataCookie, sealed)
		}
		return err
	}
	c.SetSignedCookie(stateCookie, s.Value)
	return c.Auth.CreateVerification(c, identifier(s.Value), text, expires)
}

func inCookie(c *auth.Call) bool { return c.Auth.Options().Account.StoreStateStrategy == "cookie" }

func identifier(state string) string { return "auth-state:" + state }

// object is the stored form. What the client sent comes first and is overridden.
func (s *State) object(expires time.Time) auth.Object {
	o := slices.Clone(s.Additional)
	for _, m := range []auth.Member{
		{Key: "callbackURL", Value: s.CallbackURL}, {Key: "codeVerifier", Value: s.Verifier},
		{Key: "errorURL", Value: orUndefined(s.ErrorURL)}, {Key: "newUserURL", Value: orUndefined(s.NewUserURL)},
		{Key: "link", Value: s.Link.object()}, {Key: "serverContext", Value: contextValue(s.ServerContext)},
		{Key: "expiresAt", Value: expires.UnixMilli()}, {Key: "requestSignUp", Value: orUndefined(s.RequestSignUp)},
		{Key: "idTokenNonce", Value: textOrUndefined(s.Nonce)}, {Key: "oauthState", Value: s.Value},
	} {
		o = o.Set(m.Key, m.Value)
	}
	return o
}

func (l *Link) object() any {
	if l == nil {
		return auth.Undefined
	}
	return auth.Object{
		{Key: "userId", Value: l.UserID}, {Key: "email", Value: l.Email}, {Key: "encryptedSessionToken", Value: textOrUndefined(l.Session)},
	}
}

func contextValue(o auth.Object) any {
	if len(o) == 0 {
		return auth.Undefined
	}
	return o
}

func orUndefined[T any](p *T) any {
	if p == nil {
		return auth.Undefined
	}
	return *p
}

func textOrUndefined(s string) any {
	if s == "" {
		return auth.Undefined
	}
	return s
}

type stateKey struct{}

// StateFrom returns the state of the flow that is being finished in ctx, for events that
// want to know what it was begun with.
func StateFrom(ctx context.Context) (*State, bool) {
	s, ok := ctx.Value(stateKey{}).(*State)
	return s, ok
}

// Resume finds and consumes the state of a callback. The returned call carries it, see
// StateFrom. A state that does not fit is a *StateError.
func Resume(c *auth.Call, value string) (*auth.Call, *State, error) {
	find := fromDatabase
	if inCookie(c) {
		find = fromCookie
	}
	s, expires, err := find(c, value)
	if err != nil {
		return nil, nil, err
	}
	if expires.Before(c.Now()) {
		return nil, nil, s.mismatch()
	}
	for _, m := range s.ServerContext {
		c.AddFlowContext(m.Key, m.Value)
	}
	s.Value = value
	return c.WithContext(context.WithValue(c.Context, stateKey{}, s)), s, nil
}

func (s *State) mismatch() error {
	e := &StateError{Code: "state_mismatch"}
	if s.ErrorURL != nil {
		e.ErrorURL = *s.ErrorURL
	}
	return e
}

func fromDatabase(c *auth.Call, value string) (*State, time.Time, error) {
	row, err := c.Auth.FindVerification(c, identifier(value))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, time.Time{}, err
	}
	if missing {
		return nil, time.Time{}, &StateError{Code: "state_mismatch"}
	}
	s, stored, expires, ok := ParseState([]byte(row.String("value")))
	if !ok {
		return nil, time.Time{}, &StateError{Code: "internal_server_error"}
	}
	if stored != "" && stored != value {
		return nil, time.Time{}, s.mismatch()
	}
	if bound, _ := c.SignedCookie(stateCookie); bound != value && !c.Auth.Options().Account.SkipStateCookieCheck {
		return nil, time.Time{}, s.mismatch()
	}
	c.ExpireCookie(stateCookie)
	// Of several callbacks with one state the first counts. The state has its own end.
	_, err = c.Auth.ConsumeVerification(c, identifier(value))
	if missing, err = auth.NotFoundOr(err); missing {
		return nil, time.Time{}, s.mismatch()
	}
	return s, expires, err
}

func fromCookie(c *auth.Call, value string) (*State, time.Time, error) {
	sealed, ok := c.Cookie(dataCookie)
	if !ok || sealed == "" {
		return nil, time.Time{}, &StateError{Code: "state_mismatch"}
	}
	text, err := c.Auth.DecryptFor(cookiePurpose, sealed)
	if err != nil {
		return nil, time.Time{}, &StateError{Code: "state_invalid"}
	}
	s, stored, expires, ok := ParseState([]byte(text))
	if !ok {
		return nil, time.Time{}, &StateError{Code: "state_invalid"}
	}
	if stored != value {
		return nil, time.Time{}, s.mismatch()
	}
	c.ExpireCookie(dataCookie)
	// Nothing is stored that could be consumed, so that it was used is remembered.
	first, err := c.FirstUse(stateCookie, value, stateLife)
	if !first && err == nil {
		err = s.mismatch()
	}
	return s, expires, err
}

// ParseState reads a stored state. value is the state parameter it was stored with.
func ParseState(text []byte) (s *State, value string, expires time.Time, ok bool) {
	parsed, err := auth.ParseJSON(text)
	o, isObject := parsed.(auth.Object)
	if err != nil || !isObject {
		return nil, "", time.Time{}, false
	}
	r := reader{o: o}
	s = &State{Additional: o, CallbackURL: r.text("callbackURL"), Verifier: r.text("codeVerifier")}
	s.ErrorURL, s.NewUserURL = optional[string](&r, "errorURL"), optional[string](&r, "newUserURL")
	s.RequestSignUp = optional[bool](&r, "requestSignUp")
	if n := optional[string](&r, "idTokenNonce"); n != nil {
		s.Nonce = *n
	}
	if v := optional[string](&r, "oauthState"); v != nil {
		value = *v
	}
	if o := optional[auth.Object](&r, "serverContext"); o != nil {
		s.ServerContext = *o
	}
	if o := optional[auth.Object](&r, "link"); o != nil {
		s.Link = r.link(*o)
	}
	millis, isNumber := r.get("expiresAt").(float64)
	if !isNumber || r.bad {
		return nil, "", time.Time{}, false
	}
	return s, value, time.UnixMilli(int64(millis)), true
}

// reader takes typed members out of an object and remembers whether one was wrong.
type reader struct {
	o   auth.Object
	bad bool
}

func (r *reader) get(name string) any {
	v, _ := r.o.Get(name)
	return v
}

func (r *reader) text(name string) string {
	s, ok := r.get(name).(string)
	r.bad = r.bad || !ok
	return s
}

func optional[T any](r *reader, name string) *T {
	v, has := r.o.Get(name)
	if !has {
		return nil
	}
	t, ok := v.(T)
	if !ok {
		r.bad = true
		return nil
	}
	return &t
}

func (r *reader) link(o auth.Object) *Link {
	in := reader{o: o}
	l := &Link{Email: in.text("email")}
	if s := optional[string](&in, "encryptedSessionToken"); s != nil {
		l.Session = *s
	}
	switch id := in.get("userId").(type) {
	case string:
		l.UserID = id
	case float64: // serial ids
		l.UserID = string(auth.JSON(id))
	default:
		in.bad = true
	}
	r.bad = r.bad || in.bad
	return l
}
