package auth_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/auth/plugin/anonymous"
	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/plugin/bearer"
	"github.com/lyceum/lyceum/auth/plugin/deviceauthorization"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/genericoauth"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/multisession"
	"github.com/lyceum/lyceum/auth/plugin/onetimetoken"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/auth/plugin/username"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// household is a server with every door there is, and Bob, who may pass through each.
type household struct {
	*authtest.Server
	t       *testing.T
	office  *admin.Plugin
	factors *twofactor.Plugin
	sent    sync.Map // the newest link or code by what it is for
	bob     *authtest.Browser
	bobID   string
	key     virtualwebauthn.Credential
	device  virtualwebauthn.Authenticator
}

// door is a way in. ready prepares it as Bob would; what it returns passes through.
type door struct {
	name string
	// method is that of auth.SignIn, "" where no session is created.
	method string
	// noFactor says why no second factor is asked for.
	noFactor string
	// late: a change of the session it hands over ends what was prepared.
	late  bool
	ready func(h *household) func() (*authtest.Browser, *authtest.Reply)
}

const bobNumber, bobWord = "+491701234567", "correct horse"

func (h *household) Send(what, text string) { h.sent.Store(what, text) }

// got is what was sent last; its path below the base path when it is a link.
func (h *household) got(what string) string {
	v, _ := h.sent.Load(what)
	text, _ := v.(string)
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.RequestURI(), "/api/auth")
	}
	return text
}

// idp is the network with providers who know Bob.
type idp struct{}

func (idp) RoundTrip(r *http.Request) (*http.Response, error) {
	text := `{"id":77,"state":"active","name":"Bob","email":"bob@example.com","email_verified":true}`
	if strings.HasSuffix(r.URL.Path, "/token") {
		text = `{"access_token":"access","token_type":"bearer"}`
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
}

func openHouse(t *testing.T, database string) *household {
	t.Helper()
	h := &household{t: t, office: admin.New(admin.Options{}), factors: twofactor.New(twofactor.Options{Page: "/two-factor"})}
	gitlab, err := provider.New("gitlab", provider.Options{ClientID: []string{"id"}, ClientSecret: "secret", HTTPClient: &http.Client{Transport: idp{}}})
	if err != nil {
		t.Fatal(err)
	}
	off := false
	o := auth.Options{RateLimit: auth.RateLimitOptions{Enabled: &off}, Plugins: append(plainPasswords(),
		h.office, h.factors, username.New(username.Options{}), multisession.New(multisession.Options{}), bearer.New(bearer.Options{}),
		anonymous.New(anonymous.Options{}), onetimetoken.New(onetimetoken.Options{}), deviceauthorization.New(deviceauthorization.Options{}),
		apikey.New(nil, apikey.Config{Sessions: true}), passkey.New(passkey.Options{}), social.New(gitlab),
		phonenumber.New(phonenumber.Options{Send: func(_ context.Context, m phonenumber.Message) error { h.Send("sms", m.Code); return nil }}),
		magiclink.New(magiclink.Options{Send: func(_ context.Context, m magiclink.Mail) error { h.Send("link", m.URL); return nil }}),
		emailotp.New(emailotp.Options{Send: func(_ context.Context, m emailotp.Mail) error { h.Send("code", m.OTP); return nil }}),
		genericoauth.New(genericoauth.Config{
			ProviderID: "school", ClientID: "id", ClientSecret: "secret", AuthorizationURL: "https://school.example/authorize", TokenURL: "https://school.example/token",
			GetToken: func(context.Context, provider.Exchange) (*provider.Tokens, error) {
				return &provider.Tokens{Access: "access"}, nil
			},
			GetUserInfo: func(context.Context, *provider.Tokens) (provider.Object, error) {
				return provider.Object{
					{Key: "id", Value: "77"}, {Key: "email", Value: "bob@example.com"}, {Key: "name", Value: "Bob"}, {Key: "emailVerified", Value: true},
				}, nil
			},
		}),
	)}
	o.EmailVerification.AutoSignIn = true
	o.EmailVerification.Send = func(_ context.Context, m auth.Mail) error { h.Send("verify", m.URL); return nil }
	h.Server = authtest.NewOn(t, database, o)
	h.settle()
	return h
}

// settle gives Bob what each door asks for.
func (h *household) settle() {
	h.bob = h.Browser()
	h.bob.POST("/sign-up/email", `{"name":"Bob","email":"bob@example.com","username":"bobby","password":"`+bobWord+`"}`).Want(200)
	h.bobID = h.bob.GET("/get-session").Text("user", "id")
	h.set(store.Values{"emailVerified": true, "phoneNumber": bobNumber, "phoneNumberVerified": true})
	h.device = virtualwebauthn.NewAuthenticator()
	for h.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(h.key.Key.AttestationData()) != 77; {
		h.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	options, err := virtualwebauthn.ParseAttestationOptions(h.bob.GET("/passkey/generate-register-options").Want(200).Body)
	if err != nil {
		h.t.Fatal(err)
	}
	h.bob.POST("/passkey/verify-registration", `{"response":`+virtualwebauthn.CreateAttestationResponse(party, h.device, h.key, *options)+`}`).Want(200)
}

var party = virtualwebauthn.RelyingParty{ID: "localhost", Name: "Better Auth", Origin: "http://localhost:3000"}

func (h *household) set(values store.Values) {
	h.t.Helper()
	if _, err := h.UpdateUser(h.t.Context(), h.bobID, values); err != nil {
		h.t.Fatal(err)
	}
}

// posting is a door that is one request.
func posting(path string, body func(h *household) string) func(h *household) func() (*authtest.Browser, *authtest.Reply) {
	return func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		text, b := body(h), h.Browser()
		return func() (*authtest.Browser, *authtest.Reply) { return b, b.POST(path, text) }
	}
}

// following is a door that is a link.
func following(link func(h *household, b *authtest.Browser) string) func(h *household) func() (*authtest.Browser, *authtest.Reply) {
	return func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		b := h.Browser()
		to := link(h, b)
		return func() (*authtest.Browser, *authtest.Reply) { return b, b.GET(to) }
	}
}

