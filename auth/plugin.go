package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// Plugin adds to an Auth. The value is made by the plugin's constructor, kept by the
// caller (its methods are the plugin's Go API) and given to [New] in
// Options.Plugins. Anything else a plugin may be is an optional interface found by type
// assertion: [Starter].
type Plugin interface {
	// ID is the Better Auth id of the plugin.
	ID() string
	// Setup declares everything the plugin brings. It runs once, inside New.
	Setup(b *Builder) error
}

// Starter is a plugin that needs the finished Auth, to serve its Go API for
// instance. Start runs at the end of New, in plugin order.
type Starter interface{ Start(a *Auth) error }

// Builder collects what plugins declare. New freezes it: later calls panic.
type Builder struct {
	auth   *Auth
	plugin string

	endpoints  []*endpoint
	tables     []store.Table
	extensions []extension
	arrivals   []func(c *Call) error
	before     []BeforeHook
	guards     []BeforeHook
	after      []AfterHook
	origins    []string
	rules      []pluginRules
	cookies    map[string]cookieSpec
	events     Events
	errs       []error
	frozen     bool
}

type extension struct {
	plugin, model string
	fields        []store.Field
	indexes       []store.Index
	counted       bool
}

// cookieSpec is a cookie a plugin declared.
type cookieSpec struct {
	plugin string
	maxAge *int
}

// Options are the options New was called with, defaults filled in.
func (b *Builder) Options() *Options { return &b.auth.options }

// Table declares a model of the plugin's own. The row id is implied.
func (b *Builder) Table(t store.Table) {
	b.mutable()
	b.tables = append(b.tables, t)
}

// Extend adds fields to a model that exists already: "user", "session", … or
// another plugin's. On user and session they appear on the wire, and, unless NoInput,
// are accepted from clients.
func (b *Builder) Extend(model string, fields ...store.Field) {
	b.mutable()
	b.extensions = append(b.extensions, extension{plugin: b.plugin, model: model, fields: fields})
}

// Index adds indexes to a model that exists already.
func (b *Builder) Index(model string, indexes ...store.Index) {
	b.mutable()
	b.extensions = append(b.extensions, extension{plugin: b.plugin, model: model, indexes: indexes})
}

// Count keeps the number of rows of a model that exists already at hand; see
// [store.Table.Counted].
func (b *Builder) Count(model string) {
	b.mutable()
	b.extensions = append(b.extensions, extension{plugin: b.plugin, model: model, counted: true})
}

// BeforeHook runs after the body is read and before it is validated. A non-nil
// result or an error becomes the answer; no After hook sees it.
type BeforeHook func(c *Call) (result any, err error)

// AfterHook runs after the endpoint, also when it failed. What it returns becomes the
// result; it may add headers and cookies.
type AfterHook func(c *Call, result any, err error) (any, error)

// OnRequest adds a function that sees every request after the limits and before it is
// routed or its body read. An error becomes the answer.
func (b *Builder) OnRequest(f func(c *Call) error) {
	b.mutable()
	b.arrivals = append(b.arrivals, f)
}

// Before adds a hook that runs for every endpoint, in plugin order. Test c.Path for
// the ones of interest.
func (b *Builder) Before(h BeforeHook) {
	b.mutable()
	b.before = append(b.before, h)
}

// Guard is Before for hooks that ask who is there: they run after those of all plugins, some of
// which find sessions elsewhere than in cookies.
func (b *Builder) Guard(h BeforeHook) {
	b.mutable()
	b.guards = append(b.guards, h)
}

// After adds a hook that runs after every endpoint.
func (b *Builder) After(h AfterHook) {
	b.mutable()
	b.after = append(b.after, h)
}

// Events are the typed slots of the engine; append functions to them.
func (b *Builder) Events() *Events {
	b.mutable()
	return &b.events
}

