package sqlstore_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// searched is a table whose texts are searched for pieces.
func searched(t *testing.T) *store.Schema {
	return compile(t, store.Table{
		Model: "person", Fields: []store.Field{{Name: "name"}, {Name: "mail", Column: "e_mail", Nullable: true}, {Name: "born", Type: store.Number, Nullable: true, Index: true}},
		Indexes: []store.Index{{Fields: []string{"name", "mail"}, Search: true}},
	})
}

const (
	extension   = `create extension if not exists pg_trgm`
	searchIndex = `create index "person_name_e_mail_search_idx" on "person" using gin ("name" %[1]sgin_trgm_ops, "e_mail" %[1]sgin_trgm_ops)`
)

// optional are the statements of a plan that may be left out.
func optional(p store.Plan) string {
	var list []string
	for _, s := range p.Statements {
		if s.Optional {
			list = append(list, s.SQL)
		}
	}
	return strings.Join(list, "; ")
}

func TestSearchIndex(t *testing.T) {
	t.Parallel()
	plain := fmt.Sprintf(searchIndex, "")
	for name, tc := range map[string]struct {
		before []string
		want   string // of the plan
	}{
		"nothing there":      {nil, extension + "; " + plain},
		"an extension":       {[]string{extension}, plain},
		"one out of sight":   {[]string{"create schema aside", extension + " schema aside"}, fmt.Sprintf(searchIndex, `"aside".`)},
		"an index of others": {[]string{extension, `create table person (id text primary key, born integer, e_mail text, name text not null)`, `create index on person using gin (born_text(born) gin_trgm_ops, e_mail gin_trgm_ops, name gin_trgm_ops)`}, plain},
		"the same index":     {[]string{extension, `create table person (id text primary key, born integer, e_mail text, name text not null)`, `create index mine on person using gin (e_mail gin_trgm_ops, name gin_trgm_ops)`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, pgtest.New(t))
			execute(t, db, append([]string{`create function born_text(integer) returns text immutable language sql as 'select $1::text'`}, tc.before...)...)
			p := plan(t, db, searched(t))
			if got := optional(p); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			migrate(t, db, searched(t))
			if p := plan(t, db, searched(t)); !p.Empty() || !p.Usable() || len(p.Notes) > 0 {
				t.Errorf("left over: %+v", p)
			}
		})
	}
}

// TestBrokenSearchIndex: one that was begun concurrently and not ended is told of, and made when
// it is gone.
func TestBrokenSearchIndex(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.New(t))
	migrate(t, db, searched(t))
	execute(t, db, `update pg_index set indisvalid = false where indexrelid = 'person_name_e_mail_search_idx'::regclass`)
	if p := plan(t, db, searched(t)); len(p.Statements)+len(p.Problems) > 0 || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "drop it") {
		t.Errorf("plan %+v", p)
	}
	execute(t, db, `drop index person_name_e_mail_search_idx`)
	found(t, migrate(t, db, searched(t)))
	if p := plan(t, db, searched(t)); !p.Empty() || len(p.Notes) > 0 {
		t.Errorf("left over: %+v", p)
	}
}

// TestNoSearchIndex: where the extension cannot be had all else is migrated, and searches work.
func TestNoSearchIndex(t *testing.T) {
	t.Parallel()
	t.Run("no right", func(t *testing.T) {
		t.Parallel()
		super := pgtest.New(t)
		role := "reader_" + strings.ToLower(rand.Text())
		owner := open(t, super)
		execute(t, owner, "create role "+role+"", "create schema rooms authorization "+role)
		t.Cleanup(func() { dropRole(t, super, role) })
		as, err := url.Parse(super)
		if err != nil {
			t.Fatal(err)
		}
		query := as.Query()
		query.Set("role", role)
		query.Set("search_path", "rooms")
		as.RawQuery = query.Encode()
		db := open(t, as.String())
		p := plan(t, db, searched(t))
		if optional(p) != "" || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "no index for searches in person (name, e_mail)") {
			t.Fatalf("plan %+v", p)
		}
		found(t, migrate(t, db, searched(t)))
		if p := plan(t, db, searched(t)); !p.Empty() {
			t.Errorf("left over: %+v", p)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		db := open(t, pgtest.New(t))
		execute(t, db, `create function refuse() returns event_trigger language plpgsql as $$ begin raise 'not on the list'; end $$`,
			`create event trigger refuse on ddl_command_start when tag in ('CREATE EXTENSION') execute function refuse()`)
		found(t, migrate(t, db, searched(t)))
		p := plan(t, db, searched(t))
		if optional(p) == "" || !p.Usable() {
			t.Errorf("plan %+v", p)
		}
		migrate(t, db, searched(t)) // and again at the next start
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		db := open(t, "memory:")
		found(t, migrate(t, db, searched(t)))
		if p := plan(t, db, searched(t)); !p.Empty() || len(p.Notes) > 0 {
			t.Errorf("left over: %+v", p)
		}
	})
}

