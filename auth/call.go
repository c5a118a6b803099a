package auth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Call is one call of an endpoint: the request as far as it has been read, and the
// reply as far as it has been made. It is a context.Context, with the transaction
// when there is one, and belongs to one goroutine.
type Call struct {
	context.Context
	*call
}

type call struct {
	// Auth is the engine.
	Auth *Auth
	// Request is the HTTP request. Its body has been read already.
	Request *http.Request
	// Method is the request's; Path the endpoint's path with the base path removed.
	Method, Path string
	// Params are the values of ":name" segments.
	Params map[string]string
	// Query has strings, and arrays for repeated names.
	Query wire.Object
	// Body is the parsed body before validation; HasBody is false without one.
	Body    any
	HasBody bool
	// Form is the body of a form with names that were sent more than once as lists; Body
	// has the last value of each.
	Form wire.Object
	// Raw is the body of an endpoint with Accepts.
	Raw []byte
	// Header and Status belong to the reply. Status 0 means 200.
	Header http.Header
	Status int

	// uncached keeps the answer out of every cache. It says the same as two entries of
	// Header, which are dear for what is asked most often.
	uncached   bool
	endpoint   *endpoint
	base       string // base URL with path, for this request
	cookiesIn  cookie.Jar
	cookiesOut []cookie.Cookie
	session    *SessionUser
	resolved   bool
	lent       bool // the session is one of ActAs
	signedIn   *SessionUser
	replaced   string // the token of the session before a sign-in, where that is to end
	secretly   bool   // signedIn is not told of
	renewal    int    // how many cookies the session before the endpoint has set
	token      string // of SetRequestToken, until it counts
	now        time.Time
	flow       wire.Object
}

// with returns the same call in another context.
func (c *Call) with(ctx context.Context) *Call { return &Call{Context: ctx, call: c.call} }

// WithContext returns the same call in another context, which must be derived from c.
func (c *Call) WithContext(ctx context.Context) *Call { return c.with(ctx) }

// InTx runs fn with a call whose context carries a transaction; see store.Store.
func (c *Call) InTx(fn func(c *Call) error) error {
	return c.Auth.InTx(c.Context, func(ctx context.Context) error { return fn(c.with(ctx)) })
}

// AddFlowContext has a sign-in through a provider remember something of the server's own
// until it ends; the client can neither see nor write it. Plugins call it in a Before hook.
func (c *Call) AddFlowContext(name string, value any) { c.flow = c.flow.Set(name, value) }

// FlowContext is what was remembered for the sign-in that begins or ends in this call.
func (c *Call) FlowContext() wire.Object { return c.flow }

type callKey struct{}

