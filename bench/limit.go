package main

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/crypto/scrypt"
)

// limitEnv makes this program the limit, listening on the address in it.
const limitEnv = "BENCH_LIMIT"

// serveLimit is the least a server can do: check the signature, run the one joined
// select, write the JSON; one scrypt for a sign-in; a signature for a token; a constant
// where a cache answers.
func serveLimit() error {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL")+"&pool_max_conns=8")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/auth/ok", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok":true}`)) })
	mux.HandleFunc("GET /api/auth/get-session", func(w http.ResponseWriter, r *http.Request) {
		if cookies := r.Header.Get("Cookie"); strings.Contains(cookies, "session_data=") || strings.HasSuffix(cookies, kept) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(constant)
			return
		}
		bareSession(pool, w, r)
	})
	mux.HandleFunc("GET /api/auth/list-sessions", func(w http.ResponseWriter, r *http.Request) { bareSession(pool, w, r) })
	mux.HandleFunc("GET /api/auth/jwks", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(constant)
	})
	mux.HandleFunc("GET /api/auth/token", bareToken(ed25519.NewKeyFromSeed([]byte(secret)[:ed25519.SeedSize])))
	mux.HandleFunc("POST /api/auth/sign-in/email", bareHash)
	mux.HandleFunc("POST /api/auth/sign-up/email", bareHash)
	return (&http.Server{Addr: os.Getenv(limitEnv), Handler: mux, ReadHeaderTimeout: time.Minute}).ListenAndServe()
}

// kept marks requests that a session cache would answer; the cookie cache's are known by their cookie. Otherwise
// the limit gets the very requests that the others get.
const kept = "; cached=1"

var constant = []byte(`{"session":{"expiresAt":"2026-11-30T12:00:00.000Z","token":"token000000000000000000000000000","createdAt":"2026-11-23T12:00:00.000Z","updatedAt":"2026-11-23T12:00:00.000Z","ipAddress":"","userAgent":"bench/1","userId":"user0000000000000000000000000000","id":"suser0000000000000000000000000000"},"user":{"name":"User Number 0","email":"user0@example.com","emailVerified":true,"image":null,"createdAt":"2026-11-23T12:00:00.000Z","updatedAt":"2026-11-23T12:00:00.000Z","id":"user0000000000000000000000000000"}}`)

const bareSelect = `SELECT s."expiresAt", s."token", s."createdAt", s."updatedAt", s."ipAddress", s."userAgent", s."userId", s."id",
	u."name", u."email", u."emailVerified", u."image", u."createdAt", u."updatedAt", u."id"
	FROM "session" s JOIN "user" u ON u."id" = s."userId" WHERE s."token" = $1`

func bareSession(pool *pgxpool.Pool, w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie("better-auth.session_token")
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	value, _ := url.PathUnescape(cookie.Value)
	token, signature, _ := strings.Cut(value, ".")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	if sum, err := base64.StdEncoding.DecodeString(signature); err != nil || !hmac.Equal(sum, mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var s, u struct {
		expires, created, updated               time.Time
		token, ip, agent, user, id, name, email string
		verified                                bool
		image                                   *string
	}
	err = pool.QueryRow(r.Context(), bareSelect, token).Scan(&s.expires, &s.token, &s.created, &s.updated, &s.ip, &s.agent, &s.user, &s.id,
		&u.name, &u.email, &u.verified, &u.image, &u.created, &u.updated, &u.id)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	const layout = `"2006-01-02T15:04:05.000Z"`
	b := make([]byte, 0, 768)
	text := func(key, value string) {
		b = append(strconv.AppendQuote(append(append(b, key...), ':'), value), ',')
	}
	date := func(key string, t time.Time) {
		b = append(t.UTC().AppendFormat(append(append(b, key...), ':'), layout), ',')
	}
	b = append(b, `{"session":{`...)
	date(`"expiresAt"`, s.expires)
	text(`"token"`, s.token)
	date(`"createdAt"`, s.created)
	date(`"updatedAt"`, s.updated)
	text(`"ipAddress"`, s.ip)
	text(`"userAgent"`, s.agent)
	text(`"userId"`, s.user)
	text(`"id"`, s.id)
	b = append(b[:len(b)-1], `},"user":{`...)
	text(`"name"`, u.name)
	text(`"email"`, u.email)
	b = append(strconv.AppendBool(append(b, `"emailVerified":`...), u.verified), `,"image":null,`...)
	date(`"createdAt"`, u.created)
	date(`"updatedAt"`, u.updated)
	text(`"id"`, u.id)
	b = append(b[:len(b)-1], `}}`...)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// bareToken signs a token for a session that is known already.
func bareToken(key ed25519.PrivateKey) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		body := base64.RawURLEncoding.AppendEncode(nil, constant)
		body = append(body, '.')
		body = base64.RawURLEncoding.AppendEncode(body, ed25519.Sign(key, body))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(append([]byte(`{"token":"`), body...), `"}`...))
	}
}

// bareHash is one scrypt at the reference's cost.
func bareHash(w http.ResponseWriter, _ *http.Request) {
	if _, err := scrypt.Key([]byte(password), []byte("10d0744dee5ec8ad135fce66786cff98"), 16384, 16, 1, 64); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(constant)
}
