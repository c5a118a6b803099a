package social_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// expire lets an account's access token run out.
func expire(t *testing.T, s *authtest.Server, id string) {
	t.Helper()
	if _, err := s.UpdateAccount(t.Context(), id, store.Values{"accessTokenExpiresAt": time.Now().Add(4 * time.Second)}); err != nil {
		t.Fatal(err)
	}
}

func TestRefreshTokensAreUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.plain()
	inner := h.tokens
	h.tokens = func(g *grant) object {
		time.Sleep(50 * time.Millisecond) // so that the requests meet
		return inner(g)
	}
	s := serve(t, auth.Options{}, w.made("gitlab", provider.Options{}))
	ann := w.visitor(s, "ann")
	ann.signIn("gitlab")
	id := accounts(t, s)[0].ID
	expire(t, s, id)
	before := w.count("POST gitlab.com/oauth/token")
	tokens := make([]string, 6)
	atOnce(len(tokens), func(i int) {
		tokens[i] = ann.POST("/get-access-token", `{"accountId":"`+id+`"}`).Want(200, `"scopes":["read_user"]`).Text("accessToken")
	})
	for _, token := range tokens {
		wantText(t, "token", token, tokens[0])
	}
	wantText(t, "requests", w.count("POST gitlab.com/oauth/token")-before, 1)
	ann.GET("/account-info?accountId="+id).Want(200, `{"user":{"name":"","email":"ANN@example.com","emailVerified":true},"data":{`, `"account":{"id":"`+id+`","providerId":"gitlab","accountId":"3"}}`)
}

func TestEncryptedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	s := serve(t, auth.Options{Account: auth.AccountOptions{EncryptOAuthTokens: true}}, w.made("gitlab", provider.Options{}))
	ann := w.visitor(s, "ann")
	ann.signIn("gitlab")
	a := accounts(t, s)[0]
	for _, name := range []string{"accessToken", "refreshToken"} {
		if stored := a.Row.String(name); stored == "" || strings.Contains(stored, "-") {
			t.Errorf("%s is stored as %q", name, stored)
		}
	}
	ann.POST("/get-access-token", `{"accountId":"`+a.ID+`"}`).Want(200, `"accessToken":"access-`)
	expire(t, s, a.ID)
	ann.POST("/get-access-token", `{"accountId":"`+a.ID+`"}`).Want(200, `"accessToken":"access-`)
	ann.POST("/refresh-token", `{"accountId":"`+a.ID+`"}`).Want(200, `"refreshToken":"refresh-`)
	// Tokens from before encryption was on are still good.
	if _, err := s.UpdateAccount(t.Context(), a.ID, store.Values{"accessToken": "access-plain", "accessTokenExpiresAt": nil}); err != nil {
		t.Fatal(err)
	}
	ann.POST("/get-access-token", `{"accountId":"`+a.ID+`"}`).Want(200, `"accessToken":"access-plain"`)
}

func TestAccountCookie(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	s := serve(t, auth.Options{Account: auth.AccountOptions{StoreAccountCookie: true, StoreStateStrategy: "cookie"}}, w.made("gitlab", provider.Options{}))
	ann, bob := w.visitor(s, "ann"), w.visitor(s, "bobby")
	ann.signIn("gitlab")
	bob.signIn("gitlab")
	rows, err := s.Store().Count(t.Context(), "verification")
	if err != nil || rows != 0 {
		t.Errorf("%d rows of state, %v", rows, err)
	}
	ann.POST("/get-access-token", `{"useAccountCookie":true}`).Want(200, `"accessToken":"access-`)
	ann.SetCookie("better-auth.account_data", bob.Cookie("better-auth.account_data"))
	ann.POST("/get-access-token", `{"useAccountCookie":true}`).Want(400, "ACCOUNT_NOT_FOUND")
	ann.SetCookie("better-auth.account_data", "nonsense")
	ann.POST("/get-access-token", `{"useAccountCookie":true}`).Want(400, "ACCOUNT_NOT_FOUND")
	bob.POST("/sign-out", `{}`).Want(200)
	wantText(t, "after sign-out", bob.Cookie("better-auth.account_data"), "")
}

