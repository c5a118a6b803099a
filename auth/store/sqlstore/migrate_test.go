package sqlstore_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// onBoth runs a test on an empty database of each kind.
func onBoth(t *testing.T, test func(t *testing.T, db *sqlstore.DB)) {
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, open(t, pgtest.New(t))) })
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db")))
	})
}

func execute(t *testing.T, db *sqlstore.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.SQL().ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func compile(t *testing.T, tables ...store.Table) *store.Schema {
	t.Helper()
	s, err := store.Compile(tables, options(store.RandomID))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestIndexNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("aVeryLongTableName", 4)
	// From the reference's getDatabaseIndexName.
	for table, want := range map[string]string{
		"t":                             "t_c_idx",
		strings.Repeat("x", 57):         strings.Repeat("x", 57) + "_c_idx",
		strings.Repeat("x", 58):         strings.Repeat("x", 50) + "_af66816f_idx",
		long:                            "aVeryLongTableNameaVeryLongTableNameaVeryLongTable_d5d95357_idx",
		strings.Repeat("ü", 30):         strings.Repeat("ü", 25) + "_9a886fa7_idx",
		strings.Repeat("x", 49) + "🤖🤖🤖": strings.Repeat("x", 49) + "_9ebd33dd_idx",
	} {
		db := open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
		s := compile(t, store.Table{Model: table, Fields: []store.Field{{Name: "c", Index: true}}})
		statements := plan(t, db, s).Statements
		if got := statements[len(statements)-1].SQL; !strings.HasPrefix(got, `create index "`+want+`" on `) {
			t.Errorf("want index %s: %s", want, got)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	text := func(f store.Field) store.Field { f.Name = "c"; return f }
	yes := func() any { return "x" }
	for name, tc := range map[string]struct {
		live  string // columns of the table t besides id and a
		rows  bool
		field store.Field
		want  string // in the problem, or "" for none
		only  sqlstore.Dialect
	}{
		"required, rows":       {rows: true, field: text(store.Field{}), want: "t.c is required and the table has rows"},
		"required, no rows":    {field: text(store.Field{})},
		"required, default":    {rows: true, field: text(store.Field{Default: yes})},
		"required, made anew":  {rows: true, field: text(store.Field{Default: counter()}), want: "t.c is required"},
		"required date, rows":  {rows: true, field: text(store.Field{Type: store.Date, DefaultNow: true, NoColumnDefault: true}), want: "t.c is required"},
		"date of now":          {rows: true, field: text(store.Field{Type: store.Date, DefaultNow: true}), only: sqlstore.Postgres},
		"date of now, SQLite":  {rows: true, field: text(store.Field{Type: store.Date, DefaultNow: true}), want: "t.c is required", only: sqlstore.SQLite},
		"date of now, no rows": {field: text(store.Field{Type: store.Date, DefaultNow: true})},
		"reference":            {rows: true, field: text(store.Field{Nullable: true, References: ref("t")})},
		"reference, default":   {rows: true, field: text(store.Field{Nullable: true, References: ref("t"), Default: yes}), want: "SQLite cannot add", only: sqlstore.SQLite},
		"reference, required":  {rows: true, field: text(store.Field{References: ref("t")}), want: "t.c is required"},
		"reference, none":      {field: text(store.Field{References: ref("t")})},
		"unique, default":      {rows: true, field: text(store.Field{Unique: true, Default: yes}), want: "same default in every row"},
		"unique, optional":     {rows: true, field: text(store.Field{Unique: true, Nullable: true, Default: yes})},
		"wrong type":           {live: "c integer", field: text(store.Field{Nullable: true}), want: "t.c is of type integer in the database and text"},
		"wrong type, date":     {live: "c integer", field: text(store.Field{Nullable: true, Type: store.Date}), want: "t.c is of type integer", only: sqlstore.Postgres},
		"wrong type, number":   {live: "c text", field: text(store.Field{Nullable: true, Type: store.Number}), want: "t.c is of type text"},
		"wrong type, boolean":  {live: "c text", field: text(store.Field{Nullable: true, Type: store.Boolean}), want: "t.c is of type text"},
		"wrong type, JSON":     {live: "c integer", field: text(store.Field{Nullable: true, Type: store.JSON}), want: "t.c is of type integer"},
		"wider type":           {live: "c varchar(255)", field: text(store.Field{Nullable: true})},
		"wider number":         {live: "c bigint", field: text(store.Field{Nullable: true, Type: store.Number})},
		"wider date":           {live: "c timestamp", field: text(store.Field{Nullable: true, Type: store.Date})},
		"JSON as text":         {live: "c text", field: text(store.Field{Nullable: true, Type: store.JSON})},
		"foreign, required":    {live: "c text, x text not null", field: text(store.Field{Nullable: true}), want: "t.x is required and not in the schema"},
		"foreign, default":     {live: "c text, x text not null default 'd', y text", field: text(store.Field{Nullable: true})},
		"required there":       {live: "c text not null", field: text(store.Field{Nullable: true}), want: "t.c is required in the database and optional"},
		"optional there":       {live: "c text", field: text(store.Field{})},
		"duplicates":           {live: "c text", rows: true, field: text(store.Field{Nullable: true, Unique: true}), want: "t (c) must be unique and has duplicates"},
		"unique later":         {live: "c text", field: text(store.Field{Nullable: true, Unique: true})},
		"unique already":       {live: "c text unique", field: text(store.Field{Nullable: true, Unique: true})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, db *sqlstore.DB) {
				if tc.only != "" && tc.only != db.Dialect() {
					return
				}
				columns := "id text not null primary key, a text"
				if tc.live != "" {
					columns += ", " + tc.live
				}
				execute(t, db, "create table t ("+columns+")")
				if tc.rows {
					execute(t, db, "insert into t (id) values ('1'), ('2')")
					if strings.HasPrefix(tc.live, "c ") {
						execute(t, db, "update t set c = 'same'")
					}
				}
				s := compile(t, store.Table{Model: "t", Fields: []store.Field{{Name: "a", Nullable: true}, tc.field}})
				p := plan(t, db, s)
				if tc.want == "" {
					if len(p.Problems) > 0 {
						t.Fatalf("problems: %q", p.Problems)
					}
					migrate(t, db, s)
					if p := plan(t, db, s); !p.Empty() {
						t.Errorf("left over: %+v", p)
					}
					return
				}
				if len(p.Problems) != 1 || !strings.Contains(p.Problems[0], tc.want) {
					t.Fatalf("problems %q, want %q", p.Problems, tc.want)
				}
				_, m, _ := db.Bind(s)
				if err := m.Apply(t.Context(), p); err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("applied: %v", err)
				}
			})
		})
	}
}

