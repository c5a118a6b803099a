package twofactor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// Every way of signing in is challenged; with Compat "reference" those by password are.
func TestEverySignInIsChallenged(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		ways := map[string]func(w *world, b *authtest.Browser) *authtest.Reply{
			"password": func(_ *world, b *authtest.Browser) *authtest.Reply {
				return b.POST("/sign-in/email", `{"email":"ann@example.com","password":"`+secretWord+`"}`)
			},
			"username": func(_ *world, b *authtest.Browser) *authtest.Reply {
				return b.POST("/sign-in/username", `{"username":"ann","password":"`+secretWord+`"}`)
			},
			"mailed code": func(w *world, b *authtest.Browser) *authtest.Reply {
				b.POST("/email-otp/send-verification-otp", `{"email":"ann@example.com","type":"sign-in"}`).Want(200)
				return b.POST("/sign-in/email-otp", `{"email":"ann@example.com","otp":"`+w.got("code")+`"}`)
			},
			"mailed link": func(w *world, b *authtest.Browser) *authtest.Reply {
				b.POST("/sign-in/magic-link", `{"email":"ann@example.com"}`).Want(200)
				link, _, _ := strings.Cut(w.got("link"), "&callbackURL")
				return b.GET(link)
			},
		}
		w := open(t, database, setting{options: twofactor.Options{Page: "/two-factor"}})
		ann := w.person("ann")
		w.verify(t, "ann@example.com")
		w.enrol(t, ann)
		for name, sign := range ways {
			b := w.Browser()
			if r := sign(w, b); r.StatusCode != 200 || !strings.Contains(r.Body, `{"twoFactorRedirect":true,"twoFactorMethods":["totp"`) {
				t.Errorf("%s: %d %s", name, r.StatusCode, r.Body)
			}
			b.GET("/get-session").Want(200, "null")
		}
		b := w.Browser()
		b.POST("/sign-in/magic-link", `{"email":"ann@example.com","callbackURL":"/home?a=1"}`).Want(200)
		const page = "/two-factor?callbackURL=http%3A%2F%2Flocalhost%3A3000%2Fhome%3Fa%3D1&twoFactorRedirect=true&twoFactorMethods=totp"
		if to := b.GET(w.got("link")).Want(302).Header.Get("Location"); to != page {
			t.Errorf("a link leads to %s", to)
		}
		w.unverify(t, "ann@example.com")
		b.POST("/send-verification-email", `{"email":"ann@example.com","callbackURL":"/home"}`).Want(200)
		if to := b.GET(w.got("verify")).Want(302).Header.Get("Location"); !strings.HasPrefix(to, "/two-factor?callbackURL=%2Fhome&") {
			t.Errorf("a verification leads to %s", to)
		}
		b.GET("/get-session").Want(200, "null")
	})
}

func TestReferenceChallengesPasswordsOnly(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{compat: "reference"})
		ann := w.person("ann")
		w.verify(t, "ann@example.com")
		f := w.enrol(t, ann)
		b := w.signIn("ann")
		b.POST("/sign-in/magic-link", `{"email":"ann@example.com"}`).Want(200)
		link, _, _ := strings.Cut(w.got("link"), "&callbackURL")
		b.GET(link).Want(200, `"token"`)
		code := f.code(t)
		for range 2 { // a code works again there
			w.signIn("ann").POST("/two-factor/verify-totp", code).Want(200)
		}
	})
}

// A mailbox is no second factor after itself.
func TestMailAfterMail(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{})
		ann := w.person("ann")
		w.verify(t, "ann@example.com")
		f := w.enrol(t, ann)
		b := w.Browser()
		b.POST("/email-otp/send-verification-otp", `{"email":"ann@example.com","type":"sign-in"}`).Want(200)
		b.POST("/sign-in/email-otp", `{"email":"ann@example.com","otp":"`+w.got("code")+`"}`).Want(200, `"twoFactorMethods":["totp"]`)
		b.POST("/two-factor/send-otp", "").Want(400, "OTP_NOT_CONFIGURED")
		b.POST("/two-factor/verify-totp", f.code(t)).Want(200)
		w.signIn("ann").POST("/two-factor/send-otp", "").Want(200)

		bob := w.person("bob")
		w.verify(t, "bob@example.com")
		bob.POST("/two-factor/enable", `{"password":"`+secretWord+`","method":"otp"}`).Want(200)
		b = w.Browser()
		b.POST("/email-otp/send-verification-otp", `{"email":"bob@example.com","type":"sign-in"}`).Want(200)
		b.POST("/sign-in/email-otp", `{"email":"bob@example.com","otp":"`+w.got("code")+`"}`).Want(200, `"twoFactorMethods":["otp"]`)
		b.POST("/two-factor/send-otp", "").Want(200)
		b.POST("/two-factor/verify-otp", `{"code":"`+w.got("otp")+`"}`).Want(200, "bob@example.com")
	})
}

func TestCodesWorkOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{unbound: true, options: twofactor.Options{Lockout: twofactor.LockoutOptions{Disabled: true}}})
		ann := w.person("ann")
		f := w.begin(t, ann)
		code := f.code(t)
		ann.POST("/two-factor/verify-totp", code).Want(200)
		w.signIn("ann").POST("/two-factor/verify-totp", code).Want(401, "INVALID_CODE")
		w.pass(time.Minute)
		browsers := make([]*authtest.Browser, 100)
		for i := range browsers {
			browsers[i] = w.signIn("ann")
		}
		code = f.code(t)
		counts := atOnce(100, func(i int) int { return browsers[i].POST("/two-factor/verify-totp", code).StatusCode })
		if counts[200] != 1 || counts[401] != 99 {
			t.Errorf("an app's code at once: %v", counts)
		}
		backup := `{"code":"` + f.Codes[0] + `"}`
		for i := range browsers {
			browsers[i] = w.signIn("ann")
		}
		counts = atOnce(100, func(i int) int { return browsers[i].POST("/two-factor/verify-backup-code", backup).StatusCode })
		if counts[200] != 1 || counts[401]+counts[409] != 99 {
			t.Errorf("a backup code at once: %v", counts)
		}
		b := w.signIn("ann")
		b.POST("/two-factor/send-otp", "").Want(200)
		sent := `{"code":"` + w.got("otp") + `"}`
		counts = atOnce(100, func(int) int { return b.POST("/two-factor/verify-otp", sent).StatusCode })
		if counts[200] < 1 || w.sessions(t, "ann@example.com") != 1+1+1+1 {
			t.Errorf("a sent code at once: %v, %d sessions", counts, w.sessions(t, "ann@example.com"))
		}
	})
}

// However many guesses come at once, a challenge survives five.
func TestChallengesEnd(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{unbound: true})
		f := w.enrol(t, w.person("ann"))
		b := w.signIn("ann")
		counts := atOnce(100, func(int) int { return b.POST("/two-factor/verify-totp", `{"code":"wrong"}`).StatusCode })
		if counts[401]+counts[400] != 100 {
			t.Errorf("%v", counts)
		}
		row, err := w.Store().Find(context.Background(), store.Query{Model: "twoFactor"})
		if n := row.Int("failedVerificationCount"); err != nil || n < 1 || n > 5 {
			t.Errorf("%d guesses were looked at, %v", n, err)
		}
		w.pass(11 * time.Minute)
		b = w.signIn("ann")
		w.pass(11 * time.Minute)
		b.POST("/two-factor/verify-totp", f.code(t)).Want(401, "INVALID_TWO_FACTOR_COOKIE")
		b.POST("/two-factor/send-otp", "").Want(401, "INVALID_TWO_FACTOR_COOKIE")
	})
}

func TestGuessesAtFactors(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{})
		ann := w.person("ann")
		f := w.enrol(t, ann)
		for range 10 {
			ann.POST("/two-factor/verify-totp", `{"code":"wrong"}`).Want(401)
		}
		ann.POST("/two-factor/verify-totp", f.code(t)).Want(429)
		w.signIn("ann").POST("/two-factor/verify-backup-code", `{"code":"`+f.Codes[0]+`"}`).Want(429)
		w.pass(16 * time.Minute)
		for range 2 {
			b := w.signIn("ann")
			for range 5 {
				b.POST("/two-factor/verify-totp", `{"code":"wrong"}`).Want(401, "INVALID_CODE")
			}
		}
		b := w.signIn("ann")
		b.POST("/two-factor/verify-totp", f.code(t)).Want(429, "ACCOUNT_TEMPORARILY_LOCKED")
		w.pass(16 * time.Minute)
		w.signIn("ann").POST("/two-factor/verify-totp", f.code(t)).Want(200)
	})
}

