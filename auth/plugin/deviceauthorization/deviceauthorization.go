// Package deviceauthorization signs in devices without a browser or keyboard: the
// reference's `device-authorization` plugin (better-auth-plugins, section 19), after the
// OAuth 2.0 Device Authorization Grant (RFC 8628).
//
// A device asks POST /device/code for two codes and shows the short one, with an address,
// to its user. The user opens that address in a browser, signs in and types the code: GET
// /device claims it for them, POST /device/approve or /device/deny decides. The device
// meanwhile polls POST /device/token with the long code and gets the token of a session,
// once. It is to be used as a bearer token.
//
// Rows are in the table "deviceCode". By default guesses at user codes are budgeted, which
// the reference leaves to the rate limit of one path, and approving needs a recent sign-in,
// because the device's session counts as one.
package deviceauthorization

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 19.
type Options struct {
	// Expires is the life of codes, Interval the least time between polls. Default 30
	// minutes and 5 seconds.
	Expires, Interval time.Duration
	// DeviceCodeLength and UserCodeLength are at most 191. Default 40 and 8.
	DeviceCodeLength, UserCodeLength int
	// DeviceCode and UserCode make codes in place of random ones.
	DeviceCode, UserCode func() string
	// ValidClient says whether a client may ask. Default: every client may.
	ValidClient func(ctx context.Context, clientID string) (bool, error)
	// OnRequest hears of every request for codes, and may refuse it.
	OnRequest func(ctx context.Context, clientID string, scope *string) error
	// VerificationURI is where users type their code: an address, or a path below the
	// origin. Default "/device".
	VerificationURI string
}

const (
	model    = "deviceCode"
	longest  = 191
	pending  = "pending"
	approved = "approved"
	denied   = "denied"
)

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
	if o.Expires == 0 {
		o.Expires = 30 * time.Minute
	}
	if o.Interval == 0 {
		o.Interval = 5 * time.Second
	}
	if o.DeviceCodeLength == 0 {
		o.DeviceCodeLength = 40
	}
	if o.UserCodeLength == 0 {
		o.UserCodeLength = 8
	}
	if o.VerificationURI == "" {
		o.VerificationURI = "/device"
	}
	return &Plugin{options: o}
}

// ID is "device-authorization".
func (p *Plugin) ID() string { return "device-authorization" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Setup declares the table, the endpoints and the limit of lookups.
func (p *Plugin) Setup(b *auth.Builder) error {
	o := &p.options
	if o.Expires < 0 || o.Interval < 0 {
		return errors.New("Expires and Interval must be positive")
	}
	if o.DeviceCodeLength < 0 || o.DeviceCodeLength > longest || o.UserCodeLength < 0 || o.UserCodeLength > longest {
		return errors.New("codes have 1 to 191 characters")
	}
	b.Table(table())
	b.RateLimit(auth.RateRule{Path: "/device", Window: o.Expires, Max: 5})
	codes := []auth.Code{InvalidUserCode, ExpiredUserCode}
	decide := []auth.Code{InvalidUserCode, ExpiredUserCode, AlreadyProcessed, NotClaimed, AuthenticationRequired}
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/device/code", Form: true, JSONOrForm: true, OnInvalid: invalidRequest, Summary: "Begins the sign-in of a device.",
	}, p.code)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/device/token", Summary: "Asks whether the user has approved, and if so for a token.",
		Errors: []auth.Code{InvalidDeviceCode, PollingTooFrequently, ExpiredDeviceCode, AuthorizationPending, AccessDenied},
	}, p.token)
	auth.Handle(b, auth.Endpoint{Method: "GET", Path: "/device", Summary: "Looks at a user code; signed in, claims it.", Errors: codes}, p.verify)
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/device/approve", Summary: "Signs the device in.", Errors: decide}, p.approve)
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/device/deny", Summary: "Refuses the device.", Errors: decide}, p.deny)
	return nil
}

func table() store.Table {
	optional := func(name string, t store.Type) store.Field { return store.Field{Name: name, Type: t, Nullable: true} }
	return store.Table{
		Model: model,
		Fields: []store.Field{
			{Name: "deviceCode"}, {Name: "userCode"}, optional("userId", store.String), {Name: "expiresAt", Type: store.Date},
			{Name: "status"}, optional("lastPolledAt", store.Date), optional("pollingInterval", store.Number),
			optional("clientId", store.String), optional("scope", store.String),
		},
		Indexes: []store.Index{{Fields: []string{"deviceCode"}, Unique: true}, {Fields: []string{"userCode"}, Unique: true}},
	}
}

// noStore keeps answers with codes and tokens out of caches, as RFC 6749 asks for
// (section 5.1).
func noStore(c *auth.Call) {
	c.Header.Set("Cache-Control", "no-store")
	c.Header.Set("Pragma", "no-cache")
}

func invalidRequest(message string) error {
	return refuse(http.StatusBadRequest, "invalid_request", message)
}
