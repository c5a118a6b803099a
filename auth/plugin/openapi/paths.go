package openapi

import (
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// paths lists the operations by path, in the order in which they were declared.
func (p *Plugin) paths(endpoints []auth.Description) auth.Object {
	paths := auth.Object{}
	for _, d := range endpoints {
		path := braced(d.Path)
		have, _ := paths.Get(path)
		item, _ := have.(auth.Object)
		for method := range strings.SplitSeq(d.Method, "|") {
			item = item.Set(strings.ToLower(method), p.operation(d, method))
		}
		paths = paths.Set(path, item)
	}
	return paths
}

func (p *Plugin) operation(d auth.Description, method string) auth.Object {
	operation := object("tags", []any{tag(d)}, "summary", d.Summary, "operationId", operationID(method, d.Path))
	if d.Level == auth.Public {
		operation = operation.Set("security", []any{})
	}
	if list := parameters(d); len(list) > 0 {
		operation = operation.Set("parameters", list)
	}
	if body := p.body(d); body != nil && method != "GET" {
		content := object("application/json", object("schema", body))
		if d.Form {
			content = content.Set("application/x-www-form-urlencoded", object("schema", body))
		}
		operation = operation.Set("requestBody", object("required", !d.BodyOptional, "content", content))
	}
	if len(d.Accepts) > 0 {
		operation = operation.Set("requestBody", object("required", true, "content", files(d.Accepts)))
	}
	return operation.Set("responses", answers(d))
}

// files are bodies that are no JSON; of those the media type says it all.
func files(types []string) auth.Object {
	content := auth.Object{}
	for _, name := range types {
		content = content.Set(name, auth.Object{})
	}
	return content
}

// braced writes ":name" as "{name}".
func braced(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if name, ok := strings.CutPrefix(s, ":"); ok {
			segments[i] = "{" + name + "}"
		}
	}
	return strings.Join(segments, "/")
}

// operationID is the method and the path in one word: postSignInEmail.
func operationID(method, path string) string {
	id := strings.ToLower(method)
	for word := range strings.FieldsFuncSeq(path, func(r rune) bool { return !isLetter(r) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// parameters are the values in the path, then those in the query.
func parameters(d auth.Description) []any {
	var list []any
	for segment := range strings.SplitSeq(d.Path, "/") {
		if name, ok := strings.CutPrefix(segment, ":"); ok {
			list = append(list, object("name", name, "in", "path", "required", true, "schema", object("type", "string")))
		}
	}
	for _, m := range members(d.Query) {
		parameter := object("name", m.name, "in", "query")
		if m.required {
			parameter = parameter.Set("required", true)
		}
		list = append(list, parameter.Set("schema", m.schema))
	}
	return list
}

// member is one property of an object's schema.
type member struct {
	name     string
	schema   auth.Object
	required bool
}

func members(schema auth.Object) []member {
	properties, _ := schema.Get("properties")
	object, _ := properties.(auth.Object)
	needed, _ := schema.Get("required")
	names, _ := needed.([]any)
	list := make([]member, 0, len(object))
	for _, m := range object {
		inner, _ := m.Value.(auth.Object)
		list = append(list, member{m.Key, inner, slices.Contains(names, any(m.Key))})
	}
	return list
}

// body is the schema of an endpoint's body, with the user's additional fields where they
// are accepted.
func (p *Plugin) body(d auth.Description) auth.Object {
	if d.Path != "/sign-up/email" && d.Path != "/update-user" {
		return d.Body
	}
	properties, _ := d.Body.Get("properties")
	all, _ := properties.(auth.Object)
	all = slices.Clone(all)
	needed, _ := d.Body.Get("required")
	required, _ := needed.([]any)
	required = slices.Clone(required)
	model := p.auth.Schema().Model("user")
	for i := range model.Fields {
		f := &model.Fields[i]
		if f.NoInput || slices.Contains(coreInputs, f.Name) {
			continue
		}
		all = all.Set(f.Name, fieldSchema(f))
		if f.InputRequired && f.Default == nil && d.Path == "/sign-up/email" {
			required = append(required, f.Name)
		}
	}
	schema := slices.Clone(d.Body).Set("properties", all)
	if len(required) > 0 {
		schema = schema.Set("required", required)
	}
	return schema
}

// coreInputs are the user's fields that each endpoint takes in its own way.
var coreInputs = []string{"name", "email", "image"}