// found searches for a row.
func found(t *testing.T, s store.Store) {
	t.Helper()
	if _, err := s.Create(t.Context(), "person", store.Values{"name": "Ada Lovelace"}); err != nil {
		t.Fatal(err)
	}
	n, err := s.Count(t.Context(), "person", store.Cond{Field: "name", Op: store.OpContains, Value: "ove"})
	if err != nil || n != 1 {
		t.Errorf("found %d, %v", n, err)
	}
}

// TestSearchUsesItsIndex: among many rows a piece that is rare is looked up, one that is
// common is met on the way through the order of the page, and each pattern gets its own plan
// however often the statement has run.
func TestSearchUsesItsIndex(t *testing.T) {
	t.Parallel()
	last := ""
	db := open(t, pgtest.New(t), sqlstore.WithMaxConns(1), sqlstore.WithTracer(func(text string) { last = text }))
	s := migrate(t, db, searched(t))
	execute(t, db, `insert into person (id, name, e_mail, born) select n::text, 'Person ' || n, 'person' || n || '@example.com', n from generate_series(1, 20000) n`,
		`vacuum analyze person`)
	search := func(op store.Op, field, text string, fold bool) store.Query {
		return store.Query{Model: "person", SortBy: "born", Desc: true, Limit: 10, Where: []store.Cond{{Field: field, Op: op, Value: text, Fold: fold}}}
	}
	for _, tc := range []struct {
		query   store.Query
		pattern string
		rows    int
		indexed bool
	}{
		{search(store.OpContains, "name", "1234", false), "%1234%", 10, true},
		{search(store.OpContains, "name", "PERSON 1234", true), "%PERSON 1234%", 10, true},
		{search(store.OpStartsWith, "mail", "person777@", false), "person777@%", 1, true},
		{search(store.OpEndsWith, "mail", "7654@example.com", false), "%7654@example.com", 2, true},
		{search(store.OpContains, "name", "_%", false), `%\_\%%`, 0, false},
		{search(store.OpContains, "name", "zq", false), "%zq%", 0, false}, // no trigram
		{search(store.OpContains, "name", "Person", false), "%Person%", 10, false},
	} {
		for range 8 {
			if rows, err := s.List(t.Context(), tc.query); err != nil || len(rows) != tc.rows {
				t.Fatalf("%s: %d rows, %v", tc.pattern, len(rows), err)
			}
		}
		if got := explained(t, db, last, tc.pattern, 10); strings.Contains(got, "person_name_e_mail_search_idx") != tc.indexed {
			t.Errorf("%s:\n%s", tc.pattern, got)
		}
	}
	var kept int
	if err := db.SQL().QueryRowContext(t.Context(), `select count(*) from pg_prepared_statements where statement like 'SELECT % FROM "person" WHERE %'`).Scan(&kept); err != nil || kept > 0 {
		t.Errorf("%d statements with a pattern have a plan for all patterns, %v", kept, err)
	}
}

func explained(t *testing.T, db *sqlstore.DB, text string, args ...any) string {
	t.Helper()
	rows, err := db.Pool().Query(t.Context(), "EXPLAIN "+text, append([]any{pgx.QueryExecModeExec}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(lines, "\n")
}

func dropRole(t *testing.T, url, role string) {
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, text := range []string{"drop owned by " + role, "drop role " + role} {
		if _, err := conn.Exec(ctx, text); err != nil {
			t.Error(err)
		}
	}
}
