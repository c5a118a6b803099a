package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// migrator compares the schema with the live database.
type migrator struct {
	db     *DB
	schema *store.Schema
}

// planner makes one plan. It asks the database only about tables that exist.
type planner struct {
	*migrator
	have    *live
	plan    store.Plan
	indexes []store.Statement // after all tables and columns
	names   map[string]string // of indexes to be made, with their tables
	rows    map[string]int    // in tables that were looked at, up to 2
}

// Plan compares without changing anything.
func (g *migrator) Plan(ctx context.Context) (store.Plan, error) {
	have, err := g.inspect(ctx)
	if err != nil {
		return store.Plan{}, err
	}
	return g.difference(ctx, have)
}

// Create lists the statements that make a schema's tables and indexes in an empty database,
// without one. It is what Plan finds there.
func Create(s *store.Schema, d Dialect) ([]store.Statement, error) {
	g := &migrator{db: &DB{dialect: d}, schema: s}
	plan, err := g.difference(context.Background(), &live{})
	if err == nil {
		err = refuse(plan)
	}
	return plan.Statements, err
}

func (g *migrator) difference(ctx context.Context, have *live) (store.Plan, error) {
	p := &planner{migrator: g, have: have, names: map[string]string{}, rows: map[string]int{}}
	for _, m := range inDependencyOrder(g.schema) {
		if columns := have.tables[m.Name]; columns == nil {
			p.add(g.createTable(m), "create table %s with %d columns", m.Name, len(m.Fields))
		} else if err := p.compare(ctx, m, columns); err != nil {
			return store.Plan{}, err
		}
		if err := p.compareIndexes(ctx, m); err != nil {
			return store.Plan{}, err
		}
	}
	p.plan.Statements = append(p.plan.Statements, p.indexes...)
	if err := p.compareTriggers(ctx); err != nil {
		return store.Plan{}, err
	}
	if err := p.compareCounts(ctx); err != nil {
		return store.Plan{}, err
	}
	if err := p.compareSearches(ctx); err != nil {
		return store.Plan{}, err
	}
	return p.plan, nil
}

func (p *planner) add(sql, summary string, args ...any) {
	p.plan.Statements = append(p.plan.Statements, store.Statement{SQL: sql, Summary: fmt.Sprintf(summary, args...)})
}

func (p *planner) problem(format string, args ...any) {
	p.plan.Problems = append(p.plan.Problems, fmt.Sprintf(format, args...))
}

// compare adds the columns a table lacks and reports what cannot be mended by adding.
func (p *planner) compare(ctx context.Context, m *store.Model, columns map[string]liveColumn) error {
	known := map[string]bool{}
	for i := range m.Fields {
		f := &m.Fields[i]
		known[f.Column] = true
		c, exists := columns[f.Column]
		switch {
		case !exists && f.Name == "id":
			p.problem("table %s has no column %s: it cannot hold ids", m.Name, f.Column)
		case !exists:
			if err := p.compareMissing(ctx, m, f); err != nil {
				return err
			}
		case !p.compatible(f, c):
			p.problem("column %s.%s is of type %s in the database and %s in the schema", m.Name, f.Column, c.kind, p.columnType(f))
		case f.Nullable && !c.nullable && !c.hasDefault:
			p.problem("column %s.%s is required in the database and optional in the schema: drop its NOT NULL", m.Name, f.Column)
		}
	}
	for _, name := range sorted(columns) {
		if c := columns[name]; !known[name] && !c.nullable && !c.hasDefault {
			p.problem("column %s.%s is required and not in the schema, so no row could be added: make it nullable or give it a default", m.Name, name)
		}
	}
	return nil
}

// compareMissing adds a column unless the rows of the table forbid it.
func (p *planner) compareMissing(ctx context.Context, m *store.Model, f *store.Field) error {
	value := p.addedDefault(f)
	kind := p.columnType(f)
	if !f.Nullable {
		kind += ", required"
	}
	if value != "" {
		kind += ", default " + value
	}
	p.add(p.addColumn(m, f), "add column %s.%s (%s)", m.Name, f.Column, kind)
	if f.Nullable && value == "" {
		return nil
	}
	rows, err := p.rowsOf(ctx, m)
	switch {
	case err != nil:
		return err
	case rows > 0 && value == "":
		p.problem("column %s.%s is required and the table has rows: give the field a default, or add the column, fill it and make it NOT NULL", m.Name, f.Column)
	case rows > 0 && f.References != nil && !p.postgres():
		p.problem("column %s.%s refers to another table and has a default, which SQLite cannot add to a table with rows", m.Name, f.Column)
	case rows > 1 && f.Unique:
		p.problem("column %s.%s is unique and would have the same default in every row", m.Name, f.Column)
	}
	return nil
}

