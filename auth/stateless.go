package auth

import (
	"context"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Stateless mode: the database ends with the process (better-auth-core, sections 4.4 and 8).
// The session is its cookie, encrypted, and any process with the secret goes by it; the
// account with its tokens is another. What the database says besides, it says to this
// process. So nothing that was issued can be taken back before it expires, but on the
// process that does so.

// ephemeral reports whether the database ends with the process.
func (o *Options) ephemeral() bool {
	db, ok := o.Database.(store.Ephemeral)
	return ok && db.Ephemeral()
}

func (o *Options) keepsSessions() bool { return !o.ephemeral() || o.SecondaryStorage != nil }

// KeepsSessions reports whether sessions are stored on this side, in a database or in
// secondary storage. If not, the cookie is all there is.
func (a *Auth) KeepsSessions() bool { return a.options.keepsSessions() }

// KeepsAccounts reports whether users and accounts are stored in a database. If not, they
// last as long as the process.
func (a *Auth) KeepsAccounts() bool { return !a.options.ephemeral() }

// keepInCookies sets the defaults of what has no other place.
func (o *Options) keepInCookies() {
	o.Account.StoreAccountCookie = o.Account.StoreAccountCookie || o.ephemeral()
	cache := &o.Session.CookieCache
	if o.keepsSessions() {
		cache.RefreshCache.Disabled = true
		return
	}
	cache.Enabled = true
	setDefault(&cache.Strategy, "jwe")
	setDefault(&cache.MaxAge, o.Session.ExpiresIn)
	setDefault(&cache.RefreshCache.UpdateAge, (cache.MaxAge / 5).Truncate(time.Second))
	setDefault(&o.Account.StoreStateStrategy, "cookie")
}

// refreshCache renews a cache cookie that ends soon, and the session's beside it.
func (c *Call) refreshCache(s *SessionUser, expires time.Time) {
	o := &c.Auth.options.Session.CookieCache.RefreshCache
	if o.Disabled || expires.Sub(c.now) >= o.UpdateAge {
		return
	}
	c.setCookieCache(s, false)
	_, forget := c.SignedCookie(DontRemember)
	c.setSessionToken(s.Session.Token, forget)
}

// With is the user with other values, for one that is stored nowhere. Members keep the
// order they came in.
func (u *User) With(values store.Values) *User {
	changed := UserFrom(u.Row.With(values))
	changed.order = orderOf(u.Row, u.order)
	return changed
}

// with is the session with other values, for one that is stored nowhere.
func (s *Session) with(values store.Values) *Session {
	changed := SessionFrom(s.Row.With(values))
	changed.order = orderOf(s.Row, s.order)
	return changed
}

// orderOf is the order of a row's members; new ones come after them.
func orderOf(r store.Row, first []string) []string {
	order := slices.Clone(first)
	for i := range r.Model.Fields {
		if name := r.Model.Fields[i].Name; !store.IsAbsent(r.V[i]) && !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	return order
}

// withoutReferences lets rows refer to users whom only another process, or an earlier one,
// has met. Serial ids are known by their references, and keep them.
func withoutReferences(tables []store.Table, ids store.IDStrategy) []store.Table {
	if ids == store.SerialID {
		return tables
	}
	tables = slices.Clone(tables)
	for i := range tables {
		tables[i].Fields = slices.Clone(tables[i].Fields)
		for j := range tables[i].Fields {
			if f := &tables[i].Fields[j]; f.References != nil && f.References.Model == "user" {
				f.References = nil
			}
		}
	}
	return tables
}

// sweepMemory removes what has expired from a database in memory now and then. On disk it
// may stay.
func (a *Auth) sweepMemory(ctx context.Context) {
	now, last := a.options.Now(), a.memorySweep.last.Load()
	if !a.options.ephemeral() || now.UnixNano()-last < int64(sweepEvery) ||
		!a.memorySweep.last.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	for _, model := range []string{"session", "verification"} {
		if _, err := a.store.Delete(ctx, model, store.Lt("expiresAt", now)); err != nil {
			a.options.Log.Warn("removing what has expired failed", "model", model, "error", err)
		}
	}
}

// sparse is a store as the reference's in memory: what was never set is not there, rather
// than null. Unlike there, what was set to null is not there either when it is read later.
type sparse struct{ store.Store }

// thin takes out of a row what is NULL without having been given so.
func thin(r store.Row, given ...store.Values) store.Row {
	for i := range r.V {
		if r.V[i] != nil {
			continue
		}
		isGiven := slices.ContainsFunc(given, func(v store.Values) bool {
			_, ok := v[r.Model.Fields[i].Name]
			return ok
		})
		if !isGiven {
			r.V[i] = store.Absent
		}
	}
	return r
}

func thinAll(rows []store.Row) []store.Row {
	for i := range rows {
		rows[i] = thin(rows[i])
	}
	return rows
}

func (s sparse) Create(ctx context.Context, model string, values store.Values) (store.Row, error) {
	row, err := s.Store.Create(ctx, model, values)
	return thin(row, values), err
}

func (s sparse) CreateIf(ctx context.Context, model string, values store.Values, only ...store.Provided) (store.Row, error) {
	row, err := s.Store.CreateIf(ctx, model, values, only...)
	return thin(row, values), err
}

func (s sparse) Find(ctx context.Context, q store.Query) (store.Row, error) {
	row, err := s.Store.Find(ctx, q)
	return thin(row), err
}

func (s sparse) List(ctx context.Context, q store.Query) ([]store.Row, error) {
	rows, err := s.Store.List(ctx, q)
	return thinAll(rows), err
}

func (s sparse) ListJoined(ctx context.Context, q store.Query, join store.Join) ([]store.Row, []store.Row, error) {
	rows, others, err := s.Store.ListJoined(ctx, q, join)
	return thinAll(rows), thinAll(others), err
}

func (s sparse) Update(ctx context.Context, model string, set store.Values, where ...store.Cond) (store.Row, error) {
	row, err := s.Store.Update(ctx, model, set, where...)
	return thin(row, set), err
}

func (s sparse) Increment(ctx context.Context, model, field string, delta int64, set store.Values, where ...store.Cond) (store.Row, error) {
	row, err := s.Store.Increment(ctx, model, field, delta, set, where...)
	return thin(row, set), err
}

func (s sparse) Take(ctx context.Context, q store.Query) (store.Row, error) {
	row, err := s.Store.Take(ctx, q)
	return thin(row), err
}

func (s sparse) Finder(f store.FinderSpec) (store.Finder, error) {
	find, err := s.Store.Finder(f)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, value string) (store.Row, store.Row, error) {
		row, joined, err := find(ctx, value)
		return thin(row), thin(joined), err
	}, nil
}
