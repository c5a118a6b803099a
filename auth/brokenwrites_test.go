package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// faults are what a database may do in the middle of a write: PostgreSQL's own answer when
// its disk is full, and a connection that ends.
var faults = map[string]string{
	"a full disk":       `raise exception 'could not extend file: No space left on device' using errcode = '53100'`,
	"a lost connection": `perform pg_terminate_backend(pg_backend_pid())`,
}

// A write that the database gives up leaves nothing behind, whichever of a request's writes
// it is; the answer is 503 with a time to try again, and then the same request works.
func TestBrokenWrites(t *testing.T) {
	t.Parallel()
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.New(t)
			mails := make(chan string, 100)
			s := authtest.NewOn(t, database, auth.Options{Plugins: resettable(mails), User: auth.UserOptions{
				DeleteUser: auth.DeleteUserOptions{Enabled: true},
			}})
			directly(t, database, `create function fail() returns trigger language plpgsql as $$ begin `+fault+`; return null; end $$`)
			for _, write := range writesOf(s, mails) {
				t.Logf("%s", write.name)
				act := write.prepare(t)
				for _, at := range write.tables {
					verb, table, _ := strings.Cut(at, " ")
					directly(t, database, fmt.Sprintf(`create trigger fail after %s on "%s" for each statement execute function fail()`, verb, table))
					before := contents(t, database)
					if r := act(); r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
						t.Errorf("%s while a %s fails: %d %s", write.name, at, r.StatusCode, r.Body)
					}
					if after := contents(t, database); after != before {
						t.Errorf("%s while a %s fails left something behind:\n%s\nbefore:\n%s", write.name, at, after, before)
					}
					directly(t, database, fmt.Sprintf(`drop trigger fail on "%s"`, table))
				}
				if r := act(); r.StatusCode != 200 {
					t.Errorf("%s afterwards: %d %s", write.name, r.StatusCode, r.Body)
				}
			}
		})
	}
}

// contents is every row of the tables, in one text.
func contents(t *testing.T, database string) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var all string
	err = conn.QueryRow(context.Background(), `select coalesce(string_agg(line, E'\n' order by line), '') from (
		select 'user ' || to_jsonb(t)::text as line from "user" t union all select 'account ' || to_jsonb(t)::text from account t union all
		select 'session ' || to_jsonb(t)::text from session t union all select 'verification ' || to_jsonb(t)::text from verification t) as lines`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// resettable is plainPasswords with links to reset them.
func resettable(mails chan<- string) []auth.Plugin {
	return []auth.Plugin{password.New(password.Options{
		Hash:      func(_ context.Context, p string) (string, error) { return p, nil },
		Verify:    func(_ context.Context, p, hash string) (bool, error) { return p == hash, nil },
		SendReset: func(_ context.Context, m auth.Mail) error { mails <- m.Token; return nil },
	})}
}

// write is a request that writes, and the tables it writes to.
type write struct {
	name   string
	tables []string
	// prepare returns the request.
	prepare func(t *testing.T) func() *authtest.Reply
}

func writesOf(s *authtest.Server, mails <-chan string) []write {
	people := 0
	somebody := func() *authtest.Browser { people++; return signUpAs(s, fmt.Sprintf("P%d", people)) }
	address := func() string { return fmt.Sprintf("p%d@example.com", people) }
	posts := func(path, body string) func(*testing.T) func() *authtest.Reply {
		return func(*testing.T) func() *authtest.Reply {
			p := somebody()
			signInAs(s, fmt.Sprintf("P%d", people))
			return func() *authtest.Reply { return p.POST(path, body) }
		}
	}
	return []write{
		{"/sign-up/email", []string{"insert user", "insert account", "insert session"}, func(*testing.T) func() *authtest.Reply {
			b := s.Browser()
			return func() *authtest.Reply {
				return b.POST("/sign-up/email", `{"name":"New","email":"new@example.com","password":"correct horse"}`)
			}
		}},
		{"/sign-in/email", []string{"insert session"}, func(*testing.T) func() *authtest.Reply {
			somebody()
			b, body := s.Browser(), `{"email":"`+address()+`","password":"correct horse"}`
			return func() *authtest.Reply { return b.POST("/sign-in/email", body) }
		}},
		{"/request-password-reset", []string{"insert verification"}, func(*testing.T) func() *authtest.Reply {
			somebody()
			b, body := s.Browser(), `{"email":"`+address()+`"}`
			return func() *authtest.Reply { return b.POST("/request-password-reset", body) }
		}},
		{"/reset-password", []string{"delete verification", "update account", "delete session"}, func(t *testing.T) func() *authtest.Reply {
			somebody()
			b := s.Browser()
			b.POST("/request-password-reset", `{"email":"`+address()+`"}`).Want(200)
			for len(mails) > 1 {
				<-mails
			}
			body := `{"newPassword":"another horse","token":"` + <-mails + `"}`
			return func() *authtest.Reply { return b.POST("/reset-password", body) }
		}},
		{"/change-password", []string{"update account", "delete session", "insert session"},
			posts("/change-password", `{"currentPassword":"correct horse","newPassword":"another horse","revokeOtherSessions":true}`)},
		{"/update-user", []string{"update user"}, posts("/update-user", `{"name":"Another"}`)},
		{"/revoke-other-sessions", []string{"delete session"}, posts("/revoke-other-sessions", `{}`)},
		{"/revoke-sessions", []string{"delete session"}, posts("/revoke-sessions", `{}`)},
		{"/delete-user", []string{"delete session", "delete account", "delete user"}, posts("/delete-user", `{"password":"correct horse"}`)},
	}
}
