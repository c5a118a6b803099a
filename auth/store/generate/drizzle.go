package generate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// drizzle writes one Drizzle schema.
type drizzle struct {
	schema   *store.Schema
	postgres bool
	uses     map[string]bool // imports from the dialect's package
	sql      bool            // and the template tag from drizzle-orm
}

// Drizzle is the schema as a TypeScript module for drizzle-orm 0.x.
func Drizzle(s *store.Schema, d sqlstore.Dialect) (string, error) {
	if err := check(s); err != nil {
		return "", err
	}
	z := &drizzle{schema: s, postgres: d == sqlstore.Postgres, uses: map[string]bool{}}
	var body strings.Builder
	for _, m := range s.Tables {
		body.WriteString("\n" + z.table(m))
	}
	joins := z.relations()
	provider := "sqlite"
	if z.postgres {
		provider = "pg"
	}
	var b strings.Builder
	b.WriteString(header(s, d, fmt.Sprintf("drizzleAdapter(db, { provider: '%s', schema })", provider)) + "\n")
	var own []string
	if joins != "" {
		own = append(own, "relations")
	}
	if z.sql {
		own = append(own, "sql")
	}
	if len(own) > 0 {
		b.WriteString("import { " + strings.Join(own, ", ") + " } from 'drizzle-orm';\n")
	}
	b.WriteString("import { " + strings.Join(sortedKeys(z.uses), ", ") + " } from 'drizzle-orm/" + provider + "-core';\n")
	return b.String() + body.String() + joins, nil
}

func sortedKeys(set map[string]bool) []string {
	var list []string
	for name := range set {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return list
}

// use imports a function and returns its call with a column's name.
func (z *drizzle) use(function, column string, options ...string) string {
	z.uses[function] = true
	return function + "(" + strings.Join(append([]string{single(column)}, options...), ", ") + ")"
}

func (z *drizzle) table(m *store.Model) string {
	var b strings.Builder
	maker := "sqliteTable"
	if z.postgres {
		maker = "pgTable"
	}
	z.uses[maker] = true
	indexes := z.indexes(m)
	open, indent := "(", "  "
	if len(indexes) > 0 {
		open, indent = "(\n  ", "    "
	}
	between := " "
	if len(indexes) > 0 {
		between = "\n  "
	}
	fmt.Fprintf(&b, "export const %s = %s%s%s,%s{\n", modelKey(z.schema, m), maker, open, single(m.Name), between)
	for _, f := range idFirst(m) {
		fmt.Fprintf(&b, "%s%s: %s,\n", indent, fieldKey(z.schema, f), z.column(m, f))
	}
	if len(indexes) == 0 {
		b.WriteString("});\n")
		return b.String()
	}
	b.WriteString("  },\n  (table) => [\n")
	for _, index := range indexes {
		b.WriteString("    " + index + ",\n")
	}
	b.WriteString("  ],\n);\n")
	return b.String()
}

func (z *drizzle) indexes(m *store.Model) []string {
	var list []string
	add := func(unique bool, fields ...string) {
		columns, keys := make([]string, len(fields)), make([]string, len(fields))
		for i, name := range fields {
			columns[i], keys[i] = m.Field(name).Column, "table."+fieldKey(z.schema, m.Field(name))
		}
		function := "index"
		if unique {
			function = "uniqueIndex"
		}
		name := sqlstore.IndexName(m.Name, unique, columns...)
		list = append(list, z.use(function, name)+".on("+strings.Join(keys, ", ")+")")
	}
	for _, f := range idFirst(m) {
		if f.Index && !f.Unique && f.Name != "id" {
			add(false, f.Name)
		}
	}
	for _, index := range m.Indexes {
		switch {
		case !index.Search:
			add(index.Unique, index.Fields...)
		case z.postgres:
			list = append(list, z.search(m, index))
		}
	}
	return list
}

// search is an index of the pieces of texts.
func (z *drizzle) search(m *store.Model, index store.Index) string {
	columns, keys := make([]string, len(index.Fields)), make([]string, len(index.Fields))
	for i, name := range index.Fields {
		columns[i], keys[i] = m.Field(name).Column, "table."+fieldKey(z.schema, m.Field(name))+".op('gin_trgm_ops')"
	}
	return z.use("index", sqlstore.SearchIndexName(m.Name, columns...)) + ".using('gin', " + strings.Join(keys, ", ") + ")"
}

func (z *drizzle) column(m *store.Model, f *store.Field) string {
	text := z.kind(f)
	if f.Name == "id" {
		return text + z.identity() + ".primaryKey()"
	}
	text += z.defaults(f)
	if !f.Nullable {
		text += ".notNull()"
	}
	if f.Unique {
		text += ".unique()"
	}
	if r := f.References; r != nil {
		target := z.schema.Model(r.Model)
		result := ""
		if target == m { // TypeScript cannot infer a type from itself
			column := "AnySQLiteColumn"
			if z.postgres {
				column = "AnyPgColumn"
			}
			z.uses["type "+column] = true
			result = ": " + column
		}
		text += fmt.Sprintf(".references(()%s => %s.%s, { onDelete: '%s' })",
			result, modelKey(z.schema, target), fieldKey(z.schema, target.Field(r.Field)), r.OnDelete)
	}
	return text
}

func (z *drizzle) identity() string {
	switch ids := z.schema.Options.IDs; {
	case z.postgres && ids == store.SerialID:
		return ".generatedByDefaultAsIdentity()"
	case z.postgres && ids == store.UUIDID:
		z.sql = true
		return ".default(sql`pg_catalog.gen_random_uuid()`)"
	}
	return ""
}

func (z *drizzle) kind(f *store.Field) string {
	if f.IsID() {
		switch ids := z.schema.Options.IDs; {
		case ids == store.SerialID:
			return z.use("integer", f.Column)
		case ids == store.UUIDID && z.postgres:
			return z.use("uuid", f.Column)
		}
		return z.use("text", f.Column)
	}
	switch f.Type {
	case store.Number:
		if f.BigInt && z.postgres {
			return z.use("bigint", f.Column, "{ mode: 'number' }")
		}
		return z.use("integer", f.Column)
	case store.Boolean:
		if z.postgres {
			return z.use("boolean", f.Column)
		}
		return z.use("integer", f.Column, "{ mode: 'boolean' }")
	case store.Date:
		if z.postgres {
			return z.use("timestamp", f.Column, "{ withTimezone: true }")
		}
	case store.JSON, store.StringArray, store.NumberArray:
		if z.postgres {
			return z.use("jsonb", f.Column) + jsonTypes[f.Type]
		}
	case store.String:
		if len(f.Enum) > 0 {
			return z.use("text", f.Column, "{ enum: ["+strings.Join(each(f.Enum, single), ", ")+"] }")
		}
	}
	return z.use("text", f.Column) // on SQLite dates are ISO 8601 text and JSON is text
}

var jsonTypes = map[store.Type]string{store.StringArray: ".$type<string[]>()", store.NumberArray: ".$type<number[]>()"}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}

