package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// sqlStore implements store.Store for both dialects.
type sqlStore struct {
	db     *DB
	schema *store.Schema
	tables map[string]*table
}

var _ store.Store = (*sqlStore)(nil)

func newStore(db *DB, schema *store.Schema) *sqlStore {
	s := &sqlStore{db: db, schema: schema, tables: make(map[string]*table, len(schema.Tables))}
	for _, m := range schema.Tables {
		s.tables[m.Model] = newTable(m, db.dialect)
	}
	return s
}

func (s *sqlStore) Schema() *store.Schema          { return s.schema }
func (s *sqlStore) Ping(ctx context.Context) error { return s.db.Ping(ctx) }
func (s *sqlStore) Close() error                   { return s.db.Close() }

// InTx runs fn in a transaction.
func (s *sqlStore) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.inTx(ctx, fn)
}

// Create inserts one row.
func (s *sqlStore) Create(ctx context.Context, model string, values store.Values) (store.Row, error) {
	return s.CreateIf(ctx, model, values)
}

// CreateIf inserts one row if something holds.
func (s *sqlStore) CreateIf(ctx context.Context, model string, values store.Values, only ...store.Provided) (store.Row, error) {
	b := s.on(model)
	b.insert(values, only...)
	return b.first(ctx)
}

// initial is the value of a field that a caller left out.
func (s *sqlStore) initial(t *table, i int, now time.Time) (any, bool) {
	f := &t.Fields[i]
	switch {
	case i == t.id:
		return s.newID(t.Model)
	case f.DefaultNow:
		return now, true
	case f.Default != nil:
		return f.Default(), true
	}
	return nil, false
}

func (s *sqlStore) newID(m *store.Model) (any, bool) {
	switch s.schema.Options.IDs {
	case store.SerialID:
		return nil, false
	case store.UUIDID:
		// The column's own default is for other programs; a table that others
		// have made may lack it.
		return newUUID(), true
	}
	return s.schema.Options.NewID(m.Model), true
}

func (s *sqlStore) now() time.Time { return s.schema.Options.Now() }

// Find returns the first row of a query.
func (s *sqlStore) Find(ctx context.Context, q store.Query) (store.Row, error) {
	q.Limit = 1
	rows, err := s.list(ctx, q, false)
	if err != nil {
		return store.Row{}, err
	}
	if len(rows) == 0 {
		return store.Row{}, store.ErrNotFound
	}
	return rows[0], nil
}

// List returns the rows of a query.
func (s *sqlStore) List(ctx context.Context, q store.Query) ([]store.Row, error) {
	rows, err := s.list(ctx, q, true)
	if rows == nil && err == nil {
		rows = []store.Row{}
	}
	return rows, err
}

func (s *sqlStore) list(ctx context.Context, q store.Query, scans bool) ([]store.Row, error) {
	b := s.on(q.Model)
	b.text("SELECT ", b.list, " FROM ", b.name)
	b.where(q.Where)
	b.order(q)
	b.page(q)
	if q.ForUpdate && s.db.dialect == Postgres {
		b.text(" FOR UPDATE")
	}
	rows, _, err := b.run(ctx, call{scans: scans}, b.Model)
	return rows, err
}

// ListJoined returns the rows of a query beside the rows they refer to.
func (s *sqlStore) ListJoined(ctx context.Context, q store.Query, join store.Join) (rows, joined []store.Row, err error) {
	b, other := s.on(q.Model), s.tables[join.Model]
	on, known := b.field(join.On)
	if !known || other == nil {
		return nil, nil, fmt.Errorf("sqlstore: %s has no field %q that refers to %q", q.Model, join.On, join.Model)
	}
	b.table = b.table.as("a.")
	b.text("SELECT ", b.selection("", s.db.dialect), ", ", other.selection("b.", s.db.dialect), " FROM ")
	switch {
	case join.Optional:
		b.text(b.name, " AS a LEFT JOIN ", other.name, " AS b")
	case q.ForUpdate: // rows are locked in the order of the tables
		b.text(other.name, " AS b JOIN ", b.name, " AS a")
	default:
		b.text(b.name, " AS a JOIN ", other.name, " AS b")
	}
	b.text(" ON b.", other.columns[other.id], " = ", b.asID(on))
	b.where(q.Where)
	b.order(q)
	b.page(q)
	if q.ForUpdate && s.db.dialect == Postgres {
		b.text(" FOR UPDATE")
	}
	both, _, err := b.run(ctx, call{scans: true}, b.Model, other.Model)
	if err != nil {
		return nil, nil, err
	}
	rows, joined = make([]store.Row, 0, len(both)/2), make([]store.Row, 0, len(both)/2)
	for i := 0; i < len(both); i += 2 {
		if both[i+1].ID() == "" {
			both[i+1] = store.Row{}
		}
		rows, joined = append(rows, both[i]), append(joined, both[i+1])
	}
	return rows, joined, nil
}

