package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/lyceum/lyceum/auth/store"
)

// Finder prepares a lookup by one field.
func (s *sqlStore) Finder(spec store.FinderSpec) (store.Finder, error) {
	a := s.tables[spec.Model]
	if a == nil {
		return nil, fmt.Errorf("sqlstore: unknown model %q", spec.Model)
	}
	by := a.IndexOf(spec.By)
	if by < 0 {
		return nil, fmt.Errorf("sqlstore: %s: no field %q", spec.Model, spec.By)
	}
	models := []*store.Model{a.Model}
	text := "SELECT " + a.list + " FROM " + a.name + " WHERE " + a.columns[by] + " = $1 LIMIT 1"
	if spec.Join != "" {
		b, on := s.tables[spec.JoinModel], a.IndexOf(spec.Join)
		if b == nil {
			return nil, fmt.Errorf("sqlstore: unknown model %q", spec.JoinModel)
		}
		if on < 0 {
			return nil, fmt.Errorf("sqlstore: %s: no field %q", spec.Model, spec.Join)
		}
		models = append(models, b.Model)
		text = "SELECT " + a.selection("a.", s.db.dialect) + ", " + b.selection("b.", s.db.dialect) +
			" FROM " + a.name + " AS a JOIN " + b.name + " AS b ON b." + b.columns[b.id] + " = a." + a.columns[on] +
			" WHERE a." + a.columns[by] + " = $1 LIMIT 1"
	}
	field := &a.Fields[by]
	return func(ctx context.Context, value string) (first, second store.Row, err error) {
		arg, err := s.encode(field, value)
		if errors.Is(err, errNever) {
			return first, second, store.ErrNotFound
		}
		if err != nil {
			return first, second, fmt.Errorf("sqlstore: %s: %w", spec.Model, err)
		}
		rows, _, err := s.db.run(ctx, call{text: text, args: []any{arg}}, models...)
		switch {
		case err != nil:
			return first, second, err
		case len(rows) == 0:
			return first, second, store.ErrNotFound
		case len(rows) == 2:
			second = rows[1]
		}
		return rows[0], second, nil
	}, nil
}
