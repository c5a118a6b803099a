package storetest

import (
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

func testCreate(t *testing.T, k *kit) {
	row := k.create(t, "author", store.Values{"fullName": "Ada", "id": "chosen", "age": int64(36)})
	wantEqual(t, "id", row.ID(), "chosen")
	wantEqual(t, "width", len(row.V), len(k.Schema().Model("author").Fields))
	wantEqual(t, "age", row.Int("age"), int64(36))
	found, err := k.Find(t.Context(), store.Query{Model: "author", Where: []store.Cond{store.Eq("id", "chosen")}})
	must(t, err)
	wantEqual(t, "what is read is what was returned", found.V, row.V)
	wantEqual(t, "made id", k.author(t, "Bob").ID(), "author-1")
	_, err = k.Create(t.Context(), "author", store.Values{"id": "incomplete"})
	wantFault(t, err) // a required field is missing
	_, err = k.Create(t.Context(), "book", store.Values{"title": "x", "authorId": "nobody"})
	wantFault(t, err)
	wantEqual(t, "rows", k.count(t, "author"), int64(2))
}

func testDefaults(t *testing.T, k *kit) {
	row := k.author(t, "Ada")
	wantEqual(t, "constant", row.Bool("active"), true)
	wantEqual(t, "constant text", row.String("role"), "reader")
	wantEqual(t, "clock", row.Time("createdAt"), start)
	wantEqual(t, "clock", row.Time("updatedAt"), start)
	wantEqual(t, "none", row.Get("age"), nil)
	row = k.create(t, "author", store.Values{"fullName": "Bob", "active": false, "role": nil, "createdAt": start.Add(time.Hour)})
	wantEqual(t, "given", row.Bool("active"), false)
	wantEqual(t, "given NULL", row.Get("role"), nil)
	wantEqual(t, "given date", row.Time("createdAt"), start.Add(time.Hour))
	// An int is as good as an int64 where a default says so.
	wantEqual(t, "int", k.create(t, "ticket", store.Values{"identifier": "a", "value": "b"}).Int("uses"), int64(0))
}

func testConflict(t *testing.T, k *kit) {
	ada := k.create(t, "author", store.Values{"fullName": "Ada", "email": "a@b.c"})
	bob := k.create(t, "author", store.Values{"fullName": "Bob", "email": "b@b.c"})
	_, err := k.Create(t.Context(), "author", store.Values{"fullName": "Eve", "email": "a@b.c"})
	wantErr(t, err, store.ErrConflict)
	_, err = k.Create(t.Context(), "author", store.Values{"fullName": "Eve", "id": ada.ID()})
	wantErr(t, err, store.ErrConflict)
	_, err = k.Update(t.Context(), "author", store.Values{"email": "a@b.c"}, store.Eq("id", bob.ID()))
	wantErr(t, err, store.ErrConflict)
	_, err = k.UpdateAll(t.Context(), "author", store.Values{"email": "x@b.c"})
	wantErr(t, err, store.ErrConflict)
	wantEqual(t, "nothing was written", k.names(t, store.Query{Where: []store.Cond{store.In("email", []string{"a@b.c", "b@b.c"})}}), []string{"Ada", "Bob"})
	wantEqual(t, "nothing was written", k.count(t, "author"), int64(2))
	k.author(t, "Nell")
	k.author(t, "Neil") // NULLs do not conflict
	k.create(t, "ticket", store.Values{"identifier": "i", "value": "1"})
	k.create(t, "ticket", store.Values{"identifier": "i", "value": "2"})
	_, err = k.Create(t.Context(), "ticket", store.Values{"identifier": "i", "value": "2"})
	wantErr(t, err, store.ErrConflict)
}

func testUnknownNames(t *testing.T, k *kit) {
	ctx := t.Context()
	bad := []store.Cond{store.Eq("nothing", "x")}
	for name, f := range map[string]func() error{
		"create model":   func() error { _, err := k.Create(ctx, "nobody", nil); return err },
		"create field":   func() error { _, err := k.Create(ctx, "author", store.Values{"fullName": "x", "x": 1}); return err },
		"column name":    func() error { _, err := k.Create(ctx, "author", store.Values{"full_name": "x"}); return err },
		"find model":     func() error { _, err := k.Find(ctx, store.Query{Model: "nobody"}); return err },
		"find field":     func() error { _, err := k.Find(ctx, store.Query{Model: "author", Where: bad}); return err },
		"quoted field":   func() error { _, err := k.Count(ctx, "author", store.Eq(`id" = '' OR "id`, "x")); return err },
		"list order":     func() error { _, err := k.List(ctx, store.Query{Model: "author", SortBy: "x"}); return err },
		"count model":    func() error { _, err := k.Count(ctx, "nobody"); return err },
		"count field":    func() error { _, err := k.Count(ctx, "author", bad...); return err },
		"update model":   func() error { _, err := k.Update(ctx, "nobody", store.Values{"x": 1}); return err },
		"update field":   func() error { _, err := k.Update(ctx, "author", store.Values{"x": 1}); return err },
		"update cond":    func() error { _, err := k.UpdateAll(ctx, "author", store.Values{"age": 1}, bad...); return err },
		"update nothing": func() error { _, err := k.UpdateAll(ctx, "ticket", nil); return err },
		"increment":      func() error { _, err := k.Increment(ctx, "author", "x", 1, nil); return err },
		"increment text": func() error { _, err := k.Increment(ctx, "author", "fullName", 1, nil); return err },
		"increment and set": func() error {
			_, err := k.Increment(ctx, "author", "age", 1, store.Values{"age": 1})
			return err
		},
		"delete model": func() error { _, err := k.Delete(ctx, "nobody"); return err },
		"delete field": func() error { _, err := k.Delete(ctx, "author", bad...); return err },
		"take model":   func() error { _, err := k.Take(ctx, store.Query{Model: "nobody"}); return err },
		"take order":   func() error { _, err := k.Take(ctx, store.Query{Model: "author", SortBy: "x"}); return err },
		"operator": func() error {
			_, err := k.Count(ctx, "author", store.Cond{Field: "id", Op: 99, Value: "x"})
			return err
		},
		"finder model": func() error { _, err := k.Finder(store.FinderSpec{Model: "nobody", By: "id"}); return err },
		"finder field": func() error { _, err := k.Finder(store.FinderSpec{Model: "author", By: "x"}); return err },
		"finder join": func() error {
			_, err := k.Finder(store.FinderSpec{Model: "book", By: "id", Join: "x", JoinModel: "author"})
			return err
		},
		"finder join model": func() error {
			_, err := k.Finder(store.FinderSpec{Model: "book", By: "id", Join: "authorId", JoinModel: "x"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, f()) })
	}
}

func testWrongTypes(t *testing.T, k *kit) {
	for field, values := range map[string][]any{
		"fullName": {1, true, []string{"x"}, start}, "age": {"1", 1.5, true}, "active": {"true", 1, int64(0)},
		"born": {"2026-11-22T17:47:13.038Z", int64(1)}, "tags": {"x", []float64{1}, []any{"x"}}, "scores": {"1", []string{"1"}},
		"meta": {func() {}},
	} {
		for _, v := range values {
			_, err := k.Create(t.Context(), "author", store.Values{"fullName": "x", field: v})
			if err == nil {
				t.Errorf("%s took a %T", field, v)
			}
			if _, err := k.UpdateAll(t.Context(), "author", store.Values{field: v}); err == nil {
				t.Errorf("%s was updated with a %T", field, v)
			}
			if _, err := k.Count(t.Context(), "author", store.Eq(field, v)); err == nil {
				t.Errorf("%s was compared with a %T", field, v)
			}
		}
	}
	_, err := k.Count(t.Context(), "author", store.Cond{Field: "age", Op: store.OpIn, Value: 7})
	wantFault(t, err)
	_, err = k.Count(t.Context(), "author", store.Cond{Field: "age", Op: store.OpContains, Value: "7"})
	wantFault(t, err)
	_, err = k.Create(t.Context(), "book", store.Values{"title": "x", "authorId": 7})
	wantFault(t, err)
}

func testFind(t *testing.T, k *kit) {
	_, err := k.Find(t.Context(), store.Query{Model: "author"})
	wantErr(t, err, store.ErrNotFound)
	k.author(t, "Bob")
	k.author(t, "Ada")
	row, err := k.Find(t.Context(), store.Query{Model: "author", SortBy: "fullName"})
	must(t, err)
	wantEqual(t, "first", row.String("fullName"), "Ada")
	row, err = k.Find(t.Context(), store.Query{Model: "author", SortBy: "fullName", Offset: 1, Limit: 50})
	must(t, err)
	wantEqual(t, "second", row.String("fullName"), "Bob")
	_, err = k.Find(t.Context(), store.Query{Model: "author", Where: []store.Cond{store.Eq("fullName", "Eve")}})
	wantErr(t, err, store.ErrNotFound)
}

func testUpdate(t *testing.T, k *kit) {
	ada := k.author(t, "Ada")
	k.author(t, "Bob")
	k.advance(time.Minute)
	row, err := k.Update(t.Context(), "author", store.Values{"age": int64(36), "role": nil}, store.Eq("id", ada.ID()))
	must(t, err)
	wantEqual(t, "set", row.Int("age"), int64(36))
	wantEqual(t, "set to NULL", row.Get("role"), nil)
	wantEqual(t, "left alone", row.String("fullName"), "Ada")
	wantEqual(t, "left alone", row.Time("createdAt"), start)
	wantEqual(t, "touched", row.Time("updatedAt"), start.Add(time.Minute))
	row, err = k.Update(t.Context(), "author", store.Values{"updatedAt": start}, store.Eq("id", ada.ID()))
	must(t, err)
	wantEqual(t, "set rather than touched", row.Time("updatedAt"), start)
	row, err = k.Update(t.Context(), "author", nil, store.Eq("id", ada.ID()))
	must(t, err)
	wantEqual(t, "only touched", row.Time("updatedAt"), start.Add(time.Minute))
	_, err = k.Update(t.Context(), "author", store.Values{"age": int64(1)}, store.Eq("id", "nobody"))
	wantErr(t, err, store.ErrNotFound)
	// Conditions compare and swap.
	_, err = k.Update(t.Context(), "author", store.Values{"age": int64(37)}, store.Eq("id", ada.ID()), store.Eq("age", int64(35)))
	wantErr(t, err, store.ErrNotFound)
	wantEqual(t, "others", k.count(t, "author", store.Eq("age", nil)), int64(1))
}

func testUpdateAll(t *testing.T, k *kit) {
	for _, name := range []string{"Ada", "Bob", "Cyd"} {
		k.author(t, name)
	}
	n, err := k.UpdateAll(t.Context(), "author", store.Values{"age": int64(1)}, store.Ne("fullName", "Bob"))
	must(t, err)
	wantEqual(t, "changed", n, int64(2))
	n, err = k.UpdateAll(t.Context(), "author", store.Values{"age": int64(1)}, store.Eq("fullName", "Eve"))
	must(t, err)
	wantEqual(t, "changed", n, int64(0))
	wantEqual(t, "with the age", k.names(t, store.Query{Where: []store.Cond{store.Eq("age", int64(1))}}), []string{"Ada", "Cyd"})
}

func testIncrement(t *testing.T, k *kit) {
	ada := k.author(t, "Ada")
	by := func(delta int64, set store.Values, where ...store.Cond) (store.Row, error) {
		return k.Increment(t.Context(), "author", "age", delta, set, append(where, store.Eq("id", ada.ID()))...)
	}
	row, err := by(5, nil)
	must(t, err)
	wantEqual(t, "NULL counts as 0", row.Int("age"), int64(5))
	k.advance(time.Second)
	row, err = by(-7, store.Values{"fullName": "Ada L."})
	must(t, err)
	wantEqual(t, "down", row.Int("age"), int64(-2))
	wantEqual(t, "set", row.String("fullName"), "Ada L.")
	wantEqual(t, "touched", row.Time("updatedAt"), start.Add(time.Second))
	_, err = by(1, nil, store.Gt("age", int64(0)))
	wantErr(t, err, store.ErrNotFound)
	row, err = by(1, nil, store.Lt("age", int64(0)))
	must(t, err)
	wantEqual(t, "with a condition", row.Int("age"), int64(-1))
}

func testDelete(t *testing.T, k *kit) {
	for _, name := range []string{"Ada", "Bob", "Cyd"} {
		k.author(t, name)
	}
	n, err := k.Delete(t.Context(), "author", store.Gte("fullName", "Bob"))
	must(t, err)
	wantEqual(t, "deleted", n, int64(2))
	n, err = k.Delete(t.Context(), "author", store.Eq("fullName", "Bob"))
	must(t, err)
	wantEqual(t, "deleted again", n, int64(0))
	wantEqual(t, "left", k.names(t, store.Query{}), []string{"Ada"})
}

func testTake(t *testing.T, k *kit) {
	for i, v := range []string{"b", "a", "c", "c2"} {
		k.create(t, "ticket", store.Values{"identifier": "i", "value": v, "expiresAt": start.Add(time.Duration(min(i, 2)) * time.Hour)})
	}
	k.create(t, "ticket", store.Values{"identifier": "other", "value": "x"})
	q := store.Query{Model: "ticket", Where: []store.Cond{store.Eq("identifier", "i")}, SortBy: "expiresAt", Desc: true, Limit: 1}
	want, err := k.Find(t.Context(), q)
	must(t, err)
	row, err := k.Take(t.Context(), q)
	must(t, err)
	wantEqual(t, "the row that Find finds", row.V, want.V)
	_, err = k.Take(t.Context(), q)
	wantErr(t, err, store.ErrNotFound)
	wantEqual(t, "others", k.count(t, "ticket"), int64(1))
}

func testReferentialActions(t *testing.T, k *kit) {
	ada, bob := k.author(t, "Ada"), k.author(t, "Bob")
	k.create(t, "book", store.Values{"title": "one", "authorId": ada.ID()})
	two := k.create(t, "book", store.Values{"title": "two", "authorId": bob.ID(), "editorId": ada.ID()})
	_, err := k.Delete(t.Context(), "author", store.Eq("id", ada.ID()))
	must(t, err)
	rows, err := k.List(t.Context(), store.Query{Model: "book"})
	must(t, err)
	if len(rows) != 1 || rows[0].ID() != two.ID() || rows[0].Get("editorId") != nil {
		t.Fatalf("books after the delete: %v", rows)
	}
}
