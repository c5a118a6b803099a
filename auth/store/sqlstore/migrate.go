package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// migrator compares the schema with the live database.
type migrator struct {
	db     *DB
	schema *store.Schema
}

// live is what the database has.
type live struct {
	tables  map[string]map[string]liveColumn // table → column
	indexes map[string]bool
	rows    map[string]bool // tables that have any
}

type liveColumn struct {
	kind       string
	nullable   bool
	hasDefault bool
}

// Plan compares without changing anything.
func (g *migrator) Plan(ctx context.Context) (store.Plan, error) {
	return g.plan(ctx, g.db.std)
}

func (g *migrator) plan(ctx context.Context, q sqlQueryer) (store.Plan, error) {
	have, err := g.inspect(ctx, q)
	if err != nil {
		return store.Plan{}, g.db.explain(ctx, err)
	}
	var p store.Plan
	for _, m := range inDependencyOrder(g.schema) {
		columns, exists := have.tables[m.Name]
		if !exists {
			p.Statements = append(p.Statements, store.Statement{SQL: g.createTable(m), Summary: "create table " + m.Name})
		} else {
			g.compare(&p, m, columns, have.rows[m.Name])
		}
		g.addIndexes(&p, m, have, exists)
	}
	return p, nil
}

// compare adds what a table lacks and reports what cannot be mended by adding.
func (g *migrator) compare(p *store.Plan, m *store.Model, columns map[string]liveColumn, hasRows bool) {
	known := map[string]bool{}
	for i := range m.Fields {
		f := &m.Fields[i]
		known[f.Column] = true
		c, exists := columns[f.Column]
		switch {
		case !exists && !f.Nullable && hasRows && g.literal(f) == "":
			p.Problems = append(p.Problems, fmt.Sprintf("%s.%s is required and the table has rows: give it a default or make it optional", m.Name, f.Column))
		case !exists:
			p.Statements = append(p.Statements, store.Statement{
				SQL:     "ALTER TABLE " + quote(m.Name) + " ADD COLUMN " + g.addedColumn(f),
				Summary: "add column " + m.Name + "." + f.Column,
			})
		case !g.compatible(f, c.kind):
			p.Problems = append(p.Problems, fmt.Sprintf("%s.%s is %s in the database but %s in the schema", m.Name, f.Column, c.kind, g.columnType(f)))
		}
	}
	for name, c := range columns {
		if !known[name] && !c.nullable && !c.hasDefault {
			p.Problems = append(p.Problems, fmt.Sprintf("%s.%s is not in the schema but required: no row could be added", m.Name, name))
		}
	}
}

func (g *migrator) addIndexes(p *store.Plan, m *store.Model, have live, exists bool) {
	add := func(name, columns string, unique bool) {
		if have.indexes[name] {
			return
		}
		kind := "CREATE INDEX "
		if unique {
			kind = "CREATE UNIQUE INDEX "
		}
		p.Statements = append(p.Statements, store.Statement{
			SQL:     kind + quote(name) + " ON " + quote(m.Name) + " (" + columns + ")",
			Summary: "add index " + name,
		})
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Index && !f.Unique {
			add(indexName(m.Name, "idx", f.Column), quote(f.Column), false)
		}
		// A new table has its unique columns inline.
		if _, present := have.tables[m.Name][f.Column]; f.Unique && exists && !present {
			add(indexName(m.Name, "uidx", f.Column), quote(f.Column), true)
		}
	}
	for _, idx := range m.Indexes {
		var names, quoted []string
		for _, field := range idx.Fields {
			c := m.Field(field).Column
			names, quoted = append(names, c), append(quoted, quote(c))
		}
		suffix := "idx"
		if idx.Unique {
			suffix = "uidx"
		}
		add(indexName(m.Name, suffix, names...), strings.Join(quoted, ", "), idx.Unique)
	}
}

const maxIdentifier = 63

// indexName follows the reference, which shortens long names with a hash.
func indexName(table, suffix string, columns ...string) string {
	name := table + "_" + strings.Join(columns, "_") + "_" + suffix
	if len(name) <= maxIdentifier {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	tail := fmt.Sprintf("_%08x", h.Sum32())
	return name[:maxIdentifier-len(tail)] + tail
}

// Apply runs a plan in one transaction under a lock. What another migrator has done
// meanwhile is not done again.
func (g *migrator) Apply(ctx context.Context, p store.Plan) error {
	if len(p.Problems) > 0 {
		return fmt.Errorf("sqlstore: the database cannot be migrated: %s", strings.Join(p.Problems, "; "))
	}
	tx, err := g.db.std.BeginTx(ctx, nil)
	if err != nil {
		return g.db.explain(ctx, err)
	}
	defer func() { _ = tx.Rollback() }()
	if g.db.dialect == Postgres {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
			return g.db.explain(ctx, err)
		}
	}
	current, err := g.plan(ctx, tx)
	if err != nil {
		return err
	}
	if len(current.Problems) > 0 {
		return fmt.Errorf("sqlstore: the database cannot be migrated: %s", strings.Join(current.Problems, "; "))
	}
	for _, s := range current.Statements {
		if _, err := tx.ExecContext(ctx, s.SQL); err != nil {
			return fmt.Errorf("sqlstore: %s: %w", s.Summary, err)
		}
	}
	return g.db.explain(ctx, tx.Commit())
}

// migrationLock is an arbitrary number all migrators agree on.
const migrationLock = 0x6c796365756d

// inDependencyOrder puts referred tables before those that refer to them.
func inDependencyOrder(s *store.Schema) []*store.Model {
	var out []*store.Model
	seen := map[*store.Model]bool{}
	var visit func(m *store.Model)
	visit = func(m *store.Model) {
		if seen[m] {
			return
		}
		seen[m] = true
		for i := range m.Fields {
			if r := m.Fields[i].References; r != nil {
				visit(s.Model(r.Model))
			}
		}
		out = append(out, m)
	}
	for _, m := range s.Tables {
		visit(m)
	}
	return slices.Clip(out)
}

type sqlQueryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
