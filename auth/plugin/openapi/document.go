package openapi

import (
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// object makes an Object of names and values in turn.
func object(pairs ...any) auth.Object {
	o := make(auth.Object, 0, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		o = append(o, auth.Member{Key: pair[0].(string), Value: pair[1]})
	}
	return o
}

// Document is the OpenAPI document; baseURL is the address of the API with its base path.
func (p *Plugin) Document(baseURL string) auth.Object {
	endpoints := p.endpoints()
	return object(
		"openapi", "3.1.1",
		"info", object("title", p.auth.Options().AppName, "description", "The endpoints of this server.", "version", "1.1.0"),
		"components", object("schemas", p.schemas(), "responses", responses(), "securitySchemes", p.schemes()),
		"security", p.security(),
		"servers", []any{object("url", baseURL)},
		"tags", tags(endpoints),
		"paths", p.paths(endpoints),
	)
}

// endpoints are all but this plugin's own.
func (p *Plugin) endpoints() []auth.Description {
	return slices.DeleteFunc(p.auth.Describe(), func(d auth.Description) bool { return d.Plugin == id })
}

// tag is the heading an endpoint stands under: that of its plugin, or of the endpoints
// that the reference has without plugins.
func tag(d auth.Description) string {
	if slices.Contains([]string{"core", "email-password", "social"}, d.Plugin) {
		return "Default"
	}
	return strings.ToUpper(d.Plugin[:1]) + d.Plugin[1:]
}

func tags(endpoints []auth.Description) []any {
	var names []string
	list := []any{}
	for _, d := range endpoints {
		name := tag(d)
		if slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		about := "Endpoints of the plugin " + d.Plugin + "."
		if name == "Default" {
			about = "Endpoints that are part of no plugin."
		}
		list = append(list, object("name", name, "description", about))
	}
	return list
}

func (p *Plugin) hasBearer() bool {
	return slices.ContainsFunc(p.auth.Options().Plugins, func(other auth.Plugin) bool { return other.ID() == "bearer" })
}

func (p *Plugin) schemes() auth.Object {
	schemes := object("apiKeyCookie", object("type", "apiKey", "in", "cookie", "name", p.auth.CookieName("session_token"),
		"description", "The cookie of a session."))
	if p.hasBearer() {
		schemes = schemes.Set("bearerAuth", object("type", "http", "scheme", "bearer", "description", "The token of a session."))
	}
	return schemes
}

// security says that one of the schemes is enough.
func (p *Plugin) security() []any {
	var either []any
	for _, scheme := range p.schemes() {
		either = append(either, object(scheme.Key, []any{}))
	}
	return either
}

// failures are the answers that any endpoint may give.
var failures = []struct{ status, name, about string }{
	{"400", "BadRequest", "Something is missing or wrong in the request."},
	{"401", "Unauthorized", "There is no session, or none that suffices."},
	{"403", "Forbidden", "The session does not allow this."},
	{"404", "NotFound", "There is no such thing."},
	{"429", "TooManyRequests", "Too many requests; try again later."},
	{"500", "ServerError", "A fault of the server."},
}

func responses() auth.Object {
	list := auth.Object{}
	text := object("type", "string")
	for _, f := range failures {
		schema := object("type", "object", "properties", object("message", text, "code", text))
		list = append(list, auth.Member{Key: f.name, Value: answer(f.about, schema)})
	}
	return list
}

func answer(about string, schema auth.Object) auth.Object {
	return object("description", about, "content", object("application/json", object("schema", schema)))
}

// answers are those of one endpoint; codes of its own are listed with the first of them.
func answers(d auth.Description) auth.Object {
	list := object("200", object("description", "Success."))
	for _, f := range failures {
		list = append(list, auth.Member{Key: f.status, Value: object("$ref", "#/components/responses/"+f.name)})
	}
	if len(d.Errors) > 0 {
		text := object("type", "string")
		codes := object("type", "string", "examples", codes(d))
		list = list.Set("400", answer(failures[0].about, object("type", "object", "properties", object("message", text, "code", codes))))
	}
	return list
}

func codes(d auth.Description) []any {
	names := make([]any, len(d.Errors))
	for i, code := range d.Errors {
		names[i] = code.Name
	}
	return names
}
