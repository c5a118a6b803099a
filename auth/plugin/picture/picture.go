// Package picture keeps the pictures of users and the logos of organizations, so that their
// rows hold an address instead of a file. It is ours: the reference has nothing like it, and to
// its clients user.image is an address as any other.
//
//	pictures := picture.New(nil, picture.Options{})
//
// Endpoints: POST /picture/upload takes a file as the body, POST /picture/delete removes it,
// GET /picture/:name is the public address. With ?organizationId= the first two are about the
// logo of an organization, for whoever may update it.
//
// # What is kept
//
// A file is a PNG, JPEG or WebP when its bytes are; what the request says is not believed. The
// middle of it is painted anew as a square of at most Options.Size pixels, upright: a JPEG
// without transparency, else a PNG. So nothing of the file itself is published, neither where
// it was taken nor what else it carries. Files are bounded in bytes (Options.MaxBodyBytes of
// the engine) and, before they are decoded, in pixels; one is decoded at a time.
//
// The table "picture" has the squares as base64 text, some ten kilobytes each, with their
// owner, and they go with it. The name is the SHA-256 of owner and content: an address always
// shows the same picture, so caches may keep it for ever, and nobody can tell from outside
// whether somebody has a picture they know.
//
// A user has at most one picture: another one replaces it, and so does anything else that
// changes user.image, see auth.Events.ImageChanged. Addresses begin with the server's own base
// URL, never with what a request calls it; without a base URL they are paths.
//
// Files: upload.go, square.go (from a file to a square), orientation.go, codes.go.
package picture

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options say how large pictures are. The zero value is the default.
type Options struct {
	// Size is the length of a square's side in pixels, at most. Default 256.
	Size int
	// MaxPixels is how many pixels a file may have. Default 16 million.
	MaxPixels int
}

// Organization sets the logo of an organization, nil for none, and refuses who may not.
type Organization interface {
	SetLogo(ctx context.Context, by *auth.User, organizationID string, logo *string) error
}

// Plugin is the plugin; make it with New.
type Plugin struct {
	options      Options
	organization Organization
	auth         *auth.Auth
	turn         chan struct{} // who has put something in may decode
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin. Without organizations, organization is nil; with them their plugin
// must be there.
func New(organization Organization, o Options) *Plugin {
	if o.Size == 0 {
		o.Size = 256
	}
	if o.MaxPixels == 0 {
		o.MaxPixels = 16_000_000
	}
	return &Plugin{options: o, organization: organization, turn: make(chan struct{}, 1)}
}

// ID is "picture".
func (p *Plugin) ID() string { return "picture" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	if !a.KeepsAccounts() {
		return errors.New("pictures need a database")
	}
	return nil
}

const model = "picture"

// Setup declares table, endpoints, limits and what happens when a user gets another picture.
func (p *Plugin) Setup(b *auth.Builder) error {
	b.Table(p.table())
	b.RateLimit(
		auth.RateRule{Path: "/picture/upload", Window: time.Minute, Max: 10},
		auth.RateRule{Path: "/picture/delete", Window: time.Minute, Max: 10},
	)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/picture/upload", Level: auth.SignedIn, Accepts: []string{"image/png", "image/jpeg", "image/webp", "application/octet-stream"},
		Summary: "Makes a file the picture of the user or the logo of an organization.",
		Errors:  []auth.Code{Missing, Unsupported, Unreadable, TooLarge},
	}, p.upload)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/picture/delete", Level: auth.SignedIn, Summary: "Removes the picture of the user or the logo of an organization.",
	}, p.remove)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/picture/:name", Summary: "A picture.", Errors: []auth.Code{NotFound},
	}, p.show)
	events := b.Events()
	events.ImageChanged = append(events.ImageChanged, func(ctx context.Context, u *auth.User) error {
		return p.keepOnly(ctx, owner{"userId", u.ID}, u.Image)
	})
	return nil
}

func (p *Plugin) table() store.Table {
	of := func(field, model string) store.Field {
		return store.Field{Name: field, Nullable: true, Index: true, NoInput: true, References: &store.Reference{Model: model, Field: "id"}}
	}
	fields := []store.Field{{Name: "name", Unique: true, NoInput: true}, of("userId", "user")}
	if p.organization != nil {
		fields = append(fields, of("organizationId", "organization"))
	}
	return store.Table{Model: model, Fields: append(fields,
		store.Field{Name: "type", NoInput: true}, store.Field{Name: "data", NoInput: true, Hidden: true},
		store.Field{Name: "createdAt", Type: store.Date, DefaultNow: true, NoInput: true},
	)}
}

// Caches may keep a picture as long as they like: another one has another address.
const (
	forEver = "public, max-age=31536000, immutable"
	policy  = "default-src 'none'; frame-ancestors 'none'; sandbox"
)

func (p *Plugin) show(c *auth.Call, _ auth.None) (auth.Page, error) {
	row, err := p.auth.Store().Find(c, store.Query{Model: model, Where: []store.Cond{store.Eq("name", c.Params["name"])}})
	if missing, err := auth.NotFoundOr(err); missing || err != nil {
		if missing {
			err = auth.Fail(http.StatusNotFound, NotFound)
		}
		return auth.Page{}, err
	}
	body, err := base64.StdEncoding.DecodeString(row.String("data"))
	if err != nil {
		return auth.Page{}, err
	}
	c.Header.Set("Cache-Control", forEver)
	c.Header.Set("Content-Security-Policy", policy)
	c.Header.Set("X-Content-Type-Options", "nosniff")
	c.Header.Set("Cross-Origin-Resource-Policy", "cross-origin") // the site may be elsewhere
	return auth.Page{ContentType: row.String("type"), Body: body}, nil
}

// address is the public one of a picture.
func (p *Plugin) address(name string) string {
	base := p.auth.BaseURL()
	if base == "" {
		base = strings.TrimRight(p.auth.Options().BasePath, "/")
	}
	return base + "/picture/" + name
}
