package auth_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
)

// With many hosts too, only a trusted proxy says which of them was meant, and by which
// protocol.
func TestForwardedHostOfManyNeedsAProxy(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		db := authtest.New(t, auth.Options{Plugins: o.Plugins}).Options().Database
		for _, trusted := range []bool{false, true} {
			o := o
			o.Secret, o.Database, o.Log = authtest.Secret, db, slog.New(slog.DiscardHandler)
			o.DynamicBaseURL = auth.DynamicBaseURL{AllowedHosts: []string{"example.com", "*.schools.example"}, Protocol: "auto"}
			o.Advanced.TrustedProxyHeaders = true
			if trusted {
				o.Advanced.IPAddress.TrustedProxies = []string{"192.0.2.0/24"}
			}
			var base string
			o.Before = func(c *auth.Call) (any, error) { base = c.BaseURL(); return nil, nil }
			a, err := auth.New(o)
			if err != nil {
				t.Fatal(err)
			}
			forged := http.Header{"X-Forwarded-Host": {"evil.schools.example"}, "X-Forwarded-Proto": {"https"}}
			ask(a.Handler(), "GET", "/api/auth/ok", forged, "")
			if got := strings.HasPrefix(base, "https://evil.schools.example"); got != (trusted || !safer) {
				t.Errorf("with trusted proxies %v: %s", trusted, base)
			}
		}
	})
}

// An address in lower case is never somebody else's: JavaScript keeps the dot of a capital I,
// Go does not.
func TestLoweredAddressesStayApart(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: passwords()})
	signUpAnn(s)
	s.Browser().POST("/sign-up/email", `{"name":"Mike","email":"mike@example.com","password":"correct horse"}`).Want(200)
	for _, other := range []string{"m\u0130ke@example.com", "M\u0130KE@EXAMPLE.COM", "m\u0131ke@example.com", "mi\u0307ke@example.com"} {
		if u, err := s.FindUserByEmail(t.Context(), other); err == nil {
			t.Errorf("%q finds %s", other, u.Email)
		}
	}
	if u, err := s.FindUserByEmail(t.Context(), "MIKE@example.com"); err != nil || u.Email != "mike@example.com" {
		t.Errorf("%v %v", u, err)
	}
	if got := auth.NormalizeEmail("M\u0130\u00c4@X"); got != "mi\u0307\u00e4@x" {
		t.Errorf("%q", got)
	}
}

// Nobody has long texts of theirs mailed to others, or stored without an account.
func TestTargetsAndStatesAreBounded(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		o.EmailVerification.Send = func(context.Context, auth.Mail) error { return nil }
		github, err := provider.New("github", provider.Options{ClientID: []string{"x"}, ClientSecret: "y"})
		if err != nil {
			t.Fatal(err)
		}
		o.Plugins = append(o.Plugins, social.New(github), deviceauthorization.New(deviceauthorization.Options{}))
		s := authtest.New(t, o)
		long := strings.Repeat("a", 20_000)
		b := s.Browser()
		b.POST("/send-verification-email", `{"email":"ann@example.com","callbackURL":"/`+long+`"}`).Want(choose(safer, 403, 200))
		b.POST("/sign-in/social", `{"provider":"github","additionalData":{"a":"`+long+`"}}`).Want(choose(safer, 400, 200))
		b.POST("/sign-in/social", `{"provider":"github","additionalData":{"a":"`+long[:8000]+`"}}`).Want(200)
		location := b.POST("/callback/github", `{"state":"`+long+`"}`).Want(302).Header.Get("Location")
		if refused := strings.HasSuffix(location, "/error?error=invalid_callback_request"); refused != safer {
			t.Errorf("a callback of %d bytes is sent to %.100s", len(long), location)
		}
		b.POST("/device/code", `{"client_id":"tv","scope":"`+long+`"}`).Want(choose(safer, 400, 200))
		b.POST("/device/code", `{"client_id":"tv","scope":"all of it"}`).Want(200)
	})
}

// Whoever finds a session that was left open makes no way in of their own with it: neither an
// address or a number of theirs, nor an account of theirs at a provider.
func TestNewWaysInNeedAFreshSession(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, o auth.Options, safer bool) {
		github, err := provider.New("github", provider.Options{ClientID: []string{"x"}, ClientSecret: "y"})
		if err != nil {
			t.Fatal(err)
		}
		late, code := time.Now(), ""
		o.Now = func() time.Time { return late }
		o.Plugins = append(o.Plugins, social.New(github),
			emailotp.New(emailotp.Options{ChangeEmail: true, Send: func(_ context.Context, m emailotp.Mail) error { code = m.OTP; return nil }}),
			phonenumber.New(phonenumber.Options{Send: func(_ context.Context, m phonenumber.Message) error { code = m.Code; return nil }}),
		)
		s := authtest.New(t, o)
		ann := signUpAnn(s)
		for _, fresh := range []bool{true, false} {
			if !fresh {
				late = late.Add(25 * time.Hour)
			}
			want := choose(fresh || !safer, 200, 403)
			code = "000000"
			ann.POST("/email-otp/request-email-change", `{"newEmail":"eve@example.com"}`).Want(want)
			ann.POST("/link-social", `{"provider":"github"}`).Want(want)
			number := fmt.Sprintf("+49170123456%d", choose(fresh, 1, 2))
			ann.POST("/phone-number/send-otp", `{"phoneNumber":"`+number+`"}`).Want(200)
			ann.POST("/phone-number/verify", `{"phoneNumber":"`+number+`","code":"`+code+`","updatePhoneNumber":true}`).Want(want)
		}
	})
}
