package generate

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// prisma writes one Prisma schema.
type prisma struct {
	schema   *store.Schema
	postgres bool
	models   map[*store.Model]*prismaModel
}

type prismaModel struct {
	name  string          // of the model, as Prisma writes it
	lines [][]string      // fields: name, type, attributes
	taken map[string]bool // names of fields
	block []string        // attributes of the model
}

// Prisma is the schema as a Prisma 7 file.
func Prisma(s *store.Schema, d sqlstore.Dialect) (string, error) {
	if err := check(s); err != nil {
		return "", err
	}
	p := &prisma{schema: s, postgres: d == sqlstore.Postgres, models: map[*store.Model]*prismaModel{}}
	for _, m := range s.Tables {
		p.model(m)
	}
	for _, r := range relations(s) {
		p.relate(r)
	}
	var b strings.Builder
	provider := "sqlite"
	if p.postgres {
		provider = "postgresql"
	}
	b.WriteString(header(s, d, "prismaAdapter(client, { provider: '"+provider+"' })"))
	b.WriteString("\ngenerator client {\n  provider = \"prisma-client\"\n  output   = \"./generated/prisma\"\n}\n")
	b.WriteString("\ndatasource db {\n  provider = " + quoted(provider) + "\n}\n")
	for _, m := range s.Tables {
		b.WriteString("\n" + p.models[m].String())
	}
	return b.String(), nil
}

func (p *prisma) model(m *store.Model) {
	out := &prismaModel{name: capitalized(modelKey(p.schema, m)), taken: map[string]bool{}}
	p.models[m] = out
	for _, f := range idFirst(m) {
		key := fieldKey(p.schema, f)
		out.taken[key] = true
		kind := p.kind(f)
		if f.Nullable {
			kind += "?"
		}
		out.lines = append(out.lines, []string{key, kind, strings.Join(p.attributes(f, key), " ")})
		switch {
		case f.Name == "id":
		case f.Unique:
			out.block = append(out.block, "@@unique(["+key+"])")
		case f.Index:
			out.block = append(out.block, "@@index(["+key+"]"+mapped(m, f.Column)+")")
		}
	}
	for _, index := range m.Indexes {
		if index.Search && !p.postgres {
			continue
		}
		out.block = append(out.block, p.index(m, index))
	}
	out.block = append(out.block, "@@map("+quoted(m.Name)+")")
}

func (p *prisma) index(m *store.Model, index store.Index) string {
	keys, columns := make([]string, len(index.Fields)), make([]string, len(index.Fields))
	for i, name := range index.Fields {
		keys[i], columns[i] = fieldKey(p.schema, m.Field(name)), m.Field(name).Column
		if index.Search {
			keys[i] += `(ops: raw("gin_trgm_ops"))`
		}
	}
	if index.Search {
		return "@@index([" + strings.Join(keys, ", ") + "], type: Gin, map: " + quoted(sqlstore.SearchIndexName(m.Name, columns...)) + ")"
	}
	kind := "@@index(["
	if index.Unique {
		kind = "@@unique(["
	}
	return kind + strings.Join(keys, ", ") + "], map: " + quoted(sqlstore.IndexName(m.Name, index.Unique, columns...)) + ")"
}

// mapped names an index whose name is not the one that Prisma would choose.
func mapped(m *store.Model, column string) string {
	name := sqlstore.IndexName(m.Name, false, column)
	if name == m.Name+"_"+column+"_idx" {
		return ""
	}
	return ", map: " + quoted(name)
}

func (p *prisma) kind(f *store.Field) string {
	if f.IsID() {
		if p.schema.Options.IDs == store.SerialID {
			return "Int"
		}
		return "String"
	}
	switch f.Type {
	case store.Number:
		if f.BigInt {
			return "BigInt"
		}
		return "Int"
	case store.Boolean:
		return "Boolean"
	case store.Date:
		return "DateTime"
	case store.JSON, store.StringArray, store.NumberArray:
		if p.postgres {
			return "Json"
		}
	}
	return "String"
}

