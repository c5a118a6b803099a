package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1" // what RFC 6238 says
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	school   = "organization00000000000000000000"
	pupils   = 10_000 // its members
	factored = 500    // people with a second factor
)

// fillPlugins makes an organization of everybody, an administrator, and second factors that all have one secret: it is
// made by one server and copied.
func (s *servers) fillPlugins(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if s.secondFactor, err = s.enableFactor(ctx, s.people[0]); err != nil {
		return err
	}
	for _, text := range []string{
		`INSERT INTO "organization" ("id", "name", "slug", "createdAt") VALUES ('` + school + `', 'School', 'school', now())`,
		`INSERT INTO "member" ("id", "organizationId", "userId", "role", "createdAt")
			SELECT 'm' || "id", '` + school + `', "id", 'member', now() FROM "user" ORDER BY "id" LIMIT ` + fmt.Sprint(pupils),
		`UPDATE "user" SET "role" = 'admin' WHERE "email" = '` + s.people[0].email + `'`,
		`UPDATE "twoFactor" SET "verified" = true`,
		`INSERT INTO "twoFactor" ("id", "secret", "backupCodes", "userId", "verified")
			SELECT 'f' || u."id", f."secret", f."backupCodes", u."id", true FROM "twoFactor" f, "user" u WHERE u."id" <> f."userId" ORDER BY u."id" LIMIT ` + fmt.Sprint(factored-1),
		`UPDATE "user" SET "twoFactorEnabled" = true WHERE "id" IN (SELECT "userId" FROM "twoFactor")`,
		`VACUUM ANALYZE`,
	} {
		if _, err := conn.Exec(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// enableFactor returns the secret of a new second factor.
func (s *servers) enableFactor(ctx context.Context, p person) ([]byte, error) {
	body := fmt.Appendf(nil, `{"password":%q}`, password)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.refOrg.addr+"/api/auth/two-factor/enable", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = http.Header{"Content-Type": {"application/json"}, "Origin": {publicURL}, "Cookie": {sessionCookie(p)}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct{ TotpURI string }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.TotpURI == "" {
		return nil, fmt.Errorf("enabling a second factor: status %d, %w", res.StatusCode, err)
	}
	uri, err := url.Parse(answer.TotpURI)
	if err != nil {
		return nil, err
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(uri.Query().Get("secret"))
}

// code is the one-time code of now (RFC 6238).
func code(secret []byte, now time.Time) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(now.Unix()/30))
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

func sessionCookie(p person) string { return "better-auth.session_token=" + signed(p.token) }

// pluginWorkloads have no limit to compare with: only the reference does the same.
func pluginWorkloads(s *servers) []workload {
	both := []*server{s.refOrg, s.lyOrg}
	by := make([]string, factored)
	for i := range by {
		by[i] = "Cookie: " + sessionCookie(s.people[i])
	}
	send := func(path string, body func(i int) string) func(*server, int) []byte {
		return func(_ *server, i int) []byte {
			return request("POST", "/api/auth"+path, "Content-Type: application/json\r\nOrigin: "+publicURL+"\r\n"+by[i%factored], body(i))
		}
	}
	return []workload{
		{name: "has-permission", servers: both, warm: 6000, status: 200, request: send("/organization/has-permission", func(int) string {
			return `{"organizationId":"` + school + `","permissions":{"member":["create"]}}`
		})},
		{name: "list-members, 100 of 10000", servers: both, warm: again, status: 200, request: func(_ *server, i int) []byte {
			path := fmt.Sprintf("/api/auth/organization/list-members?organizationId=%s&limit=100&offset=%d", school, i*100%pupils)
			return request("GET", path, by[i%factored], "")
		}},
		searchUsers(s), pageOfUsers(s),
		{name: "two-factor verify (TOTP)", servers: both, warm: again, status: 200, request: send("/two-factor/verify-totp", func(int) string {
			return fmt.Sprintf(`{"code":%q}`, code(s.secondFactor, time.Now()))
		})},
	}
}

// searchUsers looks for a piece of a name among all users, as an administrator does.
func searchUsers(s *servers) workload {
	by := "Cookie: " + sessionCookie(s.people[0])
	return workload{name: "list-users, search", servers: []*server{s.refOrg, s.lyOrg}, warm: 50, status: 200, connections: 4,
		request: func(_ *server, i int) []byte {
			query := fmt.Sprintf("?limit=50&sortBy=createdAt&sortDirection=desc&searchField=name&searchOperator=contains&searchValue=%d", 1000+i%9000)
			return request("GET", "/api/auth/admin/list-users"+query, by, "")
		}}
}

// pageOfUsers turns the pages of the newest users. Each tells how many there are in all, exactly.
func pageOfUsers(s *servers) workload {
	by := "Cookie: " + sessionCookie(s.people[0])
	return workload{name: "list-users, a page", servers: []*server{s.refOrg, s.lyOrg}, warm: 50, status: 200, connections: 4,
		request: func(_ *server, i int) []byte {
			query := fmt.Sprintf("?limit=50&offset=%d&sortBy=createdAt&sortDirection=desc", i%20*50)
			return request("GET", "/api/auth/admin/list-users"+query, by, "")
		}}
}
