package passkey_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
	"github.com/lyceum/lyceum/auth/store"
)

// bouncer refuses sign-ins with passkeys while shut is true, as a ban does.
type bouncer struct{ shut bool }

func (*bouncer) ID() string { return "bouncer" }

func (d *bouncer) Setup(b *auth.Builder) error {
	b.Events().SigningIn = append(b.Events().SigningIn, func(_ *auth.Call, s *auth.SignIn) error {
		if d.shut && s.Method == "passkey" {
			return auth.FailText(http.StatusForbidden, "banned")
		}
		return nil
	})
	return nil
}

// TestBans: who may not sign in does not do so with a passkey, nor gets a passkey with a
// session.
func TestBans(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		door := &bouncer{}
		s := start(t, url, passkey.Options{}, door)
		ann, phone := signUp(s, "ann"), newDevice()
		phone.add(t, ann)
		door.shut = true
		phone.key.Counter = 3
		sessions := count(t, s, "session")
		phone.signIn(t, s.Browser()).Want(403, "banned")
		other := newDevice()
		ann.POST("/passkey/verify-registration", `{"createSession":true,"response":`+other.create(t, beginAdding(ann))+`}`).Want(403, "banned")
		if n := count(t, s, "passkey"); n != 1 {
			t.Errorf("%d passkeys", n)
		}
		if n := count(t, s, "session"); n != sessions {
			t.Errorf("%d sessions more", n-sessions)
		}
	})
}

// TestWithoutSession: a new person makes an account by a passkey, and is signed in.
func TestWithoutSession(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		var s *authtest.Server
		s = start(t, url, passkey.Options{Registration: passkey.RegistrationOptions{
			WithoutSession: true,
			ResolveUser: func(_ *auth.Call, invitation *string) (passkey.Person, error) {
				if invitation == nil {
					return passkey.Person{}, nil
				}
				return passkey.Person{ID: "pending", Name: *invitation}, nil
			},
			Extensions: func(*auth.Call) (auth.Object, error) { return auth.Object{{Key: "minPinLength", Value: true}}, nil },
			AfterVerification: func(c *auth.Call, r passkey.Registration) (passkey.Override, error) {
				user, err := s.CreateUser(c, store.Values{"name": r.Person.Name, "email": *r.Context, "emailVerified": true}, "passkey")
				if err != nil {
					return passkey.Override{}, err
				}
				return passkey.Override{UserID: user.ID, Name: " First key "}, nil
			},
		}})
		visitor, phone := s.Browser(), newDevice()
		visitor.GET("/passkey/generate-register-options").Want(400, "RESOLVED_USER_INVALID")
		began := visitor.GET("/passkey/generate-register-options?context=new@example.com").
			Want(200, `"name":"new@example.com"`, `"extensions":{"minPinLength":true,"credProps":true}`)
		visitor.POST("/passkey/verify-registration", `{"createSession":true,"response":`+phone.create(t, began.Body)+`}`).
			Want(200, `{"name":"First key"`, `"session":{`, `"user":{`)
		visitor.GET("/get-session").Want(200, "new@example.com")
		phone.signIn(t, s.Browser()).Want(200, "new@example.com")

		// Who has a session adds to the own account, whatever the function says.
		own := newDevice()
		endAdding(visitor, own.create(t, visitor.GET("/passkey/generate-register-options?context=other@example.com").Want(200).Body)).
			Want(401, passkey.NotAllowed.Name)
		if n := count(t, s, "user"); n != 1 {
			t.Errorf("%d users", n)
		}
	})
}

// TestNotice: the owner is told in the transaction that adds a passkey: without the notice there
// is no passkey.
func TestNotice(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		var told []string
		fails := false
		s := start(t, url, passkey.Options{OnAdded: func(_ context.Context, u *auth.User) error {
			if told = append(told, u.Email); fails {
				return errors.New("no mail")
			}
			return nil
		}})
		ann := signUp(s, "ann")
		newDevice().add(t, ann)
		fails = true
		endAdding(ann, newDevice().create(t, beginAdding(ann))).Want(500, passkey.FailedToVerifyRegistration.Name)
		if n := count(t, s, "passkey"); n != 1 || strings.Join(told, " ") != "ann@example.com ann@example.com" {
			t.Errorf("%d passkeys, told %q", n, told)
		}
	})
}

// TestAfterAuthentication: a function of the application sees the passkey and can refuse.
func TestAfterAuthentication(t *testing.T) {
	t.Parallel()
	s := start(t, "sqlite:"+t.TempDir()+"/auth.db", passkey.Options{Authentication: passkey.AuthenticationOptions{
		Extensions: func(*auth.Call) (auth.Object, error) { return auth.Object{{Key: "uvm", Value: true}}, nil },
		AfterVerification: func(_ *auth.Call, a passkey.Authentication) error {
			if !a.UserVerified {
				return auth.FailText(http.StatusForbidden, a.Passkey.CredentialID)
			}
			return nil
		},
	}})
	ann, phone := signUp(s, "ann"), newDevice()
	phone.add(t, ann)
	ann.GET("/passkey/generate-authenticate-options").Want(200, `"userVerification":"preferred","extensions":{"uvm":true}}`)
	phone.signIn(t, s.Browser()).Want(200)
	phone.Options.UserNotVerified = true
	phone.signIn(t, s.Browser()).Want(403)
}

// TestStatements: never more statements than the reference takes, its later looks for the session
// left out: that is cached here.
func TestStatements(t *testing.T) {
	t.Parallel()
	for compat, registration := range map[string]int{"": 3, "reference": 2} {
		o := options(passkey.Options{})
		o.Compat = compat
		s := authtest.New(t, o)
		ann, phone, cafe := signUp(s, "ann"), newDevice(), s.Browser()
		counted := func(what string, want int, request func() *authtest.Reply) *authtest.Reply {
			t.Helper()
			s.SQL.Reset()
			r := request()
			ran := slices.DeleteFunc(s.SQL.All(), func(sql string) bool { return strings.Contains(sql, `"expiresAt" <`) })
			if n := len(ran); r.StatusCode != 200 || n != want {
				t.Errorf("%s: status %d, %d statements, want %d: %q", what, r.StatusCode, n, want, ran)
			}
			return r
		}
		began := counted("begin to add", 3, func() *authtest.Reply { return ann.GET("/passkey/generate-register-options") })
		// Whether the key is known already is one more than the reference asks.
		added := counted("add", registration, func() *authtest.Reply { return endAdding(ann, phone.create(t, began.Body)) })
		began = counted("begin to sign in", 1, func() *authtest.Reply { return cafe.GET("/passkey/generate-authenticate-options") })
		counted("sign in", 4, func() *authtest.Reply { return endSigningIn(cafe, phone.sign(t, began.Body)) })
		counted("list", 1, func() *authtest.Reply { return ann.GET("/passkey/list-user-passkeys") })
		id := added.Text("id")
		counted("rename", 2, func() *authtest.Reply { return ann.POST("/passkey/update-passkey", `{"id":"`+id+`","name":"x"}`) })
		counted("remove", 2, func() *authtest.Reply { return ann.POST("/passkey/delete-passkey", `{"id":"`+id+`"}`) })
	}
}
