package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/lyceum/lyceum/auth/store"
)

// live is what the database has.
type live struct {
	tables  map[string]map[string]liveColumn // table → column
	indexes map[string]liveIndex             // by name, which is unique in a schema
}

type liveColumn struct {
	kind       string // as the database names the type
	category   string // PostgreSQL's, or the affinity on SQLite
	nullable   bool
	hasDefault bool
}

type liveIndex struct {
	table   string
	columns []string
	unique  bool
	whole   bool // neither partial, nor over expressions, nor broken
	pieces  bool // of texts, for searches
}

// has reports whether a table has an index over just these columns; unique if asked for.
func (l *live) has(table string, w wantedIndex) bool {
	for _, idx := range l.indexes {
		if idx.table == table && idx.whole && !idx.pieces && (idx.unique || !w.unique) && slices.Equal(idx.columns, w.columns) {
			return true
		}
	}
	return false
}

const (
	postgresColumns = `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL), t.typcategory::text,
		NOT a.attnotnull, a.atthasdef OR a.attidentity <> ''
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type t ON t.oid = a.atttypid
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'p')`
	postgresIndexes = `SELECT c.relname::text, i.relname::text, x.indisunique,
		x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL, am.amname = 'gin',
		(SELECT json_agg(a.attname ORDER BY k.n)::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
			JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum WHERE k.n <= x.indnkeyatts)
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
		JOIN pg_am am ON am.oid = i.relam
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`
	sqliteColumns = `SELECT m.name, c.name, c.type, c.type, c."notnull" = 0 AND c.pk = 0,
		c.dflt_value IS NOT NULL OR (c.pk > 0 AND lower(c.type) = 'integer')
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`
	sqliteIndexes = `SELECT m.name, l.name, l."unique", l.partial = 0, 0,
		(SELECT json_group_array(i.name) FROM pragma_index_info(l.name) i)
		FROM sqlite_master m JOIN pragma_index_list(m.name) l WHERE m.type = 'table'`
)

func (g *migrator) inspect(ctx context.Context) (*live, error) {
	columns, indexes := sqliteColumns, sqliteIndexes
	if g.postgres() {
		columns, indexes = postgresColumns, postgresIndexes
	}
	have := &live{tables: map[string]map[string]liveColumn{}, indexes: map[string]liveIndex{}}
	rows, err := g.db.raw(ctx, columns)
	if err != nil {
		return nil, fmt.Errorf("reading the columns: %w", err)
	}
	for _, r := range rows {
		table := text(r[0])
		if have.tables[table] == nil {
			have.tables[table] = map[string]liveColumn{}
		}
		c := liveColumn{kind: strings.ToLower(text(r[2])), category: text(r[3]), nullable: truth(r[4]), hasDefault: truth(r[5])}
		if !g.postgres() {
			c.category = affinity(c.kind)
		}
		have.tables[table][text(r[1])] = c
	}
	if rows, err = g.db.raw(ctx, indexes); err != nil {
		return nil, fmt.Errorf("reading the indexes: %w", err)
	}
	for _, r := range rows {
		idx := liveIndex{table: text(r[0]), unique: truth(r[2]), whole: truth(r[3]), pieces: truth(r[4])}
		if json.Unmarshal([]byte(text(r[5])), &idx.columns) != nil {
			idx.whole = false // over an expression, which has no column
		}
		have.indexes[text(r[1])] = idx
	}
	return have, nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func truth(v any) bool { return v == true || v == int64(1) }

// affinity is SQLite's rule (datatype3.html, section 3.1); N stands for all
// numeric ones.
func affinity(kind string) string {
	contains := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(kind, p) })
	}
	switch {
	case contains("int"):
		return "I"
	case contains("char", "clob", "text"):
		return "T"
	case kind == "", contains("blob"):
		return "B"
	}
	return "N"
}

// compatible reports whether a live column can hold a field: the types the reference
// accepts, and what this package can read and write besides.
func (g *migrator) compatible(f *store.Field, c liveColumn) bool {
	kinds := []string{g.columnType(f)}
	if !g.postgres() {
		switch {
		case f.Type == store.Number, f.Type == store.Boolean, kinds[0] == "integer":
			return c.category == "I" || c.category == "N"
		case f.Type == store.Date:
			return true // text stays text under every affinity
		}
		return c.category == "T" || c.category == "B"
	}
	switch {
	case isID(f):
		switch g.schema.Options.IDs {
		case store.SerialID:
			kinds = []string{"integer", "bigint", "smallint"}
		case store.UUIDID:
			kinds = append(kinds, "text", "character varying")
		default:
			return c.category == "S"
		}
	case f.Type == store.String:
		return c.category == "S" || c.category == "E" || c.kind == "uuid"
	case f.Type == store.Number:
		kinds = []string{"integer", "bigint", "smallint", "numeric", "real", "double precision"}
	case f.Type == store.Date:
		kinds = []string{"timestamp with time zone", "timestamp without time zone", "date"}
	case f.Type != store.Boolean:
		kinds = append(kinds, "json", "text", "character varying")
	}
	return slices.Contains(kinds, c.kind)
}

func fnv1a(s string) uint32 {
	h := uint32(2166136261)
	for _, unit := range utf16.Encode([]rune(s)) {
		h = (h ^ uint32(unit)) * 16777619
	}
	return h
}
