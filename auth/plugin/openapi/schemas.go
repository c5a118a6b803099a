package openapi

import (
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// schemas describe the rows of every model, those without a table too.
func (p *Plugin) schemas() auth.Object {
	schemas, schema := auth.Object{}, p.auth.Schema()
	add := func(m *store.Model) {
		if m != nil {
			schemas = schemas.Set(strings.ToUpper(m.Model[:1])+m.Model[1:], modelSchema(m))
		}
	}
	for _, m := range schema.Tables {
		add(m)
	}
	for _, name := range []string{"session", "verification"} {
		add(schema.Model(name))
	}
	return schemas
}

func modelSchema(m *store.Model) auth.Object {
	properties, required := object("id", object("type", "string", "readOnly", true)), []any{"id"}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Name == "id" {
			continue
		}
		properties = append(properties, auth.Member{Key: f.Name, Value: fieldSchema(f)})
		if !f.Nullable && !f.Hidden {
			required = append(required, f.Name)
		}
	}
	return object("type", "object", "properties", properties, "required", required)
}

func fieldSchema(f *store.Field) auth.Object {
	schema := typeSchema(f)
	if value, constant := f.Constant(); constant && f.Type != store.Date {
		schema = schema.Set("default", value)
	}
	if f.NoInput {
		schema = schema.Set("readOnly", true)
	}
	return schema
}

func typeSchema(f *store.Field) auth.Object {
	switch f.Type {
	case store.Number:
		return object("type", "number")
	case store.Boolean:
		return object("type", "boolean")
	case store.Date:
		return object("type", "string", "format", "date-time")
	case store.JSON:
		return auth.Object{}
	case store.StringArray:
		return object("type", "array", "items", object("type", "string"))
	case store.NumberArray:
		return object("type", "array", "items", object("type", "number"))
	}
	if len(f.Enum) > 0 {
		return object("type", "string", "enum", f.Enum)
	}
	return object("type", "string")
}
