package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// people are three authors whose age, born and active differ, and one that has none.
func (k *kit) people(t *testing.T) {
	t.Helper()
	for i, name := range []string{"Ada", "Bob", "Cyd"} {
		k.create(t, "author", store.Values{
			"fullName": name, "email": strings.ToLower(name) + "@b.c", "age": int64(10 * (i + 1)),
			"born": start.Add(time.Duration(i) * time.Hour), "active": i != 1,
		})
	}
	k.create(t, "author", store.Values{"fullName": "Nul", "role": nil})
}

func testComparisons(t *testing.T, k *kit) {
	k.people(t)
	second := start.Add(time.Hour)
	for _, tc := range []struct {
		where store.Cond
		want  string
	}{
		{store.Eq("age", int64(20)), "Bob"}, {store.Ne("age", int64(20)), "Ada Cyd"}, {store.Lt("age", int64(20)), "Ada"},
		{store.Lte("age", int64(20)), "Ada Bob"}, {store.Gt("age", int64(20)), "Cyd"}, {store.Gte("age", int64(20)), "Bob Cyd"},
		{store.Eq("born", second), "Bob"}, {store.Lt("born", second), "Ada"}, {store.Gte("born", second), "Bob Cyd"}, {store.Ne("born", second), "Ada Cyd"},
		{store.Gt("fullName", "Bob"), "Cyd Nul"}, {store.Lte("fullName", "Bob"), "Ada Bob"},
		{store.Eq("active", false), "Bob"}, {store.Ne("active", false), "Ada Cyd Nul"},
		{store.Eq("age", nil), "Nul"}, {store.Ne("age", nil), "Ada Bob Cyd"}, {store.Lt("age", nil), ""}, {store.Gte("age", nil), ""},
		{store.Eq("id", "nobody"), ""}, {store.Ne("id", "nobody"), "Ada Bob Cyd Nul"},
	} {
		wantEqual(t, fmt.Sprint(tc.where), strings.Join(k.names(t, store.Query{Where: []store.Cond{tc.where}}), " "), tc.want)
	}
}

func testGroups(t *testing.T, k *kit) {
	k.people(t)
	or := func(c store.Cond) store.Cond { c.Or = true; return c }
	ada, bob, cyd := store.Eq("fullName", "Ada"), store.Eq("fullName", "Bob"), store.Eq("fullName", "Cyd")
	for _, tc := range []struct {
		where []store.Cond
		want  string
	}{
		{nil, "Ada Bob Cyd Nul"}, {[]store.Cond{ada, bob}, ""}, {[]store.Cond{or(ada), or(bob)}, "Ada Bob"}, {[]store.Cond{or(ada)}, "Ada"},
		{[]store.Cond{or(ada), or(bob), store.Eq("active", true)}, "Ada"},
		{[]store.Cond{store.Eq("active", true), or(bob), or(cyd), store.Gt("age", int64(5))}, "Cyd"},
		{[]store.Cond{or(store.Eq("age", nil)), or(ada)}, "Ada Nul"},
	} {
		wantEqual(t, fmt.Sprint(tc.where), strings.Join(k.names(t, store.Query{Where: tc.where}), " "), tc.want)
	}
}

