package social_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/provider"
	"github.com/lyceum/lyceum/auth/store"
)

// all reads a whole table.
func all[T any](t testing.TB, s *authtest.Server, model string, from func(store.Row) T) (out []T) {
	t.Helper()
	rows, err := s.Store().List(t.Context(), store.Query{Model: model, Limit: store.NoLimit})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		out = append(out, from(r))
	}
	return out
}

func users(t testing.TB, s *authtest.Server) []*auth.User {
	t.Helper()
	return all(t, s, "user", auth.UserFrom)
}

// accountOf is the only account of the user with an address.
func accountOf(t testing.TB, s *authtest.Server, email string) *auth.Account {
	t.Helper()
	u, err := s.FindUserByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Accounts(t.Context(), u.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d accounts, %v", len(list), err)
	}
	return list[0]
}

// github behaves as github.com and api.github.com do: refusals of a code have status
// 200, requests without a name are refused, addresses are a list of their own.
func (w *world) github() *house {
	h := newHouse("github")
	h.pkce = true
	h.tokens = func(g *grant) object {
		// A classic OAuth application: tokens do not expire, scopes are joined by commas.
		return object{"access_token": h.next("access", g), "token_type": "bearer", "scope": strings.ReplaceAll(g.params.Get("scope"), " ", ",")}
	}
	w.handle("github.com", "GET /login/oauth/authorize", h.authorize)
	w.handle("github.com", "POST /login/oauth/access_token", func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") != "application/json" {
			http.Error(rw, "access_token=form&encoded", http.StatusOK)
			return
		}
		if h.grant(r.PostFormValue("code")) == nil {
			reply(rw, http.StatusOK, object{"error": "bad_verification_code", "error_description": "The code passed is incorrect or expired."})
			return
		}
		h.token(rw, r)
	})
	named := func(fn func(http.ResponseWriter, *grant)) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			if r.Header.Get("User-Agent") == "" {
				reply(rw, http.StatusForbidden, object{"message": "Request forbidden by administrative rules."})
				return
			}
			if g := h.holder(rw, r); g != nil {
				fn(rw, g)
			}
		}
	}
	w.handle("api.github.com", "GET /user", named(func(rw http.ResponseWriter, g *grant) {
		email := any(g.person + "@example.com")
		if strings.HasPrefix(g.person, "private") {
			email = nil
		}
		reply(rw, http.StatusOK, object{"id": 583231 + len(g.person), "login": g.person, "name": nil, "email": email, "avatar_url": "https://avatars.example.com/1"})
	}))
	w.handle("api.github.com", "GET /user/emails", named(func(rw http.ResponseWriter, g *grant) {
		if !strings.Contains(g.params.Get("scope"), "user:email") {
			reply(rw, http.StatusNotFound, object{"message": "Not Found"})
			return
		}
		reply(rw, http.StatusOK, []object{
			{"email": "old@example.com", "primary": false, "verified": true},
			{"email": g.person + "@example.com", "primary": true, "verified": !strings.HasSuffix(g.person, "unproven")},
		})
	}))
	return h
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.github()
	s := serve(t, auth.Options{}, w.made("github", provider.Options{}))
	ann := w.visitor(s, "ann")
	wantText(t, "first", ann.signIn("github"), "/new")
	ann.GET("/get-session").Want(200, `"name":"ann","email":"ann@example.com","emailVerified":true,"image":"https://avatars.example.com/1"`)
	wantText(t, "again", w.visitor(s, "ann").signIn("github"), "/home")
	wantText(t, "hidden address", w.visitor(s, "private-bob").signIn("github"), "/new")
	wantText(t, "unverified", w.visitor(s, "private-unproven").signIn("github"), "/new")
	for _, u := range users(t, s) {
		wantText(t, u.Email, u.EmailVerified, !strings.HasPrefix(u.Email, "private-unproven"))
	}
	wantText(t, "accounts", len(accounts(t, s)), 3)
	a := accountOf(t, s, "ann@example.com")
	wantText(t, "id", a.AccountID, "583234")
	wantText(t, "scope", a.Row.String("scope"), "read:user,user:email")

	late := w.visitor(s, "cid")
	callback := late.agree(late.start(`{"provider":"github","errorCallbackURL":"/oops"}`))
	wantText(t, "a code that is none", late.back(strings.Replace(callback, "code=", "code=not-", 1)), "/oops?error=invalid_code")
}

// oidcHouse issues ID tokens that it signs.
func (w *world) oidcHouse(id, issuer string, person func(g *grant) object) (*house, *signer) {
	h, key := newHouse(id), newSigner(w.t, id+"-key")
	h.pkce = true
	h.tokens = func(g *grant) object {
		answer, about := h.usual(g), person(g)
		if nonce := g.params.Get("nonce"); nonce != "" {
			about["nonce"] = nonce
		}
		answer["id_token"] = key.sign(claims(issuer, h.id, about["sub"].(string), about))
		return answer
	}
	return h, key
}