// rowsOf counts up to two rows.
func (p *planner) rowsOf(ctx context.Context, m *store.Model) (int, error) {
	if n, known := p.rows[m.Name]; known {
		return n, nil
	}
	rows, err := p.db.raw(ctx, "SELECT 1 FROM "+quote(m.Name)+" LIMIT 2")
	if err != nil {
		return 0, fmt.Errorf("looking for rows in %s: %w", m.Name, err)
	}
	p.rows[m.Name] = len(rows)
	return len(rows), nil
}

func (p *planner) compareIndexes(ctx context.Context, m *store.Model) error {
	columns := p.have.tables[m.Name]
	for _, w := range wantedIndexes(m) {
		if w.inline && columns == nil || p.have.has(m.Name, w) {
			continue
		}
		if other, taken := p.names[w.name]; taken {
			p.problem("tables %s and %s both need an index named %s", other, m.Name, w.name)
			continue
		}
		if idx, taken := p.have.indexes[w.name]; taken {
			p.problem("index %s exists on %s (%s) and is not what the schema asks for: rename or drop it", w.name, idx.table, strings.Join(idx.columns, ", "))
			continue
		}
		if _, present := columns[w.columns[0]]; w.unique && present {
			twice, err := p.duplicates(ctx, m, w, columns)
			if err != nil {
				return err
			}
			if twice {
				p.problem("%s (%s) must be unique and has duplicates", m.Name, strings.Join(w.columns, ", "))
				continue
			}
		}
		p.names[w.name] = m.Name
		kind := "index"
		if w.unique {
			kind = "unique index"
		}
		p.indexes = append(p.indexes, store.Statement{
			SQL: w.create(m.Name), Summary: fmt.Sprintf("add %s %s on %s (%s)", kind, w.name, m.Name, strings.Join(w.columns, ", ")),
		})
	}
	return nil
}

func (p *planner) duplicates(ctx context.Context, m *store.Model, w wantedIndex, columns map[string]liveColumn) (bool, error) {
	var list, present []string
	for _, c := range w.columns {
		if _, ok := columns[c]; !ok {
			return false, nil // a column to be added has no values yet, or is a problem itself
		}
		list, present = append(list, quote(c)), append(present, quote(c)+" IS NOT NULL")
	}
	rows, err := p.db.raw(ctx, "SELECT 1 FROM "+quote(m.Name)+" WHERE "+strings.Join(present, " AND ")+
		" GROUP BY "+strings.Join(list, ", ")+" HAVING count(*) > 1 LIMIT 1")
	if err != nil {
		return false, fmt.Errorf("looking for duplicates in %s: %w", m.Name, err)
	}
	return len(rows) > 0, nil
}

// Apply runs a plan in one transaction under a lock. What another migrator has done
// meanwhile is not done again; what has become necessary since is not done unseen.
func (g *migrator) Apply(ctx context.Context, p store.Plan) error {
	if err := refuse(p); err != nil {
		return err
	}
	agreed := map[string]bool{}
	for _, s := range p.Statements {
		agreed[s.SQL] = true
	}
	return g.db.inTx(ctx, func(ctx context.Context) error {
		if g.postgres() {
			// What others did while we waited for a lock must be seen.
			if _, err := g.db.raw(ctx, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"); err != nil {
				return err
			}
			if _, err := g.db.raw(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
				return err
			}
		}
		current, err := g.Plan(ctx)
		if err != nil {
			return err
		}
		if err := refuse(current); err != nil {
			return err
		}
		for _, s := range current.Statements {
			if s.Optional {
				return g.tryRest(ctx, current, agreed)
			}
			if !agreed[s.SQL] {
				return fmt.Errorf("sqlstore: the database has changed since the migration was planned: it now needs %q", s.Summary)
			}
			if _, err := g.db.raw(ctx, s.SQL); err != nil {
				return fmt.Errorf("sqlstore: %s: %w", s.Summary, err)
			}
		}
		return nil
	})
}

func refuse(p store.Plan) error {
	if len(p.Problems) == 0 {
		return nil
	}
	return errors.New("sqlstore: the database cannot be migrated: " + strings.Join(p.Problems, "; "))
}

// migrationLock is an arbitrary number all migrators agree on.
const migrationLock int64 = 0x6c796365756d

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
	return out
}

func sorted(columns map[string]liveColumn) []string {
	names := make([]string, 0, len(columns))
	for name := range columns {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
