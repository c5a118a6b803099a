// Package learntest is for the platform's tests only: databases of both dialects with the platform's tables, an Auth
// that believes a header, and requests to a handler.
package learntest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/db"
)

// Users exist in the databases of [OnEach].
var Users = []string{"ada", "bob"}

// OnEach runs a test, in parallel, on a migrated database of each dialect.
func OnEach(t *testing.T, test func(t *testing.T, database *db.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, filepath.Join(t.TempDir(), "test.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, pgtest.New(t)))
	})
}

// SQLite opens a migrated database for tests that need just one.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

func open(t testing.TB, target string) *db.DB {
	t.Helper()
	ctx := context.Background()
	database, err := db.Open(ctx, target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := database.ExecContext(ctx, `CREATE TABLE "user" (id TEXT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx, database, db.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, user := range Users {
		if _, err := database.ExecContext(ctx, `INSERT INTO "user" VALUES ($1)`, user); err != nil {
			t.Fatal(err)
		}
	}
	return database
}

type userKey struct{}

// Auth takes the value of the header Authorization for the user's id.
func Auth() api.Auth {
	optional := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if id := r.Header.Get("Authorization"); id != "" {
				user := &api.User{ID: id, Claims: map[string]any{"sub": id}}
				r = r.WithContext(context.WithValue(r.Context(), userKey{}, user))
			}
			next.ServeHTTP(w, r)
		})
	}
	required := func(next http.Handler) http.Handler {
		return optional(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		}))
	}
	return api.Auth{Required: required, Optional: optional, User: func(ctx context.Context) (*api.User, bool) {
		user, ok := ctx.Value(userKey{}).(*api.User)
		return user, ok
	}}
}

// Do sends a request, with a JSON body unless it is empty, and returns the recorded reply.
func Do(handler http.Handler, user, method, path, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if user != "" {
		request.Header.Set("Authorization", user)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

// Reply checks the status of a reply and decodes its body.
func Reply[T any](t testing.TB, reply *httptest.ResponseRecorder, status int) (body T) {
	t.Helper()
	if reply.Code != status {
		t.Fatalf("status %d, want %d: %s", reply.Code, status, reply.Body)
	}
	decoder := json.NewDecoder(bytes.NewReader(reply.Body.Bytes()))
	if err := decoder.Decode(&body); err != nil {
		t.Fatalf("decode %s: %v", reply.Body, err)
	}
	return body
}

// Refused checks that a reply is an error with this status, code, and a message that contains the text.
func Refused(t testing.TB, reply *httptest.ResponseRecorder, status int, code, message string) {
	t.Helper()
	var body map[string]string
	if err := json.Unmarshal(reply.Body.Bytes(), &body); err != nil {
		t.Fatalf("status %d, body %s: %v", reply.Code, reply.Body, err)
	}
	if reply.Code != status || body["code"] != code || !strings.Contains(body["message"], message) || len(body) != 2 {
		t.Errorf("got %d %v, want %d %s with %q", reply.Code, body, status, code, message)
	}
}
