// Package generate writes a schema as source text, for teams whose other half stays in
// TypeScript: SQL, a Prisma schema, a Drizzle schema.
//
//	text, err := generate.Drizzle(a.Schema(), sqlstore.Postgres)
//
// The text describes the tables as this server's migrations make them, column for column,
// and carries the names by which a Node Better Auth addresses them, so that one runs on the
// same database. Where the reference's own generator describes other column types than its
// own migrations make (timestamps without time zone, native arrays), the migrations win.
//
// # Names
//
// A model is addressed by the name that Better Auth gives it: its own or the one set in the
// options, with an s under the plural naming (Better Auth's `usePlural: true`). A field is
// addressed by its logical name or the one set in the options. Physical names that differ are
// mapped in the text, so plural snake_case needs no further option on the other side.
package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// SQL is the schema as statements for an empty database.
func SQL(s *store.Schema, d sqlstore.Dialect) (string, error) {
	statements, err := sqlstore.Create(s, d)
	var b strings.Builder
	for _, statement := range statements {
		b.WriteString(statement.SQL + ";\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n"), err
}

// modelKey is the name by which Better Auth addresses a model.
func modelKey(s *store.Schema, m *store.Model) string {
	naming := s.Options.Naming
	key := m.Name
	if m.Name == naming.Table(m.Model) {
		key = m.Model
	}
	if naming.Plural {
		key += "s"
	}
	return key
}

// fieldKey is the name by which Better Auth addresses a field.
func fieldKey(s *store.Schema, f *store.Field) string {
	if f.Column == s.Options.Naming.Column(f.Name) {
		return f.Name
	}
	return f.Column
}

// idFirst are a model's fields in the order of the database, where the id comes first.
func idFirst(m *store.Model) []*store.Field {
	fields := []*store.Field{m.Field("id")}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Name != "id" {
			fields = append(fields, f)
		}
	}
	return fields
}

// relation is one foreign key, seen from both ends.
type relation struct {
	from, to *store.Model
	field    *store.Field
	// several is set when the two models are joined by more than one key, or a model by one to
	// itself: then the ends need names to be told apart.
	several bool
}

func (r relation) name() string { return r.from.Name + "_" + r.field.Column }

func relations(s *store.Schema) []relation {
	var list []relation
	count := map[[2]*store.Model]int{}
	for _, m := range s.Tables {
		for i := range m.Fields {
			if ref := m.Fields[i].References; ref != nil {
				r := relation{from: m, to: s.Model(ref.Model), field: &m.Fields[i]}
				list = append(list, r)
				count[[2]*store.Model{r.from, r.to}]++
			}
		}
	}
	for i, r := range list {
		list[i].several = r.from == r.to || count[[2]*store.Model{r.from, r.to}] > 1
	}
	return list
}

// identifier refuses names that the other language cannot have.
func identifier(what, name string) error {
	plain := name != "" && !(name[0] >= '0' && name[0] <= '9') && name[0] != '_'
	for _, c := range name {
		plain = plain && (c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
	}
	if !plain || slices.Contains(reserved, name) {
		return fmt.Errorf("the %s %q cannot be a name in TypeScript: choose another one in the settings", what, name)
	}
	return nil
}

// reserved are words that no TypeScript variable can be called.
var reserved = strings.Fields(`break case catch class const continue debugger default delete do else enum export extends
	false finally for function if implements import in instanceof interface let new null package private protected public
	return static super switch this throw true try typeof undefined var void while with yield await`)

// check refuses all names at once that cannot be written.
func check(s *store.Schema) error {
	for _, m := range s.Tables {
		if err := identifier("table", modelKey(s, m)); err != nil {
			return err
		}
		for i := range m.Fields {
			if err := identifier("column", fieldKey(s, &m.Fields[i])); err != nil {
				return err
			}
		}
	}
	return nil
}

// unused returns the first of some names that a model has no field of.
func unused(taken map[string]bool, names ...string) string {
	for _, name := range names {
		if !taken[name] {
			taken[name] = true
			return name
		}
	}
	for n := 2; ; n++ {
		if name := fmt.Sprintf("%s%d", names[0], n); !taken[name] {
			taken[name] = true
			return name
		}
	}
}

func capitalized(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// nodeOptions are the lines that tell the other side how to address the tables.
func nodeOptions(s *store.Schema) []string {
	var lines []string
	if s.Options.Naming.Plural {
		lines = append(lines, "the adapter's usePlural: true")
	}
	if ids := s.Options.IDs; ids != store.RandomID && ids != "" {
		lines = append(lines, fmt.Sprintf("advanced.database.generateId: '%s'", ids))
	}
	for _, m := range s.Tables {
		if m.Name != s.Options.Naming.Table(m.Model) {
			lines = append(lines, fmt.Sprintf("modelName of %s: '%s'", m.Model, m.Name))
		}
		for i := range m.Fields {
			if f := &m.Fields[i]; fieldKey(s, f) != f.Name {
				lines = append(lines, fmt.Sprintf("fieldName of %s.%s: '%s'", m.Model, f.Name, f.Column))
			}
		}
	}
	return lines
}

// header is the comment at the top.
func header(s *store.Schema, d sqlstore.Dialect, how string) string {
	var b strings.Builder
	b.WriteString("// Written by `lyceum generate` for Better Auth 1.7.25. `lyceum migrate` makes these tables; write this file anew\n")
	b.WriteString("// after every change of the settings.\n//\n// " + how + "\n")
	if beside := sqlstore.Beside(s, d); len(beside) > 0 {
		b.WriteString("// In the database `lyceum migrate` adds what this file cannot say: " + strings.Join(beside, ", ") + ".\n")
		b.WriteString("// Should a tool want to drop that, nothing fails; lists and session checks become slower until it is made again.\n")
	}
	if lines := nodeOptions(s); len(lines) > 0 {
		b.WriteString("// Set there besides:\n")
		for _, line := range lines {
			b.WriteString("//   " + line + "\n")
		}
	}
	return b.String()
}
