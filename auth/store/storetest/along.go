package storetest

import (
	"context"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
)

func testCreateIf(t *testing.T, k *kit) {
	ada := k.author(t, "Ada")
	add := func(title string, only ...store.Provided) error {
		row, err := k.CreateIf(t.Context(), "book", store.Values{"title": title, "pages": 7, "authorId": ada.ID()}, only...)
		if err == nil {
			wantEqual(t, "title", row.String("title"), title)
			wantEqual(t, "pages", row.Int("pages"), int64(7))
		}
		return err
	}
	there := func(model, field string, value any) store.Provided {
		return store.Provided{Model: model, Where: []store.Cond{store.Eq(field, value)}}
	}
	missing := func(model, field string, value any) store.Provided {
		return store.Provided{Model: model, Where: []store.Cond{store.Eq(field, value)}, None: true}
	}
	must(t, add("one", there("author", "fullName", "Ada"), missing("book", "title", "one")))
	wantErr(t, add("two", there("author", "fullName", "Bob")), store.ErrNotFound)
	wantErr(t, add("one", there("author", "fullName", "Ada"), missing("book", "title", "one")), store.ErrNotFound)
	must(t, add("three", there("author", "active", true), there("author", "email", nil)))
	wantFault(t, add("four", there("nobody", "id", "x")))
	wantFault(t, add("four", there("author", "nothing", "x")))
	wantEqual(t, "books", k.count(t, "book"), int64(2))
}

// testCreateIfRace: whoever takes away what others depend on sees all that was made before,
// and nothing is made after.
func testCreateIfRace(t *testing.T, k *kit) {
	ada := k.author(t, "Ada")
	byID := store.Eq("id", ada.ID())
	errs := together(40, func(i int) error {
		if i%4 != 3 {
			_, err := k.CreateIf(t.Context(), "book", store.Values{"title": "x", "authorId": ada.ID()},
				store.Provided{Model: "author", Where: []store.Cond{byID, store.Eq("active", true)}})
			return err
		}
		return k.InTx(t.Context(), func(ctx context.Context) error {
			if _, err := k.Update(ctx, "author", store.Values{"active": false}, byID); err != nil {
				return err
			}
			_, err := k.Delete(ctx, "book", store.Eq("authorId", ada.ID()))
			return err
		})
	})
	for _, err := range errs {
		if err != nil {
			wantErr(t, err, store.ErrNotFound)
		}
	}
	wantEqual(t, "books of an author who is not active", k.count(t, "book"), int64(0))
}

// testLast: the last statement of a transaction is undone by nothing and followed by
// nothing, unless it finds nothing.
func testLast(t *testing.T, k *kit) {
	rename := func(ctx context.Context, from, to string) error {
		_, err := k.Update(ctx, "author", store.Values{"fullName": to}, store.Eq("fullName", from))
		return err
	}
	must(t, k.add(t.Context(), "Ada"))
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, rename(store.Last(ctx), "Ada", "Bob"))
		wantFault(t, k.add(ctx, "Eve"))
		return nil
	}))
	wantEqual(t, "names", k.names(t, store.Query{}), []string{"Bob"})
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		wantErr(t, rename(store.Last(ctx), "Ada", "Cyd"), store.ErrNotFound)
		return k.add(ctx, "Eve")
	}))
	// One that is not the first is undone with those before it.
	wantErr(t, k.InTx(t.Context(), func(ctx context.Context) error {
		must(t, k.add(ctx, "Dan"))
		must(t, rename(store.Last(ctx), "Bob", "Ada"))
		return errOwn
	}), errOwn)
	wantEqual(t, "names", k.names(t, store.Query{SortBy: "fullName"}), []string{"Bob", "Eve"})
	// One that fails fails the transaction.
	k.create(t, "author", store.Values{"fullName": "Gil", "email": "a@b.c"})
	wantErr(t, k.InTx(t.Context(), func(ctx context.Context) error {
		_, err := k.Create(store.Last(ctx), "author", store.Values{"fullName": "Hal", "email": "a@b.c"})
		wantErr(t, err, store.ErrConflict)
		return nil
	}), store.ErrConflict)
}

// testAlong: rows travel with each kind of write, once, and only when it finds something.
func testAlong(t *testing.T, k *kit) {
	ada := k.author(t, "Ada")
	byID := store.Eq("id", ada.ID())
	writes := map[string]func(ctx context.Context) error{
		"create": func(ctx context.Context) error { return k.add(ctx, "Bob") },
		"update": func(ctx context.Context) error {
			row, err := k.Update(ctx, "author", store.Values{"age": 7}, byID)
			wantEqual(t, "the row of the write", row.Int("age"), int64(7))
			return err
		},
		"increment": func(ctx context.Context) error {
			_, err := k.Increment(ctx, "author", "age", 1, nil, byID)
			return err
		},
		"update all": func(ctx context.Context) error {
			n, err := k.UpdateAll(ctx, "author", store.Values{"age": 9})
			wantEqual(t, "rows of the write", n, k.count(t, "author"))
			return err
		},
		"delete": func(ctx context.Context) error {
			n, err := k.Delete(ctx, "author", store.Eq("fullName", "nobody"))
			wantEqual(t, "rows of the write", n, int64(0))
			return err
		},
		"take": func(ctx context.Context) error {
			row, err := k.Take(ctx, store.Query{Model: "author", Where: []store.Cond{store.Eq("fullName", "Bob")}})
			wantEqual(t, "the row of the write", row.String("fullName"), "Bob")
			return err
		},
	}
	for _, name := range []string{"create", "update", "increment", "update all", "delete", "take"} {
		ctx, ride := store.Along(t.Context(), "author", tickets(name, "second "+name))
		_, err := k.Create(ctx, "ticket", store.Values{"identifier": "other", "value": name})
		must(t, err)
		wantEqual(t, "taken by a write to another model", ride.Taken(), false)
		must(t, writes[name](ctx))
		wantEqual(t, name+": taken", ride.Taken(), true)
		wantEqual(t, name, k.count(t, "ticket", store.Eq("identifier", "along"), store.Eq("value", name)), int64(1))
		wantEqual(t, name, k.count(t, "ticket", store.Eq("value", "second "+name)), int64(1))
		must(t, k.add(ctx, "nobody's")) // they are taken but once
	}
	// One inside another travels with the same write; what finds nothing leaves both.
	ctx, ride := store.Along(t.Context(), "author", tickets("outer"))
	ctx, _ = store.Along(ctx, "author", tickets("inner"))
	_, err := k.Update(ctx, "author", store.Values{"age": 1}, store.Eq("fullName", "nobody"))
	wantErr(t, err, store.ErrNotFound)
	wantEqual(t, "left", ride.Taken(), false)
	must(t, writes["update"](ctx))
	wantEqual(t, "outer and inner", k.count(t, "ticket", store.In("value", []string{"outer", "inner"})), int64(2))
}

