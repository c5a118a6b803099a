package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
)

const crowd = 100

func byIdentifier(identifier string) store.Query {
	return store.Query{Model: "ticket", Where: []store.Cond{store.Eq("identifier", identifier)}, SortBy: "value"}
}

func testTakeRace(t *testing.T, k *kit) {
	for round := range 3 {
		id := fmt.Sprint("round ", round)
		k.create(t, "ticket", store.Values{"identifier": id, "value": "v"})
		errs := together(crowd, func(int) error { _, err := k.Take(t.Context(), byIdentifier(id)); return err })
		wantEqual(t, "takers", wins(t, errs, store.ErrNotFound), 1)
	}
}

func testTakeSeveralRace(t *testing.T, k *kit) {
	for round := range 5 {
		id := fmt.Sprint("round ", round)
		for i := range 7 {
			k.create(t, "ticket", store.Values{"identifier": id, "value": fmt.Sprint("v", i)})
		}
		// Rewritten rows move, so that different plans would meet them in different orders.
		_, err := k.UpdateAll(t.Context(), "ticket", store.Values{"uses": int64(1)}, store.Eq("identifier", id), store.Lt("value", "v3"))
		must(t, err)
		errs := together(crowd, func(int) error {
			row, err := k.Take(t.Context(), byIdentifier(id))
			if err == nil && row.String("value") != "v0" {
				return fmt.Errorf("took %s", row.String("value"))
			}
			return err
		})
		wantEqual(t, "takers", wins(t, errs, store.ErrNotFound), 1)
		wantEqual(t, "left", k.count(t, "ticket"), int64(0))
	}
}

// testTakeMixedRace takes the same rows by conditions that lead to different plans, in
// transactions and outside.
func testTakeMixedRace(t *testing.T, k *kit) {
	for round := range 5 {
		id := fmt.Sprint("round ", round)
		for i := range 5 {
			k.create(t, "ticket", store.Values{"identifier": id, "value": fmt.Sprint("v", i)})
		}
		queries := []store.Query{byIdentifier(id), {Model: "ticket", Where: []store.Cond{store.Gte("value", "v"), store.Ne("id", "x")}}}
		errs := together(crowd, func(i int) error {
			take := func(ctx context.Context) error { _, err := k.Take(ctx, queries[i/2%2]); return err }
			if i%2 == 0 {
				return take(t.Context())
			}
			// A deadlock inside a transaction is the caller's to repeat.
			for {
				err := k.InTx(t.Context(), take)
				if !errors.Is(err, store.ErrUnavailable) {
					return err
				}
			}
		})
		wantEqual(t, "takers", wins(t, errs, store.ErrNotFound), 1)
	}
}

func testIncrementRace(t *testing.T, k *kit) {
	row := k.create(t, "ticket", store.Values{"identifier": "i", "value": "v"})
	byID := store.Eq("id", row.ID())
	for _, err := range together(crowd, func(int) error { _, err := k.Increment(t.Context(), "ticket", "uses", 2, nil, byID); return err }) {
		must(t, err)
	}
	found, err := k.Find(t.Context(), store.Query{Model: "ticket", Where: []store.Cond{byID}})
	must(t, err)
	wantEqual(t, "sum", found.Int("uses"), int64(2*crowd))
	// As a limit: only so many get through.
	_, err = k.Update(t.Context(), "ticket", store.Values{"uses": int64(0)}, byID)
	must(t, err)
	errs := together(crowd, func(int) error {
		_, err := k.Increment(t.Context(), "ticket", "uses", 1, nil, byID, store.Lt("uses", int64(10)))
		return err
	})
	wantEqual(t, "let through", wins(t, errs, store.ErrNotFound), 10)
}

func testSwapRace(t *testing.T, k *kit) {
	row := k.create(t, "ticket", store.Values{"identifier": "i", "value": "old"})
	errs := together(crowd, func(i int) error {
		_, err := k.Update(t.Context(), "ticket", store.Values{"value": fmt.Sprint("new", i)}, store.Eq("id", row.ID()), store.Eq("value", "old"))
		return err
	})
	wantEqual(t, "swappers", wins(t, errs, store.ErrNotFound), 1)
}

func testCreateRace(t *testing.T, k *kit) {
	errs := together(crowd, func(i int) error {
		values := store.Values{"fullName": "Ada", "email": "a@b.c"}
		if i%2 == 0 {
			_, err := k.Create(t.Context(), "author", values)
			return err
		}
		return k.InTx(t.Context(), func(ctx context.Context) error {
			row, err := k.Create(ctx, "author", values)
			if err != nil {
				return err
			}
			_, err = k.Create(ctx, "book", store.Values{"title": "t", "authorId": row.ID()})
			return err
		})
	})
	wantEqual(t, "creators", wins(t, errs, store.ErrConflict), 1)
	wantEqual(t, "rows", k.count(t, "author"), int64(1))
}

// testMixedLoad: everything at once, with nothing but the expected errors.
func testMixedLoad(t *testing.T, k *kit) {
	k.people(t)
	find, err := k.Finder(store.FinderSpec{Model: "author", By: "email"})
	must(t, err)
	var made atomic.Int64
	errs := together(crowd, func(i int) error {
		for j := range 10 {
			var err error
			switch (i + j) % 5 {
			case 0:
				_, _, err = find(t.Context(), "ada@b.c")
			case 1:
				made.Add(1)
				_, err = k.Create(t.Context(), "ticket", store.Values{"identifier": fmt.Sprint(i), "value": fmt.Sprint(j)})
			case 2:
				_, err = k.List(t.Context(), store.Query{Model: "ticket", SortBy: "value", Limit: 5})
			case 3:
				_, err = k.UpdateAll(t.Context(), "author", store.Values{"age": int64(j)}, store.Eq("fullName", "Bob"))
			case 4:
				err = k.InTx(t.Context(), func(ctx context.Context) error {
					if _, err := k.Find(ctx, store.Query{Model: "author", Where: []store.Cond{store.Eq("fullName", "Cyd")}, ForUpdate: true}); err != nil {
						return err
					}
					_, err := k.Increment(ctx, "author", "big", 1, nil, store.Eq("fullName", "Cyd"))
					return err
				})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	wantEqual(t, "without an error", wins(t, errs, nil), crowd)
	wantEqual(t, "made", k.count(t, "ticket"), made.Load())
	row, err := k.Find(t.Context(), store.Query{Model: "author", Where: []store.Cond{store.Eq("fullName", "Cyd")}})
	must(t, err)
	wantEqual(t, "counted", row.Int("big"), int64(crowd*10/5))
}
