// Package storetest is the contract of package store as tests. Every implementation
// passes it:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Database { return open(t, emptyDatabase(t)) })
//	}
//
// open hands out an empty database of its own, closed when the test ends. What takes a
// particular database to bring about, such as losing it, is for its own tests.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth/store"
)

// Run runs all tests in parallel, each on a database of its own.
func Run(t *testing.T, open func(t *testing.T) store.Database) {
	tests := []struct {
		name string
		test func(t *testing.T, k *kit)
	}{
		{"Create", testCreate}, {"Defaults", testDefaults}, {"Conflict", testConflict}, {"UnknownNames", testUnknownNames},
		{"WrongTypes", testWrongTypes}, {"Find", testFind}, {"Update", testUpdate}, {"UpdateAll", testUpdateAll},
		{"Increment", testIncrement}, {"Delete", testDelete}, {"Take", testTake}, {"Finder", testFinder}, {"ListJoined", testListJoined}, {"Row", testRow},
		{"Values", testValues}, {"Dates", testDates}, {"Text", testText}, {"JSON", testJSON}, {"Null", testNull},
		{"Comparisons", testComparisons}, {"Groups", testGroups}, {"Lists", testLists}, {"Fold", testFold}, {"Wildcards", testWildcards},
		{"Order", testOrder}, {"Pages", testPages}, {"Limits", testLimits},
		{"TakeRace", testTakeRace}, {"TakeSeveralRace", testTakeSeveralRace}, {"TakeMixedRace", testTakeMixedRace},
		{"IncrementRace", testIncrementRace}, {"SwapRace", testSwapRace}, {"CreateRace", testCreateRace}, {"MixedLoad", testMixedLoad},
		{"Commit", testCommit}, {"Rollback", testRollback}, {"Nested", testNested}, {"Panic", testPanic}, {"Visibility", testVisibility},
		{"FailedStatement", testFailedStatement}, {"Cancelled", testCancelled}, {"CancelledAlone", testCancelledAlone},
		{"EndedTransaction", testEndedTransaction}, {"ForUpdate", testForUpdate}, {"TransferRace", testTransferRace},
		{"ReferentialActions", testReferentialActions}, {"Ping", testPing},
		{"CreateIf", testCreateIf}, {"CreateIfRace", testCreateIfRace}, {"Last", testLast}, {"Along", testAlong}, {"AlongUndone", testAlongUndone},
		{"JoinedLock", testJoinedLock},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, newKit(t, open(t), store.SchemaOptions{}))
		})
	}
	t.Run("IDs", func(t *testing.T) {
		t.Parallel()
		for _, ids := range []store.IDStrategy{store.RandomID, store.SerialID, store.UUIDID} {
			t.Run(string(ids), func(t *testing.T) {
				t.Parallel()
				testIDs(t, newKit(t, open(t), store.SchemaOptions{IDs: ids}), ids)
				testAlongIDs(t, newKit(t, open(t), store.SchemaOptions{IDs: ids}))
			})
		}
	})
	t.Run("Naming", func(t *testing.T) {
		t.Parallel()
		for _, naming := range []store.Naming{{}, {Plural: true}, {Snake: true}, {Plural: true, Snake: true}} {
			t.Run(fmt.Sprintf("plural=%v,snake=%v", naming.Plural, naming.Snake), func(t *testing.T) {
				t.Parallel()
				testNaming(t, newKit(t, open(t), store.SchemaOptions{Naming: naming}))
			})
		}
	})
	t.Run("Migration", func(t *testing.T) { t.Parallel(); testMigration(t, open) })
}

// start is when the clock of tests begins.
var start = time.Date(2026, 11, 22, 17, 47, 13, 38_000_000, time.UTC)

// kit is a migrated store and a clock that a test moves.
type kit struct {
	store.Store
	ids   atomic.Int64
	mu    sync.Mutex
	clock time.Time
}

func newKit(t *testing.T, db store.Database, o store.SchemaOptions) *kit {
	t.Helper()
	k := &kit{clock: start}
	o.Now = k.now
	if o.IDs == "" {
		o.IDs = store.RandomID
	}
	o.NewID = func(model string) string { return fmt.Sprintf("%s-%d", model, k.ids.Add(1)) }
	schema, err := store.Compile(tables(), o)
	must(t, err)
	k.Store = migrate(t, db, schema)
	return k
}

