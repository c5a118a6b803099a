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

// grow fills the reference's tables by COPY until they have so many users.
func (s *servers) grow(ctx context.Context, users int) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	now, have := time.Now().UTC().Truncate(time.Millisecond), len(s.people)
	people := append(s.people, make([]person, users-have)...)
	id := func(i int) string { return fmt.Sprintf("user%028d", i) }
	for i := have; i < users; i++ {
		people[i] = person{fmt.Sprintf("user%d@example.com", i), fmt.Sprintf("token%027d", i)}
	}
	for _, t := range []struct {
		name    string
		columns []string
		row     func(i int) []any
	}{
		{"user", []string{"id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt"},
			func(i int) []any {
				since := now.Add(time.Duration(i-1_000_000) * time.Second) // nobody signs up in the same instant
				return []any{id(i), "User Number " + fmt.Sprint(i), people[i].email, true, nil, since, since}
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
		rows := pgx.CopyFromSlice(users-have, func(i int) ([]any, error) { return t.row(have + i), nil })
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, rows); err != nil {
			return fmt.Errorf("filling %s: %w", t.name, err)
		}
	}
	s.people = people
	_, err = conn.Exec(ctx, "VACUUM ANALYZE") // else the first to read pays for it
	return err
}

// signed is the session cookie's value for a token.
func signed(token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return url.QueryEscape(token + "." + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// sampled is how many people take part: enough that no cache of a few rows flatters.
const sampled = 10_000

// asked are requests with a session, of people spread evenly over all.
func (s *servers) asked(path string, mark ...string) func(*server, int) []byte {
	n := min(sampled, len(s.people))
	list := make([][]byte, n)
	for i := range list {
		list[i] = request("GET", "/api/auth"+path, "Cookie: better-auth.session_token="+signed(s.people[i*(len(s.people)/n)].token)+strings.Join(mark, ""), "")
	}
	return func(_ *server, i int) []byte { return list[int(uint32(i)*2654435761)%n] }
}

func post(path, body string) []byte {
	return request("POST", "/api/auth"+path, "Content-Type: application/json\r\nOrigin: "+publicURL, body)
}

// workloads are all rows of the table. The first server is what ratios are taken of, the
// last one the limit. A new one is a new entry; what the limit answers is in limit.go.
func workloads(s *servers) []workload {
	session, list := s.asked("/get-session"), s.asked("/list-sessions")
	signIn := func(_ *server, i int) []byte {
		return post("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":%q}`, s.people[int(uint32(i)*2654435761)%len(s.people)].email, password))
	}
	signUp := func(one *server, i int) []byte {
		return post("/sign-up/email", fmt.Sprintf(`{"name":"N","email":"new%d-%d-%s@example.com","password":%q}`, time.Now().UnixNano(), i, one.name, password))
	}
	few, fewKept := fewOf(session), fewOf(s.asked("/get-session", kept))
	three := []*server{s.reference, s.lyceum, s.limit}
	tokens := []*server{s.refTokens, s.lyTokens, s.limit}
	return append([]workload{
		{name: "get-session, database", servers: three, warm: 6000, status: 200, request: session},
		{name: "get-session, session cache", servers: []*server{s.reference, s.lyKept, s.limit}, warm: 6000, status: 200,
			request: func(one *server, i int) []byte {
				if one == s.limit {
					return fewKept(one, i)
				}
				return few(one, i)
			}},
		{name: "get-session, cookie cache", servers: []*server{s.refCached, s.lyCached, s.limit}, warm: 6000, status: 200,
			request: func(one *server, _ int) []byte { return one.cached }},
		{name: "list-sessions", servers: three, warm: 6000, status: 200, request: list},
		{name: "token", servers: tokens, warm: 6000, status: 200, request: fewOf(s.asked("/token"))},
		{name: "jwks", servers: tokens, warm: 6000, status: 200, request: s.asked("/jwks")},
		{name: "sign-in", servers: three, warm: 16, connections: 4, status: 200, request: signIn},
		{name: "sign-up", servers: three, warm: 16, connections: 4, status: 200, request: signUp},
		{name: "mixed: 1 sign-in, 5 lists, 94 session checks", servers: []*server{s.reference, s.lyKept, s.limit}, warm: 6000, status: 200,
			request: func(one *server, i int) []byte {
				switch {
				case i%100 == 0:
					return signIn(one, i)
				case i%20 == 1:
					return list(one, i)
				}
				return session(one, i)
			}},
	}, pluginWorkloads(s)...)
}

// fewOf is a workload of people who come back.
func fewOf(of func(*server, int) []byte) func(*server, int) []byte {
	return func(one *server, i int) []byte { return of(one, i%500) }
}

// grown are measured again as the tables grow: a session check must stay as fast, and a
// search among all users shows what it costs.
func grown(s *servers, users int) []workload {
	search, page := searchUsers(s), pageOfUsers(s)
	search.name += fmt.Sprintf(", %d users", users)
	page.name += fmt.Sprintf(", %d users", users)
	return []workload{
		{name: fmt.Sprintf("get-session, database, %d users", users), servers: []*server{s.reference, s.lyceum, s.limit},
			warm: 6000, status: 200, request: s.asked("/get-session")},
		search, page,
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
