package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/lyceum/lyceum/auth/internal/changes"
	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/memo"
	"github.com/lyceum/lyceum/auth/internal/origin"
	"github.com/lyceum/lyceum/auth/internal/ratelimit"
	"github.com/lyceum/lyceum/auth/internal/scrypt"
	"github.com/lyceum/lyceum/auth/internal/secret"
	"github.com/lyceum/lyceum/auth/internal/sessioncache"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// Auth is a configured server. It is safe for concurrent use.
type Auth struct {
	options  Options
	secrets  secret.Secrets
	hashes   *scrypt.Pool
	store    store.Store
	migrator store.Migrator
	schema   *store.Schema
	events   Events
	arrivals []func(c *Call) error
	before   []BeforeHook
	guards   []BeforeHook
	after    []AfterHook
	routes   router
	limits   limits
	refusals Limiter
	proxies  proxies
	origins  origin.List

	secure       bool
	secureByHost bool // secure where the host of a request has https
	cookieDomain string
	domainByHost bool // the cookies' domain is the host of the request
	cookies      map[string]cookie.Cookie
	plainCookies map[string]cookie.Cookie // with secureByHost: those of hosts without https
	findSession  store.Finder
	sessionCache *sessioncache.Cache[*SessionUser] // nil when it is off
	encodeCached bool                              // whether its sessions keep their JSON
	secondary    *secondary                        // nil without
	cookieTrust  cookieTrust
	changes      *changes.Record // with trustUnchanged
	base         string          // base URL with path, "" when it is each request's
	sweep        sweeper
	memorySweep  sweeper
	cacheMemo    *memo.Memo[*cacheContent]
	bodies       *sync.Pool // of *[]byte, for replies
	passwords    Passwords
	providers    []provider.Provider
	pretend      func(ctx context.Context) error // set when mails are queued
}

// New builds a server. It reports all mistakes in the options and all collisions between
// plugins at once. It does not touch the database, but makes the tables of one in memory.
func New(opts Options) (*Auth, error) {
	opts = opts.withDefaults()
	a := &Auth{options: opts, cookies: map[string]cookie.Cookie{}, plainCookies: map[string]cookie.Cookie{}, cacheMemo: memo.New[*cacheContent](4096), bodies: newBodies()}
	b := &Builder{auth: a, plugin: "core", cookies: map[string]cookieSpec{}}

	errs := []error{checkCompat(opts.Compat), checkLimits(&opts), a.readSecrets(), a.readAddress(), a.readProxies(), opts.OnAPIError.ErrorPage.check(), opts.Verification.check()}
	coreCookies(b)
	coreEndpoints(b)
	ids := map[string]bool{}
	for _, p := range opts.Plugins {
		b.plugin = p.ID()
		if ids[p.ID()] {
			errs = append(errs, fmt.Errorf("plugin %q is given twice", p.ID()))
			continue
		}
		ids[p.ID()] = true
		if err := p.Setup(b); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.ID(), err))
		}
	}
	b.frozen = true
	errs = append(errs, b.errs...)
	errs = append(errs, a.routes.add(b.endpoints)...)
	errs = append(errs, a.bindStore(b))
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	a.events, a.arrivals, a.after = b.events, b.arrivals, b.after
	a.events.add(opts.Events)
	a.before, a.guards = b.before, b.guards
	if opts.Before != nil {
		a.before = append([]BeforeHook{opts.Before}, a.before...)
	}
	if opts.After != nil {
		a.after = append([]AfterHook{opts.After}, a.after...)
	}
	a.origins = origin.List(slices.Concat(originOfList(a.base), opts.DynamicBaseURL.origins(), opts.TrustedOrigins, b.origins))
	for name, spec := range b.cookies {
		a.cookies[name] = a.cookieNamed(name, spec.maxAge, a.secure)
		if a.secureByHost {
			a.plainCookies[name] = a.cookieNamed(name, spec.maxAge, false)
		}
	}
	a.setLimits(b.rules)
	a.refusals = ratelimit.NewMemory()
	a.hashes = scrypt.NewPool(opts.Hashes.Workers, opts.Hashes.Queue)
	for _, p := range opts.Plugins {
		if s, ok := p.(Starter); ok {
			if err := s.Start(a); err != nil {
				return nil, fmt.Errorf("auth: starting %s: %w", p.ID(), err)
			}
		}
	}
	return a, nil
}

func (a *Auth) readSecrets() (err error) {
	var versions []secret.Version
	for _, v := range a.options.Secrets {
		versions = append(versions, secret.Version{Number: v.Version, Value: v.Value})
	}
	if a.secrets, err = secret.New(a.options.Secret, versions...); err != nil {
		return err
	}
	if len(a.secrets.Current()) < 32 {
		a.options.Log.Warn("the secret is shorter than 32 characters; use a long random one")
	}
	return nil
}

