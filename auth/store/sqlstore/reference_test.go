package sqlstore_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// record is what testdata/reference/record.mjs wrote.
type record struct {
	Schema []struct {
		Name   string
		Fields []struct {
			Column, Type                             string
			Nullable, Unique, Index, BigInt, Dynamic bool
			Default                                  any
			References                               *struct{ Model, Field, OnDelete string }
		}
	}
	Postgres struct {
		Statements, Added []string
		catalog
	}
	SQLite struct{ Statements []string }
}

type catalog struct {
	Columns     []column
	Constraints []definition
	Indexes     []definition
}

type column struct {
	Table, Column, Type string
	Nullable            bool
	Default             *string
	Identity            bool
}

type definition struct{ Table, Name, Definition string }

func readRecord(t *testing.T, ids string) *record {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "reference", ids+".json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &record{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// strategies are our names for the kinds of ids in testdata.
var strategies = map[string]store.IDStrategy{"random": store.RandomID, "uuid": store.UUIDID, "serial": store.SerialID}

func options(ids store.IDStrategy) store.SchemaOptions {
	var n int
	return store.SchemaOptions{IDs: ids, Now: time.Now, NewID: func(string) string { n++; return "id" + strconv.Itoa(n) }}
}

// schema makes our tables of the reference's description of its own.
func (r *record) schema(t *testing.T, ids store.IDStrategy, only func(table, column string) bool) *store.Schema {
	t.Helper()
	types := map[string]store.Type{
		"string": store.String, "number": store.Number, "boolean": store.Boolean, "date": store.Date,
		"json": store.JSON, "string[]": store.StringArray, "number[]": store.NumberArray,
	}
	var tables []store.Table
	for _, described := range r.Schema {
		table := store.Table{Model: described.Name}
		for _, d := range described.Fields {
			if only != nil && !only(described.Name, d.Column) {
				continue
			}
			kind, known := types[d.Type]
			if !known {
				t.Fatalf("%s.%s has the unknown type %q", described.Name, d.Column, d.Type)
			}
			f := store.Field{Name: d.Column, Type: kind, Nullable: d.Nullable, Unique: d.Unique, Index: d.Index, BigInt: d.BigInt}
			f.DefaultNow = d.Dynamic && kind == store.Date
			if d.Default != nil {
				f.Default = func() any { return d.Default }
			}
			if ref := d.References; ref != nil {
				f.References = &store.Reference{Model: ref.Model, Field: ref.Field, OnDelete: store.OnDelete(ref.OnDelete)}
			}
			table.Fields = append(table.Fields, f)
		}
		if len(table.Fields) > 0 {
			tables = append(tables, table)
		}
	}
	s, err := store.Compile(tables, options(ids))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStatementsAreTheReference compares every statement of the migration, for the
// core and seven plugins, on an empty database and on one that has the core's tables.
func TestStatementsAreTheReference(t *testing.T) {
	t.Parallel()
	for name, ids := range strategies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readRecord(t, name)
			full := r.schema(t, ids, nil)
			t.Run("sqlite", func(t *testing.T) {
				t.Parallel()
				db := open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
				sameStatements(t, r.SQLite.Statements, plan(t, db, full))
				migrate(t, db, full)
				sameStatements(t, nil, plan(t, db, full))
			})
			t.Run("postgres", func(t *testing.T) {
				t.Parallel()
				db := open(t, pgtest.New(t))
				sameStatements(t, r.Postgres.Statements, plan(t, db, full))
				migrate(t, db, full)
				sameStatements(t, nil, plan(t, db, full))
				if diff := cmp.Diff(r.Postgres.catalog, readCatalog(t, db)); diff != "" {
					t.Errorf("catalog (-reference +ours):\n%s", diff)
				}
			})
			t.Run("postgres, plugins later", func(t *testing.T) {
				t.Parallel()
				db := open(t, pgtest.New(t))
				migrate(t, db, r.schema(t, ids, inCore))
				sameStatements(t, r.Postgres.Added, plan(t, db, full))
				migrate(t, db, full)
				sameStatements(t, nil, plan(t, db, full))
			})
		})
	}
}

