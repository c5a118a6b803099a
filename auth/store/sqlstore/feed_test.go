package sqlstore

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth/store"
)

func TestChangesOf(t *testing.T) {
	t.Parallel()
	schema, err := store.Compile([]store.Table{
		{Model: "user", Fields: []store.Field{{Name: "email", Unique: true}, {Name: "name"}}},
		{Model: "session", Fields: []store.Field{{Name: "token", Unique: true}, {Name: "userId", References: &store.Reference{Model: "user", Field: "id"}}}},
	}, store.SchemaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	session := newTable(schema.Model("session"), SQLite)
	whole := []store.Change{{Model: "session"}}
	by := func(field string, values ...string) []store.Change {
		list := []store.Change{}
		for _, v := range values {
			list = append(list, store.Change{Model: "session", Field: field, Value: v})
		}
		return list
	}
	or := store.Eq("token", "t")
	or.Or = true
	folded := store.Eq("token", "t")
	folded.Fold = true
	for name, test := range map[string]struct {
		ids   store.IDStrategy
		where []store.Cond
		want  []store.Change
	}{
		"all":                {want: whole},
		"a token":            {where: []store.Cond{store.Eq("token", "t"), store.Eq("userId", "u")}, want: by("token", "t")},
		"all but a token":    {where: []store.Cond{store.Ne("token", "t"), store.Eq("userId", "u")}, want: by("userId", "u")},
		"tokens":             {where: []store.Cond{store.In("token", []string{"t", "u"})}, want: by("token", "t", "u")},
		"no token":           {where: []store.Cond{store.In("token", nil)}, want: by("token")},
		"a range":            {where: []store.Cond{store.Gt("token", "t")}, want: whole},
		"others":             {where: []store.Cond{{Field: "token", Op: store.OpNotIn, Value: []string{"t"}}}, want: whole},
		"an alternative":     {where: []store.Cond{or, store.Eq("id", "1")}, want: by("id", "1")},
		"any case":           {where: []store.Cond{folded}, want: whole},
		"no value":           {where: []store.Cond{store.Eq("userId", nil)}, want: whole},
		"an unknown field":   {where: []store.Cond{store.Eq("x", "y")}, want: whole},
		"a number":           {store.SerialID, []store.Cond{store.Eq("id", "7")}, by("id", "7")},
		"a number's other":   {store.SerialID, []store.Cond{store.Eq("id", "007")}, whole},
		"a UUID's other":     {store.UUIDID, []store.Cond{store.Eq("id", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")}, whole},
		"a UUID":             {store.UUIDID, []store.Cond{store.Eq("id", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")}, by("id", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")},
		"a token, any shape": {store.SerialID, []store.Cond{store.Eq("token", "007")}, by("token", "007")},
	} {
		if diff := cmp.Diff(test.want, session.changesOf(test.where, test.ids)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestChangeIn(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]store.Change{
		"session:a:b": {Model: "session", Field: "id", Value: "a:b"}, "*": {}, "": {}, "what": {},
	} {
		if got := changeIn(payload); got != want {
			t.Errorf("%q is read as %+v", payload, got)
		}
	}
}