// Cookie declares a cookie by its logical name, so that prefix, domain and security
// attributes are the engine's. maxAge is in seconds, nil for a browser session.
func (b *Builder) Cookie(name string, maxAge *int) {
	b.mutable()
	if spec, taken := b.cookies[name]; taken {
		b.failf("cookie %q is declared by %s too", name, spec.plugin)
	}
	b.cookies[name] = cookieSpec{b.plugin, maxAge}
}

// TrustOrigins adds trusted origins.
func (b *Builder) TrustOrigins(origins ...string) {
	b.mutable()
	b.origins = append(b.origins, origins...)
}

// RateLimit adds rules. For a path the first plugin that has a matching rule wins
// over the built-in ones.
func (b *Builder) RateLimit(rules ...RateRule) {
	b.mutable()
	b.rules = append(b.rules, pluginRules{b.plugin, rules})
}

// QueueMail says that the functions that send mails only write them into this database,
// from where something else carries them: [Auth.Deliver] then runs them inside the
// transaction of what causes a mail, so that both are kept or neither. pretend writes a
// mail to nobody, for [Auth.DeliverNothing].
func (b *Builder) QueueMail(pretend func(ctx context.Context) error) {
	b.mutable()
	if b.auth.pretend != nil {
		b.failf("mails are queued by another plugin already")
	}
	b.auth.pretend = pretend
}

func (b *Builder) failf(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(b.plugin+": "+format, args...))
}

func (b *Builder) mutable() {
	if b.frozen {
		panic("auth: a Builder was used after New had returned")
	}
}

// Level says what session an endpoint asks for (better-auth-core, section 1.1).
type Level uint8

const (
	// Public endpoints need no session.
	Public Level = iota
	// SignedIn needs a session; the cookie cache may answer.
	SignedIn
	// Sensitive needs a session read from the database.
	Sensitive
	// FreshSession needs a session whose sign-in was recent.
	FreshSession
)

// Endpoint describes one endpoint. Its function is given to [Handle].
type Endpoint struct {
	// Method is one method or several joined by "|".
	Method string
	// Path below the base path. A segment ":name" matches any value.
	Path  string
	Level Level
	// Form also accepts application/x-www-form-urlencoded.
	Form bool
	// JSONOrForm names JSON first where a body of another type is refused.
	JSONOrForm bool
	// FormCSRF guards a sign-in that works without cookies (section 5.1, part C).
	FormCSRF bool
	// IgnoreBody never reads the body.
	IgnoreBody bool
	// Accepts are the media types of a body that is no JSON, such as image/png; Call.Raw
	// then has its bytes. None of them is one that forms can send, so a page elsewhere
	// would have to ask first (Fetch standard, CORS-safelisted request headers).
	Accepts []string
	// Check finds what the input type cannot say, such as what is wrong with a model's
	// additional fields: issues as "[body.name] text", which follow the others.
	Check func(c *Call) (issues []string)
	// OnInvalid answers input that is not valid in another way than VALIDATION_ERROR.
	OnInvalid func(message string) error
	// Callbacks are query parameters that must be trusted redirect targets.
	Callbacks []string
	// OneTime marks a link that uses something up. Requests that only look ahead get 503
	// and use up nothing, see [Call.IsPrefetch].
	OneTime bool
	// Cacheable answers are the same for everybody: no-store is left out.
	Cacheable bool
	// Summary is one sentence for the API description.
	Summary string
	// Errors lists the codes the endpoint may answer, for the API description.
	Errors []Code
}

// None is the input of an endpoint that takes neither body nor query.
type None struct{}

// Handle declares an endpoint as a plain function from a typed input to a result
// or an error. In's exported fields are the body for POST and the query for GET; a
// field named Query or Body of struct type overrides that for the other part. See
// the wire rules in [Input].
func Handle[In, Out any](b *Builder, e Endpoint, fn func(c *Call, in In) (Out, error)) {
	b.mutable()
	ep := &endpoint{Endpoint: e, plugin: b.plugin, methods: strings.Split(e.Method, "|")}
	t := reflect.TypeFor[In]()
	if t.Kind() != reflect.Struct {
		b.failf("the input of %s %s is not a struct", e.Method, e.Path)
		return
	}
	ep.compileInput(t)
	ep.call = func(c *Call) (any, error) {
		if ep.OneTime && c.IsPrefetch() {
			return nil, FailEmpty(http.StatusServiceUnavailable)
		}
		var in In
		if err := ep.decode(c, reflect.ValueOf(&in).Elem()); err != nil {
			return nil, err
		}
		if err := c.authorise(&ep.Endpoint); err != nil {
			return nil, err
		}
		return fn(c, in)
	}
	b.endpoints = append(b.endpoints, ep)
}

