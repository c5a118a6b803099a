package auth

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// ParseFields turns the members of a request that belong to a model's additional
// fields into values to write, by the reference's rules (better-auth-core, section
// 6.4). Unknown members are dropped. On creation defaults are filled in and required
// fields demanded.
func (a *Auth) ParseFields(model string, body Object, create bool) (store.Values, error) {
	values := store.Values{}
	m := a.schema.Model(model)
	for i := range m.Fields {
		f := &m.Fields[i]
		if slices.Contains(coreFields[model], f.Name) {
			continue
		}
		value, present := body.Get(f.Name)
		switch {
		case present && f.NoInput:
			if create && f.Default != nil {
				values[f.Name] = f.Default()
			} else if wire.Truthy(value) {
				return nil, &Error{Status: http.StatusBadRequest, Code: FieldNotAllowed.Name, Message: f.Name + " is not allowed to be set"}
			}
		case present && create && value == nil && f.InputRequired && f.Default != nil:
			values[f.Name] = f.Default()
		case present:
			v, err := a.checkedField(f, value)
			if err != nil {
				return nil, err
			}
			values[f.Name] = v
		case create && f.Default != nil:
			values[f.Name] = f.Default()
		case create && f.InputRequired:
			return nil, &Error{Status: http.StatusBadRequest, Code: MissingField.Name, Message: f.Name + " is required"}
		}
	}
	return values, nil
}

// FieldValues turns the members of a request into values to write for somebody who may
// set any field of a model, the engine's and those closed to input too; only the id is
// left out, and unknown members are dropped.
func (a *Auth) FieldValues(model string, body Object) (store.Values, error) {
	values := store.Values{}
	for _, member := range body {
		f := a.schema.Model(model).Field(member.Key)
		if f == nil || f.Name == "id" {
			continue
		}
		v, err := fieldValue(f, member.Value)
		if err != nil {
			return nil, err
		}
		if slices.Contains(coreFields[model], f.Name) {
			err = a.CheckProfile(f.Name, v)
		} else {
			err = a.CheckField(f.Name, v)
		}
		if err != nil {
			return nil, err
		}
		values[f.Name] = v
	}
	return values, nil
}

// fieldValue validates, transforms and converts one value of a request. The
// reference leaves types to the database, which then fails; here a wrong type is the
// client's error, and scalars are written as text where the field is text.
func fieldValue(f *store.Field, v any) (any, error) {
	if f.Validate != nil {
		if err := f.Validate(v); err != nil {
			return nil, &Error{Status: http.StatusBadRequest, Code: ValidationError.Name, Message: err.Error()}
		}
	} else if f.TransformInput != nil {
		v = f.TransformInput(v)
	}
	out, ok := convert(f, v)
	if !ok {
		return nil, &Error{
			Status: http.StatusBadRequest, Code: ValidationError.Name,
			Message: "[body." + f.Name + "] " + wire.Expected(typeNames[f.Type], v, true),
		}
	}
	return out, nil
}

// checkedField is fieldValue for additional fields, whose content is bounded too.
func (a *Auth) checkedField(f *store.Field, v any) (any, error) {
	out, err := fieldValue(f, v)
	if err == nil {
		err = a.CheckField(f.Name, out)
	}
	return out, err
}

var typeNames = map[store.Type]string{
	store.String: "string", store.Number: "number", store.Boolean: "boolean", store.Date: "date",
	store.JSON: "object", store.StringArray: "array", store.NumberArray: "array",
}

// convert turns a parsed JSON value into a field's Go type.
func convert(f *store.Field, v any) (any, bool) {
	if v == nil {
		return nil, f.Nullable
	}
	switch f.Type {
	case store.String:
		return textOf(f, v)
	case store.Number:
		switch n := v.(type) {
		case float64:
			return int64(n), n == float64(int64(n))
		case int64:
			return n, true
		case int:
			return int64(n), true
		case string: // see store.WideText
			wide, err := strconv.ParseInt(n, 10, 64)
			return wide, f.BigInt && err == nil
		}
	case store.Boolean:
		b, ok := v.(bool)
		return b, ok
	case store.Date:
		switch d := v.(type) {
		case time.Time:
			return d, true
		case string:
			t, err := time.Parse(time.RFC3339Nano, d)
			return t.UTC(), err == nil
		}
	case store.JSON:
		return json.RawMessage(wire.Append(nil, v)), true
	case store.StringArray:
		return listOf[string](v)
	case store.NumberArray:
		return listOf[float64](v)
	}
	return nil, false
}

func textOf(f *store.Field, v any) (any, bool) {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case float64:
		s = string(wire.Append(nil, v))
	case bool:
		s = strconv.FormatBool(v)
	default:
		return nil, false
	}
	return s, f.Enum == nil || slices.Contains(f.Enum, s)
}

func listOf[T any](v any) (any, bool) {
	if list, ok := v.([]T); ok {
		return list, true
	}
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	out := make([]T, len(list))
	for i := range list {
		if out[i], ok = list[i].(T); !ok {
			return nil, false
		}
	}
	return out, true
}