// defaults are the column's own where the database has one, else the client's.
func (z *drizzle) defaults(f *store.Field) string {
	now := "new Date()"
	if !z.postgres {
		now = "new Date().toISOString()"
	}
	text := ""
	switch value, constant := f.Constant(); {
	case f.DefaultNow && !f.NoColumnDefault && z.postgres:
		text = ".defaultNow()"
	case f.DefaultNow:
		text = ".$defaultFn(() => " + now + ")"
	case constant:
		text = ".$defaultFn(() => " + z.literal(f, value) + ")"
	}
	if f.TouchOnUpdate {
		text += ".$onUpdate(() => " + now + ")"
	}
	return text
}

func (z *drizzle) literal(f *store.Field, value any) string {
	if text, ok := value.(string); ok {
		if len(f.Enum) > 0 {
			return single(text) + " as const"
		}
		return single(text)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "null"
	}
	if !z.postgres && f.Type >= store.JSON {
		return single(string(text))
	}
	return string(text)
}

// relations are what Drizzle's relational queries join by.
func (z *drizzle) relations() string {
	all := relations(z.schema)
	var b strings.Builder
	for _, m := range z.schema.Tables {
		lines, one, many := z.ends(m, all)
		if len(lines) == 0 {
			continue
		}
		var helpers []string
		if one {
			helpers = append(helpers, "one")
		}
		if many {
			helpers = append(helpers, "many")
		}
		key := modelKey(z.schema, m)
		fmt.Fprintf(&b, "\nexport const %sRelations = relations(%s, ({ %s }) => ({\n", key, key, strings.Join(helpers, ", "))
		for _, line := range lines {
			b.WriteString("  " + line + ",\n")
		}
		b.WriteString("}));\n")
	}
	return b.String()
}

func (z *drizzle) ends(m *store.Model, all []relation) (lines []string, one, many bool) {
	taken := map[string]bool{}
	for _, r := range all {
		if r.from != m {
			continue
		}
		one = true
		key := fieldKey(z.schema, r.field)
		first := modelKey(z.schema, r.to)
		if !r.several {
			// The reference names the single end in the singular whatever the table is called.
			if z.schema.Options.Naming.Plural {
				first = strings.TrimSuffix(first, "s")
			}
		} else {
			first = strings.TrimSuffix(key, "Id")
		}
		name := unused(taken, first, key)
		lines = append(lines, fmt.Sprintf("%s: one(%s, { fields: [%s.%s], references: [%s.%s]%s })", name, modelKey(z.schema, r.to),
			modelKey(z.schema, m), key, modelKey(z.schema, r.to), fieldKey(z.schema, r.to.Field(r.field.References.Field)), z.label(r, ", ")))
	}
	for _, r := range all {
		if r.to != m || r.from == m {
			continue
		}
		function, name := "many", modelKey(z.schema, r.from)
		if r.field.Unique {
			function, one = "one", true
		} else {
			many = true
			if !z.schema.Options.Naming.Plural {
				name += "s"
			}
		}
		if r.several {
			name += "By" + capitalized(fieldKey(z.schema, r.field))
		}
		options := ""
		if r.several {
			options = ", { " + z.label(r, "") + " }"
		}
		lines = append(lines, fmt.Sprintf("%s: %s(%s%s)", unused(taken, name), function, modelKey(z.schema, r.from), options))
	}
	return lines, one, many
}

func (z *drizzle) label(r relation, before string) string {
	if !r.several {
		return ""
	}
	return before + "relationName: " + single(r.name())
}

// single is a TypeScript text in single quotes.
func single(text string) string {
	quoted, _ := json.Marshal(text) // never fails for a text
	inner := strings.ReplaceAll(string(quoted[1:len(quoted)-1]), `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}