// endpoint is a compiled Endpoint.
type endpoint struct {
	Endpoint
	plugin      string
	methods     []string
	body, query *part
	call        func(c *Call) (any, error)
}

// part is where in an input struct the body or the query goes; field -1 is the
// struct itself.
type part struct {
	decoder *wire.Decoder
	field   int
}

func (ep *endpoint) compileInput(t reflect.Type) {
	if f, ok := t.FieldByName("Query"); ok && f.Type.Kind() == reflect.Struct {
		ep.query = &part{wire.NewDecoder(f.Type), f.Index[0]}
	}
	if f, ok := t.FieldByName("Body"); ok && f.Type.Kind() == reflect.Struct {
		ep.body = &part{wire.NewDecoder(f.Type), f.Index[0]}
	}
	if ep.query != nil || ep.body != nil || t.NumField() == 0 {
		return
	}
	whole := &part{wire.NewDecoder(t), -1}
	if ep.methods[0] == "GET" {
		ep.query = whole
	} else {
		ep.body = whole
	}
}

func (p *part) target(in reflect.Value) any {
	if p.field < 0 {
		return in.Addr().Interface()
	}
	return in.Field(p.field).Addr().Interface()
}

func (ep *endpoint) decode(c *Call, in reflect.Value) error {
	var issues []string
	if ep.body != nil {
		issues = ep.body.decoder.Decode(wire.Body, c.Body, c.HasBody, ep.body.target(in))
	}
	if ep.query != nil && len(issues) == 0 {
		issues = ep.query.decoder.Decode(wire.Query, c.Query, true, ep.query.target(in))
	}
	if ep.Check != nil {
		issues = append(issues, ep.Check(c)...)
	}
	if len(issues) == 0 {
		return nil
	}
	message := strings.Join(issues, "; ")
	if ep.OnInvalid != nil {
		return ep.OnInvalid(message)
	}
	return &Error{Status: 400, Code: ValidationError.Name, Message: message}
}

// Input documents how an input struct is read; it is package wire's Decoder.
type Input = wire.Decoder

