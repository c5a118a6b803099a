package auth

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// What queries of lists and loosely typed bodies have in common, for plugins' inputs.

// Texts is a member of a request that is one text or a list of them.
type Texts struct {
	List []string
	// Given is false where the member is missing, Many true where it is a list.
	Given, Many bool
}

// ReadValue accepts a text and a list of texts.
func (t *Texts) ReadValue(v any, present bool) string {
	const problem = "Invalid input"
	t.Given = present
	switch v := v.(type) {
	case string:
		t.List = []string{v}
		return ""
	case []any:
		t.List, t.Many = make([]string, len(v)), true
		for i := range v {
			s, ok := v[i].(string)
			if !ok {
				return problem
			}
			t.List[i] = s
		}
		return ""
	}
	return problem
}

// Blank reports whether it is one text that is empty. A list never is.
func (t Texts) Blank() bool { return !t.Many && len(t.List) == 1 && t.List[0] == "" }

// Coerced is any value as a text, as JavaScript's String makes one.
type Coerced string

// ReadValue accepts everything but nothing.
func (t *Coerced) ReadValue(v any, present bool) string {
	if !present {
		return "Invalid input: expected nonoptional, received undefined"
	}
	*t = Coerced(TextOf(v))
	return ""
}

// FilterValue is what a query wants a field of a list to be: a text, or several of one name.
type FilterValue struct{ Texts }

// ReadValue accepts these, and nothing.
func (f *FilterValue) ReadValue(v any, present bool) string {
	if !present && v == nil {
		return ""
	}
	return f.Texts.ReadValue(v, present)
}

// CountText is a text of a query that should be a count, such as a limit.
type CountText string

// ReadValue accepts one text.
func (t *CountText) ReadValue(v any, present bool) string {
	s, ok := v.(string)
	if present && !ok {
		return "Invalid input"
	}
	*t = CountText(s)
	return ""
}

// Count is JavaScript's Number of the text, 0 where that is none, as if nothing was given. What
// is not whole or not between 0 and most is an InvalidQuery.
func (t CountText) Count(name string, most int) (int, error) {
	f, err := strconv.ParseFloat(strings.TrimSpace(string(t)), 64)
	if none := err != nil || math.IsNaN(f); none {
		return 0, nil
	}
	if f < 0 || f > float64(most) || f != math.Trunc(f) {
		return 0, InvalidQuery(name)
	}
	return int(f), nil
}

var operators = map[string]store.Op{
	"": store.OpEq, "eq": store.OpEq, "ne": store.OpNe, "lt": store.OpLt, "lte": store.OpLte, "gt": store.OpGt, "gte": store.OpGte,
	"in": store.OpIn, "not_in": store.OpNotIn,
	"contains": store.OpContains, "starts_with": store.OpStartsWith, "ends_with": store.OpEndsWith,
}

// Operator is the comparison that a query names, as the reference's where clauses do; "" is eq.
func Operator(name string) store.Op { return operators[name] }

// Searches reports whether a comparison looks for a piece of a text.
func Searches(op store.Op) bool {
	return op == store.OpContains || op == store.OpStartsWith || op == store.OpEndsWith
}

// Listed is a field that a list may be sorted and filtered by: one that clients see, nil for
// others. Filtering by a hidden one would tell its value bit by bit.
func Listed(model *store.Model, name string) *store.Field {
	if f := model.Field(name); f != nil && !f.Hidden {
		return f
	}
	return nil
}

// Condition compares a field with the value, read by the field's type. What cannot be
// compared so is an InvalidQuery. Wildcards in text are escaped by the store.
func (f FilterValue) Condition(field *store.Field, operator string) (store.Cond, error) {
	if field == nil {
		return store.Cond{}, InvalidQuery("filterField")
	}
	cond := store.Cond{Field: field.Name, Op: Operator(operator)}
	values := make([]any, len(f.List))
	for i := range f.List {
		var ok bool
		if values[i], ok = queried(field, f.List[i]); !ok {
			return cond, InvalidQuery("filterValue")
		}
	}
	switch {
	case cond.Op == store.OpIn || cond.Op == store.OpNotIn:
		cond.Value = values
	case len(values) != 1 || Searches(cond.Op) && field.Type != store.String:
		return cond, InvalidQuery("filterValue")
	default:
		cond.Value = values[0]
	}
	return cond, nil
}

// queried is a text of a query as a value of a field.
func queried(f *store.Field, text string) (any, bool) {
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

// InvalidQuery is the error of a member of a query whose type is right and whose value is not.
func InvalidQuery(name string) error {
	return &Error{Status: http.StatusBadRequest, Code: ValidationError.Name, Message: "[query." + name + "] Invalid input"}
}
