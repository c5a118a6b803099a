package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Type is the logical type of a field. Each dialect maps it to a column type
// (reference: better-auth-core, section 6.3).
type Type uint8

const (
	// String is text. With Field.Enum set, only the listed values are valid.
	String Type = iota
	// Number is a whole number: int64 in Go, integer (or bigint with
	// Field.BigInt) in the database.
	Number
	// Boolean is bool.
	Boolean
	// Date is an instant with millisecond precision: time.Time in UTC.
	Date
	// JSON is any JSON value: json.RawMessage.
	JSON
	// StringArray is []string, stored as a JSON array.
	StringArray
	// NumberArray is []float64, stored as a JSON array.
	NumberArray
)

// OnDelete says what happens to a row when the row it refers to is deleted.
type OnDelete string

// What happens to a row whose reference goes away.
const (
	Cascade  OnDelete = "cascade"
	SetNull  OnDelete = "set null"
	Restrict OnDelete = "restrict"
	NoAction OnDelete = "no action"
)

// Reference is a foreign key to a field of another model. The zero OnDelete
// means Cascade, as in the reference.
type Reference struct {
	Model    string
	Field    string
	OnDelete OnDelete
}

// Field is one column of a model, described once and used for DDL, statements,
// scanning, input rules and output.
type Field struct {
	// Name is the logical, wire-visible name (camelCase). Do not rename.
	Name string
	// Column is the physical name. Empty means Name, or what the naming
	// strategy makes of it.
	Column string
	Type   Type
	// Enum restricts a String field to these values.
	Enum []string
	// BigInt makes a Number a 64-bit column.
	BigInt bool
	// Nullable columns accept NULL; all others are NOT NULL.
	Nullable bool
	// Unique and Index ask for the respective index.
	Unique bool
	Index  bool
	// References makes the column a foreign key.
	References *Reference
	// Default is called on insert when the field has no value. A default that is the
	// same each time also fills the rows of a table that the field is added to.
	Default func() any
	// DefaultNow is Default with the clock, and a CURRENT_TIMESTAMP column
	// default where the dialect has one.
	DefaultNow bool
	// NoColumnDefault keeps DefaultNow on the application's side only, as the
	// reference does for session.updatedAt and account.updatedAt.
	NoColumnDefault bool
	// TouchOnUpdate sets the field to the current time on every update that
	// does not set it.
	TouchOnUpdate bool
	// OnUpdate is called on every update that does not set the field.
	OnUpdate func() any

	// InputRequired makes a missing value in a request an error.
	InputRequired bool
	// NoInput refuses the field in requests (the reference's `input: false`).
	NoInput bool
	// Hidden fields never leave the server (the reference's `returned: false`).
	Hidden bool
	// Sortable text gets a bounded column type on databases that need one.
	Sortable bool
	// Validate checks a request's value; its error's text is shown to the client.
	Validate func(value any) error
	// TransformInput and TransformOutput change a value on its way in and out.
	TransformInput  func(value any) any
	TransformOutput func(value any) any
}

// Index is a declared index over several columns.
type Index struct {
	Fields []string
	Unique bool
	// Search makes it an index of the pieces of texts, by which OpContains, OpStartsWith and
	// OpEndsWith find rows in any of the fields: on PostgreSQL trigrams, where the extension
	// pg_trgm is there or may be added. Elsewhere there is none, and such a search reads all.
	Search bool
}

// Table is one model: its logical name and its fields in wire order. Every table
// has an `id` column besides; it comes first in the database and last on the wire.
type Table struct {
	// Model is the logical name, e.g. "user". Do not rename.
	Model string
	// Name is the physical name. Empty means Model, or what the naming strategy
	// makes of it.
	Name    string
	Fields  []Field
	Indexes []Index
	// Watched has changes to the rows told to those who ask; see Watcher. On PostgreSQL
	// it adds triggers to the table.
	Watched bool
	// Counted keeps the number of rows at hand: Count without conditions takes the same time
	// however many there are. On PostgreSQL it adds triggers to the table; on SQLite, which counts
	// by the page, nothing.
	Counted bool
	// Elsewhere is a model without a table: its rows are kept in secondary storage. It is
	// not among Schema.Tables, and a Store does not know it.
	Elsewhere bool
}

// IDStrategy says who makes row ids, and of what kind.
type IDStrategy string

const (
	// RandomID is the default: 32 letters and digits made by the server.
	RandomID IDStrategy = "random"
	// SerialID lets the database count. Ids are still strings in Go and JSON.
	SerialID IDStrategy = "serial"
	// UUIDID is a random UUID made by the server. On PostgreSQL the column has a
	// default besides, for rows that others add.
	UUIDID IDStrategy = "uuid"
)

// Naming turns logical names into physical ones where a table or field does not
// name its own. The zero value keeps them as they are.
type Naming struct {
	// Plural appends an s to table names.
	Plural bool
	// Snake writes names in snake_case.
	Snake bool
}

