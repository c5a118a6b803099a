package store

import "context"

// Insert is a row to create; see [Store.Create] for its values.
type Insert struct {
	Model  string
	Values Values
}

// Ride is what travels along with a write; see [Along].
type Ride struct {
	model string
	rows  func(id string) ([]Insert, error)
	outer *Ride // which travels with the same write
	taken bool
}

type rideKey struct{}

// Along returns a context whose next write to a model takes rows along: they are inserted
// with it or not at all, on PostgreSQL in the same statement. A write that answers
// ErrNotFound leaves them for the next. rows is asked when the write is made, with the id
// of the row if it makes one, else "". A record of what was done is best kept this way.
func Along(ctx context.Context, model string, rows func(id string) ([]Insert, error)) (context.Context, *Ride) {
	r := &Ride{model: model, rows: rows, outer: RideOf(ctx, model)}
	return context.WithValue(ctx, rideKey{}, r), r
}

// RideOf is for implementations of Store: what a write to a model has to take along, nil if
// nothing.
func RideOf(ctx context.Context, model string) *Ride {
	r, _ := ctx.Value(rideKey{}).(*Ride)
	if r == nil || r.taken || r.model != model {
		return nil
	}
	return r
}

// Take is for implementations of Store: the rows, which are taken from now on.
func (r *Ride) Take(id string) (rows []Insert, err error) {
	r.taken = true
	if r.outer != nil {
		if rows, err = r.outer.Take(id); err != nil {
			return nil, err
		}
	}
	own, err := r.rows(id)
	return append(rows, own...), err
}

// Leave is for implementations of Store: the write has found nothing.
func (r *Ride) Leave() {
	for ; r != nil; r = r.outer {
		r.taken = false
	}
}

// Taken reports whether a write has taken the rows along.
func (r *Ride) Taken() bool { return r.taken }

type lastKey struct{}

// Last marks the next statement made with a context as the one that ends its transaction,
// unless it finds nothing. One that is also the first is then run alone, without BEGIN and
// COMMIT. Only whoever opened the transaction may say so: another statement after it is an
// error.
func Last(ctx context.Context) context.Context { return context.WithValue(ctx, lastKey{}, true) }

// NotLast takes Last back.
func NotLast(ctx context.Context) context.Context {
	if !IsLast(ctx) {
		return ctx
	}
	return context.WithValue(ctx, lastKey{}, false)
}

// IsLast is for implementations of Store: whether Last has marked a context.
func IsLast(ctx context.Context) bool { last, _ := ctx.Value(lastKey{}).(bool); return last }