func (a *Auth) bindStore(b *Builder) error {
	if a.options.Database == nil {
		return errors.New("no Database is given")
	}
	tables, err := b.allTables()
	if err != nil {
		return err
	}
	if a.options.ephemeral() {
		tables = withoutReferences(tables, a.options.Advanced.IDs)
	}
	if db, is := a.options.Database.(store.WideText); is && db.WideText() {
		tables = wideAsText(tables)
	}
	schema, err := store.Compile(tables, store.SchemaOptions{
		Naming: a.options.Naming, IDs: a.options.Advanced.IDs, Now: a.options.Now, NewID: a.newID,
		ListLimit: a.options.Advanced.FindManyLimit,
	})
	if err != nil {
		return err
	}
	a.schema = schema
	if a.store, a.migrator, err = a.options.Database.Bind(schema); err != nil {
		return err
	}
	if a.options.ephemeral() {
		if err := a.Migrate(context.Background()); err != nil {
			return err
		}
		a.store = sparse{a.store}
	}
	if a.options.SecondaryStorage != nil {
		a.secondary = &secondary{auth: a, kv: a.options.SecondaryStorage}
	}
	a.openCookieTrust(b)
	if err := a.openSessionCache(); err != nil {
		return err
	}
	if a.cookieTrust == trustNone {
		a.options.Log.Warn("the cookie cache spares nothing: without the session cache nobody tells of changes")
	}
	return nil
}

func (a *Auth) newID(model string) string {
	if f := a.options.Advanced.GenerateID; f != nil {
		if id := f(model); id != "" {
			return id
		}
	}
	return a.RandomString(32, Alphanumeric)
}

// Options returns the effective options.
func (a *Auth) Options() *Options { return &a.options }

// Store is the database, for plugins and for applications with tables of their own.
func (a *Auth) Store() store.Store { return a.store }

// Schema is the compiled schema.
func (a *Auth) Schema() *store.Schema { return a.schema }

// Migrator compares the schema with the database and applies the difference.
func (a *Auth) Migrator() store.Migrator { return a.migrator }

// Migrate brings the database up to the schema. It only adds. What the database cannot have
// and all works without is logged.
func (a *Auth) Migrate(ctx context.Context) error {
	plan, err := a.migrator.Plan(ctx)
	if err != nil {
		return fmt.Errorf("auth: comparing the database with the schema: %w", err)
	}
	for _, note := range plan.Notes {
		a.options.Log.InfoContext(ctx, note)
	}
	if plan.Empty() {
		return nil
	}
	if err := a.migrator.Apply(ctx, plan); err != nil {
		return err
	}
	return a.tellLeftOut(ctx, plan)
}

// tellLeftOut logs which optional statements of a plan the database has refused.
func (a *Auth) tellLeftOut(ctx context.Context, plan store.Plan) error {
	optional := func(s store.Statement) bool { return s.Optional }
	if !slices.ContainsFunc(plan.Statements, optional) {
		return nil
	}
	left, err := a.migrator.Plan(ctx)
	for _, s := range left.Statements {
		a.options.Log.InfoContext(ctx, "the database does without this, which it refuses: "+s.Summary)
	}
	return err
}

// Handler serves the endpoints below the base path. Everything else is 404.
func (a *Auth) Handler() http.Handler { return http.HandlerFunc(a.serve) }

// BaseURL is the public address with the base path; "" when it is taken from each
// request.
func (a *Auth) BaseURL() string { return a.base }

// Close releases the database.
func (a *Auth) Close() error { return a.store.Close() }

// cookieSpecOf returns a declared cookie. An undeclared name is a mistake in the
// program.
func (a *Auth) cookieSpecOf(name string) cookie.Cookie {
	c, ok := a.cookies[name]
	if !ok {
		panic("auth: cookie " + name + " was not declared with Builder.Cookie")
	}
	return c
}

// cookieSpecOf is Auth's, of the scheme and the host the browser uses where cookies differ by
// them.
func (c *Call) cookieSpecOf(name string) cookie.Cookie {
	spec, ok := c.Auth.plainCookies[name]
	if !ok || strings.HasPrefix(c.base, "https://") {
		spec = c.Auth.cookieSpecOf(name)
	}
	if c.Auth.domainByHost && spec.Attributes.Domain == "" {
		spec.Attributes.Domain = hostnameOf(c.base)
	}
	return spec
}

// CookieName is the full name of a declared cookie in this browser.
func (c *Call) CookieName(name string) string { return c.cookieSpecOf(name).Name }

// CookieName is the full name of a declared cookie.
func (a *Auth) CookieName(name string) string { return a.cookieSpecOf(name).Name }

func originOf(base string) string { return origin.Of(base) }

func originOfList(base string) []string {
	if base == "" {
		return nil
	}
	return []string{originOf(base)}
}
