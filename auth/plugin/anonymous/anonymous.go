// Package anonymous lets people in before they say who they are: the reference's
// `anonymous` plugin (better-auth-plugins, section 13).
//
// POST /sign-in/anonymous makes a user with a placeholder address and a session. When
// that person signs in or up by any other way, Options.OnLinkAccount can move what they
// have made to the real user, and the anonymous one is deleted.
package anonymous

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Options: better-auth-plugins, section 13.
type Options struct {
	// EmailDomain makes addresses temp-<id>@<domain>. Default:
	// <id>@anonymous.placeholder.invalid.
	EmailDomain string
	// GenerateEmail and GenerateName replace them and the name "Anonymous".
	GenerateEmail func() string
	GenerateName  func(c *auth.Call) string
	// OnLinkAccount is told when an anonymous user becomes another one, before the
	// anonymous user is deleted. An error keeps it.
	OnLinkAccount func(c *auth.Call, anonymous, user *auth.SessionUser) error
	// DisableDelete keeps anonymous users.
	DisableDelete bool
}

// The codes of this plugin.
var (
	InvalidEmailFormat   = auth.Code{Name: "INVALID_EMAIL_FORMAT", Message: "Email was not generated in a valid format"}
	CouldNotCreate       = auth.Code{Name: "COULD_NOT_CREATE_SESSION", Message: "Could not create session"}
	CannotSignInAgain    = auth.Code{Name: "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY", Message: "Anonymous users cannot sign in again anonymously"}
	UserIsNotAnonymous   = auth.Code{Name: "USER_IS_NOT_ANONYMOUS", Message: "User is not anonymous"}
	DeleteDisabled       = auth.Code{Name: "DELETE_ANONYMOUS_USER_DISABLED", Message: "Deleting anonymous users is disabled"}
	FailedToDelete       = auth.Code{Name: "FAILED_TO_DELETE_ANONYMOUS_USER", Message: "Failed to delete anonymous user"}
	failedToCreateUser   = auth.Fail(http.StatusInternalServerError, auth.FailedToCreateUser)
	failedCreateSession  = auth.Fail(http.StatusBadRequest, CouldNotCreate)
	errAnonymousOnceOnly = auth.Fail(http.StatusBadRequest, CannotSignInAgain)
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
func New(o Options) *Plugin { return &Plugin{options: o} }

// ID is "anonymous".
func (p *Plugin) ID() string { return "anonymous" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

const field = "isAnonymous"

// Setup declares the field, the endpoints and the hook.
func (p *Plugin) Setup(b *auth.Builder) error {
	b.Extend("user", store.Field{Name: field, Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return false }})
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/sign-in/anonymous", Summary: "Signs in without saying who one is.",
		Errors: []auth.Code{CannotSignInAgain, InvalidEmailFormat, CouldNotCreate},
	}, p.signIn)
	auth.Handle(b, auth.Endpoint{
		Method: "POST", Path: "/delete-anonymous-user", Level: auth.Sensitive, Summary: "Deletes the anonymous user.",
		Errors: []auth.Code{DeleteDisabled, UserIsNotAnonymous},
	}, p.remove)
	b.Before(p.remember)
	b.After(p.link)
	return nil
}

func isAnonymous(s *auth.SessionUser) bool { return s != nil && s.User.Row.Bool(field) }

type signInResult struct {
	Token string     `json:"token"`
	User  *auth.User `json:"user"`
}

func (p *Plugin) signIn(c *auth.Call, _ auth.None) (signInResult, error) {
	s, err := c.PeekSession()
	if err != nil {
		return signInResult{}, err
	}
	if isAnonymous(s) {
		return signInResult{}, errAnonymousOnceOnly
	}
	email, err := p.email()
	if err != nil {
		return signInResult{}, err
	}
	name := ""
	if p.options.GenerateName != nil {
		name = p.options.GenerateName(c)
	}
	if name == "" {
		name = "Anonymous"
	}
	user, err := p.auth.CreateUser(c, store.Values{"email": email, "emailVerified": false, field: true, "name": name}, "anonymous")
	if errors.Is(err, auth.ErrVeto) {
		return signInResult{}, failedToCreateUser
	}
	if err != nil {
		return signInResult{}, err
	}
	created, err := c.SignIn(auth.SignIn{User: user, Method: "anonymous", NewUser: true})
	if err != nil {
		return signInResult{}, auth.SignInError(err, failedCreateSession)
	}
	return signInResult{created.Session.Token, created.User}, nil
}