func fixed(body string) func(*household) string { return func(*household) string { return body } }

// through is a provider's door, up to its callback.
func through(id string) func(h *household, b *authtest.Browser) string {
	return func(_ *household, b *authtest.Browser) string {
		u, _ := url.Parse(b.POST("/sign-in/social", `{"provider":"`+id+`","callbackURL":"/home","errorCallbackURL":"/failed"}`).Want(200).Text("url"))
		return "/callback/" + id + "?code=c&state=" + url.QueryEscape(u.Query().Get("state"))
	}
}

// The doors. What verifies the address comes first: another may have done so.
var doors = []door{
	{name: "verification link", method: "email-verification", ready: following(func(h *household, b *authtest.Browser) string {
		h.set(store.Values{"emailVerified": false})
		b.POST("/send-verification-email", `{"email":"bob@example.com","callbackURL":"/home"}`).Want(200)
		return h.got("verify")
	})},
	{name: "password", method: "email-password", ready: posting("/sign-in/email", fixed(`{"email":"bob@example.com","password":"`+bobWord+`"}`))},
	{name: "username", method: "username", ready: posting("/sign-in/username", fixed(`{"username":"bobby","password":"`+bobWord+`"}`))},
	{name: "phone and password", method: "phone-number", ready: posting("/sign-in/phone-number",
		fixed(`{"phoneNumber":"`+bobNumber+`","password":"`+bobWord+`"}`))},
	{name: "text message", method: "phone-number", ready: posting("/phone-number/verify", func(h *household) string {
		h.Browser().POST("/phone-number/send-otp", `{"phoneNumber":"`+bobNumber+`"}`).Want(200)
		return `{"phoneNumber":"` + bobNumber + `","code":"` + h.got("sms") + `"}`
	})},
	{name: "mailed code", method: "email-otp", ready: posting("/sign-in/email-otp", func(h *household) string {
		h.Browser().POST("/email-otp/send-verification-otp", `{"email":"bob@example.com","type":"sign-in"}`).Want(200)
		return `{"email":"bob@example.com","otp":"` + h.got("code") + `"}`
	})},
	{name: "mailed link", method: "magic-link", ready: following(func(h *household, b *authtest.Browser) string {
		b.POST("/sign-in/magic-link", `{"email":"bob@example.com","callbackURL":"/home","errorCallbackURL":"/failed"}`).Want(200)
		return h.got("link")
	})},
	{name: "social provider", method: "oauth", ready: following(through("gitlab"))},
	{name: "own provider", method: "oauth", ready: following(through("school"))},
	{name: "guest who signs in", method: "anonymous", ready: func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		b := h.Browser()
		b.POST("/sign-in/anonymous", `{}`).Want(200)
		return func() (*authtest.Browser, *authtest.Reply) {
			return b, b.POST("/sign-in/email", `{"email":"bob@example.com","password":"`+bobWord+`"}`)
		}
	}},
	{name: "passkey", method: "passkey", noFactor: "it is two factors", ready: func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		b := h.Browser()
		options, err := virtualwebauthn.ParseAssertionOptions(b.GET("/passkey/generate-authenticate-options").Want(200).Body)
		if err != nil {
			h.t.Fatal(err)
		}
		h.key.Counter++
		body := `{"response":` + virtualwebauthn.CreateAssertionResponse(party, h.device, h.key, *options) + `}`
		return func() (*authtest.Browser, *authtest.Reply) { return b, b.POST("/passkey/verify-authentication", body) }
	}},
	{name: "device", method: "device-authorization", noFactor: "the person who let it in has passed theirs", ready: func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		tv := h.Browser()
		codes := tv.POST("/device/code", `{"client_id":"tv"}`).Want(200)
		h.bob.GET("/device?user_code=" + codes.Text("user_code")).Want(200)
		h.bob.POST("/device/approve", `{"userCode":"`+codes.Text("user_code")+`"}`).Want(200)
		body := `{"grant_type":"urn:ietf:params:oauth:grant-type:device_code","client_id":"tv","device_code":"` + codes.Text("device_code") + `"}`
		return func() (*authtest.Browser, *authtest.Reply) {
			r := tv.POST("/device/token", body)
			tv.Header.Set("Authorization", "Bearer "+r.Text("access_token"))
			return tv, r
		}
	}},
	{name: "one-time token", noFactor: "it hands over a session", late: true, ready: posting("/one-time-token/verify", func(h *household) string {
		return `{"token":"` + h.bob.GET("/one-time-token/generate").Want(200).Text("token") + `"}`
	})},
	{name: "account switcher", noFactor: "it changes to a session", ready: func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		b := h.Browser()
		token := b.POST("/sign-in/email", `{"email":"bob@example.com","password":"`+bobWord+`"}`).Want(200).Text("token")
		cid := h.RandomString(8, auth.LowerDigits)
		b.POST("/sign-up/email", fmt.Sprintf(`{"name":"Cid","email":"%s@example.com","password":%q}`, cid, bobWord)).Want(200)
		return func() (*authtest.Browser, *authtest.Reply) {
			return b, b.POST("/multi-session/set-active", `{"sessionToken":"`+token+`"}`)
		}
	}},
	{name: "API key", noFactor: "it is no sign-in", ready: func(h *household) func() (*authtest.Browser, *authtest.Reply) {
		robot := h.Browser()
		robot.Header.Set("X-Api-Key", h.bob.POST("/api-key/create", `{"name":"robot"}`).Want(200).Text("key"))
		return func() (*authtest.Browser, *authtest.Reply) { return robot, robot.GET("/get-session") }
	}},
}

