package retrieve_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/lyceum/lyceum/internal/pgtest"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
	"github.com/lyceum/lyceum/site"
)

// labelled is a question of testdata/questions.yaml.
type labelled struct {
	Ask      string   `yaml:"ask"`
	At       string   `yaml:"at"`
	Sections []string `yaml:"sections"`
}

func (l labelled) answeredBy(c chunk.Chunk) bool {
	return slices.Contains(l.Sections, path.Base(c.Lesson)+"#"+c.Anchor)
}

func questions(t *testing.T, chunks []chunk.Chunk) []labelled {
	t.Helper()
	text, err := os.ReadFile("testdata/questions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Questions []labelled `yaml:"questions"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range chunks {
		known[path.Base(c.Lesson)+"#"+c.Anchor] = true
	}
	for _, q := range file.Questions {
		for _, section := range q.Sections {
			if !known[section] {
				t.Errorf("%q: the book has no section %s", q.Ask, section)
			}
		}
	}
	return file.Questions
}

// book is the real one.
func book(t *testing.T) []chunk.Chunk {
	t.Helper()
	docs, err := fs.Sub(site.Docs, "docs")
	if err != nil {
		t.Fatal(err)
	}
	outline, err := course.Load(docs, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lessons []chunk.Lesson
	for _, part := range outline.Parts {
		for _, chapter := range part.Chapters {
			for _, l := range chapter.Lessons {
				if l.Written {
					titles := []string{part.Title, chapter.Title, l.Title}
					lessons = append(lessons, chunk.Lesson{ID: l.ID, File: l.File, URL: l.URL, Path: titles})
				}
			}
		}
	}
	chunks, err := chunk.Parse(docs, lessons, chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return chunks
}

// measures are what the labelled questions say about retrieval.
type measures struct {
	answerable, recalled, answered int
	reciprocal                     float64
	unanswerable, refused          int
}

func (m *measures) add(t *testing.T, q labelled, result retrieve.Result) {
	if len(q.Sections) == 0 {
		m.unanswerable++
		if !result.Answerable {
			m.refused++
		} else {
			t.Logf("  not refused (%.3f): %s → %s", result.Best, q.Ask, result.Passages[0].Chunk.ID)
		}
		return
	}
	m.answerable++
	if result.Answerable {
		m.answered++
	} else {
		t.Logf("  refused (%.3f): %s", result.Best, q.Ask)
	}
	for rank, passage := range result.Passages[:min(5, len(result.Passages))] {
		if q.answeredBy(passage.Chunk) {
			m.recalled++
			m.reciprocal += 1 / float64(rank+1)
			if rank > 0 {
				t.Logf("  rank %d: %s ← %s", rank+1, q.Ask, result.Passages[0].Chunk.ID)
			}
			return
		}
	}
	if result.Answerable {
		t.Logf("  not among the first five: %s ← %s", q.Ask, result.Passages[0].Chunk.ID)
	}
}

func share(n, of int) float64 { return float64(n) / float64(max(1, of)) }

// check compares with the least that is accepted. Refusal precision is the share of refusals that were right; it is
// what a reader notices who is told that the book does not say.
func (m *measures) check(t *testing.T, name string) {
	wrong := m.answerable - m.answered
	values := []struct {
		name       string
		got, least float64
	}{
		{"recall@5", share(m.recalled, m.answerable), 0.90},
		{"MRR", m.reciprocal / float64(max(1, m.answerable)), 0.75},
		{"refusal precision", share(m.refused, m.refused+wrong), 0.85},
		{"refusal recall", share(m.refused, m.unanswerable), 0.85},
	}
	for _, v := range values {
		t.Logf("%s: %s %.3f (at least %.2f)", name, v.name, v.got, v.least)
		if v.got < v.least {
			t.Errorf("%s: %s is %.3f, less than %.2f", name, v.name, v.got, v.least)
		}
	}
}

// TestBook measures retrieval on the real book, with the questions that the floor was set on and with the others.
func TestBook(t *testing.T) {
	t.Parallel()
	chunks := book(t)
	asked := questions(t, chunks)
	for name, target := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "book.db") },
		"postgres": pgtest.New,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := retrieve.New(retrieve.Options{Index: indexed(t, target(t), chunks)})
			var halves [2]measures
			for i, q := range asked {
				result, err := r.Find(t.Context(), retrieve.Request{Question: q.Ask, Lesson: q.At, Access: []string{chunk.Public}})
				if err != nil {
					t.Fatal(err)
				}
				halves[i%2].add(t, q, result)
			}
			halves[0].check(t, "set on")
			halves[1].check(t, "held out")
		})
	}
}

func indexed(t *testing.T, target string, chunks []chunk.Chunk) *index.FullText {
	t.Helper()
	database, err := db.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	if _, err := database.ExecContext(t.Context(), `CREATE TABLE "user" (id TEXT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), database, db.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	idx := index.New(database)
	if _, err := idx.Replace(t.Context(), chunks); err != nil {
		t.Fatal(err)
	}
	return idx
}