// Value finds the call itself, for CallFrom, and otherwise asks the context.
func (c *Call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// CallFrom returns the call that a context belongs to, nil when there is none: the
// events of writes run for Go callers too.
func CallFrom(ctx context.Context) *Call {
	c, _ := ctx.Value(callKey{}).(*Call)
	return c
}

// Now is the time of the request.
func (c *Call) Now() time.Time { return c.now }

// BaseURL is the public address including the base path, for this request.
func (c *Call) BaseURL() string { return c.base }

// Origin is the scheme and host of BaseURL.
func (c *Call) Origin() string { return originOf(c.base) }

// Cookie returns the value of a cookie in the request by its logical name.
func (c *Call) Cookie(name string) (string, bool) {
	return c.cookiesIn.Get(c.cookieSpecOf(name).Name)
}

// SignedCookie returns the verified value of a signed cookie by its logical name.
func (c *Call) SignedCookie(name string) (string, bool) {
	v, ok := c.Cookie(name)
	if !ok {
		return "", false
	}
	return c.Auth.secrets.Verify(v)
}

// RequestCookies are the names of all cookies in the request.
func (c *Call) RequestCookies() []string {
	names := make([]string, len(c.cookiesIn))
	for i := range c.cookiesIn {
		names[i] = c.cookiesIn[i].Name
	}
	return names
}

// RawCookie returns a request cookie by its full name, verified when signed is true.
func (c *Call) RawCookie(fullName string, signed bool) (string, bool) {
	v, ok := c.cookiesIn.Get(fullName)
	if ok && signed {
		return c.Auth.secrets.Verify(v)
	}
	return v, ok
}

// SetCookie sets a cookie by its logical name with its declared attributes.
func (c *Call) SetCookie(name, value string) { c.SetCookieFor(name, value, nil) }

// SetSignedCookie is SetCookie with a signature.
func (c *Call) SetSignedCookie(name, value string) {
	c.SetCookieFor(name, c.Auth.secrets.Sign(value), nil)
}

// SetCookieFor sets a cookie with another lifetime in seconds; nil keeps the
// declared one.
func (c *Call) SetCookieFor(name, value string, maxAge *int) {
	spec := c.cookieSpecOf(name)
	spec.Value = value
	if maxAge != nil {
		spec.Attributes.MaxAge = maxAge
	}
	c.cookiesOut = append(c.cookiesOut, spec)
}

// SetRawCookie sets a cookie by its full name with the attributes of a declared one.
func (c *Call) SetRawCookie(fullName, value, like string, maxAge *int) {
	spec := c.cookieSpecOf(like)
	spec.Name, spec.Value = fullName, value
	if maxAge != nil {
		spec.Attributes.MaxAge = maxAge
	}
	c.cookiesOut = append(c.cookiesOut, spec)
}

// SetReadableCookie sets a cookie by its full name that scripts of the page may read,
// otherwise with the attributes of a declared one. maxAge is in seconds.
func (c *Call) SetReadableCookie(fullName, value, like string, maxAge int) {
	spec := c.cookieSpecOf(like)
	spec.Name, spec.Value = fullName, value
	spec.Attributes.MaxAge, spec.Attributes.HTTPOnly = &maxAge, false
	c.cookiesOut = append(c.cookiesOut, spec)
}

// ExpireCookie makes the browser forget a cookie, and drops what this reply had set
// under its name before.
func (c *Call) ExpireCookie(name string) { c.expire(c.cookieSpecOf(name)) }

// ExpireRawCookie is ExpireCookie by full name, with the attributes of a declared one.
func (c *Call) ExpireRawCookie(fullName, like string) {
	spec := c.cookieSpecOf(like)
	spec.Name = fullName
	c.expire(spec)
}

func (c *Call) expire(spec cookie.Cookie) {
	kept := c.cookiesOut[:0]
	for _, out := range c.cookiesOut {
		if !cookie.IsPart(out.Name, spec.Name) {
			kept = append(kept, out)
		}
	}
	spec.Value, spec.Attributes.MaxAge = "", cookie.Age(0)
	c.cookiesOut = append(kept, spec)
}

// SetRequestToken makes the call see a session token as if the signed session cookie had
// carried it, from the end of the Before hooks on: as in the reference none of them sees what
// another has found. Plugins that authenticate by other means use it in a Before hook.
func (c *Call) SetRequestToken(token string) { c.token = token }

func (c *Call) takeRequestToken() {
	if c.token == "" {
		return
	}
	c.cookiesIn = c.cookiesIn.With(c.cookieSpecOf(sessionToken).Name, c.Auth.secrets.Sign(c.token))
	c.resolved = c.session != nil // what a hook has found by a cookie stays
}

// ActAs makes the rest of the call belong to a session that exists for this request only,
// such as that of an API key. Endpoints of level Sensitive do not accept it; by default
// those of level FreshSession neither, since nobody has just proven to be there.
func (c *Call) ActAs(s *SessionUser) { c.session, c.resolved, c.lent = s, true, true }

// IsLent reports whether the session is one of ActAs.
func (c *Call) IsLent() bool { return c.lent }

// ReplyCookie reports whether the reply sets a cookie to a non-empty value, and
// which.
func (c *Call) ReplyCookie(name string) (string, bool) {
	full := c.cookieSpecOf(name).Name
	for i := len(c.cookiesOut) - 1; i >= 0; i-- {
		if out := c.cookiesOut[i]; out.Name == full {
			return out.Value, out.Value != ""
		}
	}
	return "", false
}

// SetsCookie reports whether the reply sets or expires a cookie whose full name contains
// a declared one's.
func (c *Call) SetsCookie(name string) bool {
	full := c.cookieSpecOf(name).Name
	return slices.ContainsFunc(c.cookiesOut, func(out cookie.Cookie) bool { return strings.Contains(out.Name, full) })
}

// ExposeHeader lets scripts of other origins read a reply header.
func (c *Call) ExposeHeader(name string) {
	const key = "Access-Control-Expose-Headers"
	if have := c.Header.Get(key); have != "" {
		name = have + ", " + name
	}
	c.Header.Set(key, name)
}

// SignedInNow returns the session this call has created or whose cookies it has renewed, or
// nil.
func (c *Call) SignedInNow() *SessionUser {
	if c.secretly {
		return nil
	}
	return c.signedIn
}

// RenewSecretly keeps the sessions whose cookies the call renews from SignedInNow. A plugin
// whose endpoints sign nobody in calls it in a Before hook.
func (c *Call) RenewSecretly() { c.secretly = true }

// SetsCookies reports whether the reply sets any cookie.
func (c *Call) SetsCookies() bool { return len(c.cookiesOut) > 0 }

// ClientIP is the client's address in the form sessions store, "" when unknown.
func (c *Call) ClientIP() string { return c.Auth.clientIP(c.Request) }

// TrustsTarget reports whether the browser may be sent to a URL.
func (c *Call) TrustsTarget(target string) bool {
	return c.Auth.trusted(c).TrustsTarget(target)
}