// Table is the physical name of a model that names none.
func (n Naming) Table(model string) string {
	if n.Plural {
		model += "s"
	}
	if n.Snake {
		model = snake(model)
	}
	return model
}

// Column is the physical name of a field that names none.
func (n Naming) Column(field string) string {
	if n.Snake {
		return snake(field)
	}
	return field
}

func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 && !(s[i-1] >= 'A' && s[i-1] <= 'Z') {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// SchemaOptions are the choices that hold for a whole schema.
type SchemaOptions struct {
	Naming Naming
	IDs    IDStrategy
	// NewID makes a row id for a model under RandomID. Required then.
	NewID func(model string) string
	// ListLimit is how many rows List returns when a query names no number. Default
	// [DefaultLimit].
	ListLimit int
	// Now is the clock for DefaultNow and TouchOnUpdate. Required.
	Now func() time.Time
}

// Schema is a compiled set of tables: names resolved, references checked.
// It is immutable and safe for concurrent use.
type Schema struct {
	Options SchemaOptions
	Tables  []*Model
	byName  map[string]*Model
}

// Model is a compiled table. Fields has the wire order with `id` appended last.
type Model struct {
	Table
	byField map[string]int
	id      int
}

// Compile resolves names and checks a set of tables. All problems are reported
// at once, joined.
func Compile(tables []Table, opts SchemaOptions) (*Schema, error) {
	s := &Schema{Options: opts, byName: make(map[string]*Model, len(tables))}
	var errs []error
	physical := map[string]string{}
	for _, t := range tables {
		m, err := compileTable(t, opts.Naming)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if s.byName[t.Model] != nil {
			errs = append(errs, fmt.Errorf("table %q is declared twice", t.Model))
			continue
		}
		if other, taken := physical[m.Name]; taken {
			errs = append(errs, fmt.Errorf("tables %q and %q share the name %q", other, t.Model, m.Name))
		}
		s.byName[t.Model] = m
		if t.Elsewhere {
			continue
		}
		physical[m.Name] = t.Model
		s.Tables = append(s.Tables, m)
	}
	for _, m := range s.Tables {
		for _, f := range m.Fields {
			if r := f.References; r != nil && s.isElsewhere(r.Model) {
				m.Field(f.Name).References = nil
			} else if r != nil && (s.byName[r.Model] == nil || s.byName[r.Model].IndexOf(r.Field) < 0) {
				errs = append(errs, fmt.Errorf("%s.%s refers to %s.%s, which does not exist", m.Model, f.Name, r.Model, r.Field))
			}
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

func (s *Schema) isElsewhere(model string) bool {
	m := s.byName[model]
	return m != nil && m.Elsewhere
}

func compileTable(t Table, naming Naming) (*Model, error) {
	m := &Model{Table: t, byField: make(map[string]int, len(t.Fields)+1)}
	if t.Model == "" {
		return nil, errors.New("a table has no model name")
	}
	if m.Name == "" {
		m.Name = naming.Table(t.Model)
	}
	m.Fields = append(append([]Field{}, t.Fields...), Field{Name: "id", NoInput: true})
	m.id = len(m.Fields) - 1
	columns := map[string]bool{}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Column == "" {
			f.Column = naming.Column(f.Name)
		}
		if r := f.References; r != nil && r.OnDelete == "" {
			ref := *r
			ref.OnDelete = Cascade
			f.References = &ref
		}
		if _, twice := m.byField[f.Name]; twice || columns[f.Column] {
			return nil, fmt.Errorf("field %s.%s is declared twice", t.Model, f.Name)
		}
		m.byField[f.Name], columns[f.Column] = i, true
	}
	for _, idx := range m.Indexes {
		for _, name := range idx.Fields {
			f := m.Field(name)
			if f == nil {
				return nil, fmt.Errorf("an index of %s names the unknown field %q", t.Model, name)
			}
			if idx.Search && (f.Type != String || f.IsID() || idx.Unique) {
				return nil, fmt.Errorf("an index of %s for searches is unique or names %q, which is no text", t.Model, name)
			}
		}
	}
	return m, nil
}

// Model returns the compiled table of a logical name, or nil.
func (s *Schema) Model(name string) *Model { return s.byName[name] }

// IndexOf returns the position of a field in Fields and in a Row, or -1.
func (m *Model) IndexOf(field string) int {
	if i, ok := m.byField[field]; ok {
		return i
	}
	return -1
}

// Constant is the field's default if it is the same each time.
func (f *Field) Constant() (value any, ok bool) {
	if f.Default == nil {
		return nil, false
	}
	value = f.Default()
	return value, value != nil && reflect.DeepEqual(value, f.Default())
}

// IsID reports whether a field holds row ids: a model's own or another's.
func (f *Field) IsID() bool {
	return f.Name == "id" || f.References != nil && f.References.Field == "id"
}

// Field returns the description of a field, or nil.
func (m *Model) Field(name string) *Field {
	if i, ok := m.byField[name]; ok {
		return &m.Fields[i]
	}
	return nil
}