func tickets(values ...string) func(string) ([]store.Insert, error) {
	return func(string) ([]store.Insert, error) {
		rows := make([]store.Insert, len(values))
		for i, value := range values {
			rows[i] = store.Insert{Model: "ticket", Values: store.Values{"identifier": "along", "value": value}}
		}
		if len(rows) > 1 { // columns may differ
			rows[1].Values["expiresAt"] = start
		}
		return rows, nil
	}
}

// testAlongUndone: both or neither, in and out of transactions.
func testAlongUndone(t *testing.T, k *kit) {
	must(t, k.add(t.Context(), "Ada"))
	rename := func(ctx context.Context) error {
		_, err := k.Update(ctx, "author", store.Values{"fullName": "Eve"}, store.Eq("fullName", "Ada"))
		return err
	}
	k.create(t, "ticket", store.Values{"identifier": "along", "value": "taken"})
	ctx, _ := store.Along(t.Context(), "author", tickets("taken"))
	wantErr(t, rename(ctx), store.ErrConflict)
	ctx, _ = store.Along(t.Context(), "author", func(string) ([]store.Insert, error) { return nil, errOwn })
	wantErr(t, rename(ctx), errOwn)
	wantErr(t, k.InTx(t.Context(), func(ctx context.Context) error {
		ctx, _ = store.Along(ctx, "author", tickets("undone"))
		must(t, rename(ctx))
		return errOwn
	}), errOwn)
	wantErr(t, k.InTx(t.Context(), func(ctx context.Context) error {
		ctx, _ = store.Along(ctx, "author", tickets("taken"))
		return rename(store.Last(ctx))
	}), store.ErrConflict)
	wantEqual(t, "names", k.names(t, store.Query{}), []string{"Ada"})
	wantEqual(t, "tickets", k.count(t, "ticket"), int64(1))
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		ctx, _ = store.Along(ctx, "author", tickets("kept"))
		return rename(store.Last(ctx))
	}))
	wantEqual(t, "tickets", k.count(t, "ticket"), int64(2))
}

// testAlongIDs: whoever makes the ids, the rows hear of that of the row that is made.
func testAlongIDs(t *testing.T, k *kit) {
	heard := "nothing"
	ctx, _ := store.Along(t.Context(), "author", func(id string) ([]store.Insert, error) {
		heard = id
		return []store.Insert{{Model: "ticket", Values: store.Values{"identifier": "along", "value": id}}}, nil
	})
	row, err := k.Create(ctx, "author", store.Values{"fullName": "Ada"})
	must(t, err)
	wantEqual(t, "the id that was heard of", heard, row.ID())
	wantEqual(t, "tickets", k.count(t, "ticket", store.Eq("value", row.ID())), int64(1))
	// A field that was not declared to refer to the model can be joined all the same.
	k.create(t, "ticket", store.Values{"identifier": "by nobody", "value": "nobody"})
	rows, authors, err := k.ListJoined(t.Context(), store.Query{Model: "ticket", SortBy: "identifier"},
		store.Join{On: "value", Model: "author", Optional: true})
	must(t, err)
	wantEqual(t, "rows", len(rows), 2)
	wantEqual(t, "of an author", authors[0].ID(), row.ID())
	wantEqual(t, "of nobody", authors[1].IsZero(), true)
}

// testJoinedLock: whoever waits for the lock sees both rows as they are then.
func testJoinedLock(t *testing.T, k *kit) {
	ada := k.create(t, "author", store.Values{"fullName": "Ada", "age": int64(0)})
	book := k.create(t, "book", store.Values{"title": "one", "pages": int64(0), "authorId": ada.ID()})
	for _, err := range together(20, func(int) error {
		return k.InTx(t.Context(), func(ctx context.Context) error {
			books, authors, err := k.ListJoined(ctx, store.Query{Model: "book", Where: []store.Cond{store.Eq("id", book.ID())}, ForUpdate: true},
				store.Join{On: "authorId", Model: "author"})
			if err != nil {
				return err
			}
			_, err = k.Update(ctx, "author", store.Values{"age": authors[0].Int("age") + 1}, store.Eq("id", ada.ID()))
			if err == nil {
				_, err = k.Update(ctx, "book", store.Values{"pages": books[0].Int("pages") + 1}, store.Eq("id", book.ID()))
			}
			return err
		})
	}) {
		must(t, err)
	}
	wantEqual(t, "book", k.count(t, "book", store.Eq("pages", int64(20))), int64(1))
	wantEqual(t, "author", k.count(t, "author", store.Eq("age", int64(20))), int64(1))
}
