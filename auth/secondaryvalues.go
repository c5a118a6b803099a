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

// valuesInDatabase reports whether one-time values have rows besides.
func (s *secondary) valuesInDatabase() bool { return s.auth.options.Verification.StoreInDatabase }

func verificationKey(identifier string) string { return "verification:" + identifier }

// createValue stores a one-time value, in the database too if they are kept there.
func (s *secondary) createValue(ctx context.Context, values store.Values) (store.Row, error) {
	var text []byte
	if s.valuesInDatabase() {
		row, err := s.auth.store.Create(ctx, "verification", values)
		if err != nil {
			return store.Row{}, err
		}
		text = whole(row)
	} else {
		now := s.auth.options.Now()
		o := wire.Object{{Key: "createdAt", Value: now}, {Key: "updatedAt", Value: now}}
		for _, name := range []string{"value", "identifier", "expiresAt"} {
			o = o.Set(name, values[name])
		}
		for _, f := range s.auth.schema.Model("verification").Fields {
			if v, ok := values[f.Name]; ok {
				o = o.Set(f.Name, v)
			}
		}
		text = wire.Append(nil, o)
	}
	row, ok := s.value(string(text))
	if !ok {
		return store.Row{}, errors.New("auth: a one-time value cannot be written")
	}
	if ttl := s.until(row.Time("expiresAt")); ttl > 0 {
		return row, s.kv.Set(ctx, verificationKey(row.String("identifier")), string(text), ttl)
	}
	return row, nil
}

// value reads what lies under an identifier's key.
func (s *secondary) value(text string) (store.Row, bool) {
	parsed, _ := wire.Parse([]byte(text))
	o, _ := parsed.(wire.Object)
	if _, has := o.Get("id"); !has { // only rows have one
		o = slices.Clone(o).Set("id", "")
	}
	row, ok := readRow(s.auth.schema.Model("verification"), wire.Object{{Key: "value", Value: o}}, "value", false)
	return row, ok && row.Get("value") != nil && row.Get("expiresAt") != nil
}

// findValue returns a one-time value without consuming it, by any of its identifiers.
func (s *secondary) findValue(ctx context.Context, identifiers []string) (store.Row, error) {
	for _, identifier := range identifiers {
		text, err := s.get(ctx, verificationKey(identifier))
		if err != nil {
			return store.Row{}, err
		}
		if row, ok := s.value(text); ok {
			return row, s.stillCounts(ctx, row)
		}
	}
	return store.Row{}, store.ErrNotFound
}

// takeValue consumes a one-time value: of any number of callers one gets it.
func (s *secondary) takeValue(ctx context.Context, identifiers []string) (store.Row, error) {
	for _, identifier := range identifiers {
		text, err := s.kv.GetAndDelete(ctx, verificationKey(identifier))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return store.Row{}, err
		}
		row, ok := s.value(text)
		if !ok {
			continue
		}
		if len(identifiers) > 1 {
			if err := s.deleteValue(ctx, identifiers); err != nil {
				return store.Row{}, err
			}
		}
		return row, s.stillCounts(ctx, row)
	}
	return store.Row{}, store.ErrNotFound
}

func (s *secondary) deleteValue(ctx context.Context, identifiers []string) error {
	keys := make([]string, len(identifiers))
	for i, identifier := range identifiers {
		keys[i] = verificationKey(identifier)
	}
	return s.kv.Delete(ctx, keys...)
}

// updateValue changes a one-time value that meets all conditions, which must be equalities.
func (s *secondary) updateValue(ctx context.Context, identifier string, set store.Values, where []store.Cond) error {
	return s.change(ctx, verificationKey(identifier), func(old string) (string, time.Duration, error) {
		row, ok := s.value(old)
		if !ok {
			return "", 0, store.ErrNotFound
		}
		for _, c := range where {
			if c.Op != store.OpEq || c.Or {
				return "", 0, fmt.Errorf("auth: secondary storage compares %s for equality only", c.Field)
			}
			if row.Get(c.Field) != c.Value {
				return "", 0, store.ErrNotFound
			}
		}
		parsed, _ := wire.Parse([]byte(old))
		changed, _ := parsed.(wire.Object)
		for _, f := range row.Model.Fields {
			if v, ok := set[f.Name]; ok {
				changed = changed.Set(f.Name, v)
			}
		}
		ttl := s.until(row.With(set).Time("expiresAt"))
		if ttl <= 0 {
			return "", 0, nil
		}
		return string(wire.Append(nil, changed)), ttl, nil
	})
}

// Values cannot be found by what they hold, so the end of all that were handed out to a
// user is a moment under a key of this server's own; whoever looks one up compares.

func outstandingKey(userID string) string { return "outstanding-ended-before-" + userID }

// outstandingLife is longer than any value handed out to a user lives.
const outstandingLife = 7 * 24 * time.Hour

func (s *secondary) endOutstanding(ctx context.Context, userID string) error {
	moment := strconv.FormatInt(s.auth.options.Now().UnixMilli(), 10)
	return s.kv.Set(ctx, outstandingKey(userID), moment, max(outstandingLife, s.auth.options.User.DeleteUser.TokenExpiresIn))
}

// stillCounts is store.ErrNotFound for a value handed out to a user before all such were
// ended. Only values that are a user's id and nothing else are.
func (s *secondary) stillCounts(ctx context.Context, row store.Row) error {
	userID := row.String("value")
	if !s.auth.Safer() || userID == "" || strings.ContainsAny(userID, `{[":`) {
		return nil
	}
	text, err := s.get(ctx, outstandingKey(userID))
	if err != nil || text == "" {
		return err
	}
	moment, err := strconv.ParseInt(text, 10, 64)
	if err == nil && row.Time("createdAt").UnixMilli() <= moment {
		return store.ErrNotFound
	}
	return err
}
