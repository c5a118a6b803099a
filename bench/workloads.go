package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// person is a seeded user with a session.
type person struct{ email, token string }

// password is every seeded user's; its hash was made by the reference.
const (
	password     = "password123"
	passwordHash = "10d0744dee5ec8ad135fce66786cff98:d56cbdcfde006ec71ffd902382ca15c8d5cd0152fe302df1e51679b9d7f6c534042cecf7ed343095bb6b599e9e978060b84882fd80309e63a34164f543013d9d"
)

// seed fills the reference's tables by COPY.
func seed(ctx context.Context, url string, users int) ([]person, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	now := time.Now().UTC().Truncate(time.Millisecond)
	people := make([]person, users)
	id := func(i int) string { return fmt.Sprintf("user%028d", i) }
	for i := range people {
		people[i] = person{fmt.Sprintf("user%d@example.com", i), fmt.Sprintf("token%027d", i)}
	}
	for _, t := range []struct {
		name    string
		columns []string
		row     func(i int) []any
	}{
		{"user", []string{"id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt"},
			func(i int) []any {
				return []any{id(i), "User Number " + fmt.Sprint(i), people[i].email, true, nil, now, now}
			}},
		{"account", []string{"id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt"},
			func(i int) []any {
				return []any{"a" + id(i), id(i), "credential", id(i), passwordHash, now, now}
			}},
		{"session", []string{"id", "expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId"},
			func(i int) []any {
				return []any{"s" + id(i), now.Add(7 * 24 * time.Hour), people[i].token, now, now, "", "bench/1", id(i)}
			}},
	} {
		rows := pgx.CopyFromSlice(users, func(i int) ([]any, error) { return t.row(i), nil })
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, rows); err != nil {
			return nil, fmt.Errorf("filling %s: %w", t.name, err)
		}
	}
	_, err = conn.Exec(ctx, "ANALYZE")
	return people, err
}

// signed is the session cookie's value for a token.
func signed(token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return url.QueryEscape(token + "." + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func workloads(s *servers) []workload {
	get := make([][]byte, len(s.people))
	for i, p := range s.people {
		get[i] = request("GET", "/api/auth/get-session", "Cookie: better-auth.session_token="+signed(p.token), "")
	}
	// Spread over all users, so that no cache of one row flatters.
	spread := func(i int) int { return int(uint32(i)*2654435761) % len(s.people) }
	post := func(path string, body func(i int) string) func(*server, int) []byte {
		return func(_ *server, i int) []byte {
			return request("POST", path, "Content-Type: application/json\r\nOrigin: "+publicURL, body(i))
		}
	}
	return []workload{
		{name: "get-session, database", servers: []*server{s.reference, s.lyceum, s.limit}, warm: 6000, status: 200,
			request: func(_ *server, i int) []byte { return get[spread(i)] }},
		{name: "get-session, cookie cache", servers: []*server{s.refCached, s.lyCached, s.limit}, warm: 6000, status: 200,
			request: func(one *server, _ int) []byte { return one.cached }},
		{name: "sign-in", servers: []*server{s.reference, s.lyceum, s.limit}, warm: 16, connections: 4, status: 200,
			request: post("/api/auth/sign-in/email", func(i int) string {
				return fmt.Sprintf(`{"email":%q,"password":%q}`, s.people[spread(i)].email, password)
			})},
		{name: "sign-up", servers: []*server{s.reference, s.lyceum, s.limit}, warm: 16, connections: 4, status: 200,
			request: func(one *server, i int) []byte {
				return post("/api/auth/sign-up/email", func(i int) string {
					return fmt.Sprintf(`{"name":"N","email":"new%d-%d-%s@example.com","password":%q}`, time.Now().UnixNano(), i, one.name, password)
				})(one, i)
			}},
	}
}

func request(method, path, header, body string) []byte {
	text := method + " " + path + " HTTP/1.1\r\nHost: localhost:3000\r\nUser-Agent: bench/1\r\n" + header + "\r\n"
	if body != "" {
		text += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	return []byte(text + "\r\n" + body)
}

// cacheRequest signs in by session cookie once and returns a request that carries the
// cache cookie of the reply.
func cacheRequest(one *server, p person) ([]byte, error) {
	cookie := "better-auth.session_token=" + signed(p.token)
	req, err := http.NewRequest(http.MethodGet, "http://"+one.addr+"/api/auth/get-session", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Cookie", cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	for _, line := range res.Header.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(line, ";"); strings.Contains(pair, "session_data=") {
			cookie += "; " + pair
		}
	}
	return request("GET", "/api/auth/get-session", "Cookie: "+cookie, ""), nil
}
