package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// TestStatementsOfEveryEndpoint: never more than the reference needs in the same
// situation. Other plugins have such tables in their own folders.
func TestStatementsOfEveryEndpoint(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			authtest.CountStatements(t, countedServer(t, url), []string{"core", "email-password", "jwt", "magic-link"}, countedRows())
		})
	}
}

// countedServer has everything on that the rows ask for.
func countedServer(t *testing.T, url string) *authtest.Server {
	t.Helper()
	var s *authtest.Server
	deliver := func(kind string) func(context.Context, auth.Mail) error {
		return func(_ context.Context, m auth.Mail) error {
			s.Mail.Deliver(authtest.Letter{Kind: kind, To: m.To, URL: m.URL, Token: m.Token})
			return nil
		}
	}
	on := true
	off := false
	s = authtest.NewOn(t, url, auth.Options{
		Compat: "reference",
		Plugins: []auth.Plugin{
			password.New(password.Options{SendReset: deliver("reset")}),
			jwt.New(jwt.Options{NoHeader: true}),
			magiclink.New(magiclink.Options{Send: func(_ context.Context, m magiclink.Mail) error {
				s.Mail.Deliver(authtest.Letter{Kind: "magic", To: m.Email, URL: m.URL, Token: m.Token})
				return nil
			}}),
		},
		RateLimit:         auth.RateLimitOptions{Enabled: &off},
		Session:           auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: true}},
		EmailVerification: auth.EmailVerificationOptions{Send: deliver("verify"), SendOnSignUp: &off},
		User: auth.UserOptions{
			ChangeEmail: auth.ChangeEmailOptions{Enabled: on},
			DeleteUser:  auth.DeleteUserOptions{Enabled: on},
		},
	})
	return s
}

// newMember is a new user with a signed-in browser, and their address.
func newMember(s *authtest.Server) (*authtest.Browser, string) {
	email := fmt.Sprintf("%s@example.com", strings.ToLower(s.RandomString(12, auth.Alphanumeric)))
	b := s.Browser()
	b.POST("/sign-up/email", fmt.Sprintf(`{"name":"M","email":%q,"password":"correct horse"}`, email)).Want(200)
	return b, email
}

// asMember is a request by a new user; %s in the body is their address.
func asMember(path, body string) func(*authtest.Server) authtest.Request {
	return func(s *authtest.Server) authtest.Request {
		b, email := newMember(s)
		return authtest.Request{By: b, Path: path, Body: strings.ReplaceAll(body, "%s", email)}
	}
}

// byNobody is a request without a session by or about a new user; %s as in asMember.
func byNobody(path, body string) func(*authtest.Server) authtest.Request {
	return func(s *authtest.Server) authtest.Request {
		r := asMember(path, body)(s)
		r.By = s.Browser()
		return r
	}
}

// mailed is a request with the token of a mail that another request has asked for; %t in
// path and body is the token.
func mailed(ask, askBody, path, body string) func(*authtest.Server) authtest.Request {
	return func(s *authtest.Server) authtest.Request {
		b, email := newMember(s)
		b.POST(ask, strings.ReplaceAll(askBody, "%s", email)).Want(200)
		token := s.Mail.Last(email).Token
		return authtest.Request{By: s.Browser(), Path: strings.ReplaceAll(path, "%t", token), Body: strings.ReplaceAll(body, "%t", token)}
	}
}

