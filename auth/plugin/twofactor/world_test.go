package twofactor_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/emailotp"
	"github.com/lyceum/lyceum/auth/plugin/magiclink"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/twofactor"
	"github.com/lyceum/lyceum/auth/plugin/username"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// world is a server with every way of signing in that needs nobody else.
type world struct {
	*authtest.Server
	factors *twofactor.Plugin
	clock   atomic.Int64 // how far the clock is ahead
	last    sync.Map     // newest link or code by what it is for
}

// setting is what a test changes about a world.
type setting struct {
	compat  string
	options twofactor.Options
	unbound bool // guesses are not budgeted
	more    []auth.Plugin
}

// everywhere runs a test on both databases.
func everywhere(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	t.Parallel()
	for name, database := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, database)
		})
	}
}

func open(t *testing.T, database string, set setting) *world {
	t.Helper()
	w := &world{}
	set.options.OTP.Send = func(_ context.Context, m twofactor.Message) error {
		w.last.Store("otp", m.OTP)
		return nil
	}
	w.factors = twofactor.New(set.options)
	off := false
	o := auth.Options{
		Compat: set.compat, RateLimit: auth.RateLimitOptions{Enabled: &off},
		Now: func() time.Time { return time.Now().Add(time.Duration(w.clock.Load())).Truncate(time.Millisecond) },
		Plugins: append([]auth.Plugin{
			password.New(password.Options{
				Hash:   func(_ context.Context, p string) (string, error) { return "hash of " + p, nil },
				Verify: func(_ context.Context, h, p string) (bool, error) { return h == "hash of "+p, nil },
			}),
			magiclink.New(magiclink.Options{Send: func(_ context.Context, m magiclink.Mail) error {
				w.last.Store("link", m.URL)
				return nil
			}}),
			emailotp.New(emailotp.Options{Send: func(_ context.Context, m emailotp.Mail) error {
				w.last.Store("code", m.OTP)
				return nil
			}}),
			username.New(username.Options{}), w.factors,
		}, set.more...),
	}
	o.EmailVerification.AutoSignIn = true
	o.EmailVerification.Send = func(_ context.Context, m auth.Mail) error {
		w.last.Store("verify", m.URL)
		return nil
	}
	o.User.ChangeEmail.Enabled = true
	if set.unbound {
		o.Guesses = unbounded{}
	}
	w.Server = authtest.NewOn(t, database, o)
	return w
}

// unbounded is a limiter without limits, for races.
type unbounded struct{}

func (unbounded) Allow(context.Context, string, int, time.Duration, time.Time) (bool, time.Duration, error) {
	return true, 0, nil
}

// got is what was sent last, its path below the base path when it is a link.
func (w *world) got(what string) string {
	v, _ := w.last.Load(what)
	text, _ := v.(string)
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.RequestURI(), "/api/auth")
	}
	return text
}

const secretWord = "correct horse"

// person signs up.
func (w *world) person(who string) *authtest.Browser {
	b := w.Browser()
	b.POST("/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":%q,"username":%q}`, who, who, secretWord, who)).Want(200)
	return b
}

// factor is a person's authenticator app and codes.
type factor struct {
	w      *world
	secret string
	Codes  []string
}

// begin starts to use a second factor.
func (w *world) begin(t *testing.T, b *authtest.Browser) *factor {
	t.Helper()
	f := &factor{w: w}
	var answer struct {
		TOTPURI     string
		BackupCodes []string
	}
	b.POST("/two-factor/enable", `{"password":"`+secretWord+`"}`).Want(200).JSON(&answer)
	user := b.GET("/get-session").Text("user", "id")
	row, err := w.Store().Find(context.Background(), store.Query{Model: "twoFactor", Where: []store.Cond{store.Eq("userId", user)}})
	if err != nil {
		t.Fatal(err)
	}
	if f.secret, err = w.Decrypt(row.String("secret")); err != nil {
		t.Fatal(err)
	}
	f.Codes = answer.BackupCodes
	return f
}

// enrol begins, confirms and waits for the next code.
func (w *world) enrol(t *testing.T, b *authtest.Browser) *factor {
	t.Helper()
	f := w.begin(t, b)
	b.POST("/two-factor/verify-totp", f.code(t)).Want(200)
	w.pass(time.Minute)
	return f
}

// code is the body with the app's code.
func (f *factor) code(t *testing.T) string {
	t.Helper()
	code, err := f.w.factors.GenerateTOTP(f.secret)
	if err != nil {
		t.Fatal(err)
	}
	return `{"code":"` + code + `"}`
}

func (w *world) pass(d time.Duration) { w.clock.Add(int64(d)) }

// signIn begins a sign-in by password in a new browser.
func (w *world) signIn(who string) *authtest.Browser {
	b := w.Browser()
	w.challenged(b, who)
	return b
}

func (w *world) challenged(b *authtest.Browser, who string) {
	b.POST("/sign-in/email", fmt.Sprintf(`{"email":"%s@example.com","password":%q}`, who, secretWord)).Want(200, "twoFactorRedirect")
}

// atOnce calls f n times, all at the same moment, and counts what it returns.
func atOnce(n int, f func(i int) int) map[int]int {
	var done sync.WaitGroup
	var mu sync.Mutex
	counts := map[int]int{}
	start := make(chan struct{})
	for i := range n {
		done.Go(func() {
			<-start
			outcome := f(i)
			mu.Lock()
			defer mu.Unlock()
			counts[outcome]++
		})
	}
	close(start)
	done.Wait()
	return counts
}
