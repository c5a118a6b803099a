package sqlstore_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// mixed has a field of each type that others may have made differently.
func mixed(t *testing.T) *store.Schema {
	t.Helper()
	return compile(t, store.Table{Model: "t", Fields: []store.Field{
		{Name: "s", Nullable: true}, {Name: "n", Type: store.Number, Nullable: true}, {Name: "d", Type: store.Date, Nullable: true},
		{Name: "j", Type: store.JSON, Nullable: true}, {Name: "l", Type: store.StringArray, Nullable: true}, {Name: "f", Type: store.NumberArray, Nullable: true},
	}})
}

func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// TestOtherColumns: tables that an ORM has made with types of its own taste.
func TestOtherColumns(t *testing.T) {
	t.Parallel()
	for name, columns := range map[string]string{
		"narrow": "s varchar(20), n smallint, d timestamp(3), j json, l json, f json",
		"wide":   "s char(3), n bigint, d timestamptz, j text, l text, f text",
		"exact":  "s uuid, n numeric, d date, j jsonb, l jsonb, f jsonb",
		"enum":   "s mood, n double precision, d timestamp, j jsonb, l jsonb, f jsonb",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, pgtest.New(t))
			execute(t, db, "create type mood as enum ('sad', 'abc')", "create table t (id varchar(36) primary key, "+columns+")")
			s := migrate(t, db, mixed(t))
			want := store.Values{
				"s": "abc", "n": int64(-7), "d": date("2026-11-22T00:00:00Z"), "l": []string{"a"}, "f": []float64{1.5},
			}
			if name == "exact" {
				want["s"] = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
			}
			made, err := s.Create(t.Context(), "t", want)
			if err != nil {
				t.Fatal(err)
			}
			for field, v := range want {
				if n, err := s.Count(t.Context(), "t", store.Cond{Field: field, Op: store.OpEq, Value: v}); field != "l" && field != "f" && (n != 1 || err != nil) {
					t.Errorf("%s is not found by its value: %v", field, err)
				}
			}
			if made.String("s") != want["s"] || made.Int("n") != -7 || made.Time("d") != want["d"] || made.Strings("l")[0] != "a" {
				t.Errorf("read %v, want %v", made.V, want)
			}
		})
	}
}

// TestOtherWriters: values that other programs have written into our tables.
func TestOtherWriters(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		s := migrate(t, db, mixed(t))
		dates := map[string]string{ // as written → as read
			"'2026-11-22T17:47:13.038Z'": "2026-11-22T17:47:13.038Z", "'2026-11-22 17:47:13'": "2026-11-22T17:47:13Z",
			"'2026-11-22 17:47:13.038999'": "2026-11-22T17:47:13.038Z", "'1969-12-31 23:59:59.999999'": "1969-12-31T23:59:59.999Z",
			"'1900-01-01 00:00:00.0005'": "1900-01-01T00:00:00Z", "'2026-11-22T17:47:13+05:30'": "2026-11-22T12:17:13Z", "'2026-11-22'": "2026-11-22T00:00:00Z",
		}
		if db.Dialect() == sqlstore.SQLite {
			dates["1795369633038"] = "2026-11-22T17:47:13.038Z" // milliseconds, as some ORMs have it
			dates["-1"] = "1969-12-31T23:59:59.999Z"
		}
		for written, want := range dates {
			execute(t, db, `delete from t`, `insert into t (id, d, j, l, f) values ('1', `+written+`, '{"a": 1}', '["x"]', 'null')`)
			row, err := s.Find(t.Context(), store.Query{Model: "t"})
			if err != nil || row.Time("d") != date(want) {
				t.Errorf("%s was read as %v (%v)", written, row.Get("d"), err)
				continue
			}
			if row.Strings("l")[0] != "x" || row.Get("f") != nil || len(row.JSON("j")) != len(`{"a": 1}`) {
				t.Errorf("read %v", row.V)
			}
		}
		bad := map[sqlstore.Dialect][]string{sqlstore.SQLite: {"d = 'yesterday'", "d = '2026-02-31T00:00:00.000Z'", "d = 1.5", "l = '['", "n = 'x'"}, sqlstore.Postgres: {"d = 'infinity'", `l = '{"a": 1}'`}}
		for _, set := range bad[db.Dialect()] {
			execute(t, db, `delete from t`, `insert into t (id) values ('1')`, `update t set `+set)
			if row, err := s.Find(t.Context(), store.Query{Model: "t"}); err == nil || !strings.Contains(err.Error(), "reading t.") {
				t.Errorf("%s was read as %v (%v)", set, row.V, err)
			}
		}
	})
}