func about(person string, more object) object {
	o := object{"sub": person + "-sub", "email": person + "@example.com", "email_verified": true, "name": strings.ToUpper(person[:1]) + person[1:]}
	for name, v := range more {
		o[name] = v
	}
	return o
}

func (w *world) google() (*house, *signer) {
	h, key := w.oidcHouse("google", "https://accounts.google.com", func(g *grant) object {
		hd := object{}
		if _, domain, ok := strings.Cut(g.person, "_at_"); ok {
			hd["hd"] = strings.ReplaceAll(domain, "_", ".")
		}
		return about(g.person, hd)
	})
	w.handle("accounts.google.com", "GET /o/oauth2/v2/auth", h.authorize)
	w.handle("oauth2.googleapis.com", "POST /token", h.token)
	w.handle("www.googleapis.com", "GET /oauth2/v3/certs", key.keys)
	return h, key
}

func TestGoogle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, key := w.google()
	s := serve(t, auth.Options{}, w.made("google", provider.Options{AccessType: "offline"}))
	ann := w.visitor(s, "ann")
	target := ann.start(`{"provider":"google","callbackURL":"/home"}`)
	if !strings.Contains(target, "access_type=offline&code_challenge_method=S256") || !strings.HasSuffix(target, "&include_granted_scopes=true") {
		t.Error(target)
	}
	wantText(t, "first", ann.back(ann.agree(target)), "/home")
	ann.GET("/get-session").Want(200, `"name":"Ann"`)

	// An application on a telephone brings the ID token it got from Google.
	token := key.sign(claims("accounts.google.com", "google-client", "ann-sub", about("ann", object{"nonce": "n-1"})))
	phone := s.Browser()
	phone.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+token+`","nonce":"n-1"}}`).
		Want(200, `{"redirect":false,"token":"`, `"user":{"name":"Ann"`)
	phone.GET("/get-session").Want(200, `"email":"ann@example.com"`)
	phone.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+token+`","nonce":"n-2"}}`).Want(401, "INVALID_TOKEN")
	forged := newSigner(t, "google-key").sign(claims("accounts.google.com", "google-client", "ann-sub", about("ann", nil)))
	phone.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+forged+`"}}`).Want(401, "INVALID_TOKEN")
	stranger := key.sign(claims("accounts.google.com", "another-client", "ann-sub", about("ann", nil)))
	phone.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+stranger+`"}}`).Want(401, "INVALID_TOKEN")
	mute := key.sign(claims("accounts.google.com", "google-client", "bob-sub", object{"name": "Bob"}))
	phone.POST("/sign-in/social", `{"provider":"google","idToken":{"token":"`+mute+`"}}`).Want(401, "USER_EMAIL_NOT_FOUND")
	if n := w.count("GET www.googleapis.com/oauth2/v3/certs"); n != 1 {
		t.Errorf("the keys were fetched %d times", n)
	}
	wantText(t, "users", len(users(t, s)), 1)
	wantText(t, "accounts", len(accounts(t, s)), 1)
}

func TestGoogleHostedDomain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.google()
	s := serve(t, auth.Options{}, w.made("google", provider.Options{HD: "school.example"}))
	wantText(t, "inside", w.visitor(s, "ann_at_school_example").signIn("google"), "/new")
	wantText(t, "elsewhere", w.visitor(s, "bob_at_other_example").signIn("google"), "/oops?error=unable_to_get_user_info")
	wantText(t, "nowhere", w.visitor(s, "cid").signIn("google"), "/oops?error=unable_to_get_user_info")
}

func TestDiscord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := newHouse("discord")
	h.tokens = h.usual
	w.handle("discord.com", "GET /api/oauth2/authorize", h.authorize)
	w.handle("discord.com", "POST /api/oauth2/token", h.token)
	w.handle("discord.com", "GET /api/users/@me", func(rw http.ResponseWriter, r *http.Request) {
		g := h.holder(rw, r)
		switch {
		case g == nil:
		case g.person == "hurried":
			reply(rw, http.StatusTooManyRequests, object{"message": "You are being rate limited.", "retry_after": 64.57})
		default:
			reply(rw, http.StatusOK, object{
				"id": "80351110224678912", "username": g.person, "global_name": "Nelly", "avatar": "a_1269e74af4df7417b13759eae50c83dc",
				"discriminator": "0", "verified": true, "email": g.person + "@example.com",
			})
		}
	})
	s := serve(t, auth.Options{}, w.made("discord", provider.Options{}))
	ann := w.visitor(s, "nelly")
	wantText(t, "first", ann.signIn("discord"), "/new")
	ann.GET("/get-session").Want(200, `"name":"Nelly"`, `"image":"https://cdn.discordapp.com/avatars/80351110224678912/a_1269e74af4df7417b13759eae50c83dc.gif"`)
	wantText(t, "rate limited", w.visitor(s, "hurried").signIn("discord"), "/oops?error=unable_to_get_user_info")
	no := w.visitor(s, "no")
	callback := no.agree(no.start(`{"provider":"discord","errorCallbackURL":"/oops?from=discord#top"}`))
	at := strings.Index(callback, "code=")
	refused := callback[:at] + "error=access_denied&error_description=The+resource+owner+denied+the+request&" + callback[strings.Index(callback, "state="):]
	wantText(t, "refused", no.back(refused), "/oops?from=discord&error=access_denied&error_description=The+resource+owner+denied+the+request#top")
}