func testLists(t *testing.T, k *kit) {
	k.people(t)
	in := func(field string, v any) store.Cond { return store.Cond{Field: field, Op: store.OpIn, Value: v} }
	not := func(c store.Cond) store.Cond { c.Op = store.OpNotIn; return c }
	first, _ := k.Find(t.Context(), store.Query{Model: "author", SortBy: "fullName"})
	for _, tc := range []struct {
		where store.Cond
		want  string
	}{
		{store.In("fullName", []string{"Ada", "Cyd", "Eve"}), "Ada Cyd"}, {store.In("fullName", nil), ""}, {in("fullName", []string{}), ""},
		{in("age", []any{}), ""}, {in("age", []int64{}), ""}, {in("age", nil), ""},
		{not(in("fullName", []string{})), "Ada Bob Cyd Nul"}, {not(in("age", []int64{})), "Ada Bob Cyd Nul"},
		{not(in("fullName", []string{"Ada"})), "Bob Cyd Nul"}, {not(in("age", []int64{10})), "Bob Cyd"},
		{in("age", []int64{10, 30}), "Ada Cyd"}, {in("age", []any{int64(10), 20}), "Ada Bob"}, {in("age", []any{int64(10), nil}), "Ada"},
		{in("born", []any{start, start.Add(time.Hour)}), "Ada Bob"}, {in("active", []any{false}), "Bob"},
		{not(in("active", []any{true})), "Bob"}, {in("id", []string{first.ID(), "nobody"}), "Ada"},
		{in("fullName", []string{`","`, "'", "Bob"}), "Bob"},
	} {
		wantEqual(t, fmt.Sprint(tc.where), strings.Join(k.names(t, store.Query{Where: []store.Cond{tc.where}}), " "), tc.want)
	}
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprint("n", i)
	}
	many[len(many)-1] = "Ada"
	wantEqual(t, "many", k.count(t, "author", store.In("fullName", many)), int64(1))
}

func testFold(t *testing.T, k *kit) {
	for _, name := range []string{"Ada", "ADA", "bob"} {
		k.author(t, name)
	}
	k.author(t, "ÄRGER")
	fold := func(c store.Cond) []store.Cond { c.Fold = true; return []store.Cond{c} }
	op := func(op store.Op, v any) store.Cond { return store.Cond{Field: "fullName", Op: op, Value: v} }
	for _, tc := range []struct {
		where []store.Cond
		want  string
	}{
		{fold(store.Eq("fullName", "aDa")), "ADA Ada"}, {[]store.Cond{store.Eq("fullName", "ADA")}, "ADA"}, {fold(store.Eq("fullName", "ÄRGER")), "ÄRGER"},
		{fold(store.Ne("fullName", "aDa")), "bob ÄRGER"}, {fold(store.In("fullName", []string{"ada", "BOB"})), "ADA Ada bob"},
		{fold(op(store.OpNotIn, []string{"ada", "BOB"})), "ÄRGER"}, {fold(op(store.OpContains, "D")), "ADA Ada"}, {[]store.Cond{op(store.OpContains, "D")}, "ADA"},
		{fold(op(store.OpStartsWith, "aD")), "ADA Ada"}, {fold(op(store.OpEndsWith, "OB")), "bob"}, {fold(op(store.OpContains, "ÄR")), "ÄRGER"},
		{fold(store.Eq("fullName", nil)), ""},
	} {
		wantEqual(t, fmt.Sprint(tc.where), strings.Join(k.names(t, store.Query{Where: tc.where}), " "), tc.want)
	}
}