// Count counts the rows that match.
func (s *sqlStore) Count(ctx context.Context, model string, where ...store.Cond) (int64, error) {
	b := s.on(model)
	if len(where) == 0 {
		if n, known, err := s.countTotal(ctx, b.table); known || err != nil {
			return n, err
		}
	}
	b.text("SELECT count(*) FROM ", b.name)
	b.where(where)
	rows, _, err := b.run(ctx, call{scans: true}, one)
	if err != nil {
		return 0, err
	}
	n, _ := rows[0].V[0].(int64)
	return n, nil
}

// Update changes all rows that match and returns the first.
func (s *sqlStore) Update(ctx context.Context, model string, set store.Values, where ...store.Cond) (store.Row, error) {
	defer s.changed(ctx, model, where)
	b := s.on(model)
	b.update(set, "", where)
	return b.first(ctx)
}

// UpdateAll changes all rows that match.
func (s *sqlStore) UpdateAll(ctx context.Context, model string, set store.Values, where ...store.Cond) (int64, error) {
	defer s.changed(ctx, model, where)
	b := s.on(model)
	b.update(set, "", where)
	return b.count(ctx)
}

// Increment adds to a number in one statement.
func (s *sqlStore) Increment(ctx context.Context, model, field string, delta int64, set store.Values, where ...store.Cond) (store.Row, error) {
	defer s.changed(ctx, model, where)
	b := s.on(model)
	first := ""
	if i, ok := b.field(field); ok {
		if _, twice := set[field]; twice || b.Fields[i].Type != store.Number {
			b.fail(fmt.Errorf("field %s is not a number, or is set as well", field))
		}
		first = b.columns[i] + " = coalesce(" + b.columns[i] + ", 0) + " + b.mark(delta)
	}
	b.update(set, first, where)
	return b.first(ctx)
}

// Delete removes all rows that match.
func (s *sqlStore) Delete(ctx context.Context, model string, where ...store.Cond) (int64, error) {
	defer s.changed(ctx, model, where)
	b := s.on(model)
	b.text("DELETE FROM ", b.name)
	b.where(where)
	return b.count(ctx)
}

// Take deletes all rows that match and returns the first in the query's order. Callers
// that meet wait for each other at the first row they share, and the later finds them gone.
func (s *sqlStore) Take(ctx context.Context, q store.Query) (store.Row, error) {
	defer s.changed(ctx, q.Model, q.Where)
	b := s.on(q.Model)
	b.text("DELETE FROM ", b.name)
	b.where(q.Where)
	by := -1
	if q.SortBy != "" {
		by, _ = b.field(q.SortBy)
	}
	rows, _, err := b.write(ctx, true)
	if err != nil {
		return store.Row{}, err
	}
	if len(rows) == 0 {
		return store.Row{}, store.ErrNotFound
	}
	if by >= 0 {
		slices.SortFunc(rows, func(x, y store.Row) int {
			if q.Desc {
				x, y = y, x
			}
			return cmp.Or(compare(x.V[by], y.V[by]), strings.Compare(x.ID(), y.ID()))
		})
	}
	return rows[0], nil
}

// compare orders values of one field; NULL comes first.
func compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case time.Time:
		b, _ := b.(time.Time)
		return a.Compare(b)
	case int64:
		b, _ := b.(int64)
		return cmp.Compare(a, b)
	case string:
		b, _ := b.(string)
		return strings.Compare(a, b)
	}
	return 0
}