// isBob reports whether a browser is signed in as Bob.
func (h *household) isBob(b *authtest.Browser) bool {
	return b.GET("/get-session").Text("user", "id") == h.bobID
}

// A banned user passes through no door, prepared before the ban or not, and through all of
// them when the ban is lifted.
func TestBansHoldAtEveryDoor(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, database)
			var pass []func() (*authtest.Browser, *authtest.Reply)
			for _, d := range doors {
				if b, r := d.ready(h)(); !h.isBob(b) {
					t.Errorf("%s does not open: %d %s", d.name, r.StatusCode, r.Body)
				}
			}
			for _, d := range doors {
				pass = append(pass, d.ready(h))
			}
			if _, err := h.office.Ban(t.Context(), nil, h.bobID, admin.Ban{Expires: time.Now().Add(time.Hour)}); err != nil {
				t.Fatal(err)
			}
			if h.isBob(h.bob) {
				t.Error("his session lives on")
			}
			for i, d := range doors {
				b, r := pass[i]()
				if h.isBob(b) {
					t.Errorf("%s opens for somebody banned", d.name)
				}
				answer := strings.ToUpper(r.Body + r.Header.Get("Location"))
				if d.method != "" && !strings.Contains(answer, "BANNED") {
					t.Errorf("%s does not say why: %d %s", d.name, r.StatusCode, answer)
				}
			}
			if n, err := h.Store().Count(t.Context(), "session", store.Eq("userId", h.bobID)); n != 0 || err != nil {
				t.Errorf("%d sessions of somebody banned: %v", n, err)
			}
			if _, err := h.office.Unban(t.Context(), nil, h.bobID); err != nil {
				t.Fatal(err)
			}
			h.bob.POST("/sign-in/email", `{"email":"bob@example.com","password":"`+bobWord+`"}`).Want(200)
			for _, d := range doors {
				if b, r := d.ready(h)(); !h.isBob(b) {
					t.Errorf("%s stays shut: %d %s", d.name, r.StatusCode, r.Body)
				}
			}
		})
	}
}