func countedRows() []authtest.Counted {
	return []authtest.Counted{
		{Endpoint: "GET /ok", Do: byNobody("/ok", "")},
		{Endpoint: "GET /error", Do: byNobody("/error?error=x", "")},
		{Endpoint: "GET|POST /get-session", Like: "sign-in/happy-path: phone asks for the session", Do: asMember("/get-session", "")},
		{Endpoint: "GET|POST /get-session", Like: "session/get-session: brings nothing", Do: byNobody("/get-session", "")},
		{Endpoint: "GET /list-sessions", Like: "session/list-and-revoke: lists two sessions", Do: asMember("/list-sessions", "")},
		{Endpoint: "POST /revoke-session", Like: "session/list-and-revoke: names an unknown session", Do: asMember("/revoke-session", `{"token":"unknown"}`)},
		{Endpoint: "POST /revoke-session", Like: "session/list-and-revoke: revokes the phone", Do: func(s *authtest.Server) authtest.Request {
			b, email := newMember(s)
			phone := s.Browser().POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":"correct horse"}`, email)).Want(200)
			return authtest.Request{By: b, Path: "/revoke-session", Body: fmt.Sprintf(`{"token":%q}`, phone.Text("token"))}
		}},
		{Endpoint: "POST /revoke-sessions", Like: "session/list-and-revoke: revokes all", Do: asMember("/revoke-sessions", "{}")},
		{Endpoint: "POST /revoke-other-sessions", Like: "session/list-and-revoke: revokes the others without a body", Do: asMember("/revoke-other-sessions", "{}")},
		{Endpoint: "POST /sign-out", Like: "sign-in/sign-out: signs out", Do: asMember("/sign-out", "{}")},
		{Endpoint: "POST /update-user", Like: "user/update-user: changes the name", Do: asMember("/update-user", `{"name":"New"}`)},
		{Endpoint: "POST /update-session", Like: "user/update-user: has no fields of the session to update", Do: asMember("/update-session", `{"x":1}`)},
		{Endpoint: "POST /change-email", Like: "user/change-email: changes an unverified address", Do: asMember("/change-email", `{"newEmail":"new.%s"}`)},
		{Endpoint: "POST /delete-user", Like: "user/delete-account: deletes with the password", Do: asMember("/delete-user", `{"password":"correct horse"}`)},
		{Endpoint: "GET /delete-user/callback", Like: "user/delete-account: follows an unknown link", Do: asMember("/delete-user/callback?token=unknown", "")},
		{Endpoint: "GET /list-accounts", Like: "magic-link/known-user: lists accounts", Do: asMember("/list-accounts", "")},
		{Endpoint: "POST /unlink-account", Like: "social/linking-rules: unlinks the first", Do: func(s *authtest.Server) authtest.Request {
			b, email := newMember(s)
			u, err := s.FindUserByEmail(context.Background(), email)
			var account store.Row
			if err == nil {
				account, err = s.Store().Create(context.Background(), "account", store.Values{"accountId": email, "providerId": "github", "userId": u.ID})
			}
			if err != nil {
				panic(err)
			}
			return authtest.Request{By: b, Path: "/unlink-account", Body: fmt.Sprintf(`{"accountId":%q}`, account.ID())}
		}},
		{Endpoint: "POST /send-verification-email", Like: "email/verify-email: asks while signed in", Do: asMember("/send-verification-email", `{"email":"%s"}`)},
		{Endpoint: "GET /verify-email", Like: "email/verify-email: follows the link", Do: mailed("/send-verification-email", `{"email":"%s"}`, "/verify-email?token=%t&callbackURL=/", "")},

		{Endpoint: "POST /sign-up/email", Like: "jwt/tokens: bob signs up", Do: func(s *authtest.Server) authtest.Request {
			return authtest.Request{By: s.Browser(), Path: "/sign-up/email", Body: fmt.Sprintf(`{"name":"N","email":"n%s@example.com","password":"correct horse"}`, strings.ToLower(s.RandomString(12, auth.Alphanumeric)))}
		}},
		{Endpoint: "POST /sign-in/email", Like: "password/reset-password: ann signs in as phone", Do: byNobody("/sign-in/email", `{"email":"%s","password":"correct horse"}`)},
		{Endpoint: "POST /request-password-reset", Like: "password/reset-password: asks again", Do: byNobody("/request-password-reset", `{"email":"%s"}`)},
		{Endpoint: "POST /request-password-reset", Like: "password/reset-password: asks for an unknown address", Do: byNobody("/request-password-reset", `{"email":"nobody.%s"}`)},
		{Endpoint: "GET /reset-password/:token", Like: "password/reset-password: follows the link", Do: mailed("/request-password-reset", `{"email":"%s"}`, "/reset-password/%t?callbackURL=/", "")},
		{Endpoint: "POST /reset-password", Like: "password/reset-password: resets", Do: mailed("/request-password-reset", `{"email":"%s"}`, "/reset-password", `{"token":"%t","newPassword":"another horse"}`)},
		{Endpoint: "POST /change-password", Like: "password/change-password: changes it", Do: asMember("/change-password", `{"currentPassword":"correct horse","newPassword":"another horse"}`)},
		{Endpoint: "POST /verify-password", Like: "password/change-password: verifies it", Do: asMember("/verify-password", `{"password":"correct horse"}`)},

		{Endpoint: "GET /jwks", Like: "jwt/tokens: asks for the keys again", Do: func(s *authtest.Server) authtest.Request {
			s.Browser().GET("/jwks").Want(200)
			return authtest.Request{By: s.Browser(), Path: "/jwks"}
		}},
		{Endpoint: "GET /token", Like: "jwt/tokens: asks for a token of a verified user", Do: asMember("/token", "")},

		{Endpoint: "POST /sign-in/magic-link", Like: "magic-link/known-user: asks for an unverified user", Do: byNobody("/sign-in/magic-link", `{"email":"%s"}`)},
		{Endpoint: "GET /magic-link/verify", Like: "magic-link/known-user: bob follows the link", Do: mailed("/sign-in/magic-link", `{"email":"%s"}`, "/magic-link/verify?token=%t&callbackURL=/", "")},
	}
}