func ref(model string) *store.Reference { return &store.Reference{Model: model, Field: "id"} }

func counter() func() any {
	var n atomic.Int64
	return func() any { return n.Add(1) }
}

func TestIndexProblems(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		execute(t, db,
			`create table a (id text not null primary key, x text, y text)`, `create table b (id text not null primary key, x text)`,
			`create index a_x_idx on b (x)`, `create index other_name on a (y)`, `create unique index partial on b (x) where x > 'a'`,
		)
		s := compile(t,
			store.Table{Model: "a", Fields: []store.Field{{Name: "x", Nullable: true, Index: true}, {Name: "y", Nullable: true, Index: true}}},
			store.Table{Model: "b", Fields: []store.Field{{Name: "x", Nullable: true, Unique: true}}},
		)
		p := plan(t, db, s)
		if len(p.Problems) != 1 || !strings.Contains(p.Problems[0], "index a_x_idx exists on b (x)") {
			t.Errorf("problems %q", p.Problems)
		}
		var summaries []string
		for _, st := range p.Statements {
			summaries = append(summaries, st.Summary)
		}
		// y has an index of another name; a partial one guarantees nothing.
		if diff := cmp.Diff([]string{"add unique index b_x_uidx on b (x)"}, summaries); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSummaries(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		execute(t, db, `create table "user" (id text not null primary key, name text not null)`)
		s := compile(t,
			store.Table{Model: "club", Fields: []store.Field{{Name: "ownerId", References: ref("user"), Index: true}}},
			store.Table{Model: "user", Fields: []store.Field{{Name: "name"}, {Name: "level", Type: store.Number, Default: func() any { return 3 }}, {Name: "nick", Nullable: true, Unique: true}}},
		)
		var got []string
		for _, st := range plan(t, db, s).Statements {
			got = append(got, st.Summary)
		}
		want := []string{
			"add column user.level (integer, required, default 3)", "add column user.nick (text)", "create table club with 2 columns",
			"add unique index user_nick_uidx on user (nick)", "add index club_ownerId_idx on club (ownerId)",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestFailedMigrationLeavesNothing: the last statement fails for a reason that no plan
// foresees.
func TestFailedMigrationLeavesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		execute(t, db, `create view z as select 1 as x`)
		s := compile(t, store.Table{Model: "a", Fields: []store.Field{{Name: "x", Index: true}}}, store.Table{Model: "z", Fields: []store.Field{{Name: "x"}}})
		_, m, _ := db.Bind(s)
		if err := m.Apply(t.Context(), plan(t, db, s)); err == nil || !strings.Contains(err.Error(), "create table z") {
			t.Errorf("error %v", err)
		}
		p := plan(t, db, s)
		if !slices.ContainsFunc(p.Statements, func(st store.Statement) bool { return strings.HasPrefix(st.Summary, "create table a") }) {
			t.Error("the first table was left behind")
		}
	})
}

// TestUnforeseenMigration: what was not in the plan somebody agreed to is not done.
func TestUnforeseenMigration(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *sqlstore.DB) {
		s := notes(t)
		migrate(t, db, s)
		p := plan(t, db, s)
		execute(t, db, "drop table note")
		_, m, _ := db.Bind(s)
		if err := m.Apply(t.Context(), p); err == nil || !strings.Contains(err.Error(), "has changed since") {
			t.Errorf("error %v", err)
		}
	})
}

// TestConcurrentMigrators: several programs start at once on an empty database.
func TestConcurrentMigrators(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "a.db"), "postgres": pgtest.New(t)} {
		full := readRecord(t, "random").schema(t, store.RandomID, nil)
		var all sync.WaitGroup
		for range 6 {
			db := open(t, url)
			all.Go(func() {
				_, m, err := db.Bind(full)
				if err != nil {
					t.Error(err)
					return
				}
				p, err := m.Plan(t.Context())
				if err == nil {
					err = m.Apply(t.Context(), p)
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Wait()
		if p := plan(t, open(t, url), full); !p.Empty() {
			t.Errorf("%s: left over: %+v", name, p)
		}
	}
}

// TestOtherSchemas: only the schema that new tables go into is looked at.
func TestOtherSchemas(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	migrate(t, open(t, url), notes(t))
	execute(t, open(t, url), "create schema other")
	db := open(t, url+"&search_path=other")
	if p := plan(t, db, notes(t)); len(p.Statements) == 0 {
		t.Error("a table of another schema was taken for ours")
	}
	s := migrate(t, db, notes(t))
	newNote(t, s, "a")
	if p := plan(t, db, notes(t)); !p.Empty() {
		t.Errorf("left over: %+v", p)
	}
}
