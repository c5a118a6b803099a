package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// The benchmarks report processor time as cpu-ns/op besides: the database works in
// another process and the machine may have other things to do, so ns/op says little.

// sessions opens the engine's own tables with 10,000 sessions.
func sessions(b *testing.B, url string) (*sqlstore.DB, store.Store) {
	b.Helper()
	db := open(b, url)
	a, err := auth.New(auth.Options{Database: db, Secret: "a secret that is long enough for a benchmark", BaseURL: "http://localhost:3000"})
	if err != nil {
		b.Fatal(err)
	}
	if err := a.Migrate(context.Background()); err != nil {
		b.Fatal(err)
	}
	s := a.Store()
	if err := s.InTx(context.Background(), func(ctx context.Context) error {
		for i := range 10_000 {
			if _, err := s.Create(ctx, "user", store.Values{"id": fmt.Sprint("user", i), "name": "Ann Example", "email": fmt.Sprintf("ann%d@example.com", i)}); err != nil {
				return err
			}
			if _, err := s.Create(ctx, "session", store.Values{
				"userId": fmt.Sprint("user", i), "token": token(i), "expiresAt": time.Now().Add(time.Hour), "ipAddress": "127.0.0.1",
				"userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	if db.Dialect() == sqlstore.Postgres {
		if _, err := db.SQL().Exec("ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	return db, s
}

func token(i int) string { return fmt.Sprintf("%032d", i%10_000) }

// measure runs f, with the context of a request that may end.
func measure(b *testing.B, f func(ctx context.Context, i int) error) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for i := range 200 {
		if err := f(ctx, i); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := processorTime()
	for i := range b.N {
		if err := f(ctx, i); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
}

// ratio runs both in short turns, because a shared machine changes its mind, and reports
// the store's processor time over the other's.
func ratio(b *testing.B, hand, store func(ctx context.Context, i int) error) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var spent [2]time.Duration
	for i := range b.N {
		for side, f := range []func(ctx context.Context, i int) error{hand, store} {
			before := processorTime()
			for j := range 100 {
				if err := f(ctx, 100*i+j); err != nil {
					b.Fatal(err)
				}
			}
			spent[side] += processorTime() - before
		}
	}
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "store/hand")
	b.ReportMetric(float64(spent[0])/float64(100*b.N), "hand-cpu-ns")
	b.ReportMetric(float64(spent[1])/float64(100*b.N), "store-cpu-ns")
	b.ReportMetric(0, "ns/op") // of two hundred lookups: says nothing
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func sessionFinder(b *testing.B, s store.Store) func(ctx context.Context, i int) error {
	b.Helper()
	find, err := s.Finder(store.FinderSpec{Model: "session", By: "token", Join: "userId", JoinModel: "user"})
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context, i int) error {
		session, user, err := find(ctx, token(i))
		if err == nil && (session.String("userId") != user.ID() || session.Time("expiresAt").IsZero()) {
			err = fmt.Errorf("not a session: %v", session.V)
		}
		return err
	}
}

// byHand is the same lookup as a program would write that knows its columns.
func byHand(pool *pgxpool.Pool) func(ctx context.Context, i int) error {
	const text = `SELECT a."expiresAt", a."token", a."createdAt", a."updatedAt", a."ipAddress", a."userAgent", a."userId", a."id",
		b."name", b."email", b."emailVerified", b."image", b."createdAt", b."updatedAt", b."id"
		FROM "session" AS a JOIN "user" AS b ON b."id" = a."userId" WHERE a."token" = $1`
	type row struct {
		expiresAt, createdAt, updatedAt time.Time
		token, userID, id               string
		ipAddress, userAgent            *string
		name, email                     string
		emailVerified                   bool
		image                           *string
		userCreatedAt, userUpdatedAt    time.Time
		user                            string
	}
	return func(ctx context.Context, i int) error {
		var r row
		err := pool.QueryRow(ctx, text, token(i)).Scan(&r.expiresAt, &r.token, &r.createdAt, &r.updatedAt, &r.ipAddress, &r.userAgent,
			&r.userID, &r.id, &r.name, &r.email, &r.emailVerified, &r.image, &r.userCreatedAt, &r.userUpdatedAt, &r.user)
		if err == nil && (r.userID != r.user || r.expiresAt.IsZero()) {
			err = fmt.Errorf("not a session: %v", r)
		}
		return err
	}
}

// BenchmarkFinder is the session check beside the same written by hand.
func BenchmarkFinder(b *testing.B) {
	b.Run("postgres", func(b *testing.B) {
		db, s := sessions(b, pgtest.New(b))
		store, hand := sessionFinder(b, s), byHand(db.Pool())
		b.Run("hand", func(b *testing.B) { measure(b, hand) })
		b.Run("store", func(b *testing.B) { measure(b, store) })
		b.Run("ratio", func(b *testing.B) { ratio(b, hand, store) })
	})
	b.Run("sqlite", func(b *testing.B) {
		db, s := sessions(b, "sqlite:"+filepath.Join(b.TempDir(), "a.db"))
		store := sessionFinder(b, s)
		prepared, err := db.SQL().Prepare(`SELECT a."expiresAt", a."token", a."ipAddress", a."userAgent", a."userId", a."id",
			b."name", b."email", b."emailVerified", b."image", b."id" FROM "session" AS a JOIN "user" AS b ON b."id" = a."userId" WHERE a."token" = $1`)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = prepared.Close() }()
		hand := func(ctx context.Context, i int) error {
			var expires, tok, userID, id, name, email, user string
			var ip, agent, image *string
			var verified bool
			return prepared.QueryRowContext(ctx, token(i)).Scan(&expires, &tok, &ip, &agent, &userID, &id, &name, &email, &verified, &image, &user)
		}
		b.Run("hand", func(b *testing.B) { measure(b, hand) })
		b.Run("store", func(b *testing.B) { measure(b, store) })
		b.Run("ratio", func(b *testing.B) { ratio(b, hand, store) })
	})
}

// BenchmarkOperations: the rest, on both.
func BenchmarkOperations(b *testing.B) {
	for name, url := range map[string]string{"postgres": pgtest.New(b), "sqlite": "sqlite:" + filepath.Join(b.TempDir(), "a.db")} {
		_, s := sessions(b, url)
		n := 0
		session := func(ctx context.Context, i int) error {
			n++
			_, err := s.Create(ctx, "session", store.Values{"userId": fmt.Sprint("user", i%10_000), "token": fmt.Sprint("new", n), "expiresAt": time.Now()})
			return err
		}
		for _, bench := range []struct {
			name string
			f    func(ctx context.Context, i int) error
		}{
			{"Create", session},
			{"CreateInTx", func(ctx context.Context, i int) error {
				return s.InTx(ctx, func(ctx context.Context) error { return session(ctx, i) })
			}},
			{"Find", func(ctx context.Context, i int) error {
				_, err := s.Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq("email", fmt.Sprintf("ann%d@example.com", i%10_000))}})
				return err
			}},
			{"List100", func(ctx context.Context, i int) error {
				_, err := s.List(ctx, store.Query{Model: "user", SortBy: "id", Limit: 100, Offset: i % 100})
				return err
			}},
			{"Update", func(ctx context.Context, i int) error {
				_, err := s.Update(ctx, "session", store.Values{"expiresAt": time.Now()}, store.Eq("token", token(i)))
				return err
			}},
		} {
			b.Run(name+"/"+bench.name, func(b *testing.B) { measure(b, bench.f) })
		}
	}
}

// BenchmarkOpen is the time from nothing to the first row of an existing database, and to
// the verdict that its schema is up to date.
func BenchmarkOpen(b *testing.B) {
	for name, url := range map[string]string{"postgres": pgtest.New(b), "sqlite": "sqlite:" + filepath.Join(b.TempDir(), "a.db")} {
		_, s := sessions(b, url)
		schema := s.Schema()
		start := func(b *testing.B, first func(s store.Store, m store.Migrator) error) {
			for range b.N {
				db, err := sqlstore.Open(context.Background(), url)
				if err != nil {
					b.Fatal(err)
				}
				s, m, err := db.Bind(schema)
				if err == nil {
					err = first(s, m)
				}
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		}
		b.Run(name+"/FirstRow", func(b *testing.B) {
			start(b, func(s store.Store, _ store.Migrator) error { return sessionFinder(b, s)(context.Background(), 1) })
		})
		b.Run(name+"/Plan", func(b *testing.B) {
			start(b, func(_ store.Store, m store.Migrator) error {
				p, err := m.Plan(context.Background())
				if err == nil && !p.Empty() {
					err = fmt.Errorf("not empty: %v", p)
				}
				return err
			})
		})
	}
}