// facebook answers for tokens of every application; only debug_token tells whose they are.
func (w *world) facebook() (*house, *signer) {
	h, key := newHouse("facebook"), newSigner(w.t, "limited")
	h.tokens = func(g *grant) object {
		return object{"access_token": h.next("access", g), "token_type": "bearer", "expires_in": 5183944}
	}
	w.handle("www.facebook.com", "GET /v24.0/dialog/oauth", h.authorize)
	w.handle("graph.facebook.com", "POST /v24.0/oauth/access_token", h.token)
	w.handle("graph.facebook.com", "GET /debug_token", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("access_token") != h.id+"|"+h.secret {
			reply(rw, http.StatusBadRequest, object{"error": object{"message": "Invalid OAuth access token.", "code": 190}})
			return
		}
		g := h.grant(r.URL.Query().Get("input_token"))
		if g == nil {
			reply(rw, http.StatusOK, object{"data": object{"is_valid": false, "error": object{"code": 190}}})
			return
		}
		app := h.id
		if g.params.Get("app") != "" {
			app = g.params.Get("app")
		}
		reply(rw, http.StatusOK, object{"data": object{"app_id": app, "is_valid": true, "user_id": "fb-" + g.person, "type": "USER"}})
	})
	w.handle("graph.facebook.com", "GET /me", func(rw http.ResponseWriter, r *http.Request) {
		if g := h.holder(rw, r); g != nil {
			reply(rw, http.StatusOK, object{
				"id": "fb-" + g.person, "name": g.person, "email": g.person + "@example.com",
				"picture": object{"data": object{"url": "https://scontent.example.com/p.jpg", "is_silhouette": false}},
			})
		}
	})
	w.handle("limited.facebook.com", "GET /.well-known/oauth/openid/jwks/", key.keys)
	return h, key
}

func TestFacebook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h, key := w.facebook()
	s := serve(t, auth.Options{}, w.made("facebook", provider.Options{}))
	ann := w.visitor(s, "ann")
	wantText(t, "first", ann.signIn("facebook"), "/new")
	ann.GET("/get-session").Want(200, `"emailVerified":false,"image":"https://scontent.example.com/p.jpg"`)
	wantText(t, "again", w.visitor(s, "ann").signIn("facebook"), "/home")

	post := func(idToken string) *authtest.Reply {
		return s.Browser().POST("/sign-in/social", `{"provider":"facebook","idToken":`+idToken+`}`)
	}
	own := h.next("access", &grant{person: "ann", params: map[string][]string{}})
	post(`{"token":"opaque","accessToken":"`+own+`"}`).Want(200, `"name":"ann"`)
	// A token that another application got for Ann must not let that application in.
	theirs := h.next("access", &grant{person: "ann", params: map[string][]string{"app": {"another-app"}}})
	post(`{"token":"opaque","accessToken":"`+theirs+`"}`).Want(401, "FAILED_TO_GET_USER_INFO")
	post(`{"token":"opaque","accessToken":"made-up"}`).Want(401, "FAILED_TO_GET_USER_INFO")
	post(`{"token":"opaque"}`).Want(401, "FAILED_TO_GET_USER_INFO")

	limited := key.sign(claims("https://www.facebook.com", h.id, "limited-1", object{"email": "lim@example.com", "name": "Lim", "picture": "https://p"}))
	post(`{"token":"`+limited+`"}`).Want(200, `"name":"Lim"`, `"emailVerified":false`)
	post(`{"token":"`+newSigner(t, "limited").sign(claims("https://www.facebook.com", h.id, "limited-1", nil))+`"}`).Want(401, "INVALID_TOKEN")
}