func (p *Plugin) email() (string, error) {
	if p.options.GenerateEmail != nil {
		if email := p.options.GenerateEmail(); email != "" {
			if !auth.IsEmail(email) {
				return "", auth.Fail(http.StatusBadRequest, InvalidEmailFormat)
			}
			return email, nil
		}
	}
	id := p.auth.RandomString(32, auth.Alphanumeric)
	if p.options.EmailDomain != "" {
		return "temp-" + id + "@" + p.options.EmailDomain, nil
	}
	return id + "@anonymous.placeholder.invalid", nil
}

type success struct {
	Success bool `json:"success"`
}

func (p *Plugin) remove(c *auth.Call, _ auth.None) (success, error) {
	s := c.Session()
	switch {
	case p.options.DisableDelete:
		return success{}, auth.Fail(http.StatusBadRequest, DeleteDisabled)
	case !isAnonymous(s):
		return success{}, auth.Fail(http.StatusForbidden, UserIsNotAnonymous)
	}
	if err := p.auth.DeleteUser(c, s.User.ID); err != nil {
		return success{}, auth.Fail(http.StatusInternalServerError, FailedToDelete).Because(err)
	}
	c.EndSession()
	return success{true}, nil
}

// contextKey is where a sign-in through a provider keeps who began it.
const contextKey = "anonymousUserId"

// remember keeps the anonymous user through a sign-in at a provider, which comes back
// without cookies when it posts.
func (p *Plugin) remember(c *auth.Call) (any, error) {
	if c.Path != "/sign-in/social" {
		return nil, nil
	}
	s, err := c.PeekSession()
	if err == nil && isAnonymous(s) {
		c.AddFlowContext(contextKey, s.User.ID)
	}
	return nil, err
}

// ways are the paths that make somebody out of an anonymous user.
var ways = []string{
	"/sign-in", "/sign-up", "/callback", "/magic-link/verify", "/email-otp/verify-email", "/one-tap/callback",
	"/passkey/verify-authentication", "/phone-number/verify", "/verify-email", "/oauth2/callback",
}

// link joins what an anonymous person has made to the user they turn out to be.
func (p *Plugin) link(c *auth.Call, result any, failure error) (any, error) {
	if !isWay(c.Path) || !c.SetsCookie("session_token") {
		return result, failure
	}
	before, err := p.before(c)
	if err != nil {
		return result, errors.Join(failure, err)
	}
	created := c.SignedInNow()
	if before == nil || created == nil || isAnonymous(created) || before.User.ID == created.User.ID {
		return result, failure
	}
	if pending, err := c.SignInPending(); pending || err != nil {
		return result, errors.Join(failure, err)
	}
	if p.options.OnLinkAccount != nil {
		if err := p.options.OnLinkAccount(c, before, created); err != nil {
			return nil, err
		}
	}
	if p.options.DisableDelete {
		return result, failure
	}
	if err := p.auth.DeleteUser(c, before.User.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		p.auth.Options().Log.Error("an anonymous user who became another one could not be deleted", "error", err)
	}
	return result, failure
}

func isWay(path string) bool {
	for _, way := range ways {
		if strings.HasPrefix(path, way) {
			return true
		}
	}
	return false
}

// before is the anonymous session of the request, or that of whoever began the sign-in.
func (p *Plugin) before(c *auth.Call) (*auth.SessionUser, error) {
	s, err := p.requested(c)
	if err != nil || isAnonymous(s) {
		return s, err
	}
	id := c.FlowContext().Text(contextKey)
	if id == "" {
		return nil, nil
	}
	return p.newest(c, id)
}

// requested is the session that the request came with, whatever the reply has set.
func (p *Plugin) requested(c *auth.Call) (*auth.SessionUser, error) {
	token, ok := c.SignedCookie("session_token")
	if !ok {
		return nil, nil
	}
	s, err := p.auth.FindSession(c, token)
	missing, err := auth.NotFoundOr(err)
	if err != nil || !missing && s.Session.ExpiresAt.After(c.Now()) {
		return s, err
	}
	if _, cached := c.Cookie("session_data"); !cached && !p.auth.Safer() {
		c.EndSession() // the reference clears the cookies of a session that has ended, the new ones too
	}
	return nil, nil
}

func (p *Plugin) newest(ctx context.Context, userID string) (*auth.SessionUser, error) {
	user, err := p.auth.FindUser(ctx, userID)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil || !user.Row.Bool(field) {
		return nil, err
	}
	sessions, err := p.auth.Sessions(ctx, userID)
	if err != nil || len(sessions) == 0 {
		return nil, err
	}
	return &auth.SessionUser{Session: sessions[0], User: user}, nil
}
