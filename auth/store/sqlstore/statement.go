package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/auth/store"
)

// table is a model with the SQL made of it once.
type table struct {
	*store.Model
	name    string   // quoted
	columns []string // quoted, in the order of Fields
	list    string   // all columns, for SELECT and RETURNING
	id      int      // position of the id in Fields
	totals  *totals  // nil where rows are counted each time
}

func newTable(m *store.Model, d Dialect) *table {
	t := &table{Model: m, name: quote(m.Name), columns: make([]string, len(m.Fields)), id: m.IndexOf("id")}
	for i := range m.Fields {
		t.columns[i] = quote(m.Fields[i].Column)
	}
	t.list = t.selection("", d)
	if m.Counted && d == Postgres {
		t.totals = &totals{text: t.total()}
	}
	return t
}

// selection lists the columns. On SQLite a plus keeps the driver from guessing at
// what columns declared as dates contain.
func (t *table) selection(prefix string, d Dialect) string {
	var b strings.Builder
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		if d == SQLite && t.Fields[i].Type == store.Date {
			b.WriteByte('+')
		}
		b.WriteString(prefix + c)
	}
	return b.String()
}

// as is the table with a prefix before its columns, for statements over two tables.
func (t *table) as(prefix string) *table {
	c := *t
	c.columns = make([]string, len(t.columns))
	for i := range t.columns {
		c.columns[i] = prefix + t.columns[i]
	}
	return &c
}

func quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

// statement is SQL text being built with its parameters. The first mistake sticks and
// is what running it returns.
type statement struct {
	*table
	store *sqlStore
	sql   strings.Builder
	args  []any
	err   error
	// pattern is set when a text is searched for pieces; see call.
	pattern bool
	// creates marks an INSERT; made is the id of its row, "" if the database counts.
	creates bool
	made    string
}

// on begins a statement on a model.
func (s *sqlStore) on(model string) *statement {
	b := &statement{store: s, table: s.tables[model]}
	if b.table == nil {
		b.table = &table{Model: &store.Model{}}
		b.fail(fmt.Errorf("unknown model %q", model))
	}
	b.sql.Grow(256)
	return b
}

func (b *statement) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *statement) text(parts ...string) {
	for _, p := range parts {
		b.sql.WriteString(p)
	}
}

// field is the position of a field; one that does not exist is a mistake.
func (b *statement) field(name string) (int, bool) {
	i := b.IndexOf(name)
	if i < 0 {
		b.fail(fmt.Errorf("no field %q", name))
	}
	return i, i >= 0
}

// check refuses values for fields that do not exist.
func (b *statement) check(values store.Values) {
	for name := range values {
		b.field(name)
	}
}