func TestMicrosoft(t *testing.T) {
	t.Parallel()
	const tenant = "11111111-2222-3333-4444-555555555555"
	w := newWorld(t)
	h, key := w.oidcHouse("microsoft", "https://login.microsoftonline.com/"+tenant+"/v2.0", func(g *grant) object {
		return object{
			"sub": "pairwise-" + g.person, "oid": "oid-" + g.person, "tid": tenant, "name": g.person, "preferred_username": g.person + "@contoso.example",
			"email": g.person + "@contoso.example", "verified_primary_email": []string{g.person + "@contoso.example"},
		}
	})
	const host = "login.microsoftonline.com"
	w.handle(host, "GET /common/oauth2/v2.0/authorize", h.authorize)
	w.handle(host, "POST /common/oauth2/v2.0/token", func(rw http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("grant_type") == "refresh_token" && !strings.Contains(r.PostFormValue("scope"), "User.Read") {
			reply(rw, http.StatusBadRequest, object{"error": "invalid_scope"})
			return
		}
		h.token(rw, r)
	})
	w.handle(host, "GET /common/discovery/v2.0/keys", key.keys)
	w.handle("graph.microsoft.com", "GET /v1.0/me/photos/48x48/$value", func(rw http.ResponseWriter, r *http.Request) {
		g := h.holder(rw, r)
		switch {
		case g == nil:
		case g.person == "faceless":
			reply(rw, http.StatusNotFound, object{"error": object{"code": "ImageNotFound"}})
		default:
			rw.Header().Set("Content-Type", "image/jpeg")
			_, _ = rw.Write([]byte("JPEG"))
		}
	})
	s := serve(t, auth.Options{}, w.made("microsoft", provider.Options{}))
	ann := w.visitor(s, "ann")
	wantText(t, "first", ann.signIn("microsoft"), "/new")
	ann.GET("/get-session").Want(200, `"emailVerified":true,"image":"data:image/jpeg;base64, SlBFRw=="`)
	wantText(t, "without a photo", w.visitor(s, "faceless").signIn("microsoft"), "/new")
	a := accountOf(t, s, "ann@contoso.example")
	wantText(t, "id", a.AccountID, "oid-ann")
	ann.POST("/refresh-token", `{"accountId":"`+a.ID+`"}`).Want(200, `"accessToken":"access-`)

	guest := func(tid string) string {
		return key.sign(claims("https://"+host+"/"+tid+"/v2.0", h.id, "x", object{"tid": tenant, "oid": "oid-ann", "email": "ann@contoso.example"}))
	}
	post := func(token string) *authtest.Reply {
		return s.Browser().POST("/sign-in/social", `{"provider":"microsoft","idToken":{"token":"`+token+`"}}`)
	}
	post(guest(tenant)).Want(200, `"name":"ann"`)
	post(guest("99999999-2222-3333-4444-555555555555")).Want(401, "INVALID_TOKEN")
}

func TestApple(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h, key := w.oidcHouse("apple", "https://appleid.apple.com", func(g *grant) object {
		// Apple never tells the name in the token, and says true as text.
		return object{"sub": "001." + g.person, "email": g.person + "@privaterelay.example", "email_verified": "true", "is_private_email": "true"}
	})
	w.handle("appleid.apple.com", "GET /auth/authorize", h.authorize)
	w.handle("appleid.apple.com", "POST /auth/token", h.token)
	w.handle("appleid.apple.com", "GET /auth/keys", key.keys)
	s := serve(t, auth.Options{}, w.made("apple", provider.Options{AppBundleIdentifier: "com.example.app"}))
	ann := w.visitor(s, "ann")
	ann.posted = `{"name":{"firstName":"Ann","lastName":"Example"},"email":"ann@privaterelay.example"}`
	wantText(t, "first", ann.signIn("apple"), "/new")
	ann.GET("/get-session").Want(200, `"name":"Ann Example","email":"ann@privaterelay.example","emailVerified":true`)
	wantText(t, "again, without the name", w.visitor(s, "ann").signIn("apple"), "/home")
	ann.GET("/get-session").Want(200, `"name":"Ann Example"`)
	broken := w.visitor(s, "bob")
	broken.posted = `{"name":`
	wantText(t, "broken form", broken.signIn("apple"), "/new")

	sum := sha256.Sum256([]byte("raw nonce"))
	native := func(audience, subject string, user object) *authtest.Reply {
		token := key.sign(claims("https://appleid.apple.com", audience, subject, object{"email": "native@example.com", "nonce": hex.EncodeToString(sum[:])}))
		text, _ := json.Marshal(object{"provider": "apple", "idToken": object{"token": token, "nonce": "raw nonce", "user": user}})
		return s.Browser().POST("/sign-in/social", string(text))
	}
	native("com.example.app", "001.native", object{"name": object{"firstName": "Nat"}}).Want(200, `"name":"Nat"`)
	native(h.id, "001.native", object{}).Want(401, "INVALID_TOKEN")
}