func (p *prisma) attributes(f *store.Field, key string) []string {
	var list []string
	ids := p.schema.Options.IDs
	if f.Name == "id" {
		list = append(list, "@id")
		switch ids {
		case store.SerialID:
			list = append(list, "@default(autoincrement())")
		case store.UUIDID:
			if !p.postgres {
				break
			}
			list = append(list, `@default(dbgenerated("pg_catalog.gen_random_uuid()"))`)
		}
	}
	if value := p.defaultOf(f); value != "" {
		list = append(list, "@default("+value+")")
	}
	if f.TouchOnUpdate {
		list = append(list, "@updatedAt")
	}
	if key != f.Column {
		list = append(list, "@map("+quoted(f.Column)+")")
	}
	switch {
	case !p.postgres:
	case f.IsID() && ids == store.UUIDID:
		list = append(list, "@db.Uuid")
	case f.Type == store.Date:
		list = append(list, "@db.Timestamptz(6)")
	}
	return list
}

// defaultOf is a default that Prisma's client fills in itself.
func (p *prisma) defaultOf(f *store.Field) string {
	if f.DefaultNow && (!f.NoColumnDefault || !p.postgres) {
		return "now()" // on SQLite it is always the client who fills it in
	}
	value, ok := f.Constant()
	if !ok {
		return ""
	}
	switch value := value.(type) {
	case bool, int, int32, int64, float64:
		return fmt.Sprint(value)
	case string:
		return quoted(value)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return quoted(string(text))
}

// relate writes a foreign key into both its models. The names are those by which the adapter
// joins.
func (p *prisma) relate(r relation) {
	from, to := p.models[r.from], p.models[r.to]
	target := r.to.Field(r.field.References.Field)
	name, list := "", ""
	if r.several {
		name, list = quoted(r.name())+", ", "("+quoted(r.name())+")"
	}
	kind := to.name
	if r.field.Nullable {
		kind += "?"
	}
	key := fieldKey(p.schema, r.field)
	short := strings.TrimSuffix(key, "Id")
	choices := []string{strings.ToLower(modelKey(p.schema, r.to)), short, short + "Relation"}
	attribute := fmt.Sprintf("@relation(%sfields: [%s], references: [%s], onDelete: %s)",
		name, key, fieldKey(p.schema, target), prismaActions[r.field.References.OnDelete])
	from.lines = append(from.lines, []string{unused(from.taken, choices...), kind, attribute})

	back := strings.ToLower(modelKey(p.schema, r.from))
	if !r.field.Unique && !p.schema.Options.Naming.Plural {
		back += "s"
	}
	attribute = ""
	if list != "" {
		attribute = "@relation" + list
	}
	kind = from.name + "[]"
	if r.field.Unique {
		kind = from.name + "?"
	}
	to.lines = append(to.lines, []string{unused(to.taken, back, back+"By"+capitalized(key)), kind, attribute})
}

var prismaActions = map[store.OnDelete]string{
	store.Cascade: "Cascade", store.SetNull: "SetNull", store.Restrict: "Restrict", store.NoAction: "NoAction",
}

// String writes the model with its columns aligned, as `prisma format` does.
func (m *prismaModel) String() string {
	var width [2]int
	for _, line := range m.lines {
		width[0], width[1] = max(width[0], len(line[0])), max(width[1], len(line[1]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "model %s {\n", m.name)
	for _, line := range m.lines {
		text := fmt.Sprintf("  %-*s %-*s %s", width[0], line[0], width[1], line[1], line[2])
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	b.WriteString("\n  " + strings.Join(m.block, "\n  ") + "\n}\n")
	return b.String()
}

// quoted is a text of Prisma's: its escapes are JSON's.
func quoted(text string) string { return strconv.Quote(text) }
