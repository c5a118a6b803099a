package openapi_test

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/openapi"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/picture"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/store"
)

func open(t *testing.T, o openapi.Options) *authtest.Server {
	t.Helper()
	return authtest.New(t, auth.Options{
		AppName: "A <b>School</b>", DisabledPaths: []string{"/delete-user"},
		User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
			{Name: "grade", Type: store.Number, InputRequired: true}, {Name: "marks", Nullable: true, NoInput: true},
		}}},
		Plugins: []auth.Plugin{
			password.New(password.Options{}), social.New(), jwt.New(jwt.Options{}), bearer.New(bearer.Options{}),
			organization.New(organization.Options{}), emailotp.New(emailotp.Options{Send: func(context.Context, emailotp.Mail) error { return nil }}), openapi.New(o), picture.New(nil, picture.Options{}),
		},
	})
}

// node is a decoded JSON value with a way to reach into it.
type node map[string]any

func (n node) at(path ...string) node {
	for _, p := range path {
		next, _ := n[p].(map[string]any)
		n = next
	}
	return n
}

// TestDocument: what the document must be by the OpenAPI Specification 3.1, and that every
// endpoint of the server is in it.
func TestDocument(t *testing.T) {
	t.Parallel()
	s := open(t, openapi.Options{})
	var document node
	s.Browser().GET("/open-api/generate-schema").Want(200).JSON(&document)
	if document["openapi"] != "3.1.1" || document.at("info")["title"] == "" || document.at("info")["version"] == "" {
		t.Errorf("the head is %v, %v", document["openapi"], document["info"])
	}
	listed := 0
	operations := map[string]bool{}
	for path, item := range document.at("paths") {
		for method, operation := range item.(map[string]any) {
			listed++
			checkOperation(t, document, path, method, operation.(map[string]any), operations)
		}
	}
	declared := 0
	for _, d := range s.Auth.Describe() {
		if d.Plugin == "open-api" {
			continue
		}
		for method := range strings.SplitSeq(d.Method, "|") {
			declared++
			path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(d.Path, "{$1}")
			if document.at("paths", path)[strings.ToLower(method)] == nil {
				t.Errorf("%s %s is not listed", method, path)
			}
		}
	}
	if listed != declared || listed < 60 {
		t.Errorf("%d operations are listed, %d declared", listed, declared)
	}
	if document.at("paths", "/picture/upload", "post", "requestBody", "content")["image/webp"] == nil {
		t.Error("a file is not described")
	}
	if document.at("paths", "/delete-user") != nil {
		t.Error("a disabled path is listed")
	}
	checkReferences(t, document, map[string]any(document))
}

func checkOperation(t *testing.T, document node, path, method string, operation node, ids map[string]bool) {
	t.Helper()
	if !slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) || !strings.HasPrefix(path, "/") {
		t.Errorf("%s %s is no operation", method, path)
	}
	id, _ := operation["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s %s has the id %q, empty or used", method, path, id)
	}
	ids[id] = true
	if len(operation.at("responses")) == 0 || operation["summary"] == "" {
		t.Errorf("%s %s has no answers or no summary", method, path)
	}
	params := map[string]bool{}
	list, _ := operation["parameters"].([]any)
	for _, parameter := range list {
		p := node(parameter.(map[string]any))
		if p["in"] == "path" {
			params[p["name"].(string)] = p["required"] == true
		}
		if p["schema"] == nil {
			t.Errorf("%s %s: %v has no schema", method, path, p["name"])
		}
	}
	for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		if !params[name[1]] {
			t.Errorf("%s %s does not declare {%s}", method, path, name[1])
		}
	}
}

// checkReferences follows every $ref and looks at every type.
func checkReferences(t *testing.T, document node, value any) {
	t.Helper()
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			checkReferences(t, document, v)
		}
	case map[string]any:
		if ref, ok := value["$ref"].(string); ok && document.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
		for _, v := range value {
			checkReferences(t, document, v)
		}
	}
}

func TestSchemasOfInputsAndModels(t *testing.T) {
	t.Parallel()
	var document node
	open(t, openapi.Options{}).Browser().GET("/open-api/generate-schema").Want(200).JSON(&document)
	for want, got := range map[string]any{
		`{"format":"email","type":"string"}`: document.at("paths", "/sign-up/email", "post", "requestBody", "content", "application/json", "schema", "properties", "email"),
		`["name","email","password","grade"]`: document.at("paths", "/sign-up/email", "post", "requestBody", "content", "application/json",
			"schema")["required"],
		`{"enum":["email-verification","sign-in","forget-password","change-email"],"type":"string"}`: document.at("paths",
			"/email-otp/send-verification-otp", "post", "requestBody", "content", "application/json", "schema", "properties", "type"),
		`{"default":false,"readOnly":true,"type":"boolean"}`: document.at("components", "schemas", "User", "properties", "emailVerified"),
		`{"readOnly":true,"type":"string"}`:                  document.at("components", "schemas", "User", "properties", "marks"),
		`["Default"]`:                                        document.at("paths", "/sign-in/email", "post")["tags"],
		`["Organization"]`:                                   document.at("paths", "/organization/create", "post")["tags"],
		`[{"apiKeyCookie":[]},{"bearerAuth":[]}]`:            document["security"],
		`[]`: document.at("paths", "/sign-in/email", "post")["security"],
	} {
		if text, _ := json.Marshal(got); string(text) != want {
			t.Errorf("got %s\nwant %s", text, want)
		}
	}
}

// TestPage: the page lists every operation, loads nothing, runs nothing and escapes.
func TestPage(t *testing.T) {
	t.Parallel()
	r := open(t, openapi.Options{Theme: "dark"}).Browser().GET("/reference").Want(200, "color-scheme: dark", "/sign-in/email", "Organization",
		"OTP_EXPIRED", "A &lt;b&gt;School")
	if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	for _, never := range []string{"<script", "<link", "src=", "@import", "url(", "<b>"} {
		if strings.Contains(r.Body, never) {
			t.Errorf("the page has %s", never)
		}
	}
	if strings.Count(r.Body, "<details") != strings.Count(r.Body, "</details>") {
		t.Error("the page is cut off")
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	other := open(t, openapi.Options{Path: "/docs"}).Browser()
	other.GET("/docs").Want(200)
	other.GET("/reference").Want(404)
	open(t, openapi.Options{DisablePage: true}).Browser().GET("/reference").Want(404)
	for _, wrong := range []openapi.Options{{Theme: "moon"}, {Path: "docs"}, {Path: "/a/:b"}} {
		if _, err := auth.New(auth.Options{Secret: strings.Repeat("s", 32), Plugins: []auth.Plugin{openapi.New(wrong)}}); err == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
}
