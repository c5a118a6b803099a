package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// secondary keeps sessions and one-time values in secondary storage under the reference's
// keys, in its form (better-auth-core, section 4.6), so that a Node Better Auth can share
// them:
//
//	<token>                           {"session":…,"user":…}
//	active-sessions-<user id>         [{"token":…,"expiresAt":…}], soonest first
//	revoked-sessions-before-<user id> sessions made before this moment have ended
//	verification:<identifier>         a one-time value
//
// secondarysessions.go and secondaryvalues.go have the two; this file what they share.
type secondary struct {
	auth *Auth
	kv   store.Secondary
}

// attempts bounds how often a change begins again because somebody else was faster.
const attempts = 100

// change replaces the value under a key by what edit makes of it; "" removes it. What others
// write meanwhile is not lost where the storage can swap. An error of edit ends it.
func (s *secondary) change(ctx context.Context, key string, edit func(old string) (value string, ttl time.Duration, err error)) error {
	swapper, canSwap := s.kv.(store.Swapper)
	for range attempts {
		old, err := s.get(ctx, key)
		if err != nil {
			return err
		}
		value, ttl, err := edit(old)
		switch {
		case err != nil:
			return err
		case value == "" && old == "":
			return nil
		case !canSwap && value == "":
			return s.kv.Delete(ctx, key)
		case !canSwap:
			return s.kv.Set(ctx, key, value, ttl)
		}
		if value == "" {
			ttl = 0
		}
		if done, err := swapper.Swap(ctx, key, old, value, ttl); done || err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: a value changed %d times while it was read", store.ErrUnavailable, attempts)
}

// get is a value, "" if there is none.
func (s *secondary) get(ctx context.Context, key string) (string, error) {
	value, err := s.kv.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return value, err
}

// until is the whole seconds from now to a moment, at least nought.
func (s *secondary) until(moment time.Time) time.Duration {
	return max(moment.Sub(s.auth.options.Now()), 0).Truncate(time.Second)
}

// active is one entry of a user's list of sessions.
type active struct {
	token   string
	expires int64 // ms
}

// readActive reads a list; what is no list is an empty one.
func readActive(text string) (list []active) {
	parsed, _ := wire.Parse([]byte(text))
	entries, _ := parsed.([]any)
	for _, entry := range entries {
		o, _ := entry.(wire.Object)
		if expires, ok := numberOf(o, "expiresAt"); ok && o.Text("token") != "" {
			list = append(list, active{o.Text("token"), expires})
		}
	}
	return list
}

func writeActive(list []active) string {
	entries := make([]any, len(list))
	for i, entry := range list {
		entries[i] = wire.Object{{Key: "token", Value: entry.token}, {Key: "expiresAt", Value: entry.expires}}
	}
	return string(wire.Append(nil, entries))
}

func activeKey(userID string) string { return "active-sessions-" + userID }

// list is a user's sessions that have not expired, each once.
func (s *secondary) list(ctx context.Context, userID string) ([]active, error) {
	text, err := s.get(ctx, activeKey(userID))
	if err != nil || text == "" {
		return nil, err
	}
	now := s.auth.options.Now().UnixMilli()
	seen := map[string]bool{}
	return slices.DeleteFunc(readActive(text), func(entry active) bool {
		drop := entry.expires <= now || seen[entry.token]
		seen[entry.token] = true
		return drop
	}), nil
}

// relist takes tokens off a user's list and puts others on it.
func (s *secondary) relist(ctx context.Context, userID string, off []string, on ...active) error {
	return s.change(ctx, activeKey(userID), func(old string) (string, time.Duration, error) {
		now := s.auth.options.Now().UnixMilli()
		list := slices.DeleteFunc(readActive(old), func(entry active) bool {
			return entry.expires <= now || slices.Contains(off, entry.token)
		})
		list = append(list, on...)
		slices.SortStableFunc(list, func(x, y active) int { return int(x.expires - y.expires) })
		if len(list) == 0 {
			return "", 0, nil
		}
		ttl := s.until(time.UnixMilli(list[len(list)-1].expires))
		if ttl <= 0 {
			return "", 0, nil
		}
		return writeActive(list), ttl, nil
	})
}

// shortestRevocation is how long the end of all sessions is remembered at least: a session
// of somebody who is not to be remembered lives as long, whatever ExpiresIn says.
const shortestRevocation = 24 * time.Hour

func revokedKey(userID string) string { return "revoked-sessions-before-" + userID }

// revokedBefore is the moment before which a user's sessions have ended, in ms.
func (s *secondary) revokedBefore(ctx context.Context, userID string) (int64, error) {
	text, err := s.get(ctx, revokedKey(userID))
	if err != nil || text == "" {
		return 0, err
	}
	moment, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("auth: %s holds no moment", revokedKey(userID))
	}
	return moment, nil
}

// revoke ends every session a user has by now.
func (s *secondary) revoke(ctx context.Context, userID string) error {
	moment := s.auth.options.Now().UnixMilli()
	ttl := max(s.auth.options.Session.ExpiresIn, shortestRevocation)
	return s.change(ctx, revokedKey(userID), func(old string) (string, time.Duration, error) {
		earlier, _ := strconv.ParseInt(old, 10, 64)
		return strconv.FormatInt(max(moment, earlier), 10), ttl, nil
	})
}

// watch tells the session cache of changes, if the storage tells of them.
func (s *secondary) watch(changed func(store.Change)) (store.Feed, error) {
	watcher, able := s.kv.(store.KeyWatcher)
	if !able {
		return nil, nil
	}
	feed, err := watcher.WatchKeys(store.KeyWatch{Bound: cacheBound, Log: s.auth.options.Log, Changed: func(key string) {
		if change, concerns := changeOf(key); concerns {
			changed(change)
		}
	}})
	if err != nil {
		s.auth.options.Log.Warn("sessions are not cached", "error", err)
		return nil, nil
	}
	return feed, nil
}

// changeOf is what a changed key means for sessions, if it is not known to be something
// else: one-time values, lists, and counters, which have an address and a path.
func changeOf(key string) (change store.Change, concerns bool) {
	if key == "" {
		return store.Change{}, true
	}
	if userID, is := strings.CutPrefix(key, revokedKey("")); is {
		return store.Change{Model: "session", Field: "userId", Value: userID}, true
	}
	for _, other := range []string{activeKey(""), verificationKey(""), outstandingKey("")} {
		if strings.HasPrefix(key, other) {
			return store.Change{}, false
		}
	}
	return store.Change{Model: "session", Field: "token", Value: key}, !strings.ContainsAny(key, "|/")
}
