package organization

import (
	"strconv"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// condition makes a filter of a query's text, by the field's type. Wildcards in text are
// escaped by the store.
func condition(f *store.Field, operator string, v filterValue) (store.Cond, error) {
	if f == nil || f.Hidden {
		return store.Cond{}, invalidQuery("filterField")
	}
	cond := store.Cond{Field: f.Name, Op: operators[operator]}
	var ok bool
	switch {
	case cond.Op == store.OpIn || cond.Op == store.OpNotIn:
		cond.Value, ok = manyOf(f, v.list)
	case len(v.list) != 1:
	case f.Type != store.String && (cond.Op == store.OpContains || cond.Op == store.OpStartsWith || cond.Op == store.OpEndsWith):
	default:
		cond.Value, ok = oneOf(f, v.one)
	}
	if !ok {
		return store.Cond{}, invalidQuery("filterValue")
	}
	return cond, nil
}

func manyOf(f *store.Field, texts []string) (any, bool) {
	list := make([]any, len(texts))
	for i := range texts {
		v, ok := oneOf(f, texts[i])
		if !ok {
			return nil, false
		}
		list[i] = v
	}
	return list, true
}

func oneOf(f *store.Field, text string) (any, bool) {
	switch f.Type {
	case store.String:
		return text, true
	case store.Number:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case store.Boolean:
		return text == "true", text == "true" || text == "false"
	case store.Date:
		t, err := time.Parse(time.RFC3339Nano, text)
		return t.UTC(), err == nil
	}
	return nil, false
}
