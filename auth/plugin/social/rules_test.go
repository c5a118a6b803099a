package social_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/social"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// plain is GitLab, which does what most providers do.
func (w *world) plain() *house {
	h := newHouse("gitlab")
	h.pkce = true
	h.tokens = h.usual
	w.handle("gitlab.com", "GET /oauth/authorize", h.authorize)
	w.handle("gitlab.com", "POST /oauth/token", h.token)
	w.handle("gitlab.com", "GET /api/v4/user", func(rw http.ResponseWriter, r *http.Request) {
		if g := h.holder(rw, r); g != nil {
			reply(rw, http.StatusOK, object{
				"id": len(g.person), "username": g.person, "name": "", "email": strings.ToUpper(g.person) + "@example.com",
				"state": "active", "email_verified": !strings.HasPrefix(g.person, "un"), "job_title": "teacher", "admin": true,
			})
		}
	})
	return h
}

// watcher is a plugin that hears of events.
type watcher struct {
	set func(e *auth.Events)
}

func (p *watcher) ID() string { return "watcher" }
func (p *watcher) Setup(b *auth.Builder) error {
	p.set(b.Events())
	return nil
}

func watch(set func(e *auth.Events)) auth.Plugin { return &watcher{set} }

func passwords() auth.Plugin { return password.New(password.Options{}) }

func databases(t *testing.T) map[string]string {
	return map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)}
}

// atOnce lets several callbacks arrive together.
func atOnce(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func TestFirstSignInsAtOnce(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.plain()
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{social.New(w.made("gitlab", provider.Options{}))}})
			const n = 8
			visitors, callbacks, ends := make([]*visitor, n), make([]string, n), make([]string, n)
			for i := range visitors {
				visitors[i] = w.visitor(s, "ann")
				callbacks[i] = visitors[i].agree(visitors[i].start(`{"provider":"gitlab","callbackURL":"/home","newUserCallbackURL":"/new"}`))
			}
			atOnce(n, func(i int) { ends[i] = visitors[i].back(callbacks[i]) })
			if u, a := len(users(t, s)), len(accounts(t, s)); u != 1 || a != 1 {
				t.Errorf("%d users, %d accounts", u, a)
			}
			first := 0
			for i, end := range ends {
				switch end {
				case "/new":
					first++
				case "/home":
				default:
					t.Errorf("visitor %d ended at %s", i, end)
				}
				visitors[i].GET("/get-session").Want(200, `"email":"ann@example.com"`)
			}
			wantText(t, "new users", first, 1)
		})
	}
}

func TestJoiningAtOnce(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.plain()
			s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{passwords(), social.New(w.made("gitlab", provider.Options{}))}})
			ann := s.Browser()
			ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
			if _, err := s.UpdateUser(t.Context(), users(t, s)[0].ID, store.Values{"emailVerified": true}); err != nil {
				t.Fatal(err)
			}
			const n = 6
			visitors, callbacks := make([]*visitor, n), make([]string, n)
			for i := range visitors {
				visitors[i] = w.visitor(s, "ann")
				body, path := `{"provider":"gitlab","callbackURL":"/home"}`, "/sign-in/social"
				if i%2 == 1 {
					visitors[i].Browser, path = ann, "/link-social"
				}
				callbacks[i] = visitors[i].agree(visitors[i].POST(path, body).Want(200).Text("url"))
				if i%2 == 1 { // a browser holds the state of one flow at a time
					wantText(t, "link", visitors[i].back(callbacks[i]), "/home")
					callbacks[i] = ""
				}
			}
			atOnce(n, func(i int) {
				if callbacks[i] != "" {
					wantText(t, "end", visitors[i].back(callbacks[i]), "/home")
				}
			})
			wantText(t, "accounts", len(accounts(t, s)), 2)
		})
	}
}

func TestOneStateOneSignIn(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		for strategy, cookie := range map[string]string{"database": "better-auth.state", "cookie": "better-auth.oauth_state"} {
			t.Run(name+", kept in "+strategy, func(t *testing.T) {
				t.Parallel()
				oneStateOneSignIn(t, url, strategy, cookie)
			})
		}
	}
}

