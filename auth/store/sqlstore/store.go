package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// sqlStore implements store.Store for both dialects.
type sqlStore struct {
	db      *DB
	schema  *store.Schema
	columns map[*store.Model]string
}

var _ store.Store = (*sqlStore)(nil)

// columnLists are the quoted columns of each model in row order.
func columnLists(s *store.Schema) map[*store.Model]string {
	lists := make(map[*store.Model]string, len(s.Tables))
	for _, m := range s.Tables {
		lists[m] = columnList(m, "")
	}
	return lists
}

func columnList(m *store.Model, prefix string) string {
	names := make([]string, len(m.Fields))
	for i := range m.Fields {
		names[i] = prefix + quote(m.Fields[i].Column)
	}
	return strings.Join(names, ", ")
}

func quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

func (s *sqlStore) Schema() *store.Schema          { return s.schema }
func (s *sqlStore) Ping(ctx context.Context) error { return s.db.Ping(ctx) }
func (s *sqlStore) Close() error                   { return s.db.Close() }

func (s *sqlStore) model(name string) (*store.Model, error) {
	if m := s.schema.Model(name); m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("sqlstore: unknown model %q", name)
}

// Create inserts one row.
func (s *sqlStore) Create(ctx context.Context, model string, values store.Values) (store.Row, error) {
	m, err := s.model(model)
	if err != nil {
		return store.Row{}, err
	}
	b := s.statement(m)
	if err := b.checkNames(values); err != nil {
		return store.Row{}, err
	}
	b.text("INSERT INTO ", quote(m.Name))
	now := s.now()
	var names, marks []string
	for i := range m.Fields {
		f := &m.Fields[i]
		v, given := values[f.Name]
		if !given {
			if v, given = s.initial(m, f, now); !given {
				continue
			}
		}
		names = append(names, quote(f.Column))
		marks = append(marks, b.arg(f, v))
	}
	if len(names) == 0 {
		b.text(" DEFAULT VALUES")
	} else {
		b.text(" (", strings.Join(names, ", "), ") VALUES (", strings.Join(marks, ", "), ")")
	}
	b.text(" RETURNING ", s.columns[m])
	return b.one(ctx, true)
}

// initial is the value of a field that a caller left out.
func (s *sqlStore) initial(m *store.Model, f *store.Field, now time.Time) (any, bool) {
	switch {
	case f.Name == "id":
		return s.newID(m)
	case f.DefaultNow:
		return now, true
	case f.Default != nil:
		return f.Default(), true
	}
	return nil, false
}

func (s *sqlStore) newID(m *store.Model) (any, bool) {
	switch {
	case s.schema.Options.IDs == store.SerialID:
		return nil, false
	case s.schema.Options.IDs == store.UUIDID && s.db.dialect == Postgres:
		return nil, false
	case s.schema.Options.IDs == store.UUIDID:
		return newUUID(), true
	}
	return s.schema.Options.NewID(m.Model), true
}

func (s *sqlStore) now() time.Time { return s.schema.Options.Now().UTC().Truncate(time.Millisecond) }

// Find returns the first row of a query.
func (s *sqlStore) Find(ctx context.Context, q store.Query) (store.Row, error) {
	q.Limit = 1
	rows, err := s.List(ctx, q)
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
	m, err := s.model(q.Model)
	if err != nil {
		return nil, err
	}
	b := s.statement(m)
	b.text("SELECT ", s.columns[m], " FROM ", quote(m.Name))
	if err := b.where(q.Where); err != nil {
		return nil, err
	}
	if err := b.order(q); err != nil {
		return nil, err
	}
	b.page(q)
	if q.ForUpdate && s.db.dialect == Postgres {
		b.text(" FOR UPDATE")
	}
	return b.all(ctx, false)
}

// Count counts the rows that match.
func (s *sqlStore) Count(ctx context.Context, model string, where ...store.Cond) (int64, error) {
	m, err := s.model(model)
	if err != nil {
		return 0, err
	}
	b := s.statement(m)
	b.text("SELECT count(*) FROM ", quote(m.Name))
	if err := b.where(where); err != nil {
		return 0, err
	}
	return s.db.scalar(ctx, b.sql.String(), b.args)
}

// Update changes all rows that match and returns the first.
func (s *sqlStore) Update(ctx context.Context, model string, set store.Values, where ...store.Cond) (store.Row, error) {
	b, err := s.update(model, set, where, "")
	if err != nil {
		return store.Row{}, err
	}
	b.text(" RETURNING ", s.columns[b.model])
	return b.one(ctx, true)
}

// UpdateAll changes all rows that match.
func (s *sqlStore) UpdateAll(ctx context.Context, model string, set store.Values, where ...store.Cond) (int64, error) {
	b, err := s.update(model, set, where, "")
	if err != nil {
		return 0, err
	}
	return s.db.exec(ctx, b.sql.String(), b.args)
}