// mark adds a parameter and returns its place holder.
func (b *statement) mark(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

// value adds a value to write.
func (b *statement) value(i int, v any) string {
	encoded, err := b.store.encode(&b.Fields[i], v)
	if errors.Is(err, errNever) {
		err = fmt.Errorf("field %s: %w", b.Fields[i].Name, err)
	}
	if err != nil {
		b.fail(err)
	}
	return b.mark(encoded)
}

// insert writes an INSERT with the defaults of fields that have no value.
func (b *statement) insert(values store.Values, only ...store.Provided) {
	names, marks := b.row(values)
	b.creates = true
	b.text("INSERT INTO ", b.name)
	switch {
	case len(only) > 0:
		b.text(" (", names, ") SELECT ", marks)
		b.provided(only)
	case names == "":
		b.text(" DEFAULT VALUES")
	default:
		b.text(" (", names, ") VALUES (", marks, ")")
	}
}

// row are the columns and place holders of a new row.
func (b *statement) row(values store.Values) (names, marks string) {
	b.check(values)
	now := b.store.now()
	for i := range b.Fields {
		v, given := values[b.Fields[i].Name]
		if !given {
			if v, given = b.store.initial(b.table, i, now); !given {
				continue
			}
		}
		if names != "" {
			names, marks = names+", ", marks+", "
		}
		names += b.columns[i]
		marks += b.value(i, v)
		if i == b.id {
			b.made, _ = v.(string)
		}
	}
	return names, marks
}

// provided adds what must hold for an INSERT. The rows it depends on stay as they are until
// it is done.
func (b *statement) provided(only []store.Provided) {
	own := b.table
	separator := " WHERE "
	for _, p := range only {
		if b.table = b.store.tables[p.Model]; b.table == nil {
			b.table = own
			b.fail(fmt.Errorf("unknown model %q", p.Model))
			return
		}
		b.text(separator)
		if p.None {
			b.text("NOT ")
		}
		b.text("EXISTS (SELECT 1 FROM ", b.name)
		b.where(p.Where)
		if !p.None && b.store.db.dialect == Postgres {
			b.text(" FOR NO KEY UPDATE")
		}
		b.text(")")
		separator = " AND "
	}
	b.table = own
}

// update writes an UPDATE; first is an assignment to begin with, or empty.
func (b *statement) update(set store.Values, first string, where []store.Cond) {
	b.check(set)
	b.text("UPDATE ", b.name, " SET ", first)
	some := first != ""
	for i := range b.Fields {
		f := &b.Fields[i]
		v, given := set[f.Name]
		if !given {
			switch {
			case f.OnUpdate != nil:
				v = f.OnUpdate()
			case f.TouchOnUpdate:
				v = b.store.now()
			default:
				continue
			}
		}
		if some {
			b.text(", ")
		}
		b.text(b.columns[i], " = ", b.value(i, v))
		some = true
	}
	if !some {
		b.fail(errors.New("an update that sets nothing"))
	}
	b.where(where)
}

// asID is a column to compare with ids. One that was not declared to refer to a model holds
// text, which PostgreSQL compares with no id of another kind.
func (b *statement) asID(i int) string {
	column := b.columns[i]
	if isID(&b.Fields[i]) || b.store.db.dialect != Postgres {
		return column
	}
	switch b.store.schema.Options.IDs {
	case store.SerialID:
		return "CASE WHEN " + column + " ~ '^[0-9]{1,18}$' THEN " + column + "::bigint END"
	case store.UUIDID:
		return "CASE WHEN " + column + " ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN " + column + "::uuid END"
	}
	return column
}

func (b *statement) returning() { b.text(" RETURNING ", b.list) }

// order makes pages of equal values stable by the id.
func (b *statement) order(q store.Query) {
	if q.SortBy == "" {
		return
	}
	i, ok := b.field(q.SortBy)
	if !ok {
		return
	}
	direction := " ASC"
	if q.Desc {
		direction = " DESC"
	}
	b.text(" ORDER BY ", b.columns[i], direction)
	if i != b.id {
		b.text(", ", b.columns[b.id], direction)
	}
}

func (b *statement) page(q store.Query) {
	limit := q.Limit
	if limit == 0 {
		limit = cmp.Or(b.store.schema.Options.ListLimit, store.DefaultLimit)
	}
	switch {
	case limit > 0:
		b.text(" LIMIT ", b.mark(int64(limit)))
	case q.Offset > 0 && b.store.db.dialect == SQLite:
		b.text(" LIMIT -1")
	}
	if q.Offset > 0 {
		b.text(" OFFSET ", b.mark(int64(q.Offset)))
	}
}

// run executes the statement; models as in backend.run.
func (b *statement) run(ctx context.Context, c call, models ...*store.Model) ([]store.Row, int64, error) {
	if b.err != nil {
		return nil, 0, fmt.Errorf("sqlstore: %s: %w", b.Model.Model, b.err)
	}
	c.text, c.args, c.pattern = b.sql.String(), b.args, b.pattern
	return b.store.db.run(ctx, c, models...)
}

// first executes a statement that writes and returns its first row.
func (b *statement) first(ctx context.Context) (store.Row, error) {
	rows, _, err := b.write(ctx, true)
	if err != nil {
		return store.Row{}, err
	}
	if len(rows) == 0 {
		return store.Row{}, store.ErrNotFound
	}
	return rows[0], nil
}

// count executes a statement that writes and returns how many rows it changed.
func (b *statement) count(ctx context.Context) (int64, error) {
	_, n, err := b.write(ctx, false)
	return n, err
}