// The trust in a device ends with the password, the address and the factor.
func TestTrustEnds(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{})
		ann := w.person("ann")
		f := w.enrol(t, ann)
		phone := w.signIn("ann")
		trust := func() {
			t.Helper()
			w.pass(time.Minute)
			phone.POST("/two-factor/verify-totp", strings.Replace(f.code(t), "}", `,"trustDevice":true}`, 1)).Want(200)
			phone.POST("/sign-in/email", `{"email":"ann@example.com","password":"`+secretWord+`"}`).Want(200, `"token"`)
		}
		trust()
		ann.POST("/change-password", `{"currentPassword":"`+secretWord+`","newPassword":"another horse"}`).Want(200)
		ann.POST("/change-password", `{"currentPassword":"another horse","newPassword":"`+secretWord+`"}`).Want(200)
		w.challenged(phone, "ann")
		trust()
		id := ann.GET("/get-session").Text("user", "id")
		if _, err := w.UpdateUser(context.Background(), id, store.Values{"email": "ann@example.com"}); err != nil {
			t.Fatal(err)
		}
		phone.POST("/sign-in/email", `{"email":"ann@example.com","password":"`+secretWord+`"}`).Want(200, `"token"`)
		if _, err := w.UpdateUser(context.Background(), id, store.Values{"email": "eve@example.com"}); err != nil {
			t.Fatal(err)
		}
		w.challenged(phone, "eve")
		if _, err := w.UpdateUser(context.Background(), id, store.Values{"email": "ann@example.com"}); err != nil {
			t.Fatal(err)
		}
		w.challenged(phone, "ann")
		trust()
		ann.POST("/two-factor/generate-backup-codes", `{"password":"`+secretWord+`"}`).Want(200)
		w.challenged(phone, "ann")
		trust()
		pending := w.signIn("ann")
		ann.POST("/two-factor/disable", `{"password":"`+secretWord+`"}`).Want(200)
		pending.POST("/two-factor/verify-totp", f.code(t)).Want(401, "INVALID_TWO_FACTOR_COOKIE")
		f = w.enrol(t, ann)
		w.challenged(phone, "ann")
	})
}

// What fails in the middle leaves nothing behind.
func TestEnablingIsWhole(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		refuses := false
		veto := plugin(func(b *auth.Builder) error {
			b.Events().SessionCreating = append(b.Events().SessionCreating, func(context.Context, *auth.Write) error {
				if refuses {
					return errors.New("no session today")
				}
				return nil
			})
			return nil
		})
		w := open(t, database, setting{more: []auth.Plugin{veto}, options: twofactor.Options{SkipVerification: true}})
		ann := w.person("ann")
		refuses = true
		ann.POST("/two-factor/enable", `{"password":"`+secretWord+`"}`).Want(500)
		ann.POST("/two-factor/enable", `{"password":"`+secretWord+`","method":"otp"}`).Want(500)
		ann.GET("/get-session").Want(200, `"twoFactorEnabled":false`)
		if n, err := w.Store().Count(context.Background(), "twoFactor"); n != 0 || err != nil {
			t.Errorf("%d factors, %v", n, err)
		}
		refuses = false
		f := w.begin(t, ann)
		refuses = true
		b := w.signIn("ann")
		b.POST("/two-factor/verify-backup-code", `{"code":"`+f.Codes[0]+`"}`).Want(500)
		refuses = false
		b.POST("/two-factor/verify-backup-code", `{"code":"`+f.Codes[0]+`"}`).Want(200)
	})
}

// Of many who begin at once nobody gets a second factor beside another.
func TestOneFactorEach(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{})
		ann := w.person("ann")
		counts := atOnce(10, func(int) int {
			return ann.POST("/two-factor/enable", `{"password":"`+secretWord+`"}`).StatusCode
		})
		if n, err := w.Store().Count(context.Background(), "twoFactor"); n != 1 || err != nil || counts[200] != 10 {
			t.Errorf("%d factors, %v, %v", n, err, counts)
		}
	})
}

