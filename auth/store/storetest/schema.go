package storetest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
)

var (
	uuidShape   = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	serialShape = regexp.MustCompile(`^[1-9][0-9]*$`)
)

// testIDs: ids and references are strings whatever the database keeps.
func testIDs(t *testing.T, k *kit, ids store.IDStrategy) {
	ada, bob := k.author(t, "Ada"), k.author(t, "Bob")
	if ada.ID() == bob.ID() {
		t.Fatal("two rows of one id")
	}
	if ids == store.UUIDID && !uuidShape.MatchString(ada.ID()) || ids == store.SerialID && !serialShape.MatchString(ada.ID()) {
		t.Fatalf("id %q", ada.ID())
	}
	book := k.create(t, "book", store.Values{"title": "one", "authorId": ada.ID()})
	wantEqual(t, "reference", book.Get("authorId"), any(ada.ID()))
	find, err := k.Finder(store.FinderSpec{Model: "author", By: "id"})
	must(t, err)
	row, _, err := find(t.Context(), ada.ID())
	must(t, err)
	wantEqual(t, "found", row.V, ada.V)
	withAuthor, err := k.Finder(store.FinderSpec{Model: "book", By: "id", Join: "authorId", JoinModel: "author"})
	must(t, err)
	_, row, err = withAuthor(t.Context(), book.ID())
	must(t, err)
	wantEqual(t, "joined", row.V, ada.V)
	wantEqual(t, "in a list", k.count(t, "author", store.In("id", []string{ada.ID(), bob.ID(), "-1", "x", ""})), int64(2))
	wantEqual(t, "not in a list", k.count(t, "author", store.Cond{Field: "id", Op: store.OpNotIn, Value: []string{ada.ID(), "x"}}), int64(1))
	wantEqual(t, "by reference", k.count(t, "book", store.Eq("authorId", ada.ID())), int64(1))
	for _, foreign := range []string{"", "x", "-1", "1.5", "99999999999999999999", "00000000-0000-4000-8000-000000000000", "01", "a\x00"} {
		wantEqual(t, "looking for "+foreign, k.count(t, "author", store.Eq("id", foreign)), int64(0))
		wantEqual(t, "looking for other than "+foreign, k.count(t, "author", store.Ne("id", foreign)), int64(2))
		_, _, err = find(t.Context(), foreign)
		wantErr(t, err, store.ErrNotFound)
		_, err = k.Create(t.Context(), "book", store.Values{"title": "x", "authorId": foreign})
		wantFault(t, err)
	}
	for _, op := range []store.Op{store.OpContains, store.OpStartsWith, store.OpEndsWith} {
		for _, fold := range []bool{false, true} {
			piece := func(field, value string) store.Cond {
				return store.Cond{Field: field, Op: op, Value: value, Fold: fold}
			}
			wantEqual(t, "a piece of an id", k.count(t, "author", piece("id", ada.ID())), int64(1))
			wantEqual(t, "a piece of a reference", k.count(t, "book", piece("authorId", ada.ID())), int64(1))
			wantEqual(t, "no piece of an id", k.count(t, "author", piece("id", "%")), int64(0))
			wantEqual(t, "no text", k.count(t, "author", piece("id", "a\x00")), int64(0))
			wantEqual(t, "no reference", k.count(t, "book", piece("editorId", "")), int64(0))
		}
	}
	moved, err := k.Update(t.Context(), "book", store.Values{"authorId": bob.ID(), "editorId": nil}, store.Eq("id", book.ID()))
	must(t, err)
	wantEqual(t, "changed reference", moved.String("authorId"), bob.ID())
	rows, err := k.List(t.Context(), store.Query{Model: "author", SortBy: "id"})
	must(t, err)
	wantEqual(t, "ordered by id", len(rows), 2)
	taken, err := k.Take(t.Context(), store.Query{Model: "author", Where: []store.Cond{store.Eq("id", bob.ID())}})
	must(t, err)
	wantEqual(t, "taken", taken.ID(), bob.ID())
	if ids == store.SerialID {
		for _, other := range []string{" " + ada.ID(), ada.ID() + " ", ada.ID() + ".0", "0x" + ada.ID(), "0" + ada.ID(), "+" + ada.ID(), "１"} {
			wantEqual(t, "another text for an id", k.count(t, "author", store.Eq("id", other)), int64(0))
		}
		for range 10 {
			k.author(t, "more")
		}
		rows, err := k.List(t.Context(), store.Query{Model: "author", SortBy: "id"})
		must(t, err)
		wantEqual(t, "as numbers", len(rows[0].ID()) <= len(rows[len(rows)-1].ID()), true)
	}
}

