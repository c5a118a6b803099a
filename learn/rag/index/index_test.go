package index_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/learn/rag/index/indextest"
)

// database opens and migrates an empty one.
func database(t testing.TB, target string) *db.DB {
	t.Helper()
	opened, err := db.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	if _, err := opened.ExecContext(t.Context(), `CREATE TABLE IF NOT EXISTS "user" (id TEXT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), opened, db.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	return opened
}

// opener returns handles to one database a test.
func opener(target func(testing.TB) string) func(*testing.T) index.Index {
	targets := map[string]string{}
	lock := make(chan struct{}, 1)
	return func(t *testing.T) index.Index {
		lock <- struct{}{}
		where, known := targets[t.Name()]
		if !known {
			where = target(t)
			targets[t.Name()] = where
		}
		<-lock
		return index.New(database(t, where))
	}
}

func sqlite(t testing.TB) string { return filepath.Join(t.TempDir(), "index.db") }

func TestSQLite(t *testing.T) {
	t.Parallel()
	indextest.Run(t, opener(sqlite))
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	indextest.Run(t, opener(pgtest.New))
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for question, want := range map[string][]string{
		"What is the falling time of a broom?":     {"falling", "time", "broom"},
		"How does Brooks's robot plan? The ROBOT!": {"brooks", "robot", "plan"},
		"why don’t they use e^(t/T)":               {"e", "t"},
		"is it?":                                   {"is", "it"},
		"":                                         nil,
		"Größe naïve x₁":                           {"große", "naive", "x1"},
		"'quoted' rock'n'roll":                     {"quoted", "rocknroll"},
		strings.Repeat("y", 65) + " " + strings.Repeat("z", 64): {strings.Repeat("z", 64)},
	} {
		if diff := cmp.Diff(want, index.Terms(question)); diff != "" {
			t.Errorf("%q: %s", question, diff)
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"What is a PID controller?", `a"b OR NEAR(`, "ﬁ ½ İ ς é", "\xff", "'''", "x'y's"} {
		f.Add(seed)
	}
	lite := index.New(database(f, sqlite(f)))
	postgres := index.New(database(f, pgtest.New(f)))
	passages := []chunk.Chunk{indextest.Passage("a", "Alpha", "Robots near and not far.")}
	for _, idx := range []index.Index{lite, postgres} {
		if _, err := idx.Replace(f.Context(), passages); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, question string) {
		terms := index.Terms(question)
		if len(terms) > 24 {
			t.Errorf("%d terms", len(terms))
		}
		for _, term := range terms {
			if term == "" || len(term) > 64 || strings.ContainsFunc(term, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				t.Errorf("term %q", term)
			}
		}
		for _, idx := range []index.Index{lite, postgres} {
			if _, err := idx.Search(t.Context(), index.Query{Text: question, Access: []string{chunk.Public}}); err != nil {
				t.Errorf("%T: %v", idx, err)
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	var passages []chunk.Chunk
	for i := range 2000 { // as many as a long book has
		text := fmt.Sprintf("Passage %d tells of robots number%d and of controllers kind%d. ", i, i%7, i%113)
		passages = append(passages, indextest.Passage(fmt.Sprint(i), fmt.Sprintf("Heading %d", i%50), strings.Repeat(text, 12)))
	}
	for name, target := range map[string]func(testing.TB) string{"sqlite": sqlite, "postgres": pgtest.New} {
		b.Run(name, func(b *testing.B) {
			idx := index.New(database(b, target(b)))
			if _, err := idx.Replace(b.Context(), passages); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_, err := idx.Search(b.Context(), index.Query{Text: "Which controllers of kind5 have number3?", Access: []string{chunk.Public}})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
