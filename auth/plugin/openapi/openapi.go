// Package openapi describes the API it is part of: the reference's `open-api` plugin
// (better-auth-plugins, section 24).
//
// Endpoints: GET /open-api/generate-schema, an OpenAPI 3.1.1 document made from the
// endpoints and tables that this very server has, and GET /reference, the same as a page
// for people. The page is plain HTML with its style in itself: it runs no script and loads
// nothing, so that it works offline and under the policy of all pages.
//
// Whoever can reach the server can read both. They tell no secrets, but name every door.
package openapi

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// Themes of the page; "default" follows the reader's system.
var Themes = []string{"default", "light", "dark"}

// Options: better-auth-plugins, section 24.
type Options struct {
	// Path of the page. Default "/reference".
	Path string
	// Theme is one of [Themes].
	Theme string
	// DisablePage answers 404 in place of the page (disableDefaultReference).
	DisablePage bool
}

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if o.Path == "" {
		o.Path = "/reference"
	}
	if o.Theme == "" {
		o.Theme = "default"
	}
	return &Plugin{options: o}
}

const id = "open-api"

// ID is "open-api".
func (p *Plugin) ID() string { return id }

// Setup declares the endpoints.
func (p *Plugin) Setup(b *auth.Builder) error {
	if !slices.Contains(Themes, p.options.Theme) {
		return fmt.Errorf("unknown theme %q", p.options.Theme)
	}
	if !strings.HasPrefix(p.options.Path, "/") || strings.ContainsAny(p.options.Path, ":?#") {
		return errors.New("the path of the page must start with / and be a plain path")
	}
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/open-api/generate-schema", Summary: "This API as an OpenAPI document."}, p.schema)
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: p.options.Path, Summary: "This API as a page for people."}, p.page)
	return nil
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

func (p *Plugin) schema(c *auth.Call, _ auth.None) (auth.Object, error) {
	return p.Document(c.BaseURL()), nil
}

func (p *Plugin) page(c *auth.Call, _ auth.None) (auth.Page, error) {
	if p.options.DisablePage {
		return auth.Page{}, auth.FailEmpty(http.StatusNotFound)
	}
	body, err := p.render(c.BaseURL())
	return auth.Page{ContentType: "text/html", Body: body}, err
}