func oneStateOneSignIn(t *testing.T, url, strategy, cookieName string) {
	t.Helper()
	w := newWorld(t)
	h := w.plain()
	s := authtest.NewOn(t, url, auth.Options{
		Account: auth.AccountOptions{StoreStateStrategy: strategy},
		Plugins: []auth.Plugin{social.New(w.made("gitlab", provider.Options{}))},
	})
	ann := w.visitor(s, "ann")
	callback := ann.agree(ann.start(`{"provider":"gitlab","callbackURL":"/home","errorCallbackURL":"/oops"}`))
	// A code that could be used again would not help: the state cannot.
	for key, g := range h.grants {
		if strings.HasPrefix(key, "code-") {
			for range 99 {
				h.grants[h.next("code", g)] = g
			}
		}
	}
	cookie := ann.Cookie(cookieName)
	ends := make([]string, 100)
	atOnce(len(ends), func(i int) {
		b := w.visitor(s, "ann")
		b.SetCookie(cookieName, cookie)
		ends[i] = b.back(callback)
	})
	in := 0
	for _, end := range ends {
		if end == "/home" {
			in++
		} else if !strings.HasSuffix(end, "error=state_mismatch") {
			t.Error(end)
		}
	}
	wantText(t, "sign-ins", in, 1)
}

func TestEventsHoldHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	var answer error
	s := serve(t, auth.Options{Plugins: []auth.Plugin{watch(func(e *auth.Events) {
		e.SigningIn = append(e.SigningIn, func(_ *auth.Call, in *auth.SignIn) error {
			wantText(t, "method", in.Method, "oauth")
			return answer
		})
	})}}, w.made("gitlab", provider.Options{}))

	for _, c := range []struct {
		name   string
		answer error
		want   string
	}{
		{"ban", &auth.Error{Status: 403, Code: "BANNED_USER", Message: "You have been banned"}, "/oops?error=BANNED_USER&error_description=You+have+been+banned"},
		{"veto", auth.ErrVeto, "/oops?error=unable_to_create_session"},
		{"elsewhere", &auth.Redirect{Location: "/elsewhere"}, "/elsewhere"},
		{"challenge", &auth.Challenge{Body: auth.Object{{Key: "twoFactorRedirect", Value: true}, {Key: "twoFactorMethods", Value: []any{"totp", "otp"}}}},
			"/home?twoFactorRedirect=true&twoFactorMethods=totp%2Cotp"},
		{"challenge without members", &auth.Challenge{Body: "x"}, "/home?challenge=true"},
		{"nothing", nil, "/home"},
	} {
		answer = c.answer
		ann := w.visitor(s, "ann")
		end := ann.signIn("gitlab")
		wantText(t, c.name, end, c.want)
		if session := ann.GET("/get-session").Want(200).Body; (session == "null") != (c.answer != nil) {
			t.Errorf("%s: session %s", c.name, session)
		}
	}
	wantText(t, "users", len(users(t, s)), 1)

	answer = errors.New("the hook is broken")
	ann := w.visitor(s, "ann")
	callback := ann.agree(ann.start(`{"provider":"gitlab"}`))
	ann.Do("GET", ann.local(callback), "").Want(500)
}

func TestUserInfoGate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	var actions []string
	refuse := ""
	s := serve(t, auth.Options{Plugins: []auth.Plugin{passwords()}, User: auth.UserOptions{ValidateUserInfo: func(_ context.Context, info auth.UserInfo) *auth.Rejection {
		actions = append(actions, info.Action+" "+info.Method+" "+info.ProviderID)
		if info.Action == refuse {
			return &auth.Rejection{Error: "not_in_school", Description: "Only for pupils"}
		}
		return nil
	}}}, w.made("gitlab", provider.Options{}))
	const refused = "/oops?error=not_in_school&error_description=Only+for+pupils"
	refuse = "create-user"
	wantText(t, "new", w.visitor(s, "ann").signIn("gitlab"), refused)
	wantText(t, "users", len(users(t, s)), 0)
	refuse = "sign-in"
	wantText(t, "new", w.visitor(s, "ann").signIn("gitlab"), "/new")
	wantText(t, "again", w.visitor(s, "ann").signIn("gitlab"), refused)
	refuse = ""
	bob := w.visitor(s, "bob2")
	bob.POST("/sign-up/email", `{"name":"Bob","email":"bob2@example.com","password":"correct horse"}`).Want(200)
	refuse = "link-account"
	callback := bob.agree(bob.POST("/link-social", `{"provider":"gitlab","callbackURL":"/linked","errorCallbackURL":"/oops"}`).Want(200).Text("url"))
	wantText(t, "link", bob.back(callback), refused)
	wantText(t, "accounts", len(accounts(t, s)), 2)
	if got := strings.Join(actions, ", "); !strings.HasPrefix(got, "create-user oauth gitlab, create-user oauth gitlab, sign-in oauth gitlab") {
		t.Error(got)
	}
}

func TestMappedFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	gitlab := w.made("gitlab", provider.Options{MapProfile: func(_ context.Context, profile provider.Object) (provider.Object, error) {
		return provider.Object{
			{Key: "title", Value: profile.Text("job_title")}, {Key: "admin", Value: true}, {Key: "unknown", Value: "x"}, {Key: "name", Value: "Mapped\x00 name"},
			{Key: "image", Value: "javascript:alert(1)"},
		}, nil
	}})
	s := serve(t, auth.Options{User: auth.UserOptions{ModelOptions: auth.ModelOptions{AdditionalFields: []store.Field{
		{Name: "title", Nullable: true}, {Name: "admin", Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return false }},
	}}}}, gitlab)
	ann := w.visitor(s, "ann")
	wantText(t, "end", ann.signIn("gitlab"), "/new")
	ann.GET("/get-session").Want(200, `"name":"Mapped name"`, `"image":null`, `"title":"teacher","admin":false`)
}

func TestVerifiedAddressesOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	var s *authtest.Server
	send := func(_ context.Context, m auth.Mail) error {
		s.Mail.Deliver(authtest.Letter{To: m.To, URL: m.URL, Token: m.Token})
		return nil
	}
	s = serve(t, auth.Options{EmailVerification: auth.EmailVerificationOptions{Send: send, SendOnSignIn: true}}, w.made("gitlab", provider.Options{RequireEmailVerification: true}))
	ann := w.visitor(s, "unproven")
	wantText(t, "first", ann.signIn("gitlab"), "/oops?error=email_not_verified")
	ann.GET("/get-session").Want(200, "null")
	wantText(t, "again", ann.signIn("gitlab"), "/oops?error=email_not_verified")
	wantText(t, "mails", s.Mail.Len(), 2)
	ann.GET("/verify-email?token=" + s.Mail.Last("unproven@example.com").Token).Want(200)
	wantText(t, "verified", ann.signIn("gitlab"), "/home")
	wantText(t, "vouched for", w.visitor(s, "ann").signIn("gitlab"), "/new")
}

func TestStateIsReadable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	var seen string
	s := serve(t, auth.Options{Plugins: []auth.Plugin{watch(func(e *auth.Events) {
		e.UserCreating = append(e.UserCreating, func(ctx context.Context, _ *auth.Write) error {
			if state, ok := oauth.StateFrom(ctx); ok {
				seen = state.Additional.Text("campaign")
			}
			return nil
		})
	})}}, w.made("gitlab", provider.Options{}))
	ann := w.visitor(s, "ann")
	ann.back(ann.agree(ann.start(`{"provider":"gitlab","additionalData":{"campaign":"autumn","codeVerifier":"mine"}}`)))
	wantText(t, "campaign", seen, "autumn")
}

func TestLinkNeedsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	s := serve(t, auth.Options{Plugins: []auth.Plugin{passwords()}}, w.made("gitlab", provider.Options{}))
	ann := w.visitor(s, "ann")
	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	start := `{"provider":"gitlab","callbackURL":"/linked","errorCallbackURL":"/oops"}`
	callback := ann.agree(ann.POST("/link-social", start).Want(200).Text("url"))
	ann.POST("/revoke-sessions", `{}`).Want(200)
	wantText(t, "ended", ann.back(callback), "/oops?error=unable_to_link_account")
	w.visitor(s, "ann").POST("/link-social", start).Want(401)
}

// An address that only looks like another one, or becomes it in lower case, is not it: whoever
// has it at a provider does not come in as the other person.
func TestAddressesThatLookAlike(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.plain()
			s := authtest.NewOn(t, database, auth.Options{Plugins: []auth.Plugin{social.New(w.made("gitlab", provider.Options{}))}})
			wantText(t, "mike", w.visitor(s, "mike").signIn("gitlab"), "/new")
			wantText(t, "kimberly", w.visitor(s, "kimberly").signIn("gitlab"), "/new")
			dotted := w.visitor(s, "m\u0130ke")
			wantText(t, "with a dotted I", dotted.signIn("gitlab"), "/new")
			dotted.GET("/get-session").Want(200, "mi\u0307ke@example.com")
			kelvin := w.visitor(s, "\u212aimberly") // a Kelvin sign
			wantText(t, "with a Kelvin sign", kelvin.signIn("gitlab"), "/oops?error=unable_to_create_user")
			kelvin.GET("/get-session").Want(200, "null")
		})
	}
}
