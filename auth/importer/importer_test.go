package importer_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/importer"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// strict is a plugin that refuses one account, when it has a name.
type strict struct{ refuse string }

func (s *strict) ID() string { return "strict" }

func (s *strict) Setup(b *auth.Builder) error {
	b.Extend("user", store.Field{Name: "nick", Nullable: true, Unique: true})
	events := b.Events()
	events.AccountCreating = append(events.AccountCreating, func(_ context.Context, w *auth.Write) error {
		if s.refuse != "" && strings.HasPrefix(w.Values["password"].(string), s.refuse) {
			return errors.New("broken")
		}
		return nil
	})
	return nil
}

// onBoth runs a test on a migrated database of each kind.
func onBoth(t *testing.T, ids store.IDStrategy, test func(t *testing.T, a *auth.Auth, s *strict)) {
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "a.db") },
		"postgres": func() string { return pgtest.New(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := sqlstore.Open(t.Context(), url())
			if err != nil {
				t.Fatal(err)
			}
			s := &strict{}
			a, err := auth.New(auth.Options{
				Secret: "a secret of thirty-two characters", BaseURL: "http://localhost", Database: db, Plugins: []auth.Plugin{s},
				Advanced: auth.AdvancedOptions{IDs: ids},
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { a.Close() })
			if err := a.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(t, a, s)
		})
	}
}

func run(t *testing.T, a *auth.Auth, lines string, o importer.Options) (importer.Report, error) {
	t.Helper()
	return importer.Run(t.Context(), a, importer.JSONLines(strings.NewReader(lines)), o)
}

func users(t *testing.T, a *auth.Auth) int64 {
	t.Helper()
	n, err := a.Store().Count(t.Context(), "user")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hash is some whole hash that begins in a given way.
func hash(cost string) string {
	return "$2b$" + cost + "$Z6hUTEEeoJXN5/AmSm/4.eZ75RYgFVriQM9LPhNEC7kbAbS/VAaJ2"
}

// TestNeverHalf: a fault in the middle of a batch takes the whole batch back, and the next run
// goes on from there.
func TestNeverHalf(t *testing.T) {
	t.Parallel()
	onBoth(t, store.RandomID, func(t *testing.T, a *auth.Auth, s *strict) {
		lines := `{"id": "a", "email": "a@example.com", "password": "` + hash("10") + `"}
			{"id": "b", "email": "b@example.com"}
			{"id": "c", "email": "c@example.com", "password": "` + hash("11") + `"}
			{"id": "d", "email": "d@example.com"}`
		lines = strings.ReplaceAll(lines, "\t", "")
		s.refuse = "$2b$11$"
		report, err := run(t, a, lines, importer.Options{Batch: 2})
		if err == nil || !strings.Contains(err.Error(), "line 3: broken") || report.Created != 2 || users(t, a) != 2 {
			t.Errorf("%+v, %v, %d users", report, err, users(t, a))
		}
		s.refuse = ""
		report, err = run(t, a, lines, importer.Options{Batch: 2})
		if err != nil || report.Created != 2 || report.Present != 2 || users(t, a) != 4 {
			t.Errorf("%+v, %v, %d users", report, err, users(t, a))
		}
		for id, want := range map[string]bool{"a": true, "b": false, "c": true} {
			_, err := a.CredentialAccount(t.Context(), id)
			if (err == nil) != want {
				t.Errorf("%s has a password: %v", id, err)
			}
		}
	})
}

// TestConflictInABatch: what the database finds twice keeps out one row and not its batch.
func TestConflictInABatch(t *testing.T) {
	t.Parallel()
	onBoth(t, store.RandomID, func(t *testing.T, a *auth.Auth, _ *strict) {
		report, err := run(t, a, `{"email": "a@example.com", "nick": "x"}
{"email": "b@example.com", "nick": "x"}
{"email": "c@example.com"}`, importer.Options{})
		if err != nil || report.Created != 2 || len(report.Problems) != 1 || report.Problems[0].Line != 2 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestUUIDs(t *testing.T) {
	t.Parallel()
	onBoth(t, store.UUIDID, func(t *testing.T, a *auth.Auth, _ *strict) {
		lines := `{"id": "6F9619FF-8B86-4011-B42D-00C04FC964FF", "email": "a@example.com"}
{"id": "17", "email": "b@example.com"}`
		for _, want := range []importer.Report{{Created: 1}, {Present: 1}} {
			report, err := run(t, a, lines, importer.Options{})
			if err != nil || report.Created != want.Created || report.Present != want.Present || len(report.Problems) != 1 ||
				!strings.Contains(report.Problems[0].Reason, `"17" is not a UUID`) {
				t.Errorf("%+v, %v", report, err)
			}
		}
	})
}

// FuzzSources: whatever is in a file, reading it ends, and no line is told twice.
func FuzzSources(f *testing.F) {
	f.Add("id,email\n1,a@b.c\n\"x\n")
	f.Add(`{"id": 1, "email": {"$oid": []}}` + "\n[]\nnull")
	f.Add(`{"users": [{"email": "a@b.c", "createdAt": {"$date": {"$date": -1}}}]}`)
	db, err := sqlstore.Open(context.Background(), "sqlite:"+filepath.Join(f.TempDir(), "a.db"))
	if err != nil {
		f.Fatal(err)
	}
	a, err := auth.New(auth.Options{Secret: "a secret of thirty-two characters", BaseURL: "http://localhost", Database: db})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { a.Close() })
	if err := a.Migrate(context.Background()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sources := []importer.Rows{importer.JSONLines(strings.NewReader(text))}
		if rows, err := importer.CSV(strings.NewReader(text)); err == nil {
			sources = append(sources, rows)
		}
		if rows, err := importer.JSON(strings.NewReader(text)); err == nil {
			sources = append(sources, rows)
		}
		for _, rows := range sources {
			report, _ := importer.Run(t.Context(), a, rows, importer.Options{DryRun: true})
			last := 0
			for _, p := range report.Problems {
				if p.Line < last {
					t.Errorf("line %d after line %d", p.Line, last)
				}
				last = p.Line
			}
		}
	})
}
