package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

var errOwn = errors.New("the caller's own error")

func (k *kit) add(ctx context.Context, name string) error {
	_, err := k.Create(ctx, "author", store.Values{"fullName": name})
	return err
}

func testCommit(t *testing.T, k *kit) {
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		return errors.Join(k.add(ctx, "Ada"), k.add(ctx, "Bob"))
	}))
	wantEqual(t, "names", k.names(t, store.Query{}), []string{"Ada", "Bob"})
}

func testRollback(t *testing.T, k *kit) {
	err := k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, k.add(ctx, "Ada"))
		_, err := k.Find(ctx, store.Query{Model: "author", Where: []store.Cond{store.Eq("fullName", "Eve")}})
		wantErr(t, err, store.ErrNotFound) // which does not end the transaction
		must(t, k.add(ctx, "Bob"))
		return errOwn
	})
	wantErr(t, err, errOwn)
	wantEqual(t, "rows", k.count(t, "author"), int64(0))
}

func testNested(t *testing.T, k *kit) {
	nest := func(inner, outer error) error {
		return k.InTx(t.Context(), func(ctx context.Context) error {
			must(t, k.add(ctx, "outer"))
			err := k.InTx(ctx, func(ctx context.Context) error {
				must(t, k.add(ctx, "inner"))
				return inner
			})
			wantErr(t, err, inner)
			wantEqual(t, "still in the transaction", k.addAndCount(t, ctx, "after"), int64(3))
			return outer
		})
	}
	wantErr(t, nest(nil, errOwn), errOwn)
	wantEqual(t, "rows after the outer failed", k.count(t, "author"), int64(0))
	must(t, nest(errOwn, nil)) // the outer decides
	wantEqual(t, "rows", k.count(t, "author"), int64(3))
}

func (k *kit) addAndCount(t *testing.T, ctx context.Context, name string) int64 {
	t.Helper()
	must(t, k.add(ctx, name))
	n, err := k.Count(ctx, "author")
	must(t, err)
	return n
}

func testPanic(t *testing.T, k *kit) {
	func() {
		defer func() { wantEqual(t, "panic", recover(), any("boom")) }()
		_ = k.InTx(t.Context(), func(ctx context.Context) error {
			must(t, k.add(ctx, "Ada"))
			panic("boom")
		})
	}()
	wantEqual(t, "rows", k.count(t, "author"), int64(0))
	must(t, k.InTx(t.Context(), func(ctx context.Context) error { return k.add(ctx, "Bob") })) // nothing is held
}

func testVisibility(t *testing.T, k *kit) {
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, k.add(ctx, "Ada"))
		n, err := k.Count(ctx, "author")
		must(t, err)
		wantEqual(t, "inside", n, int64(1))
		k.wantUnseen(t, "author")
		return nil
	}))
	wantEqual(t, "after", k.count(t, "author"), int64(1))
}

// wantUnseen fails if others see what a transaction has written. A database may let them
// wait until it has ended.
func (k *kit) wantUnseen(t *testing.T, model string) {
	t.Helper()
	seen := make(chan int64, 1)
	go func() {
		if n, err := k.Count(context.WithoutCancel(t.Context()), model); err == nil {
			seen <- n
		}
	}()
	select {
	case n := <-seen:
		wantEqual(t, "outside", n, int64(0))
	case <-time.After(time.Second):
	}
}

// testFailedStatement: a statement that failed ends the transaction, whatever the caller
// makes of it, on every database.
func testFailedStatement(t *testing.T, k *kit) {
	k.create(t, "author", store.Values{"fullName": "Ada", "email": "a@b.c"})
	err := k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, k.add(ctx, "Bob"))
		_, err := k.Create(ctx, "author", store.Values{"fullName": "Eve", "email": "a@b.c"})
		wantErr(t, err, store.ErrConflict)
		if _, err := k.Count(ctx, "author"); err == nil {
			t.Error("a statement after the failed one went through")
		}
		return nil
	})
	wantErr(t, err, store.ErrConflict)
	wantEqual(t, "names", k.names(t, store.Query{}), []string{"Ada"})
	err = k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, k.add(ctx, "Bob"))
		if err := k.InTx(ctx, func(ctx context.Context) error {
			_, err := k.Create(ctx, "author", store.Values{"fullName": "Eve", "email": "a@b.c"})
			return err
		}); err != nil {
			return errOwn
		}
		return nil
	})
	wantErr(t, err, errOwn)
	wantEqual(t, "names", k.names(t, store.Query{}), []string{"Ada"})
	// A mistake that never reached the database does not end it.
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		_, err := k.Count(ctx, "nobody")
		wantFault(t, err)
		return k.add(ctx, "Bob")
	}))
}