func testWildcards(t *testing.T, k *kit) {
	for _, name := range []string{"100%", "1000", "a_b", "axb", `c\d`, "c*d", "🤖end", ""} {
		k.author(t, name)
	}
	for _, tc := range []struct {
		op    store.Op
		value string
		want  string
	}{
		{store.OpContains, "%", "100%"}, {store.OpContains, "_", "a_b"}, {store.OpContains, `\`, `c\d`}, {store.OpContains, "*", "c*d"},
		{store.OpStartsWith, "100", "100%|1000"}, {store.OpStartsWith, "a_", "a_b"}, {store.OpStartsWith, "%", ""}, {store.OpStartsWith, "🤖", "🤖end"},
		{store.OpEndsWith, "%", "100%"}, {store.OpEndsWith, "_b", "a_b"}, {store.OpEndsWith, "end", "🤖end"}, {store.OpEndsWith, "longer than all of them", ""},
		{store.OpContains, "'", ""},
	} {
		got := k.names(t, store.Query{Where: []store.Cond{{Field: "fullName", Op: tc.op, Value: tc.value}}})
		wantEqual(t, fmt.Sprint(tc.op, " ", tc.value), strings.Join(got, "|"), tc.want)
	}
	for _, op := range []store.Op{store.OpContains, store.OpStartsWith, store.OpEndsWith} {
		wantEqual(t, "the empty text is in every one", k.count(t, "author", store.Cond{Field: "fullName", Op: op, Value: ""}), int64(8))
	}
}

func testOrder(t *testing.T, k *kit) {
	k.people(t)
	var desc []string
	for _, field := range []string{"fullName", "age", "born"} {
		where := []store.Cond{store.Ne("age", nil)}
		wantEqual(t, field, k.names(t, store.Query{Where: where, SortBy: field}), []string{"Ada", "Bob", "Cyd"})
		desc = k.names(t, store.Query{Where: where, SortBy: field, Desc: true})
		wantEqual(t, field+" down", desc, []string{"Cyd", "Bob", "Ada"})
	}
	wantEqual(t, "NULL is somewhere", len(k.names(t, store.Query{SortBy: "age"})), 4)
}

// testPages: pages of rows that the order does not tell apart neither overlap nor leave
// any out, even when rows are rewritten between them.
func testPages(t *testing.T, k *kit) {
	const total = 57
	for i := range total {
		k.create(t, "author", store.Values{"fullName": fmt.Sprint("n", i), "age": int64(i % 3)})
	}
	seen := map[string]int{}
	for offset := 0; offset < total; offset += 10 {
		rows, err := k.List(t.Context(), store.Query{Model: "author", SortBy: "age", Desc: true, Limit: 10, Offset: offset})
		must(t, err)
		for _, r := range rows {
			seen[r.ID()]++
			_, err := k.Update(t.Context(), "author", store.Values{"fullName": "moved"}, store.Eq("id", r.ID()))
			must(t, err)
		}
	}
	wantEqual(t, "rows seen", len(seen), total)
	for id, n := range seen {
		wantEqual(t, "times "+id+" was seen", n, 1)
	}
}

func testLimits(t *testing.T, k *kit) {
	rows, err := k.List(t.Context(), store.Query{Model: "author"})
	must(t, err)
	if rows == nil || len(rows) != 0 {
		t.Fatalf("no rows are %#v", rows)
	}
	for i := range store.DefaultLimit + 5 {
		k.author(t, fmt.Sprint(i))
	}
	for _, tc := range []struct{ limit, offset, want int }{
		{0, 0, store.DefaultLimit}, {store.NoLimit, 0, store.DefaultLimit + 5}, {3, 0, 3}, {store.NoLimit, 100, 5}, {0, 100, 5}, {10, 103, 2}, {10, 1000, 0},
	} {
		rows, err := k.List(t.Context(), store.Query{Model: "author", Limit: tc.limit, Offset: tc.offset})
		must(t, err)
		wantEqual(t, fmt.Sprintf("%+v", tc), len(rows), tc.want)
	}
	wantEqual(t, "count has no limit", k.count(t, "author"), int64(store.DefaultLimit+5))
}

func testFinder(t *testing.T, k *kit) {
	ada := k.create(t, "author", store.Values{"fullName": "Ada", "email": "a@b.c", "born": start})
	book := k.create(t, "book", store.Values{"title": "one", "authorId": ada.ID()})
	byEmail, err := k.Finder(store.FinderSpec{Model: "author", By: "email"})
	must(t, err)
	withAuthor, err := k.Finder(store.FinderSpec{Model: "book", By: "title", Join: "authorId", JoinModel: "author"})
	must(t, err)
	withEditor, err := k.Finder(store.FinderSpec{Model: "book", By: "title", Join: "editorId", JoinModel: "author"})
	must(t, err)

	row, none, err := byEmail(t.Context(), "a@b.c")
	must(t, err)
	wantEqual(t, "row", row.V, ada.V)
	wantEqual(t, "second row", none.IsZero(), true)
	row, joined, err := withAuthor(t.Context(), "one")
	must(t, err)
	wantEqual(t, "row", row.V, book.V)
	wantEqual(t, "joined row", joined.V, ada.V)
	wantEqual(t, "models", row.Model.Name+joined.Model.Name, "bookauthor")
	for _, v := range []string{"nothing", "", "' OR 1=1 --", "a\x00", "\xff"} {
		_, _, err = withAuthor(t.Context(), v)
		wantErr(t, err, store.ErrNotFound)
	}
	_, _, err = withEditor(t.Context(), "one")
	wantErr(t, err, store.ErrNotFound) // the joined row is missing
	must(t, k.InTx(t.Context(), func(ctx context.Context) error {
		_, err := k.Update(ctx, "author", store.Values{"fullName": "Ada L."}, store.Eq("id", ada.ID()))
		must(t, err)
		_, joined, err := withAuthor(ctx, "one")
		must(t, err)
		wantEqual(t, "takes part in the transaction", joined.String("fullName"), "Ada L.")
		return nil
	}))
}

func testListJoined(t *testing.T, k *kit) {
	ada := k.create(t, "author", store.Values{"fullName": "Ada", "email": "a@b.c", "born": start})
	bob := k.create(t, "author", store.Values{"fullName": "Bob"})
	for title, author := range map[string]store.Row{"one": ada, "two": bob, "three": ada} {
		k.create(t, "book", store.Values{"title": title, "authorId": author.ID()})
	}
	join := store.Join{On: "authorId", Model: "author"}
	list := func(q store.Query) string {
		t.Helper()
		q.Model = "book"
		books, authors, err := k.ListJoined(t.Context(), q, join)
		must(t, err)
		wantEqual(t, "as many on both sides", len(books), len(authors))
		names := ""
		for i := range books {
			wantEqual(t, "reference", books[i].String("authorId"), authors[i].ID())
			names += books[i].String("title") + ":" + authors[i].String("fullName") + " "
		}
		return names
	}
	wantEqual(t, "all", list(store.Query{SortBy: "title"}), "one:Ada three:Ada two:Bob ")
	wantEqual(t, "a page", list(store.Query{SortBy: "title", Desc: true, Limit: 1, Offset: 1}), "three:Ada ")
	wantEqual(t, "by author", list(store.Query{SortBy: "title", Where: []store.Cond{store.Eq("authorId", bob.ID())}}), "two:Bob ")
	wantEqual(t, "by titles", list(store.Query{SortBy: "title", Where: []store.Cond{store.In("title", []string{"two", "one", "none"})}}), "one:Ada two:Bob ")
	wantEqual(t, "none", list(store.Query{Where: []store.Cond{store.Eq("title", "none")}}), "")
	joined, _, err := k.ListJoined(t.Context(), store.Query{Model: "book"}, store.Join{On: "editorId", Model: "author"})
	must(t, err)
	wantEqual(t, "rows without the other", len(joined), 0)
	k.create(t, "book", store.Values{"title": "four", "authorId": bob.ID(), "editorId": ada.ID()})
	joined, editors, err := k.ListJoined(t.Context(), store.Query{Model: "book", SortBy: "title"}, store.Join{On: "editorId", Model: "author", Optional: true})
	must(t, err)
	wantEqual(t, "rows with and without the other", len(joined), 4)
	wantEqual(t, "the other", editors[0].String("fullName"), "Ada")
	wantEqual(t, "no other", editors[1].IsZero(), true)
	for _, wrong := range []store.Join{{On: "nothing", Model: "author"}, {On: "authorId", Model: "nothing"}} {
		if _, _, err := k.ListJoined(t.Context(), store.Query{Model: "book"}, wrong); err == nil {
			t.Errorf("%+v was accepted", wrong)
		}
	}
}