// A second factor is asked for at every door that creates a session, but those that say why not.
func TestFactorsAreAskedForAtEveryDoor(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, database)
			var pass []func() (*authtest.Browser, *authtest.Reply)
			for _, d := range doors {
				d.ready(h)() // links the accounts of providers
			}
			for _, d := range doors {
				pass = append(pass, d.ready(h))
			}
			h.bob.POST("/two-factor/enable", `{"password":"`+bobWord+`"}`).Want(200)
			row, err := h.Store().Find(t.Context(), store.Query{Model: "twoFactor", Where: []store.Cond{store.Eq("userId", h.bobID)}})
			if err != nil {
				t.Fatal(err)
			}
			secret, err := h.Decrypt(row.String("secret"))
			if err != nil {
				t.Fatal(err)
			}
			code, err := h.factors.GenerateTOTP(secret)
			if err != nil {
				t.Fatal(err)
			}
			h.bob.POST("/two-factor/verify-totp", `{"code":"`+code+`"}`).Want(200)
			for i, d := range doors {
				if d.late {
					pass[i] = d.ready(h)
				}
				b, r := pass[i]()
				asked := strings.Contains(r.Body+r.Header.Get("Location"), "twoFactorRedirect")
				if in := h.isBob(b); in != (d.noFactor != "") || asked == in {
					t.Errorf("%s: signed in %v, asked for a factor %v: %d %s", d.name, in, asked, r.StatusCode, r.Body)
				}
			}
		})
	}
}

// The doors are all that the plugins have: each method of auth.SignIn in their source.
func TestNoDoorIsForgotten(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, d := range doors {
		known[d.method] = true
	}
	files, err := filepath.Glob("plugin/*/*.go")
	if err != nil || len(files) < 100 {
		t.Fatal(len(files), err)
	}
	files = append(files, "verifyemail.go", "accounts.go", "oauth/authenticate.go")
	method := regexp.MustCompile(`SignIn\{[^}\n]*Method: "([a-z-]+)"`)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range method.FindAllSubmatch(text, -1) {
			if found++; !known[string(m[1])] {
				t.Errorf("%s signs in by %q, which is no door of this test", file, m[1])
			}
		}
	}
	if found < 12 {
		t.Errorf("%d sign-ins found", found)
	}
}