func testCancelled(t *testing.T, k *kit) {
	ctx, cancel := context.WithCancel(t.Context())
	err := k.InTx(ctx, func(ctx context.Context) error {
		must(t, k.add(ctx, "Ada"))
		cancel()
		wantErr(t, k.add(ctx, "Bob"), context.Canceled)
		return nil
	})
	wantErr(t, err, context.Canceled)
	err = k.InTx(ctx, func(context.Context) error { t.Error("ran although cancelled"); return nil })
	wantErr(t, err, context.Canceled)
	ctx, cancel = context.WithCancel(t.Context())
	err = k.InTx(ctx, func(ctx context.Context) error {
		defer cancel() // before the commit
		return k.add(ctx, "Cyd")
	})
	wantErr(t, err, context.Canceled)
	wantEqual(t, "rows", k.count(t, "author"), int64(0))
}

func testCancelledAlone(t *testing.T, k *kit) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	find, err := k.Finder(store.FinderSpec{Model: "author", By: "id"})
	must(t, err)
	for name, f := range map[string]func() error{
		"Create": func() error { return k.add(ctx, "Ada") },
		"Count":  func() error { _, err := k.Count(ctx, "author"); return err },
		"Finder": func() error { _, _, err := find(ctx, "x"); return err },
		"Take":   func() error { _, err := k.Take(ctx, store.Query{Model: "author"}); return err },
	} {
		if err := f(); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantEqual(t, "rows", k.count(t, "author"), int64(0))
}

func testEndedTransaction(t *testing.T, k *kit) {
	var kept context.Context
	must(t, k.InTx(t.Context(), func(ctx context.Context) error { kept = ctx; return k.add(ctx, "Ada") }))
	wantFault(t, k.add(kept, "Bob"))
	wantFault(t, k.InTx(kept, func(context.Context) error { return nil }))
	wantEqual(t, "rows", k.count(t, "author"), int64(1))
}

func testForUpdate(t *testing.T, k *kit) {
	row := k.create(t, "author", store.Values{"fullName": "Ada", "age": int64(0)})
	byID := store.Eq("id", row.ID())
	for _, err := range together(20, func(int) error {
		return k.InTx(t.Context(), func(ctx context.Context) error {
			row, err := k.Find(ctx, store.Query{Model: "author", Where: []store.Cond{byID}, ForUpdate: true})
			if err != nil {
				return err
			}
			_, err = k.Update(ctx, "author", store.Values{"age": row.Int("age") + 1}, byID)
			return err
		})
	}) {
		must(t, err)
	}
	row, err := k.Find(t.Context(), store.Query{Model: "author", Where: []store.Cond{byID}})
	must(t, err)
	wantEqual(t, "age", row.Int("age"), int64(20))
}

// testTransferRace: sums stay what they are while transactions move amounts around.
func testTransferRace(t *testing.T, k *kit) {
	ids := []string{k.author(t, "Ada").ID(), k.author(t, "Bob").ID()}
	for _, err := range together(40, func(i int) error {
		return k.InTx(t.Context(), func(ctx context.Context) error {
			// Always in the same order, so there is no deadlock.
			for n, id := range ids {
				if _, err := k.Increment(ctx, "author", "age", int64(1-2*n), nil, store.Eq("id", id)); err != nil {
					return err
				}
			}
			if i%4 == 0 {
				return errOwn
			}
			return nil
		})
	}) {
		if err != nil {
			wantErr(t, err, errOwn)
		}
	}
	wantEqual(t, "Ada", k.count(t, "author", store.Eq("age", int64(30)), store.Eq("fullName", "Ada")), int64(1))
	wantEqual(t, "Bob", k.count(t, "author", store.Eq("age", int64(-30)), store.Eq("fullName", "Bob")), int64(1))
}