func (k *kit) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.clock
}

func (k *kit) advance(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.clock = k.clock.Add(d)
}

func migrate(t *testing.T, db store.Database, schema *store.Schema) store.Store {
	t.Helper()
	s, m, err := db.Bind(schema)
	must(t, err)
	p, err := m.Plan(t.Context())
	must(t, err)
	if len(p.Problems) > 0 {
		t.Fatalf("problems: %q", p.Problems)
	}
	must(t, m.Apply(t.Context(), p))
	return s
}

// tables have a field of every kind.
func tables() []store.Table {
	author := func(r store.Reference) *store.Reference { r.Model, r.Field = "author", "id"; return &r }
	return []store.Table{
		// The book comes first to show that order is the migrator's affair.
		{Model: "book", Fields: []store.Field{
			{Name: "title"}, {Name: "pages", Type: store.Number, Nullable: true},
			{Name: "authorId", References: author(store.Reference{}), Index: true},
			{Name: "editorId", References: author(store.Reference{OnDelete: store.SetNull}), Nullable: true},
		}},
		{Model: "author", Fields: []store.Field{
			{Name: "fullName"}, {Name: "email", Unique: true, Sortable: true, Nullable: true},
			{Name: "age", Type: store.Number, Nullable: true}, {Name: "big", Type: store.Number, BigInt: true, Nullable: true},
			{Name: "active", Type: store.Boolean, Default: func() any { return true }},
			{Name: "born", Type: store.Date, Nullable: true}, {Name: "meta", Type: store.JSON, Nullable: true},
			{Name: "tags", Type: store.StringArray, Nullable: true}, {Name: "scores", Type: store.NumberArray, Nullable: true},
			{Name: "role", Enum: []string{"reader", "writer"}, Nullable: true, Default: func() any { return "reader" }},
			{Name: "createdAt", Type: store.Date, DefaultNow: true},
			{Name: "updatedAt", Type: store.Date, DefaultNow: true, NoColumnDefault: true, TouchOnUpdate: true},
		}},
		{Model: "ticket", Fields: []store.Field{
			{Name: "identifier", Index: true}, {Name: "value"}, {Name: "uses", Type: store.Number, Default: func() any { return 0 }},
			{Name: "expiresAt", Type: store.Date, Nullable: true},
		}, Indexes: []store.Index{{Fields: []string{"identifier", "value"}, Unique: true}}},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr fails unless err is the wanted one.
func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

// wantFault fails unless err is an error that callers do not test for.
func wantFault(t *testing.T, err error) {
	t.Helper()
	for _, known := range []error{store.ErrNotFound, store.ErrConflict, store.ErrUnavailable} {
		if err == nil || errors.Is(err, known) {
			t.Fatalf("error %v, want a fault", err)
		}
	}
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func (k *kit) create(t *testing.T, model string, values store.Values) store.Row {
	t.Helper()
	row, err := k.Create(t.Context(), model, values)
	must(t, err)
	return row
}

func (k *kit) author(t *testing.T, name string) store.Row {
	t.Helper()
	return k.create(t, "author", store.Values{"fullName": name})
}

func (k *kit) count(t *testing.T, model string, where ...store.Cond) int64 {
	t.Helper()
	n, err := k.Count(t.Context(), model, where...)
	must(t, err)
	return n
}

// names are the fullNames of the authors that match, in order.
func (k *kit) names(t *testing.T, q store.Query) []string {
	t.Helper()
	q.Model = "author"
	if q.SortBy == "" {
		q.SortBy = "fullName"
	}
	rows, err := k.List(t.Context(), q)
	must(t, err)
	names := []string{}
	for _, r := range rows {
		names = append(names, r.String("fullName"))
	}
	return names
}

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			errs[i] = f(i)
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	return errs
}

// wins counts those without an error, and fails on any other than the expected one.
func wins(t *testing.T, errs []error, expected error) int {
	t.Helper()
	n := 0
	for _, err := range errs {
		switch {
		case err == nil:
			n++
		case !errors.Is(err, expected):
			t.Errorf("unexpected error: %v", err)
		}
	}
	return n
}

func testPing(t *testing.T, k *kit) {
	must(t, k.Ping(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantErr(t, k.Ping(ctx), context.Canceled)
}
