package main

import (
	"encoding/json"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/config"
)

var fieldTypes = map[string]store.Type{
	"string": store.String, "number": store.Number, "boolean": store.Boolean, "date": store.Date, "json": store.JSON,
	"string[]": store.StringArray, "number[]": store.NumberArray,
}

func model(m config.Model) auth.ModelOptions {
	options := auth.ModelOptions{ModelName: m.ModelName, Fields: m.Fields}
	for _, f := range m.AdditionalFields {
		options.AdditionalFields = append(options.AdditionalFields, store.Field{
			Name: f.Name, Column: f.FieldName, Type: fieldTypes[f.Type], BigInt: f.BigInt,
			Nullable:      f.Required != nil && !*f.Required,
			InputRequired: f.Required != nil && *f.Required,
			NoInput:       f.Input != nil && !*f.Input,
			Hidden:        f.Returned != nil && !*f.Returned,
			Unique:        f.Unique, Index: f.Index, Sortable: f.Sortable,
			References: reference(f.References),
			Default:    fieldDefault(f.DefaultValue, fieldTypes[f.Type]),
		})
	}
	return options
}

func reference(r config.References) *store.Reference {
	if r.Model == "" {
		return nil
	}
	if r.Field == "" {
		r.Field = "id"
	}
	return &store.Reference{Model: r.Model, Field: r.Field, OnDelete: store.OnDelete(r.OnDelete)}
}

// fieldDefault gives a default the Go type of its column. What does not fit is left to the database to refuse.
func fieldDefault(value any, kind store.Type) func() any {
	if value == nil {
		return nil
	}
	switch v := value.(type) {
	case float64:
		if kind == store.Number {
			value = int64(v)
		}
	case string:
		if day, err := time.Parse(time.RFC3339Nano, v); err == nil && kind == store.Date {
			value = day.UTC()
		}
	case []any:
		value = list(v, kind)
	}
	if kind == store.JSON {
		value = json.RawMessage(auth.JSON(ordered(value)))
	}
	return func() any { return value }
}

func list(values []any, kind store.Type) any {
	switch kind {
	case store.StringArray:
		return elements[string](values)
	case store.NumberArray:
		return elements[float64](values)
	}
	return values
}

func elements[T any](values []any) []T {
	result := make([]T, 0, len(values))
	for _, v := range values {
		if element, ok := v.(T); ok {
			result = append(result, element)
		}
	}
	return result
}

// ordered turns a mapping of the settings file into an object that keeps its order.
func ordered(value any) any {
	switch v := value.(type) {
	case yaml.MapSlice:
		object := auth.Object{}
		for _, item := range v {
			name, _ := item.Key.(string)
			object = append(object, auth.Member{Key: name, Value: ordered(item.Value)})
		}
		return object
	case []any:
		for i := range v {
			v[i] = ordered(v[i])
		}
	}
	return value
}