// Events are the engine's typed slots, all of them. Functions run in plugin order.
// A slot named …ing runs before the write, inside the transaction when there is one, may
// change the draft, and stops everything by returning an error; one named …ed runs
// after the write in the same transaction. Work that must wait for the commit
// belongs in [Auth.AfterCommit].
type Events struct {
	UserCreating, UserUpdating, UserDeleting []func(ctx context.Context, w *Write) error
	UserCreated, UserUpdated, UserDeleted    []func(ctx context.Context, u *User) error
	// EmailChanging runs after UserUpdating when a user gets another address.
	EmailChanging []func(ctx context.Context, w *Write) error
	// ImageChanged runs after UserUpdated when a change names the picture.
	ImageChanged                                      []func(ctx context.Context, u *User) error
	SessionCreating, SessionUpdating, SessionDeleting []func(ctx context.Context, w *Write) error
	SessionCreated, SessionUpdated                    []func(ctx context.Context, s *Session) error
	// SessionRefreshing runs before the life of a session in use is extended; ErrVeto
	// leaves it as it is.
	SessionRefreshing                                 []func(ctx context.Context, s *Session) error
	SessionDeleted                                    []func(ctx context.Context, s *Session) error
	AccountCreating, AccountUpdating, AccountDeleting []func(ctx context.Context, w *Write) error
	AccountCreated, AccountUpdated, AccountDeleted    []func(ctx context.Context, a *Account) error
	// VerificationCreating and VerificationCreated see one-time values, whose secrets
	// are in plain text unless Options.Verification hashes them.
	VerificationCreating []func(ctx context.Context, w *Write) error
	VerificationCreated  []func(ctx context.Context, v store.Row) error

	// PasswordHashing runs before a new password is hashed and may refuse it.
	PasswordHashing []func(ctx context.Context, password string) error

	// SigningIn runs when a person has proven who they are and a session is about
	// to be created, whatever the method. It may refuse with an error or ask for
	// more with a *Challenge.
	SigningIn []func(c *Call, s *SignIn) error
	// SignInPending reports whether the sign-in of a call is going to be taken back by an After
	// hook, because it has another step; see [Call.SignInPending].
	SignInPending []func(c *Call) (bool, error)
	// SignedIn runs when the session exists and its cookies are set.
	SignedIn []func(c *Call, s *SignIn, created *SessionUser) error
	// SigningOut runs when the session of who signs out has been found, and still exists. It
	// may name a page that the browser goes to afterwards, such as a provider's; the first
	// one counts.
	SigningOut []func(c *Call, s *SessionUser) (page string, err error)
	// Recording is asked for rows to keep of an action: they are written in its transaction
	// and, where that can be, in its very statement; see [Auth.Report] and [Auth.ReportRefusal].
	Recording []func(ctx context.Context, a *Action) ([]store.Insert, error)
	// Acted runs when an action that an audit log should know of has succeeded, in its
	// transaction; see [Auth.Report].
	Acted []func(ctx context.Context, a *Action) error
	// Replying runs last, after all hooks; it may set headers and cookies.
	Replying []func(c *Call)
}

// Write is a draft that a …ing event may change: the fields about to be written,
// and the row they change (zero on creation).
type Write struct {
	Values store.Values
	Old    store.Row

	only      []store.Provided
	otherwise []func(ctx context.Context) error
}

// Provide lets a session be created only if something holds in the very statement that
// creates it. Otherwise the function says why not, in the same transaction; if it finds
// that it does hold, it keeps it so (a lock) and returns nil.
func (w *Write) Provide(p store.Provided, otherwise func(ctx context.Context) error) {
	w.only, w.otherwise = append(w.only, p), append(w.otherwise, otherwise)
}

// provided asks what Provide was given instead of a statement.
func (w *Write) provided(ctx context.Context) error {
	for _, otherwise := range w.otherwise {
		if err := otherwise(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ErrVeto stops a write without a reason of its own; the caller answers with its
// general error, such as FAILED_TO_CREATE_USER.
var ErrVeto = errors.New("auth: refused by an event")

// add appends the functions of other events to every slot.
func (e *Events) add(others Events) {
	to, from := reflect.ValueOf(e).Elem(), reflect.ValueOf(others)
	for i := range to.NumField() {
		to.Field(i).Set(reflect.AppendSlice(to.Field(i), from.Field(i)))
	}
}

func fire[T any](ctx context.Context, slot []func(context.Context, T) error, v T) error {
	for _, f := range slot {
		if err := f(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// cookieNamed resolves a declared cookie's full name and attributes
// (better-auth-core, section 2.1).
func (a *Auth) cookieNamed(name string, maxAge *int, secure bool) cookie.Cookie {
	adv := &a.options.Advanced
	full := adv.Cookies[name].Name
	if full == "" {
		full = adv.CookiePrefix + "." + name
	}
	switch {
	case adv.HostCookies:
		full = "__Host-" + full
	case secure:
		full = "__Secure-" + full
	}
	attrs := cookie.Attributes{Path: "/", HTTPOnly: true, Secure: secure, SameSite: "lax", Domain: a.cookieDomain}
	attrs = adv.DefaultAttributes.over(attrs)
	if maxAge != nil {
		attrs.MaxAge = maxAge
	}
	return cookie.Cookie{Name: full, Attributes: adv.Cookies[name].Attributes.over(attrs)}
}
