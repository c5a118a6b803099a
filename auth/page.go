package auth

import (
	"cmp"
	"context"

	"github.com/lyceum/lyceum/auth/store"
)

// ListAndCount returns a page of rows, and how many match in all. It is two statements, or
// one where the page itself tells: what is searched for among a million users mostly fits on
// one page, and to count it would read all of them once more.
func (a *Auth) ListAndCount(ctx context.Context, q store.Query) (rows []store.Row, total int64, err error) {
	if rows, err = a.store.List(ctx, q); err != nil {
		return nil, 0, err
	}
	limit := cmp.Or(q.Limit, a.schema.Options.ListLimit, store.DefaultLimit)
	last := limit < 0 || len(rows) < limit
	if last && (len(rows) > 0 || q.Offset == 0) {
		return rows, int64(q.Offset + len(rows)), nil
	}
	total, err = a.store.Count(ctx, q.Model, q.Where...)
	return rows, total, err
}
