package auth

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"strings"
)

// ErrorPageStyle changes how the built-in error page looks. Values are CSS: a colour, a
// length, a list of font families. Names are the reference's
// (onAPIError.customizeDefaultErrorPage); what only its page has is left out.
type ErrorPageStyle struct {
	Background      string // colors.background
	Foreground      string // colors.foreground
	Primary         string // colors.primary: links
	MutedForeground string // colors.mutedForeground: the description
	Border          string // colors.border: around the code
	RadiusSm        string // size.radiusSm: corners of the code
	TextSm          string // size.textSm: text
	Text2xl         string // size.text2xl: the heading
	DefaultFamily   string // font.defaultFamily
	MonoFamily      string // font.monoFamily: the code
}

// safeCSS is what a value may contain: nothing that ends a declaration or loads anything.
var safeCSS = regexp.MustCompile(`^[\w#%.,()'/ +-]{0,200}$`)

func (s ErrorPageStyle) check() error {
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		if text := v.Field(i).String(); !safeCSS.MatchString(text) || strings.Contains(strings.ToLower(text), "url(") {
			return fmt.Errorf("OnAPIError.ErrorPage.%s is not a plain CSS value", v.Type().Field(i).Name)
		}
	}
	return nil
}

// css overrides what the page's own style sheet says.
func (s ErrorPageStyle) css() string {
	var out strings.Builder
	rule := func(selector, property, value string) {
		if value != "" {
			fmt.Fprintf(&out, "%s{%s:%s}\n", selector, property, value)
		}
	}
	rule("body", "background", s.Background)
	rule("body", "color", s.Foreground)
	rule("body", "font-family", s.DefaultFamily)
	rule("body", "font-size", s.TextSm)
	rule("h1", "font-size", s.Text2xl)
	rule("a", "color", s.Primary)
	rule("#description", "color", s.MutedForeground)
	rule("code", "border-color", s.Border)
	rule("code", "border-radius", s.RadiusSm)
	rule("code", "font-family", s.MonoFamily)
	return out.String()
}

var safeErrorCode = regexp.MustCompile(`^['A-Za-z0-9_-]+$`)

func errorPage(c *Call, _ None) (any, error) {
	code, description := first(c.Query, "error"), first(c.Query, "error_description")
	if !safeErrorCode.MatchString(code) {
		code = "UNKNOWN"
	}
	params := FormPair("error", code)
	if description != "" {
		params += "&" + FormPair("error_description", description)
	}
	o := &c.Auth.options
	switch styled := o.OnAPIError.ErrorPage != (ErrorPageStyle{}); {
	case o.OnAPIError.ErrorURL != "":
		return nil, plainRedirect(c, AppendQuery(o.OnAPIError.ErrorURL, params))
	case o.Environment == "production" && !o.OnAPIError.DefaultErrorPage && !styled:
		return nil, plainRedirect(c, "/?"+params)
	}
	c.Header.Set("Content-Security-Policy", pagePolicy)
	c.Header.Set("X-Content-Type-Options", "nosniff")
	page := strings.NewReplacer("{{code}}", html.EscapeString(code), "{{description}}", html.EscapeString(description),
		"{{app}}", html.EscapeString(o.AppName), "{{style}}", o.OnAPIError.ErrorPage.css()).Replace(errorHTML)
	return Page{ContentType: "text/html", Body: []byte(page)}, nil
}

// plainRedirect has no content type, unlike every other redirect.
func plainRedirect(c *Call, location string) error {
	c.Header["Content-Type"] = nil
	return &Redirect{location}
}

func first(query Object, name string) string {
	v, _ := query.Get(name)
	if list, ok := v.([]any); ok {
		v = list[0]
	}
	s, _ := v.(string)
	return s
}

const errorHTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Something went wrong</title>
<style>
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem}
code{font-size:1.05em;padding:.1em .35em;border:1px solid;border-radius:.3em;overflow-wrap:anywhere}
{{style}}</style>
</head>
<body>
<main>
<h1>Something went wrong</h1>
<p>{{app}} could not finish what you asked for.</p>
<p>Code: <code>{{code}}</code></p>
<p id="description">{{description}}</p>
<p><a href="/">Back to the start</a></p>
</main>
</body>
</html>
`