// Who has no password confirms with a sign-in of the last day.
func TestPasswordlessNeedsAFreshSession(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{options: twofactor.Options{AllowPasswordless: true}})
		b := w.Browser()
		b.POST("/sign-in/magic-link", `{"email":"bob@example.com"}`).Want(200)
		link, _, _ := strings.Cut(w.got("link"), "&callbackURL")
		b.GET(link).Want(200)
		w.pass(25 * time.Hour)
		b.POST("/two-factor/enable", `{}`).Want(403, "SESSION_NOT_FRESH")
		b.POST("/sign-in/magic-link", `{"email":"bob@example.com"}`).Want(200)
		link, _, _ = strings.Cut(w.got("link"), "&callbackURL")
		b.GET(link).Want(200)
		b.POST("/two-factor/enable", `{}`).Want(200, "otpauth://")
		w.person("ann").POST("/two-factor/enable", `{}`).Want(400, "INVALID_PASSWORD")
	})
}

func TestServerSide(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{options: twofactor.Options{Backup: twofactor.BackupOptions{
			Generate: func() []string { return []string{"one", "two"} },
		}}})
		ann := w.person("ann")
		id := ann.GET("/get-session").Text("user", "id")
		if _, err := w.factors.ViewBackupCodes(context.Background(), id); err == nil {
			t.Error("codes before there are any")
		}
		w.enrol(t, ann)
		w.signIn("ann").POST("/two-factor/verify-backup-code", `{"code":"one"}`).Want(200)
		codes, err := w.factors.ViewBackupCodes(context.Background(), id)
		if err != nil || fmt.Sprint(codes) != "[two]" {
			t.Errorf("%q, %v", codes, err)
		}
	})
}

// A secret that was imported is kept as base32.
func TestImportedSecret(t *testing.T) {
	everywhere(t, func(t *testing.T, database string) {
		w := open(t, database, setting{})
		ann := w.person("ann")
		f := w.begin(t, ann)
		sealed, err := w.Encrypt("base32:gezdgnbvgy3tqojqgezdgnbvgy3tqojq")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Store().Update(context.Background(), "twoFactor", store.Values{"secret": sealed}); err != nil {
			t.Fatal(err)
		}
		f.secret = "12345678901234567890"
		ann.POST("/two-factor/verify-totp", f.code(t)).Want(200)
	})
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]twofactor.Options{
		"digits": {TOTP: twofactor.TOTPOptions{Digits: 9}},
		"period": {TOTP: twofactor.TOTPOptions{Period: time.Millisecond}},
		"store":  {Backup: twofactor.BackupOptions{Store: "hashed"}},
		"pair":   {Backup: twofactor.BackupOptions{Encrypt: func(s string) (string, error) { return s, nil }}},
	} {
		db, err := sqlstore.Open(context.Background(), "sqlite:"+t.TempDir()+"/auth.db")
		if err != nil {
			t.Fatal(err)
		}
		_, err = auth.New(auth.Options{
			Secret: authtest.Secret, BaseURL: "http://localhost:3000", Database: db, Plugins: []auth.Plugin{twofactor.New(o)},
		})
		_ = db.Close()
		if err == nil || !strings.Contains(err.Error(), "two-factor") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (w *world) verify(t *testing.T, email string)   { w.set(t, email, true) }
func (w *world) unverify(t *testing.T, email string) { w.set(t, email, false) }

func (w *world) set(t *testing.T, email string, verified bool) {
	t.Helper()
	user, err := w.FindUserByEmail(context.Background(), email)
	if err == nil {
		_, err = w.UpdateUser(context.Background(), user.ID, store.Values{"emailVerified": verified})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// sessions counts those of a user.
func (w *world) sessions(t *testing.T, email string) int {
	t.Helper()
	user, err := w.FindUserByEmail(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.Sessions(context.Background(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// plugin makes a plugin of its setup.
type plugin func(b *auth.Builder) error

func (plugin) ID() string                    { return "more" }
func (p plugin) Setup(b *auth.Builder) error { return p(b) }
