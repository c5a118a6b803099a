package wire

import "reflect"

// Describer is a ValueReader or IssueReader that can say what it accepts, as a JSON Schema.
type Describer interface{ JSONSchema() Object }

// Schema is the JSON Schema (draft 2020-12) of what the decoder accepts. A type that reads
// itself and is no [Describer] is described as any value.
func (d *Decoder) Schema() Object {
	properties, required := Object{}, []any{}
	for i := range d.fields {
		f := &d.fields[i]
		properties = append(properties, Member{Key: f.key, Value: f.schema()})
		if !f.optional {
			required = append(required, f.key)
		}
	}
	schema := Object{{Key: "type", Value: "object"}, {Key: "properties", Value: properties}}
	if len(required) > 0 {
		schema = append(schema, Member{Key: "required", Value: required})
	}
	switch {
	case d.strict:
		schema = append(schema, Member{Key: "additionalProperties", Value: false})
	case d.rest >= 0 || d.all >= 0:
		schema = append(schema, Member{Key: "additionalProperties", Value: true})
	}
	return schema
}

// Optional reports whether there may be no body at all.
func (d *Decoder) Optional() bool { return d.optional }

func (f *fieldPlan) schema() Object {
	schema := f.plainSchema()
	if kind := schema.Text("type"); f.checks.nullable && kind != "" {
		schema = schema.Set("type", []any{kind, "null"})
	}
	return schema
}

func (f *fieldPlan) plainSchema() Object {
	if f.reader || f.issues {
		if d, ok := reflect.New(f.kind).Interface().(Describer); ok {
			return d.JSONSchema()
		}
		return Object{}
	}
	if f.nested != nil {
		return f.nested.Schema()
	}
	switch f.kind.Kind() {
	case reflect.String:
		return f.checks.textSchema()
	case reflect.Bool:
		return typed("boolean")
	case reflect.Float64:
		return bounded(typed("number"), "minimum", "maximum", f.checks)
	case reflect.Slice:
		if f.kind == objectType {
			return append(typed("object"), Member{Key: "additionalProperties", Value: true})
		}
		item := fieldPlan{kind: f.kind.Elem()}
		return append(typed("array"), Member{Key: "items", Value: item.plainSchema()})
	}
	return Object{}
}

func typed(name string) Object { return Object{{Key: "type", Value: name}} }

func (c checks) textSchema() Object {
	schema := typed("string")
	switch {
	case c.enum != nil:
		schema = append(schema, Member{Key: "enum", Value: c.enum})
	case c.email:
		schema = append(schema, Member{Key: "format", Value: "email"})
	case c.nonempty:
		schema = append(schema, Member{Key: "minLength", Value: 1})
	}
	return bounded(schema, "minLength", "maxLength", c)
}

func bounded(schema Object, least, most string, c checks) Object {
	if c.min != nil {
		schema = schema.Set(least, *c.min)
	}
	if c.max != nil {
		schema = schema.Set(most, *c.max)
	}
	return schema
}
