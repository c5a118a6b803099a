package sqlstore_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// crashEnv makes the test binary a process that signs people up until it is killed, in
// the database of this URL.
const crashEnv = "SQLSTORE_CRASH_URL"

func TestMain(m *testing.M) {
	if url := os.Getenv(crashEnv); url != "" {
		if err := signUpForever(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// people has the three rows that a sign-up writes.
func people() (*store.Schema, error) {
	user := &store.Reference{Model: "user", Field: "id"}
	return store.Compile([]store.Table{
		{Model: "user", Fields: []store.Field{{Name: "email", Unique: true}}},
		{Model: "account", Fields: []store.Field{{Name: "userId", References: user, Index: true}}},
		{Model: "session", Fields: []store.Field{{Name: "userId", References: user, Index: true}}},
	}, options(store.UUIDID))
}

// signUpForever prints "begun" in the middle of each transaction and the id when it has
// been committed.
func signUpForever(url string) error {
	schema, err := people()
	if err != nil {
		return err
	}
	db, err := sqlstore.Open(context.Background(), url)
	if err != nil {
		return err
	}
	s, _, err := db.Bind(schema)
	if err != nil {
		return err
	}
	errs := make(chan error)
	var out sync.Mutex
	say := func(text string) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(text)
	}
	for worker := range 4 {
		go func() {
			for i := 0; ; i++ {
				id, err := signUp(s, fmt.Sprintf("%d-%d-%d@b.c", os.Getpid(), worker, i), func() { say("begun") })
				if err != nil {
					errs <- err
					return
				}
				say(id)
			}
		}()
	}
	return <-errs
}

func signUp(s store.Store, email string, middle func()) (id string, err error) {
	err = s.InTx(context.Background(), func(ctx context.Context) error {
		user, err := s.Create(ctx, "user", store.Values{"email": email})
		if err != nil {
			return err
		}
		id = user.ID()
		middle()
		for _, model := range []string{"account", "session"} {
			if _, err := s.Create(ctx, model, store.Values{"userId": id}); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// TestKilledInTheMiddle: whenever the process is killed, each user has everything or
// does not exist, whoever was told to exist does, and the database can be used at once.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, newURL := range map[string]func(t *testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.New(t) },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "a.db") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := newURL(t)
			schema, err := people()
			if err != nil {
				t.Fatal(err)
			}
			db := open(t, url)
			s := migrate(t, db, schema)
			for round := range 8 {
				ids := runAndKill(t, url, 1+17*round)
				waitForServer(t, db)
				for _, id := range ids {
					if n, err := s.Count(t.Context(), "user", store.Eq("id", id)); n != 1 {
						t.Fatalf("user %s was committed and is not there (%v)", id, err)
					}
				}
				wantWholePeople(t, s)
				if _, err := signUp(s, fmt.Sprint("survivor", round), func() {}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// runAndKill starts the process, kills it in the middle of its nth transaction, and
// returns the ids it had committed.
func runAndKill(t *testing.T, url string, n int) (ids []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	if strings.HasPrefix(url, "postgres:") {
		url += "&application_name=crash"
	}
	cmd.Env = append(os.Environ(), crashEnv+"="+url)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() != "begun" {
			ids = append(ids, lines.Text())
		} else if n--; n == 0 {
			_ = cmd.Process.Kill() // and read what it still said
		}
	}
	_ = cmd.Wait()
	if n > 0 {
		t.Fatalf("the process ended by itself: %s", complaints.String())
	}
	return ids
}

// waitForServer waits until PostgreSQL has noticed that the process is gone: a commit that
// was on its way may still happen, though never half of it.
func waitForServer(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	for db.Dialect() == sqlstore.Postgres {
		var left int
		err := db.SQL().QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'crash'`).Scan(&left)
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
}

func wantWholePeople(t *testing.T, s store.Store) {
	t.Helper()
	users, err := s.List(t.Context(), store.Query{Model: "user", Limit: store.NoLimit})
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range []string{"account", "session"} {
		rows, err := s.List(t.Context(), store.Query{Model: model, Limit: store.NoLimit})
		if err != nil {
			t.Fatal(err)
		}
		owned := map[string]int{}
		for _, r := range rows {
			owned[r.String("userId")]++
		}
		if len(rows) != len(users) || len(owned) != len(users) {
			t.Fatalf("%d users have %d rows of %s for %d users", len(users), len(rows), model, len(owned))
		}
	}
}
