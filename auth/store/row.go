package store

import (
	"encoding/json"
	"time"
)

// Row is one stored row: the values of a model's fields in Model.Fields order.
// The zero Row is "no row". The accessors answer the zero value for NULL and for
// fields the model does not have.
type Row struct {
	Model *Model
	V     []any
}

// Absent in Row.V is a field that a source has nothing to say about, not even that it is
// NULL: clients see no such member. Rows of a database on disk have none.
var Absent any = absent{}

type absent struct{}

// IsAbsent reports whether a value of Row.V is Absent. Not every value can be compared.
func IsAbsent(v any) bool {
	_, ok := v.(absent)
	return ok
}

// IsZero reports whether this is "no row".
func (r Row) IsZero() bool { return r.Model == nil }

// Get returns a field's value, nil for NULL and for what is absent.
func (r Row) Get(field string) any {
	if r.Model == nil {
		return nil
	}
	if i := r.Model.IndexOf(field); i >= 0 && !IsAbsent(r.V[i]) {
		return r.V[i]
	}
	return nil
}

// Has reports whether the row has something to say about a field, be it NULL.
func (r Row) Has(field string) bool {
	if r.Model == nil {
		return false
	}
	i := r.Model.IndexOf(field)
	return i >= 0 && !IsAbsent(r.V[i])
}

// ID returns the row's id.
func (r Row) ID() string {
	if r.Model == nil {
		return ""
	}
	s, _ := r.V[r.Model.id].(string)
	return s
}

// String returns a text field, "" for NULL.
func (r Row) String(field string) string { s, _ := r.Get(field).(string); return s }

// Text returns a text field, nil for NULL.
func (r Row) Text(field string) *string {
	if s, ok := r.Get(field).(string); ok {
		return &s
	}
	return nil
}

// Bool returns a Boolean field.
func (r Row) Bool(field string) bool { b, _ := r.Get(field).(bool); return b }

// Int returns a Number field.
func (r Row) Int(field string) int64 { n, _ := r.Get(field).(int64); return n }

// Time returns a Date field; the zero time for NULL.
func (r Row) Time(field string) time.Time { t, _ := r.Get(field).(time.Time); return t }

// JSON returns a JSON field; nil for NULL.
func (r Row) JSON(field string) json.RawMessage { j, _ := r.Get(field).(json.RawMessage); return j }

// Strings returns a StringArray field.
func (r Row) Strings(field string) []string { s, _ := r.Get(field).([]string); return s }

// Values are the row's fields by name; NULL is nil, and what is absent is missing.
func (r Row) Values() Values {
	values := make(Values, len(r.V))
	for i := range r.V {
		if !IsAbsent(r.V[i]) {
			values[r.Model.Fields[i].Name] = r.V[i]
		}
	}
	return values
}

// With returns a copy of the row with some fields replaced. Unknown names are
// ignored. The copy is not stored.
func (r Row) With(values Values) Row {
	v := append([]any{}, r.V...)
	for name, value := range values {
		if i := r.Model.IndexOf(name); i >= 0 {
			v[i] = value
		}
	}
	return Row{Model: r.Model, V: v}
}
