package passkey_test

import (
	"encoding/base64"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

var site = virtualwebauthn.RelyingParty{ID: "localhost", Name: "Better Auth", Origin: "http://localhost:3000"}

// device is an authenticator with one key. A test changes its fields to have it misbehave.
type device struct {
	virtualwebauthn.Authenticator
	site virtualwebauthn.RelyingParty
	key  virtualwebauthn.Credential
}

func newDevice() *device {
	d := &device{Authenticator: virtualwebauthn.NewAuthenticator(), site: site}
	for { // one key of 128 has a short coordinate, which the authenticator does not pad
		if d.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(d.key.Key.AttestationData()) == 77 {
			return d
		}
	}
}

// create answers the options of a registration.
func (d *device) create(t testing.TB, options string) string {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		t.Fatal(err, options)
	}
	return virtualwebauthn.CreateAttestationResponse(d.site, d.Authenticator, d.key, *parsed)
}

// sign answers the options of a sign-in.
func (d *device) sign(t testing.TB, options string) string {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		t.Fatal(err, options)
	}
	return virtualwebauthn.CreateAssertionResponse(d.site, d.Authenticator, d.key, *parsed)
}

func beginAdding(b *authtest.Browser) string {
	return b.GET("/passkey/generate-register-options").Want(200).Body
}

func endAdding(b *authtest.Browser, response string) *authtest.Reply {
	return b.POST("/passkey/verify-registration", `{"response":`+response+`}`)
}

func beginSigningIn(b *authtest.Browser) string {
	return b.GET("/passkey/generate-authenticate-options").Want(200).Body
}

func endSigningIn(b *authtest.Browser, response string) *authtest.Reply {
	return b.POST("/passkey/verify-authentication", `{"response":`+response+`}`)
}

// add adds a device and returns the id of its passkey.
func (d *device) add(t testing.TB, b *authtest.Browser) string {
	t.Helper()
	return endAdding(b, d.create(t, beginAdding(b))).Want(200).Text("id")
}

func (d *device) signIn(t testing.TB, b *authtest.Browser) *authtest.Reply {
	t.Helper()
	return endSigningIn(b, d.sign(t, beginSigningIn(b)))
}

func signUp(s *authtest.Server, name string) *authtest.Browser {
	b := s.Browser()
	b.POST("/sign-up/email", `{"name":"`+name+`","email":"`+name+`@example.com","password":"correct horse battery"}`).Want(200)
	return b
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+t.TempDir()+"/auth.db")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.New(t))
	})
}

func start(t *testing.T, url string, o passkey.Options, more ...auth.Plugin) *authtest.Server {
	t.Helper()
	return authtest.NewOn(t, url, options(o, more...))
}

func options(o passkey.Options, more ...auth.Plugin) auth.Options {
	return auth.Options{Plugins: append([]auth.Plugin{password.New(password.Options{}), passkey.New(o)}, more...)}
}

// count is the number of rows of a model.
func count(t *testing.T, s *authtest.Server, model string) int64 {
	t.Helper()
	n, err := s.Store().Count(t.Context(), model)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// store stores the key as a Node server would, for a user of its own.
func (d *device) store(t *testing.T, s *authtest.Server) {
	t.Helper()
	user, err := s.CreateUser(t.Context(), store.Values{"name": "x", "email": s.RandomString(8, auth.LowerDigits) + "@example.com", "emailVerified": true}, "test")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Store().Create(t.Context(), "passkey", store.Values{
		"userId": user.ID, "credentialID": base64.RawURLEncoding.EncodeToString(d.key.ID),
		"publicKey": base64.StdEncoding.EncodeToString(d.key.Key.AttestationData()), "counter": 0,
		"deviceType": "singleDevice", "backedUp": false,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// refuses is why a server does not start.
func refuses(t *testing.T, o auth.Options) error {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite:"+t.TempDir()+"/auth.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	o.Database, o.Secret, o.BaseURL = db, authtest.Secret, "http://localhost:3000"
	_, err = auth.New(o)
	return err
}
