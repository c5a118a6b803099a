package sqlstore

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/lyceum/lyceum/auth/store"
)

// errNever: a value that no row can hold. In a condition it matches nothing; writing it
// is an error.
var errNever = errors.New("the database cannot hold this value")

// isID reports whether a field holds row ids.
func isID(f *store.Field) bool { return f.IsID() }

// encode turns a value of the contract into a driver's. A Go type that does not belong to
// the field is an error, on both databases alike.
func (s *sqlStore) encode(f *store.Field, v any) (any, error) {
	if p, ok := v.(*string); ok {
		if p == nil {
			return nil, nil
		}
		v = *p
	}
	if v == nil {
		return nil, nil
	}
	switch f.Type {
	case store.String:
		if text, ok := v.(string); ok {
			return s.encodeString(f, text)
		}
	case store.Number:
		return encodeNumber(f, v)
	case store.Boolean:
		if b, ok := v.(bool); ok {
			return s.encodeBool(b), nil
		}
	case store.Date:
		if t, ok := v.(time.Time); ok {
			return s.encodeDate(t)
		}
	default:
		return encodeJSON(f, v)
	}
	return nil, wrongType(f, v)
}

func wrongType(f *store.Field, v any) error {
	return fmt.Errorf("field %s cannot hold a %T", f.Name, v)
}

func (s *sqlStore) encodeString(f *store.Field, text string) (any, error) {
	if isID(f) {
		return s.encodeID(text)
	}
	return s.encodeText(text)
}

// encodeText: PostgreSQL's text holds neither NUL nor broken UTF-8.
func (s *sqlStore) encodeText(text string) (any, error) {
	if s.db.dialect == Postgres && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
		return nil, errNever
	}
	return text, nil
}

func (s *sqlStore) encodeID(id string) (any, error) {
	switch s.schema.Options.IDs {
	case store.SerialID:
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n < 0 || n > math.MaxInt32 || strconv.FormatInt(n, 10) != id {
			return nil, errNever
		}
		return n, nil
	case store.UUIDID:
		if s.db.dialect == Postgres {
			if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
				return nil, errNever
			}
		}
	}
	return s.encodeText(id)
}

func encodeNumber(f *store.Field, v any) (any, error) {
	switch n := v.(type) {
	case int64:
		return n, nil
	case int:
		return int64(n), nil
	case int32:
		return int64(n), nil
	case float64:
		if n == math.Trunc(n) && math.Abs(n) <= 1<<53 {
			return int64(n), nil
		}
	}
	return nil, wrongType(f, v)
}

func (s *sqlStore) encodeBool(b bool) any {
	switch {
	case s.db.dialect == Postgres:
		return b
	case b:
		return int64(1)
	}
	return int64(0)
}

func (s *sqlStore) encodeDate(t time.Time) (any, error) {
	millis := t.UnixMilli()
	if millis > maxDate || millis < -maxDate {
		return nil, errNever
	}
	t = time.UnixMilli(millis).UTC()
	if s.db.dialect == SQLite {
		return formatDate(t), nil
	}
	return t, nil
}

// encodeJSON takes a []string, a []float64 or a json.RawMessage, and any other value for a
// JSON field. Nil lists and messages are NULL.
func encodeJSON(f *store.Field, v any) (any, error) {
	switch v := v.(type) {
	case json.RawMessage:
		if f.Type != store.JSON {
			return nil, wrongType(f, v)
		}
		if v == nil {
			return nil, nil
		}
		var text bytes.Buffer
		if err := json.Compact(&text, v); err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
		return text.String(), nil
	case []string:
		if v == nil || f.Type == store.NumberArray {
			return nilOrWrong(f, v, v == nil)
		}
	case []float64:
		if v == nil || f.Type == store.StringArray {
			return nilOrWrong(f, v, v == nil)
		}
	default:
		if f.Type != store.JSON {
			return nil, wrongType(f, v)
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("field %s: %w", f.Name, err)
	}
	return string(text), nil
}

func nilOrWrong(f *store.Field, v any, isNil bool) (any, error) {
	if isNil {
		return nil, nil
	}
	return nil, wrongType(f, v)
}

func newUUID() string {
	id, err := uuid.NewRandomFromReader(rand.Reader)
	if err != nil {
		panic(fmt.Errorf("sqlstore: no randomness: %w", err)) // crypto/rand never fails
	}
	return id.String()
}
