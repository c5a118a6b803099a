package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lyceum/lyceum/auth/internal/sessioncache"
	"github.com/lyceum/lyceum/auth/store"
)

// cacheBound is how long another process's revocation, role change, ban or deletion may be
// overlooked at most. This process's own hold at once.
const cacheBound = 100 * time.Millisecond

// watched are the models that a session check reads.
var watched = []string{"session", "user"}

// watchesRows reports whether sessions are cached that the database tells of: it knows
// nothing of those in secondary storage.
func (o *Options) watchesRows() bool {
	return !o.Session.Cache.Disabled && o.SecondaryStorage == nil
}

// openSessionCache prepares what FindSession reads from.
func (a *Auth) openSessionCache() (err error) {
	if a.secondary == nil || a.secondary.alsoInDatabase() {
		a.findSession, err = a.store.Finder(store.FinderSpec{Model: "session", By: "token", Join: "userId", JoinModel: "user"})
	}
	o := &a.options.Session.Cache
	if err != nil || o.Disabled {
		return err
	}
	cache := sessioncache.New[*SessionUser](o.MaxEntries, o.MaxBytes)
	feed, err := a.watchSessions(a.alsoForCookies(cache.Changed))
	if err != nil {
		return fmt.Errorf("the session cache: %w", err)
	}
	if feed == nil {
		return nil
	}
	cache.Attach(feed)
	a.trustCookiesBy(feed)
	a.sessionCache = cache
	a.encodeCached = !a.transforms(watched...)
	return nil
}

// watchSessions opens the feed of whatever keeps the sessions; nil if it has none.
func (a *Auth) watchSessions(changed func(store.Change)) (store.Feed, error) {
	if a.secondary != nil {
		return a.secondary.watch(changed)
	}
	if watcher, able := a.store.(store.Watcher); able {
		return watcher.Watch(store.Watch{Models: watched, Bound: cacheBound, Changed: changed, Log: a.options.Log})
	}
	return nil, nil
}

// transforms reports whether what a row looks like may depend on more than the row.
func (a *Auth) transforms(models ...string) bool {
	for _, model := range models {
		for i := range a.schema.Model(model).Fields {
			if a.schema.Model(model).Fields[i].TransformOutput != nil {
				return true
			}
		}
	}
	return false
}

// FindSession returns a session and its user by token, expired or not. store.ErrNotFound if
// either is missing. It is one statement, or none when the session cache answers.
func (a *Auth) FindSession(ctx context.Context, token string) (*SessionUser, error) {
	if a.sessionCache == nil {
		return a.readSession(ctx, token)
	}
	s, ticket, ok := a.sessionCache.Get(ctx, token)
	if ok {
		return s, nil
	}
	s, watched, err := a.fetchSession(ctx, token)
	if err != nil {
		return nil, err
	}
	if watched && s.Session.Token == token {
		a.sessionCache.Put(ticket, a.cacheEntry(s))
	}
	return s, nil
}

// readSession is FindSession past the session cache.
func (a *Auth) readSession(ctx context.Context, token string) (*SessionUser, error) {
	s, _, err := a.fetchSession(ctx, token)
	return s, err
}

// fetchSession is readSession; watched says whether the cache is told of what changes it.
func (a *Auth) fetchSession(ctx context.Context, token string) (s *SessionUser, watched bool, err error) {
	if a.secondary != nil {
		return a.secondary.find(ctx, token)
	}
	s, err = a.sessionRow(ctx, token)
	return s, true, err
}

// sessionRow is FindSession from the database.
func (a *Auth) sessionRow(ctx context.Context, token string) (*SessionUser, error) {
	session, user, err := a.findSession(ctx, token)
	if err != nil {
		return nil, err
	}
	return &SessionUser{Session: SessionFrom(session), User: UserFrom(user)}, nil
}

// cacheEntry prepares a session to be shared by many requests.
func (a *Auth) cacheEntry(s *SessionUser) sessioncache.Entry[*SessionUser] {
	if a.encodeCached {
		s.encoded = s.AppendJSON(nil)
	}
	return sessioncache.Entry[*SessionUser]{
		Token: s.Session.Token, SessionID: s.Session.ID, UserID: s.User.ID, Value: s,
		Size: entrySize + len(s.encoded) + sizeOf(s.Session.Row) + sizeOf(s.User.Row),
	}
}

// entrySize is about what an entry takes besides its values: the structs and four maps'
// places.
const entrySize = 1024

func sizeOf(r store.Row) int {
	size := 0
	for _, v := range r.V {
		size += 40 // the interface and most of what it may point to
		switch v := v.(type) {
		case string:
			size += len(v)
		case json.RawMessage:
			size += len(v)
		case []string:
			for _, s := range v {
				size += 16 + len(s)
			}
		case []float64:
			size += 8 * len(v)
		}
	}
	return size
}
