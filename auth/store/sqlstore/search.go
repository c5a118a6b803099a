package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// Indexes for searches on PostgreSQL: GIN over trigrams, with the operator class of the
// extension pg_trgm. Who owns a database may add that extension (it is trusted since
// PostgreSQL 13), but it may be missing, or forbidden by who runs the server; so these
// indexes are optional. LIKE itself needs no extension.

// trigrams is the operator class.
const trigrams = "gin_trgm_ops"

// liveTrigrams reads where the extension is (NULL if nowhere), whether names there are seen
// unqualified, and whether we may add it.
const liveTrigrams = `SELECT n.nspname::text, coalesce(n.nspname = ANY(current_schemas(true)), true),
	EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'),
	has_database_privilege(current_database(), 'CREATE')
	FROM (SELECT) AS always LEFT JOIN pg_extension e ON e.extname = 'pg_trgm' LEFT JOIN pg_namespace n ON n.oid = e.extnamespace`

// SearchIndexName is the name of an index of ours for searches.
func SearchIndexName(table string, columns ...string) string {
	return indexName(table, "_search_idx", columns)
}

// compareSearches adds the indexes for searches, last of all.
func (p *planner) compareSearches(ctx context.Context) error {
	missing := p.missingSearches()
	if len(missing) == 0 {
		return nil
	}
	class, lacks, err := p.trigramClass(ctx)
	if err != nil {
		return fmt.Errorf("looking for the extension pg_trgm: %w", err)
	}
	for _, s := range missing {
		if lacks != "" {
			p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("no index for searches in %s (%s): %s", s.table, strings.Join(s.columns, ", "), lacks))
			continue
		}
		if idx, taken := p.have.indexes[s.name]; taken { // or made concurrently, and not done
			p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("no searches by the index %s of %s, which is incomplete or another: unless it is being made, drop it", s.name, idx.table))
			continue
		}
		p.option(s.create(class), "add index %s for searches in %s (%s)", s.name, s.table, strings.Join(s.columns, ", "))
	}
	return nil
}

func (p *planner) option(sql, summary string, args ...any) {
	p.plan.Statements = append(p.plan.Statements, store.Statement{SQL: sql, Summary: fmt.Sprintf(summary, args...), Optional: true})
}

// trigramClass is the operator class as it must be written, or why it cannot be had. It plans
// the extension where that is to be added.
func (p *planner) trigramClass(ctx context.Context) (class, lacks string, err error) {
	var rows [][]any
	if p.db.backend != nil { // see Create
		if rows, err = p.db.raw(ctx, liveTrigrams); err != nil {
			return "", "", err
		}
	}
	switch {
	case len(rows) == 0 || rows[0][0] == nil && truth(rows[0][2]) && truth(rows[0][3]):
		p.option("create extension if not exists pg_trgm", "add the extension pg_trgm, which finds pieces of texts")
	case rows[0][0] == nil && truth(rows[0][2]):
		return "", "add the extension pg_trgm as the owner of the database: create extension pg_trgm", nil
	case rows[0][0] == nil:
		return "", "the server does not have the extension pg_trgm", nil
	case !truth(rows[0][1]):
		return quote(text(rows[0][0])) + "." + trigrams, "", nil
	}
	return trigrams, "", nil
}

// searchIndex is an index for searches that the schema asks for.
type searchIndex struct {
	name, table string
	columns     []string
}

func (p *planner) missingSearches() (missing []searchIndex) {
	if !p.postgres() {
		return nil
	}
	for _, m := range p.schema.Tables {
		for _, idx := range m.Indexes {
			if !idx.Search {
				continue
			}
			columns := make([]string, len(idx.Fields))
			for i, name := range idx.Fields {
				columns[i] = m.Field(name).Column
			}
			if s := (searchIndex{SearchIndexName(m.Name, columns...), m.Name, columns}); !p.have.searches(s) {
				missing = append(missing, s)
			}
		}
	}
	return missing
}

// searches reports whether an index covers the columns, in any order and whatever its name.
func (l *live) searches(s searchIndex) bool {
	for _, idx := range l.indexes {
		covers := func(column string) bool { return slices.Contains(idx.columns, column) }
		if idx.table == s.table && idx.whole && idx.pieces && !slices.ContainsFunc(s.columns, func(c string) bool { return !covers(c) }) {
			return true
		}
	}
	return false
}

func (s searchIndex) create(class string) string {
	columns := make([]string, len(s.columns))
	for i, c := range s.columns {
		columns[i] = quote(c) + " " + class
	}
	return "create index " + quote(s.name) + " on " + quote(s.table) + " using gin (" + strings.Join(columns, ", ") + ")"
}

// tryRest runs what is optional in a plan, up to the first statement that is refused.
func (g *migrator) tryRest(ctx context.Context, p store.Plan, agreed map[string]bool) error {
	for _, s := range p.Statements {
		if !s.Optional {
			continue
		}
		if !agreed[s.SQL] {
			return nil
		}
		if _, err := g.db.raw(ctx, "savepoint optional"); err != nil {
			return err
		}
		if _, err := g.db.raw(ctx, s.SQL); err != nil {
			_, err = g.db.raw(ctx, "rollback to savepoint optional")
			return err
		}
	}
	return nil
}
