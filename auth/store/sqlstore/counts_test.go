package sqlstore_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/internal/pgtest"
)

// counted is a schema of two counted tables, one of which needs quotes.
func counted(t *testing.T) *store.Schema {
	return compile(t,
		store.Table{Model: "person", Name: `Per"son's`, Counted: true, Fields: []store.Field{{Name: "name", Unique: true}}},
		store.Table{Model: "event", Counted: true, Fields: []store.Field{{Name: "kind", Nullable: true}}},
	)
}

const persons = `"Per""son's"`

// census is a database of counted tables, and the statement that the store counts them by.
type census struct {
	*sqlstore.DB
	store.Store
	last string
	mu   sync.Mutex
}

func newCensus(t *testing.T, url string) *census {
	c := &census{}
	c.DB = open(t, url, sqlstore.WithTracer(func(text string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.last = text
	}))
	c.Store = migrate(t, c.DB, counted(t))
	return c
}

// want fails unless the store's number, the truth and n are the same, and the rows were counted
// or not.
func (c *census) want(t *testing.T, after string, n int64, reads bool) {
	t.Helper()
	got, err := c.Store.Count(t.Context(), "person")
	c.mu.Lock()
	statement := c.last
	c.mu.Unlock()
	var truth int64
	if err == nil {
		err = c.DB.SQL().QueryRowContext(t.Context(), "select count(*) from "+persons).Scan(&truth)
	}
	if err != nil || got != truth || got != n {
		t.Fatalf("%s: counted %d of %d, want %d: %v", after, got, truth, n, err)
	}
	plan := explained(t, c.DB, "(ANALYZE, COSTS OFF, TIMING OFF) "+statement)
	if did := !strings.Contains(plan, "never executed"); did != reads {
		t.Errorf("%s: the rows were read: %t, want %t\n%s", after, did, reads, plan)
	}
}

