package sqlstore

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lyceum/lyceum/auth/store"
)

// write executes a statement that writes, together with the rows that travel along with it
// (store.Along). It returns its rows, or else how many it has changed.
func (b *statement) write(ctx context.Context, returns bool) ([]store.Row, int64, error) {
	ride := store.RideOf(ctx, b.Model.Model)
	switch {
	case ride == nil:
		return b.alone(ctx, returns)
	case b.store.db.dialect == Postgres && (!b.creates || b.made != ""):
		return b.together(ctx, ride, returns)
	}
	return b.inTurn(ctx, ride, returns)
}

func (b *statement) alone(ctx context.Context, returns bool) ([]store.Row, int64, error) {
	if !returns {
		return b.run(ctx, call{writes: true})
	}
	b.returning()
	return b.run(ctx, call{writes: true}, b.Model)
}

// together makes one statement of the write and what travels along: PostgreSQL runs all
// parts of a WITH.
func (b *statement) together(ctx context.Context, ride *store.Ride, returns bool) ([]store.Row, int64, error) {
	rows, err := ride.Take(b.made)
	if err != nil {
		return nil, 0, err
	}
	whole := &statement{table: b.table, store: b.store, args: b.args, err: b.err, pattern: b.pattern}
	result, models := "count(*)", []*store.Model{one}
	if returns {
		result, models = "*", []*store.Model{b.Model}
		b.returning()
	} else {
		b.text(" RETURNING 1")
	}
	whole.text(`WITH "w" AS (`, b.sql.String(), ")")
	for i, row := range rows {
		whole.text(`, "a`, strconv.Itoa(i), `" AS (`)
		whole.follower(row, returns)
		whole.text(")")
	}
	whole.text(" SELECT ", result, ` FROM "w"`)
	out, n, err := whole.run(ctx, call{writes: true}, models...)
	switch {
	case err != nil:
		return nil, 0, err
	case !returns:
		n, _ = out[0].V[0].(int64)
		return nil, n, nil
	case len(out) == 0:
		ride.Leave()
	}
	return out, n, nil
}

// follower writes the INSERT of a row that travels along, for the case that the write has
// found something where that matters.
func (b *statement) follower(row store.Insert, matters bool) {
	own := b.table
	defer func() { b.table = own }()
	if b.table = b.store.tables[row.Model]; b.table == nil {
		b.table = own
		b.fail(fmt.Errorf("unknown model %q", row.Model))
		return
	}
	names, marks := b.row(row.Values)
	b.text("INSERT INTO ", b.name, " (", names, ") SELECT ", marks)
	if matters {
		b.text(` WHERE EXISTS (SELECT 1 FROM "w")`)
	}
}

// inTurn writes one after the other in a transaction, where one statement cannot.
func (b *statement) inTurn(ctx context.Context, ride *store.Ride, returns bool) (rows []store.Row, n int64, err error) {
	err = b.store.db.inTx(store.NotLast(ctx), func(ctx context.Context) error {
		rows, n, err = b.alone(ctx, returns)
		if err != nil || returns && len(rows) == 0 {
			return err
		}
		id := ""
		if b.creates {
			id = rows[0].ID()
		}
		along, err := ride.Take(id)
		for len(along) > 0 && err == nil {
			along, err = b.store.insertSome(ctx, along)
		}
		return err
	})
	return rows, n, err
}

// insertSome inserts the first of some rows, and those of the same model after it, with one
// statement, and returns the others.
func (s *sqlStore) insertSome(ctx context.Context, rows []store.Insert) ([]store.Insert, error) {
	b := s.on(rows[0].Model)
	// Rows of one statement have the same columns.
	names := map[string]bool{}
	n := 0
	for ; n < len(rows) && rows[n].Model == rows[0].Model; n++ {
		for name := range rows[n].Values {
			names[name] = true
		}
	}
	for i, row := range rows[:n] {
		values := make(store.Values, len(names))
		for name := range names {
			values[name] = row.Values[name]
		}
		columns, marks := b.row(values)
		if i == 0 {
			b.text("INSERT INTO ", b.name, " (", columns, ") VALUES (", marks, ")")
		} else {
			b.text(", (", marks, ")")
		}
	}
	_, _, err := b.run(ctx, call{writes: true})
	return rows[n:], err
}