// testNaming: physical names do not show.
func testNaming(t *testing.T, k *kit) {
	ada := k.create(t, "author", store.Values{"fullName": "Ada"})
	k.create(t, "book", store.Values{"title": "one", "authorId": ada.ID()})
	row, err := k.Update(t.Context(), "author", store.Values{"fullName": "Ada L."}, store.Eq("fullName", "Ada"))
	must(t, err)
	wantEqual(t, "logical names", row.String("fullName"), "Ada L.")
	find, err := k.Finder(store.FinderSpec{Model: "book", By: "authorId", Join: "authorId", JoinModel: "author"})
	must(t, err)
	_, row, err = find(t.Context(), ada.ID())
	must(t, err)
	wantEqual(t, "joined", row.String("fullName"), "Ada L.")
}

// testMigration: what the contract says about plans on any database.
func testMigration(t *testing.T, open func(t *testing.T) store.Database) {
	o := store.SchemaOptions{IDs: store.RandomID, NewID: func(string) string { return "id" }}
	k := &kit{clock: start}
	o.Now = k.now
	compile := func(tables []store.Table) *store.Schema {
		s, err := store.Compile(tables, o)
		must(t, err)
		return s
	}
	db := open(t)
	first := compile(tables())
	_, m, err := db.Bind(first)
	must(t, err)
	p, err := m.Plan(t.Context())
	must(t, err)
	for _, word := range []string{"author", "book", "ticket"} {
		if !slices.ContainsFunc(p.Statements, func(s store.Statement) bool { return strings.Contains(s.Summary, "table "+word) }) {
			t.Errorf("no summary tells of %s", word)
		}
	}
	// A plan changes nothing; several migrators at once all succeed.
	again, err := m.Plan(t.Context())
	must(t, err)
	wantEqual(t, "the plan again", again, p)
	for _, err := range together(5, func(int) error { return m.Apply(t.Context(), p) }) {
		must(t, err)
	}
	empty, err := m.Plan(t.Context())
	must(t, err)
	wantEqual(t, "afterwards", empty.Empty(), true)
	must(t, m.Apply(t.Context(), empty))

	// Fields, tables and indexes are added, with rows in place.
	s := migrate(t, db, first)
	_, err = s.Create(t.Context(), "author", store.Values{"fullName": "Ada"})
	must(t, err)
	more := append(tables(), store.Table{Model: "club", Fields: []store.Field{{Name: "ownerId", References: &store.Reference{Model: "author", Field: "id"}}}})
	more[1].Fields = append(more[1].Fields,
		store.Field{Name: "nickName", Nullable: true, Unique: true}, store.Field{Name: "level", Type: store.Number, Default: func() any { return 3 }},
		store.Field{Name: "banned", Type: store.Boolean, Nullable: true, Default: func() any { return false }, Index: true},
		store.Field{Name: "motto", Default: func() any { return "it's" }},
	)
	s = migrate(t, db, compile(more))
	row, err := s.Find(t.Context(), store.Query{Model: "author"})
	must(t, err)
	wantEqual(t, "number", row.Int("level"), int64(3))
	wantEqual(t, "boolean", row.Get("banned"), any(false))
	wantEqual(t, "text", row.String("motto"), "it's")
	wantEqual(t, "none", row.Get("nickName"), nil)
	_, err = s.Update(t.Context(), "author", store.Values{"nickName": "A"})
	must(t, err)
	_, err = s.Create(t.Context(), "author", store.Values{"id": "2", "fullName": "Bob", "nickName": "A"})
	wantErr(t, err, store.ErrConflict)

	// What the rows forbid is a problem, and refused before anything runs.
	more[1].Fields = append(more[1].Fields, store.Field{Name: "required"}, store.Field{Name: "harmless", Nullable: true})
	bad := compile(more)
	_, m, err = db.Bind(bad)
	must(t, err)
	p, err = m.Plan(t.Context())
	must(t, err)
	if len(p.Problems) != 1 || !strings.Contains(p.Problems[0], "required") {
		t.Fatalf("problems %q", p.Problems)
	}
	wantFault(t, m.Apply(t.Context(), p))
	p.Problems = nil // nor may a caller talk it into it
	wantFault(t, m.Apply(t.Context(), p))
	_, err = s.Delete(t.Context(), "author")
	must(t, err)
	migrate(t, db, bad) // without rows there is nothing to forbid it
}
