// Package magiclink signs people in by a link in a mail: the reference's `magicLink`
// plugin (better-auth-plugins, section 6).
//
// Endpoints: POST /sign-in/magic-link sends the mail, GET /magic-link/verify is where its
// link leads. A link works once, for five minutes.
package magiclink

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 6.
type Options struct {
	// Send delivers the mail. Required.
	Send func(ctx context.Context, m Mail) error
	// Expires is a link's life. Default 5 minutes.
	Expires time.Duration
	// DisableSignUp refuses addresses nobody has registered.
	DisableSignUp bool
	// GenerateToken replaces 32 random letters.
	GenerateToken func(email string) string
	// StoreToken is "plain" (default) or "hashed".
	StoreToken string
	// RateLimit of both endpoints. Default 5 in a minute.
	RateLimit auth.RateRule
}

// Mail is what Send has to deliver.
type Mail struct {
	Email, URL, Token string
	// Metadata is whatever the client sent along; it is not to be trusted.
	Metadata auth.Object
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
	if o.Expires == 0 {
		o.Expires = 5 * time.Minute
	}
	if o.RateLimit.Window == 0 {
		o.RateLimit.Window = time.Minute
	}
	if o.RateLimit.Max == 0 {
		o.RateLimit.Max = 5
	}
	return &Plugin{options: o}
}

// ID is "magic-link".
func (p *Plugin) ID() string { return "magic-link" }

// Setup declares the endpoints and their limits.
func (p *Plugin) Setup(b *auth.Builder) error {
	if p.options.Send == nil {
		return errors.New("Options.Send is required")
	}
	if s := p.options.StoreToken; s != "" && s != "plain" && s != "hashed" {
		return errors.New(`Options.StoreToken is neither "plain" nor "hashed"`)
	}
	auth.Handle(b, auth.Endpoint{Method: "POST", Path: "/sign-in/magic-link", FormCSRF: true, Summary: "Mails a link that signs in."}, p.request)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/magic-link/verify", Callbacks: []string{"callbackURL", "newUserCallbackURL", "errorCallbackURL"},
		OneTime: true, Summary: "Signs in with the link of a mail.",
	}, p.verify)
	for _, path := range []string{"/sign-in/magic-link", "/magic-link/verify"} {
		b.RateLimit(auth.RateRule{Path: path, Prefix: true, Window: p.options.RateLimit.Window, Max: p.options.RateLimit.Max})
	}
	return nil
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

func (p *Plugin) identifier(token string) string {
	if p.options.StoreToken == "hashed" {
		token = auth.Digest(token)
	}
	return "magic-link:" + token
}

type requestInput struct {
	Email              string      `json:"email" check:"email"`
	Name               *string     `json:"name"`
	CallbackURL        *string     `json:"callbackURL"`
	NewUserCallbackURL *string     `json:"newUserCallbackURL"`
	ErrorCallbackURL   *string     `json:"errorCallbackURL"`
	Metadata           auth.Object `json:"metadata" check:"optional"`
}

func (p *Plugin) request(c *auth.Call, in requestInput) (auth.Status, error) {
	if in.Name != nil {
		if err := p.auth.CheckProfile("name", *in.Name); err != nil {
			return auth.Status{}, err
		}
	}
	if err := p.auth.CheckProfile("email", in.Email); err != nil {
		return auth.Status{}, err
	}
	token := c.Auth.RandomString(32, auth.Letters)
	if p.options.GenerateToken != nil {
		token = p.options.GenerateToken(in.Email)
	}
	value := auth.Object{{Key: "type", Value: "magic-link"}, {Key: "email", Value: in.Email}}
	if in.Name != nil {
		value = append(value, auth.Member{Key: "name", Value: *in.Name})
	}
	expires := c.Now().Add(p.options.Expires)
	if err := p.auth.CreateVerification(c, p.identifier(token), string(auth.JSON(value)), expires); err != nil {
		return auth.Status{}, err
	}
	err := p.options.Send(c, Mail{Email: in.Email, URL: p.link(c, token, in), Token: token, Metadata: in.Metadata})
	return auth.Status{Status: err == nil}, err
}