// inCore selects what the core has without plugins.
func inCore(table, column string) bool {
	switch table {
	case "user":
		return slices.Contains([]string{"id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt"}, column)
	case "session":
		return !slices.Contains([]string{"impersonatedBy", "activeOrganizationId", "activeTeamId"}, column)
	}
	return slices.Contains([]string{"account", "verification", "rateLimit"}, table)
}

// TestEngineTablesAreTheReference: what the engine itself declares makes the same
// catalog, so that a Node server's schema check is content with our tables and ours with its.
func TestEngineTablesAreTheReference(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.New(t))
	a, err := auth.New(auth.Options{
		Database: db, Secret: "a secret that is long enough for a test", BaseURL: "http://localhost:3000",
		Plugins: []auth.Plugin{jwt.New(jwt.Options{})},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	tables := []string{"user", "session", "account", "verification", "jwks"}
	theirs := readRecord(t, "random").Postgres.catalog
	theirs.Columns = slices.DeleteFunc(theirs.Columns, func(c column) bool {
		return !slices.Contains(tables, c.Table) || c.Table != "jwks" && !inCore(c.Table, c.Column)
	})
	elsewhere := func(d definition) bool { return !slices.Contains(tables, d.Table) }
	theirs.Constraints = slices.DeleteFunc(theirs.Constraints, elsewhere)
	theirs.Indexes = slices.DeleteFunc(theirs.Indexes, elsewhere)
	if diff := cmp.Diff(theirs, readCatalog(t, db)); diff != "" {
		t.Errorf("catalog (-reference +ours):\n%s", diff)
	}
}

// sameStatements ignores the order, which differs where tables do not depend on each other.
func sameStatements(t *testing.T, want []string, got store.Plan) {
	t.Helper()
	if len(got.Problems) > 0 {
		t.Errorf("problems: %q", got.Problems)
	}
	var texts []string
	for _, s := range got.Statements {
		texts = append(texts, s.SQL)
	}
	want = slices.Sorted(slices.Values(want))
	slices.Sort(texts)
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("statements (-reference +ours):\n%s", diff)
	}
}

func readCatalog(t *testing.T, db *sqlstore.DB) (c catalog) {
	t.Helper()
	query(t, db, `SELECT table_name, column_name, data_type, is_nullable = 'YES', column_default, is_identity = 'YES'
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
		func(scan func(...any) error) error {
			var col column
			err := scan(&col.Table, &col.Column, &col.Type, &col.Nullable, &col.Default, &col.Identity)
			c.Columns = append(c.Columns, col)
			return err
		})
	define := func(into *[]definition) func(scan func(...any) error) error {
		return func(scan func(...any) error) error {
			var d definition
			err := scan(&d.Table, &d.Name, &d.Definition)
			*into = append(*into, d)
			return err
		}
	}
	query(t, db, `SELECT r.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
		WHERE c.connamespace = 'public'::regnamespace AND c.contype <> 'n' ORDER BY r.relname, c.conname`, define(&c.Constraints))
	query(t, db, `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY tablename, indexname`, define(&c.Indexes))
	return c
}

func query(t *testing.T, db *sqlstore.DB, text string, each func(scan func(...any) error) error) {
	t.Helper()
	rows, err := db.SQL().QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, url string, opts ...sqlstore.Option) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.Open(context.Background(), url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func plan(t testing.TB, db *sqlstore.DB, s *store.Schema) store.Plan {
	t.Helper()
	_, m, err := db.Bind(s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// migrate brings a database up to a schema and returns the store.
func migrate(t testing.TB, db *sqlstore.DB, s *store.Schema) store.Store {
	t.Helper()
	st, m, err := db.Bind(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Apply(context.Background(), plan(t, db, s)); err != nil {
		t.Fatal(err)
	}
	return st
}