// TestStatements: never more than the reference runs.
func TestStatements(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plain()
	s := serve(t, auth.Options{Verification: auth.VerificationOptions{DisableCleanup: true}}, w.made("gitlab", provider.Options{}))
	count := func(what string, want int, f func()) {
		t.Helper()
		s.SQL.Reset()
		f()
		n := 0
		for _, text := range s.SQL.All() {
			switch strings.ToUpper(strings.Fields(text)[0]) {
			case "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA":
			default:
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d statements, want %d:\n%s", what, n, want, strings.Join(s.SQL.All(), "\n"))
		}
	}
	ann := w.visitor(s, "ann")
	var target string
	count("start", 1, func() { target = ann.start(`{"provider":"gitlab"}`) })
	callback := ann.agree(target)
	// state: find, take; account; address; user, account, session
	count("first callback", 7, func() { ann.back(callback) })
	callback = ann.agree(ann.start(`{"provider":"gitlab"}`))
	// state: find, take; account, its user; tokens; session
	count("callback", 6, func() { ann.back(callback) })
	id := accounts(t, s)[0].ID
	count("get-access-token", 2, func() { ann.POST("/get-access-token", `{"accountId":"`+id+`"}`).Want(200) })
	// session; account, once more when its turn has come, tokens
	count("refresh-token", 4, func() { ann.POST("/refresh-token", `{"accountId":"`+id+`"}`).Want(200) })
	count("account-info", 2, func() { ann.GET("/account-info?accountId=" + id).Want(200) })
}

// TestProvidersThatMisbehave: nothing a provider does may hang, crash or be followed.
func TestProvidersThatMisbehave(t *testing.T) {
	t.Parallel()
	for name, serveToken := range map[string]http.HandlerFunc{
		"redirects": func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "https://internal.example/", http.StatusTemporaryRedirect)
		},
		"endless": func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = rw.Write([]byte(`{"x":"` + strings.Repeat("x", 2<<20) + `"}`))
		},
		"a page":       func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("<html>")) },
		"a list":       func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("[]")) },
		"hangs up":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"server error": func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(503) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			h := w.plain()
			w.handle("slow.example", "GET /oauth/authorize", h.authorize)
			w.handle("slow.example", "POST /oauth/token", serveToken)
			w.handle("internal.example", "POST /", func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
			s := serve(t, auth.Options{}, w.made("gitlab", provider.Options{Issuer: "https://slow.example"}))
			wantText(t, name, w.visitor(s, "ann").signIn("gitlab"), "/oops?error=invalid_code")
		})
	}
}

func TestProviderThatAnswersNever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.plain()
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	w.handle("slow.example", "GET /oauth/authorize", h.authorize)
	w.handle("slow.example", "POST /oauth/token", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-over:
		case <-r.Context().Done():
		}
	})
	w.client.Timeout = 100 * time.Millisecond
	s := serve(t, auth.Options{}, w.made("gitlab", provider.Options{Issuer: "https://slow.example"}))
	wantText(t, "end", w.visitor(s, "ann").signIn("gitlab"), "/oops?error=invalid_code")
}

func TestMadeUpKeyIDsCauseNoRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, key := w.google()
	s := serve(t, auth.Options{}, w.made("google", provider.Options{}))
	b := s.Browser()
	for i := range 20 {
		stranger := &signer{key.private, "made-up-" + string(rune('a'+i))}
		token := stranger.sign(claims("https://accounts.google.com", "google-client", "ann-sub", about("ann", nil)))
		b.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+token+`"}}`).Want(401, "INVALID_TOKEN")
	}
	if n := w.count("GET www.googleapis.com/oauth2/v3/certs"); n > 2 {
		t.Errorf("the keys were fetched %d times", n)
	}
}
