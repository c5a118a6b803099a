package openapi

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

type pageData struct {
	App, Theme, Server, Schema string
	Groups                     []group
	Models                     []model
}

type group struct {
	Name      string
	Endpoints []entry
}

type entry struct {
	Method, Path, ID, Summary, Access string
	Query, Body                       []row
	Codes                             []auth.Code
}

type model struct {
	Name string
	Rows []row
}

// row is one line of a table of fields.
type row struct {
	Name, Type string
	Required   bool
}

var access = map[auth.Level]string{
	auth.Public: "Open to everybody", auth.SignedIn: "Needs a session", auth.Sensitive: "Needs a session, looked up each time",
	auth.FreshSession: "Needs a recent sign-in",
}

// render writes the page.
func (p *Plugin) render(baseURL string) ([]byte, error) {
	data := pageData{
		App: p.auth.Options().AppName, Theme: p.options.Theme, Server: baseURL, Schema: baseURL + "/open-api/generate-schema",
		Groups: p.groups(),
	}
	for _, m := range p.schemas() {
		schema, _ := m.Value.(auth.Object)
		data.Models = append(data.Models, model{m.Key, rows(schema)})
	}
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("rendering the page of the API: %w", err)
	}
	return out.Bytes(), nil
}

func (p *Plugin) groups() []group {
	var list []group
	at := map[string]int{}
	for _, d := range p.endpoints() {
		name := tag(d)
		i, known := at[name]
		if !known {
			i = len(list)
			at[name] = i
			list = append(list, group{Name: name})
		}
		list[i].Endpoints = append(list[i].Endpoints, entry{
			Method: strings.ReplaceAll(d.Method, "|", " "), Path: braced(d.Path), ID: operationID(d.Method, d.Path), Summary: d.Summary,
			Access: access[d.Level], Query: rows(d.Query), Body: rows(p.body(d)), Codes: d.Errors,
		})
	}
	return list
}

func rows(schema auth.Object) []row {
	var list []row
	for _, m := range members(schema) {
		list = append(list, row{m.name, typeText(m.schema), m.required})
	}
	return list
}

// typeText is a schema in a few words: "string (email)", "array of string".
func typeText(schema auth.Object) string {
	kind, _ := schema.Get("type")
	text := "any"
	switch kind := kind.(type) {
	case string:
		text = kind
	case []any:
		text = fmt.Sprintf("%v or %v", kind[0], kind[1])
	}
	if items, ok := schema.Get("items"); ok {
		if inner, ok := items.(auth.Object); ok {
			text += " of " + typeText(inner)
		}
	}
	if values, ok := schema.Get("enum"); ok {
		if names, ok := values.([]string); ok {
			text += ": " + strings.Join(names, ", ")
		}
	}
	if format := schema.Text("format"); format != "" {
		text += " (" + format + ")"
	}
	return text
}