// TestCountsAreTrue: the number follows every kind of write, whoever makes it.
func TestCountsAreTrue(t *testing.T) {
	t.Parallel()
	c := newCensus(t, pgtest.New(t))
	c.want(t, "nothing", 0, false)
	if _, err := c.Store.Create(t.Context(), "person", store.Values{"name": "Ann"}); err != nil {
		t.Fatal(err)
	}
	c.want(t, "a row", 1, false)
	insert := "insert into " + persons + " (id, name) "
	for _, step := range []struct {
		sql string
		n   int64
	}{
		{insert + "select n::text, 'n' || n from generate_series(1, 1000) n", 1001},
		{insert + "values ('1', 'n1') on conflict do nothing", 1001},
		{insert + "values ('1', 'n1'), ('x', 'nx') on conflict (id) do update set name = 'one'", 1002},
		{"update " + persons + " set name = name || '!'", 1002},
		{"with gone as (delete from " + persons + " where id ~ '^[0-9]{3}$' returning id) " + insert + "select 'b' || id, id from gone limit 100", 202},
		{"do $$ begin for i in 1..300 loop " + insert + "values ('l' || i, 'l' || i); end loop; end $$", 502},
		{"begin; delete from " + persons + "; rollback", 502},
		{"begin isolation level serializable; " + insert + "values ('s', 's'); commit", 503},
		{"set session_replication_role = replica; delete from " + persons + " where id = 's'; set session_replication_role = origin", 502},
		{"delete from " + persons + " where false", 502},
		{"alter table " + persons + " rename to other; insert into other (id, name) values ('r', 'r'); alter table other rename to " + persons, 503},
		{"insert into event (id) select n::text from generate_series(1, 77) n", 503},
		{"truncate " + persons, 0},
		{insert + "values ('1', '1')", 1},
		{"begin; truncate " + persons + "; rollback", 1},
	} {
		execute(t, c.DB, step.sql)
		c.want(t, step.sql, step.n, false)
	}
	if n, err := c.Store.Count(t.Context(), "event"); n != 77 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
	// In a transaction its own rows count, and after a mistake nothing does.
	if err := c.InTx(t.Context(), func(ctx context.Context) error {
		_, err := c.Store.Create(ctx, "person", store.Values{"name": "Bob"})
		if n, failed := c.Store.Count(ctx, "person"); n != 2 || failed != nil {
			t.Errorf("in a transaction: %d, %v", n, failed)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c.want(t, "a transaction", 2, false)
}

// TestCountsAtOnce: writers wait for nobody because of the number, it is right at each moment,
// and what is to be added up stays little.
func TestCountsAtOnce(t *testing.T) {
	t.Parallel()
	c := newCensus(t, pgtest.New(t))
	c.want(t, "nothing", 0, false)
	statement := c.last
	// One that has written and is not done holds up nobody, nor does one that has a snapshot.
	open, err := c.DB.SQL().BeginTx(t.Context(), nil)
	if err == nil {
		_, err = open.ExecContext(t.Context(), "insert into "+persons+" (id, name) select 'open' || n, 'open' || n from generate_series(1, 5) n")
	}
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	const writers, each = 4, 500
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				name := fmt.Sprintf("%d-%d", w, i)
				if _, err := c.Store.Create(t.Context(), "person", store.Values{"id": name, "name": name}); err != nil {
					t.Error(err)
					return
				}
				if i%2 == 1 {
					if _, err := c.Store.Delete(t.Context(), "person", store.Eq("id", name)); err != nil {
						t.Error(err)
					}
				}
				var same bool
				if err := c.DB.SQL().QueryRowContext(t.Context(), "select ("+statement+") = (select count(*) from "+persons+")").Scan(&same); i%25 == 0 && (err != nil || !same) {
					t.Errorf("not the number at one moment: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if _, err := open.ExecContext(t.Context(), "insert into "+persons+" (id, name) values ('last', 'last')"); err != nil {
		t.Error(err)
	}
	if err := open.Commit(); err != nil {
		t.Error(err)
	}
	c.want(t, "all", writers*each/2+6, false)
	// 3000 statements; that none of the last 2000 has folded has a chance of 1 in 10^13.
	var rows int
	if err := c.DB.SQL().QueryRowContext(t.Context(), "select count(*) from lyceum_count").Scan(&rows); err != nil || rows > 2000 {
		t.Errorf("%d rows to add up, %v", rows, err)
	}
}

// TestCountsMeddledWith: whatever somebody does to the triggers or the table, writes work, the
// number is right, and migrating brings back the quick one.
func TestCountsMeddledWith(t *testing.T) {
	t.Parallel()
	for name, meddle := range map[string]string{
		"table dropped":     "drop table lyceum_count",
		"table emptied":     "truncate lyceum_count",
		"trigger dropped":   "drop trigger lyceum_count_1_delete on " + persons,
		"function dropped":  "drop function lyceum_count_1 cascade",
		"trigger disabled":  "alter table " + persons + " disable trigger lyceum_count_1_insert",
		"triggers restored": "alter table " + persons + " disable trigger all; insert into " + persons + " values ('z', 'z'); alter table " + persons + " enable trigger all",
		"a foreign dump":    "update lyceum_count set counted = '1.' || md5('x')",
		"made anew":         "create table new (like " + persons + " including all); drop table " + persons + "; alter table new rename to " + persons,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCensus(t, pgtest.New(t))
			execute(t, c.DB, "insert into "+persons+" (id, name) values ('a', 'a')", meddle,
				"insert into "+persons+" (id, name) values ('b', 'b')", "delete from "+persons+" where id <> 'b'")
			c.want(t, name, 1, true)
			c = newCensus(t, databaseURL(c.DB))
			c.want(t, "migrated", 1, false)
			execute(t, c.DB, "insert into "+persons+" (id, name) values ('c', 'c')")
			c.want(t, "a row more", 2, false)
			if p := plan(t, c.DB, counted(t)); !p.Empty() {
				t.Errorf("left over: %+v", p)
			}
		})
	}
}

func databaseURL(db *sqlstore.DB) string { return db.Pool().Config().ConnString() }

// TestCountsOfRowsThatWereThere: what is there is counted once, however many processes start at
// once while others write.
func TestCountsOfRowsThatWereThere(t *testing.T) {
	t.Parallel()
	address := pgtest.New(t)
	db := open(t, address)
	execute(t, db,
		"create table "+persons+" (id text primary key, name text not null unique)",
		"insert into "+persons+" select n::text, n::text from generate_series(1, 5000) n")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { migrate(t, open(t, address), counted(t)) })
	}
	wg.Go(func() {
		for i := range 100 {
			if _, err := db.SQL().ExecContext(t.Context(), "insert into "+persons+" values ($1, $1)", fmt.Sprintf("w%d", i)); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	newCensus(t, address).want(t, "all", 5100, false)
}

// TestCountsByOthers: who may only write the table is counted, who may not read the changes
// counts, and who does not own the table does without.
func TestCountsByOthers(t *testing.T) {
	t.Parallel()
	super := pgtest.New(t)
	role := "writer_" + strings.ToLower(rand.Text())
	c := newCensus(t, super)
	execute(t, c.DB, "create role "+role, "grant select, insert on "+persons+" to "+role)
	t.Cleanup(func() { dropRole(t, super, role) })
	as, err := url.Parse(super)
	if err != nil {
		t.Fatal(err)
	}
	query := as.Query()
	query.Set("role", role)
	as.RawQuery = query.Encode()
	other := &census{DB: open(t, as.String())}
	execute(t, other.DB, "insert into "+persons+" (id, name) values ('a', 'a')")
	c.want(t, "by another", 1, false)
	if other.Store, _, err = other.Bind(counted(t)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n, err := other.Store.Count(t.Context(), "person"); n != 1 || err != nil {
			t.Errorf("without a right to the changes: %d, %v", n, err)
		}
	}
	if _, err := other.DB.SQL().ExecContext(t.Context(), "create temp table mine (id text); create trigger t after insert on mine for each statement execute function lyceum_count_1('x')"); err == nil {
		t.Error("anybody can use the function, which acts as its owner")
	}
	execute(t, c.DB, "drop function lyceum_count_1 cascade", "drop table lyceum_count")
	if p := plan(t, other.DB, counted(t)); !p.Empty() {
		t.Errorf("planned without owning the tables: %+v", p)
	}
}