// Increment adds to a number in one statement.
func (s *sqlStore) Increment(ctx context.Context, model, field string, delta int64, set store.Values, where ...store.Cond) (store.Row, error) {
	m, err := s.model(model)
	if err != nil {
		return store.Row{}, err
	}
	f := m.Field(field)
	if f == nil || f.Type != store.Number {
		return store.Row{}, fmt.Errorf("sqlstore: %s.%s is not a number", model, field)
	}
	column := quote(f.Column)
	b, err := s.update(model, set, where, fmt.Sprintf("%s = coalesce(%s, 0) + %d", column, column, delta))
	if err != nil {
		return store.Row{}, err
	}
	b.text(" RETURNING ", s.columns[m])
	return b.one(ctx, true)
}

func (s *sqlStore) update(model string, set store.Values, where []store.Cond, first string) (*statement, error) {
	m, err := s.model(model)
	if err != nil {
		return nil, err
	}
	b := s.statement(m)
	if err := b.checkNames(set); err != nil {
		return nil, err
	}
	var parts []string
	if first != "" {
		parts = append(parts, first)
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		v, given := set[f.Name]
		if !given {
			if !f.TouchOnUpdate {
				continue
			}
			v = s.now()
		}
		parts = append(parts, quote(f.Column)+" = "+b.arg(f, v))
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("sqlstore: an update of %s sets nothing", model)
	}
	b.text("UPDATE ", quote(m.Name), " SET ", strings.Join(parts, ", "))
	return b, b.where(where)
}

// Delete removes all rows that match.
func (s *sqlStore) Delete(ctx context.Context, model string, where ...store.Cond) (int64, error) {
	m, err := s.model(model)
	if err != nil {
		return 0, err
	}
	b := s.statement(m)
	b.text("DELETE FROM ", quote(m.Name))
	if err := b.where(where); err != nil {
		return 0, err
	}
	return s.db.exec(ctx, b.sql.String(), b.args)
}

// Take deletes all rows that match and returns the first in the query's order.
func (s *sqlStore) Take(ctx context.Context, q store.Query) (store.Row, error) {
	m, err := s.model(q.Model)
	if err != nil {
		return store.Row{}, err
	}
	b := s.statement(m)
	b.text("DELETE FROM ", quote(m.Name))
	if err := b.where(q.Where); err != nil {
		return store.Row{}, err
	}
	b.text(" RETURNING ", s.columns[m])
	rows, err := b.all(ctx, true)
	if err != nil {
		return store.Row{}, err
	}
	if len(rows) == 0 {
		return store.Row{}, store.ErrNotFound
	}
	if i := m.IndexOf(q.SortBy); i >= 0 {
		slices.SortStableFunc(rows, func(a, b store.Row) int {
			if q.Desc {
				a, b = b, a
			}
			return compare(a.V[i], b.V[i])
		})
	}
	return rows[0], nil
}

// compare orders the values that SortBy meets in practice: dates, numbers, text.
func compare(a, b any) int {
	switch a := a.(type) {
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	case int64:
		if b, ok := b.(int64); ok {
			return int(a - b)
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	}
	return 0
}

// Finder prepares a lookup by one field.
func (s *sqlStore) Finder(spec store.FinderSpec) (store.Finder, error) {
	m, err := s.model(spec.Model)
	if err != nil {
		return nil, err
	}
	by := m.Field(spec.By)
	if by == nil {
		return nil, fmt.Errorf("sqlstore: %s has no field %q", spec.Model, spec.By)
	}
	models := []*store.Model{m}
	sql := "SELECT " + columnList(m, "a.")
	from := " FROM " + quote(m.Name) + " AS a"
	if spec.Join != "" {
		j, err := s.model(spec.JoinModel)
		if err != nil {
			return nil, err
		}
		on := m.Field(spec.Join)
		if on == nil {
			return nil, fmt.Errorf("sqlstore: %s has no field %q", spec.Model, spec.Join)
		}
		models = append(models, j)
		sql += ", " + columnList(j, "b.")
		from += " JOIN " + quote(j.Name) + " AS b ON b." + quote(j.Field("id").Column) + " = a." + quote(on.Column)
	}
	sql += from + " WHERE a." + quote(by.Column) + " = $1"
	return func(ctx context.Context, value string) (store.Row, store.Row, error) {
		arg, ok := s.encode(by, value)
		if !ok {
			return store.Row{}, store.Row{}, store.ErrNotFound
		}
		return s.db.pair(ctx, sql, arg, models)
	}, nil
}

// InTx runs fn in a transaction.
func (s *sqlStore) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if s.db.inTx(ctx) {
		return fn(ctx)
	}
	if s.db.dialect == Postgres {
		return s.db.txPostgres(ctx, fn)
	}
	return s.db.txSQLite(ctx, fn)
}
