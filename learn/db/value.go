package db

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// TimeLayout is how instants are written: UTC, milliseconds, always 24 characters. On SQLite, where the column is
// text, the order of the texts is the order of the instants. Do not change: stored rows have it.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Time is an instant as a column: timestamptz on PostgreSQL (a timestamp without zone, as an earlier installation may
// have, holds UTC), text in [TimeLayout] on SQLite. The zero Time is NULL. It is written with millisecond precision,
// so code that compares before and after storage truncates first: see [At].
type Time struct{ time.Time }

// At makes a column value of t: in UTC, cut to the millisecond.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// MarshalJSON writes the same text as on SQLite, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(t.UTC().Format(`"` + TimeLayout + `"`)), nil
}

// Value implements driver.Valuer.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Format(TimeLayout), nil
}

// Scan implements sql.Scanner.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Time{}
	case time.Time:
		*t = At(v)
	case string:
		return t.parse(v)
	case []byte:
		return t.parse(string(v))
	default:
		return fmt.Errorf("scan a time: unexpected %T", src)
	}
	return nil
}

// layouts are tried in order; the later ones are what SQLite's own functions and other programs write.
var layouts = [...]string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"}

func (t *Time) parse(text string) error {
	for _, layout := range layouts {
		if parsed, err := time.Parse(layout, text); err == nil {
			*t = At(parsed)
			return nil
		}
	}
	return fmt.Errorf("scan a time: %q is not in a known layout", text)
}

// JSON is a document as a column: jsonb on PostgreSQL, text on SQLite. A value that marshals to null is stored as
// NULL, and NULL is read as the zero value.
type JSON[T any] struct{ V T }

// Value implements driver.Valuer.
func (j JSON[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(j.V)
	if err != nil {
		return nil, fmt.Errorf("write a JSON column: %w", err)
	}
	if bytes.Equal(text, []byte("null")) {
		return nil, nil
	}
	return string(text), nil
}

// Scan implements sql.Scanner.
func (j *JSON[T]) Scan(src any) error {
	var zero T
	j.V = zero
	var text []byte
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("scan a JSON column: unexpected %T", src)
	}
	if err := json.Unmarshal(text, &j.V); err != nil {
		return fmt.Errorf("scan a JSON column: %w", err)
	}
	return nil
}