// link builds the mailed URL with its parameters in the reference's order.
func (p *Plugin) link(c *auth.Call, token string, in requestInput) string {
	callback := "/"
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		callback = *in.CallbackURL
	}
	link := c.BaseURL() + "/magic-link/verify?" + auth.FormPair("token", token) + "&" + auth.FormPair("callbackURL", callback)
	for _, extra := range []struct {
		name  string
		value *string
	}{{"newUserCallbackURL", in.NewUserCallbackURL}, {"errorCallbackURL", in.ErrorCallbackURL}} {
		if extra.value != nil && *extra.value != "" {
			link += "&" + auth.FormPair(extra.name, *extra.value)
		}
	}
	return link
}

type verifyInput struct {
	Token              string  `json:"token"`
	CallbackURL        *string `json:"callbackURL"`
	ErrorCallbackURL   *string `json:"errorCallbackURL"`
	NewUserCallbackURL *string `json:"newUserCallbackURL"`
}

type verifyResult struct {
	Token   string        `json:"token"`
	User    *auth.User    `json:"user"`
	Session *auth.Session `json:"session"`
}

func (p *Plugin) verify(c *auth.Call, in verifyInput) (any, error) {
	user, isNew, err := p.prove(c, in.Token)
	if err == nil {
		var s *auth.SessionUser
		s, err = c.SignIn(auth.SignIn{User: user, Method: "magic-link", NewUser: isNew})
		var challenge *auth.Challenge
		if err != nil && !errors.Is(err, auth.ErrVeto) && !errors.As(err, &challenge) {
			return nil, err // the reference tells refusals, of the banned for one, without a redirect
		}
		err = auth.SignInError(err, auth.FailText(http.StatusUnauthorized, "failed_to_create_session"))
		if err == nil && (in.CallbackURL == nil || *in.CallbackURL == "") {
			return verifyResult{s.Session.Token, s.User, s.Session}, nil
		}
	}
	if err != nil {
		return nil, redirectError(c, in, err)
	}
	target := in.CallbackURL
	if isNew && in.NewUserCallbackURL != nil && *in.NewUserCallbackURL != "" {
		target = in.NewUserCallbackURL
	}
	return nil, &auth.Redirect{Location: c.AbsoluteURL(*target)}
}

// failure is an error of the flow, told to the browser in the callback's query.
func failure(code string) *auth.Error { return auth.FailText(http.StatusBadRequest, code) }

// prove consumes a link and finds or registers the person it was sent to.
func (p *Plugin) prove(c *auth.Call, token string) (user *auth.User, isNew bool, err error) {
	row, err := p.auth.TakeVerification(c, p.identifier(token))
	missing, err := auth.NotFoundOr(err)
	if err != nil {
		return nil, false, err
	}
	if missing {
		return nil, false, failure(auth.InvalidToken.Name)
	}
	email, name, ok := readRecord(row.String("value"))
	if !ok {
		return nil, false, failure(auth.InvalidToken.Name)
	}
	user, err = p.auth.FindUserByEmail(c, email)
	if missing, err = auth.NotFoundOr(err); err != nil {
		return nil, false, err
	}
	if missing {
		user, err = p.register(c, email, name)
		return user, true, err
	}
	if !user.EmailVerified {
		user, err = p.auth.ProveEmail(c, user.ID)
	}
	return user, false, err
}

func (p *Plugin) register(c *auth.Call, email, name string) (*auth.User, error) {
	if p.options.DisableSignUp {
		return nil, failure("new_user_signup_disabled")
	}
	user, err := p.auth.CreateUser(c, store.Values{"email": email, "emailVerified": true, "name": name}, "magic-link")
	if errors.Is(err, auth.ErrVeto) {
		return nil, failure("failed_to_create_user")
	}
	if errors.Is(err, store.ErrConflict) { // registered by another request meanwhile
		return p.auth.FindUserByEmail(c, email)
	}
	return user, err
}

// readRecord reads a stored value, whose shape is strict.
func readRecord(value string) (email, name string, ok bool) {
	parsed, err := auth.ParseJSON([]byte(value))
	o, isObject := parsed.(auth.Object)
	if err != nil || !isObject || o.Text("type") != "magic-link" || !auth.IsEmail(o.Text("email")) {
		return "", "", false
	}
	return o.Text("email"), o.Text("name"), true
}
