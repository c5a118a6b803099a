package auth_test

import (
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Whatever a query says, a filter has a value of its field's type or is refused.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"", "admin", "5", "-1", "true", "2026-11-27T00:00:00Z", "2026-11-27", "%_", "1e9", "\x00"} {
		f.Add(uint8(0), "eq", seed, "")
		f.Add(uint8(1), "in", seed, "7")
		f.Add(uint8(3), "contains", seed, "")
	}
	fields := []store.Field{
		{Name: "text"}, {Name: "number", Type: store.Number}, {Name: "truth", Type: store.Boolean}, {Name: "date", Type: store.Date},
		{Name: "json", Type: store.JSON}, {Name: "secret", Hidden: true},
	}
	schema, err := store.Compile([]store.Table{{Model: "row", Fields: fields}}, store.SchemaOptions{IDs: store.UUIDID, Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	model := schema.Model("row")
	f.Fuzz(func(t *testing.T, index uint8, operator, one, two string) {
		field := &fields[int(index)%len(fields)]
		var v auth.FilterValue
		list := []any{one}
		if two != "" {
			list = append(list, two)
		}
		if problem := v.ReadValue(list, true); problem != "" {
			t.Fatal(problem)
		}
		cond, err := v.Condition(auth.Listed(model, field.Name), operator)
		if err != nil {
			return
		}
		values, several := cond.Value.([]any)
		if !several {
			values = []any{cond.Value}
		}
		for _, value := range values {
			ok := false
			switch field.Type {
			case store.String:
				_, ok = value.(string)
			case store.Number:
				_, ok = value.(int64)
			case store.Boolean:
				_, ok = value.(bool)
			case store.Date:
				_, ok = value.(time.Time)
			}
			if !ok || field.Hidden {
				t.Errorf("%s %s %q became %#v", field.Name, operator, one, cond.Value)
			}
		}
	})
}
