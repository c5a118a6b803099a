package permissiontest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/anonymous"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/genericoauth"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/lastloginmethod"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/onetimetoken"
	"github.com/lyceum/lyceum/auth/plugin/openapi"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
	"github.com/lyceum/lyceum/auth/plugin/picture"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/auth/plugin/username"
	"github.com/lyceum/lyceum/auth/store"
)

// server has every plugin that has endpoints, and those that change who somebody is.
// Captcha and leaked passwords are left out: they refuse requests, but nobody in particular.
type server struct {
	*authtest.Server
	organizations *organization.Plugin
	mailedCodes   *emailotp.Plugin
	factors       *twofactor.Plugin
	keys          *apikey.Plugin
	makers        makers
	chief         *auth.User   // an administrator of the site who bans and impersonates
	made          atomic.Int64 // to name what is made
}

func open(t *testing.T, database, compat string, with func(plugin string) bool) *server {
	t.Helper()
	s := &server{makers: everything()}
	plugins := slices.DeleteFunc(s.plugins(t), func(p auth.Plugin) bool { return !with(p.ID()) })
	o := auth.Options{
		Compat: compat, Guesses: unbounded{}, Plugins: plugins,
		Session:           auth.SessionOptions{Cache: auth.SessionCacheOptions{Disabled: compat == "reference"}},
		RateLimit:         auth.RateLimitOptions{Enabled: new(bool)},
		EmailVerification: auth.EmailVerificationOptions{Send: s.link("verify"), SendOnSignUp: new(bool)},
	}
	o.User.ChangeEmail.Enabled = true
	o.User.DeleteUser.Enabled = true
	s.Server = authtest.NewOn(t, database, o)
	return s
}

func (s *server) plugins(t *testing.T) []auth.Plugin {
	control, err := access.NewControl(access.OrganizationStatements().Merge(access.Statements{"lesson": {"read", "write"}}))
	if err != nil {
		t.Fatal(err)
	}
	s.organizations = organization.New(organization.Options{
		Control: control, DynamicRoles: true, Teams: organization.TeamOptions{Enabled: true},
	})
	s.mailedCodes = emailotp.New(emailotp.Options{ChangeEmail: true, Send: func(_ context.Context, m emailotp.Mail) error {
		return s.sent("code", m.Email, m.OTP)
	}})
	s.factors = twofactor.New(twofactor.Options{OTP: twofactor.OTPOptions{Send: func(_ context.Context, m twofactor.Message) error {
		return s.sent("factor", m.User.Email, m.OTP)
	}}})
	s.keys = apikey.New(s.organizations, apikey.Config{ID: "default"}, apikey.Config{ID: "school", References: apikey.OfOrganization})
	text := func(_ context.Context, m phonenumber.Message) error { return s.sent("text", m.PhoneNumber, m.Code) }
	return []auth.Plugin{
		// A real hash would cost most of the time, and is not what is looked at.
		password.New(password.Options{
			SendReset: s.link("reset"),
			Hash:      func(_ context.Context, p string) (string, error) { return "hash of " + p, nil },
			Verify:    func(_ context.Context, h, p string) (bool, error) { return h == "hash of "+p, nil },
		}),
		jwt.New(jwt.Options{NoHeader: true}), bearer.New(bearer.Options{}),
		magiclink.New(magiclink.Options{Send: func(_ context.Context, m magiclink.Mail) error { return s.sent("link", m.Email, m.Token) }}),
		genericoauth.New(schoolProvider(t)),
		multisession.New(multisession.Options{}), onetimetoken.New(onetimetoken.Options{}),
		lastloginmethod.New(lastloginmethod.Options{}), s.organizations, s.mailedCodes, username.New(username.Options{}),
		admin.New(admin.Options{}), openapi.New(openapi.Options{}), anonymous.New(anonymous.Options{}),
		phonenumber.New(phonenumber.Options{Send: text, SendReset: text, SignUp: &phonenumber.SignUp{
			TempEmail: func(number string) string { return strings.TrimPrefix(number, "+") + "@phone.example" },
		}}),
		deviceauthorization.New(deviceauthorization.Options{}), passkey.New(passkey.Options{}), s.keys, s.factors, social.New(),
		picture.New(logos{s.organizations}, picture.Options{}),
	}
}

// logos are changed like anything else of an organisation.
type logos struct{ *organization.Plugin }

func (l logos) SetLogo(ctx context.Context, by *auth.User, organizationID string, logo *string) error {
	_, err := l.Update(ctx, by, organizationID, store.Values{"logo": logo})
	return err
}

// sent keeps what a person got by mail or phone.
func (s *server) sent(kind, to, secret string) error {
	s.Mail.Deliver(authtest.Letter{Kind: kind, To: to, Token: secret})
	return nil
}

func (s *server) link(kind string) func(context.Context, auth.Mail) error {
	return func(_ context.Context, m auth.Mail) error { return s.sent(kind, m.To, m.Token) }
}

// schoolProvider is an OAuth provider that believes what it is told: whoever brings their
// address as the code is whom it belongs to.
func schoolProvider(t *testing.T) genericoauth.Config {
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v auth.Object) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(auth.JSON(v))
	}
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		who := r.PostFormValue("code") + r.PostFormValue("refresh_token")
		answer(w, auth.Object{{Key: "access_token", Value: who}, {Key: "refresh_token", Value: who}, {Key: "token_type", Value: "Bearer"}})
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		answer(w, auth.Object{{Key: "id", Value: who}, {Key: "email", Value: who}, {Key: "email_verified", Value: true}, {Key: "name", Value: who}})
	})
	provider := httptest.NewServer(mux)
	t.Cleanup(provider.Close)
	return genericoauth.Config{
		ProviderID: "school", ClientID: "lyceum", ClientSecret: "secret", AuthorizationURL: provider.URL + "/authorize",
		TokenURL: provider.URL + "/token", UserInfoURL: provider.URL + "/me",
	}
}

// unbounded lets everybody guess for ever: all cells come from one address.
type unbounded struct{}

func (unbounded) Allow(context.Context, string, int, time.Duration, time.Time) (bool, time.Duration, error) {
	return true, 0, nil
}
