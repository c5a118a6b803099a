package organization

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// optionalText is a text that may be missing or null, which are not the same.
type optionalText struct {
	Value *string
	Given bool
}

// ReadValue accepts a text, null and nothing.
func (t *optionalText) ReadValue(v any, present bool) string {
	t.Given = present
	if s, ok := v.(string); ok {
		t.Value = &s
	} else if present && v != nil {
		return expected("string", v)
	}
	return ""
}

// or is the text, or another when it is missing, null or empty.
func (t optionalText) or(other string) string {
	if t.Value == nil || *t.Value == "" {
		return other
	}
	return *t.Value
}

func expected(want string, v any) string {
	return "Invalid input: expected " + want + ", received " + auth.TypeName(v)
}

// additional are the additional fields of a model that clients may set.
func (p *Plugin) additional(o auth.ModelOptions) []store.Field {
	return slices.DeleteFunc(slices.Clone(o.AdditionalFields), func(f store.Field) bool { return f.NoInput })
}

// checkAdditional validates additional fields below the given members of the body, all of
// which may be missing when partial.
func (p *Plugin) checkAdditional(o auth.ModelOptions, partial bool, below ...string) func(c *auth.Call) []string {
	fields := p.additional(o)
	return func(c *auth.Call) (issues []string) {
		body, ok := memberOf(c.Body, below...)
		if !ok {
			return nil
		}
		path := strings.Join(append([]string{"body"}, below...), ".")
		for i := range fields {
			v, present := body.Get(fields[i].Name)
			optional := partial || fields[i].Nullable
			if !present && optional || present && v == nil && fields[i].Nullable {
				continue
			}
			for _, problem := range fieldIssues(&fields[i], v, present) {
				issues = append(issues, "["+path+"."+fields[i].Name+problem)
			}
		}
		return issues
	}
}

var jsonTypes = map[store.Type]string{store.String: "string", store.Number: "number", store.Boolean: "boolean", store.Date: "date"}

// fieldIssues are the problems of one value, each with the rest of its path.
func fieldIssues(f *store.Field, v any, present bool) []string {
	received := "undefined"
	if present {
		received = auth.TypeName(v)
	}
	switch f.Type {
	case store.JSON:
		return nil
	case store.StringArray, store.NumberArray:
		item := "string"
		if f.Type == store.NumberArray {
			item = "number"
		}
		list, ok := v.([]any)
		if !ok {
			return []string{"] Invalid input: expected array, received " + received}
		}
		var issues []string
		for i := range list {
			if auth.TypeName(list[i]) != item {
				issues = append(issues, "."+strconv.Itoa(i)+"] "+expected(item, list[i]))
			}
		}
		return issues
	}
	if want := jsonTypes[f.Type]; f.Enum == nil && received != want {
		return []string{"] Invalid input: expected " + want + ", received " + received}
	}
	return nil
}

// extra are the values of additional fields in a body that checkAdditional has seen.
func (p *Plugin) extra(model string, o auth.ModelOptions, body any, below ...string) (store.Values, error) {
	given, _ := memberOf(body, below...)
	known := auth.Object{}
	for _, f := range p.additional(o) {
		if v, present := given.Get(f.Name); present {
			known = append(known, auth.Member{Key: f.Name, Value: v})
		}
	}
	if len(known) == 0 {
		return store.Values{}, nil
	}
	return p.auth.ParseFields(model, known, false)
}

func memberOf(body any, path ...string) (auth.Object, bool) {
	o, ok := body.(auth.Object)
	for _, name := range path {
		v, _ := o.Get(name)
		o, ok = v.(auth.Object)
	}
	return o, ok
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// active is the organization a session works in, "" for none.
func active(s *auth.SessionUser) string { return s.Session.Row.String("activeOrganizationId") }

// activeTeam is the team a session works in, "" for none.
func activeTeam(s *auth.SessionUser) string { return s.Session.Row.String("activeTeamId") }