func TestPhysicalNames(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		o := options(store.RandomID)
		o.Naming = store.Naming{Plural: true, Snake: true}
		schema, err := store.Compile([]store.Table{
			{Model: "rateLimit", Fields: []store.Field{{Name: "lastRequest", Type: store.Number, BigInt: true}, {Name: "odd", Column: `we"ird; --`, Nullable: true}, {Name: "order", Nullable: true, Index: true}}},
			{Model: "user", Name: "people", Fields: []store.Field{{Name: "emailVerified", Type: store.Boolean}, {Name: "limitId", References: ref("rateLimit"), Nullable: true}}},
		}, o)
		if err != nil {
			t.Fatal(err)
		}
		s := migrate(t, db, schema)
		row, err := s.Create(t.Context(), "rateLimit", store.Values{"id": "r", "lastRequest": 1, "odd": "x", "order": "y"})
		if err != nil || row.String("odd") != "x" {
			t.Fatal(row.V, err)
		}
		execute(t, db, `insert into people (id, email_verified, limit_id) select 'p', true, id from rate_limits where last_request = 1 and "order" = 'y'`)
		if n, err := s.Count(t.Context(), "user", store.Eq("emailVerified", true), store.Eq("limitId", "r")); n != 1 || err != nil {
			t.Errorf("%d rows (%v)", n, err)
		}
	})
}

// TestDeadlock: a lone statement that PostgreSQL gave up in favour of another one is run
// again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	db := open(t, url, sqlstore.WithTimeout(soon))
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	newNote(t, s, "b")
	other, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close(context.Background()) }()
	// The other one never looks for deadlocks, so ours is the one that is given up.
	if _, err := other.Exec(t.Context(), `SET deadlock_timeout = '60s'; BEGIN; UPDATE note SET n = 1 WHERE key = 'b'`); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if n, err := s.UpdateAll(context.Background(), "note", store.Values{"n": 2}); n != 2 || err != nil {
			t.Errorf("%d rows changed (%v)", n, err)
		}
	})
	for waiting := 0; waiting == 0; {
		if err := db.SQL().QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := other.Exec(t.Context(), `UPDATE note SET n = 1 WHERE key = 'a'; COMMIT`); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if n, err := s.Count(t.Context(), "note", store.Eq("n", 2)); n != 2 || err != nil {
		t.Errorf("%d rows have the value written last (%v)", n, err)
	}
}

// TestTwoProcessesOnOneFile: each with its own connections; a transaction that reads
// before it writes must not fail halfway.
func TestTwoProcessesOnOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	var stores []store.Store
	for range 2 {
		stores = append(stores, migrate(t, open(t, "sqlite:"+path, sqlstore.WithTimeout(soon)), notes(t)))
	}
	newNote(t, stores[0], "a")
	var all sync.WaitGroup
	for i := range 20 {
		s := stores[i%2]
		all.Go(func() {
			for range 10 {
				if err := s.InTx(context.Background(), func(ctx context.Context) error {
					row, err := s.Find(ctx, store.Query{Model: "note"})
					if err != nil {
						return err
					}
					_, err = s.Update(ctx, "note", store.Values{"n": row.Int("n") + 1}, store.Eq("id", "a"))
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if row, err := stores[1].Find(t.Context(), store.Query{Model: "note"}); err != nil || row.Int("n") != 200 {
		t.Errorf("%d after 200 additions (%v)", row.Int("n"), err)
	}
}
