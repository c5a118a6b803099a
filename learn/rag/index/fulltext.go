package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/chunk"
)

// FullText is an [Index] in the platform's database.
type FullText struct {
	db  *db.DB
	now func() time.Time
}

var _ Index = (*FullText)(nil)

// New makes an index on a migrated database.
func New(database *db.DB) *FullText { return &FullText{db: database, now: time.Now} }

// Replace implements [Index].
func (f *FullText) Replace(ctx context.Context, chunks []chunk.Chunk) (changed bool, err error) {
	hash, err := Hash(chunks)
	if err != nil {
		return false, err
	}
	if stats, err := f.Stats(ctx); err == nil && stats.Hash == hash {
		return false, nil // without the write lock: the usual start
	}
	err = f.db.InTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE book_index SET hash = $1, updated_at = $2 WHERE hash <> $1`,
			hash, db.At(f.now()))
		if err != nil {
			return err
		}
		rows, err := result.RowsAffected()
		if err != nil || rows == 0 {
			return err
		}
		changed = true
		return f.fill(ctx, tx, chunks)
	})
	if err != nil {
		return false, fmt.Errorf("index %d passages: %w", len(chunks), err)
	}
	return changed, nil
}

func (f *FullText) fill(ctx context.Context, tx *sql.Tx, chunks []chunk.Chunk) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM book_chunks`); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO book_chunks
		(row, id, lesson, access, heading, path, body, code, words, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, c := range chunks {
		document, err := json.Marshal(c)
		if err != nil {
			return err
		}
		words := fieldsOf(c)
		if _, err := insert.ExecContext(ctx, i+1, c.ID, c.Lesson, c.Access,
			words.heading, words.path, words.body, words.code, words.words, string(document)); err != nil {
			return fmt.Errorf("passage %s: %w", c.ID, err)
		}
	}
	if f.db.Dialect == db.SQLite {
		_, err = tx.ExecContext(ctx, `INSERT INTO book_search (book_search) VALUES ('rebuild')`)
	}
	return err
}

// Stats implements [Index].
func (f *FullText) Stats(ctx context.Context) (Stats, error) {
	var stats Stats
	var updated db.Time
	err := f.db.QueryRowContext(ctx, `SELECT hash, updated_at, (SELECT count(*) FROM book_chunks),
		(SELECT count(DISTINCT lesson) FROM book_chunks) FROM book_index`).
		Scan(&stats.Hash, &updated, &stats.Chunks, &stats.Lessons)
	if err != nil {
		return Stats{}, fmt.Errorf("read the state of the index: %w", err)
	}
	stats.UpdatedAt = updated.Time
	return stats, nil
}

const defaultLimit = 50

// Search implements [Index]. Hits, counts and totals are of one moment.
func (f *FullText) Search(ctx context.Context, query Query) (Result, error) {
	terms := Terms(query.Text)
	if len(terms) == 0 || len(query.Access) == 0 {
		return Result{}, nil
	}
	if query.Limit == 0 {
		query.Limit = defaultLimit
	}
	tx, err := f.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: f.snapshot()})
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	defer tx.Rollback()
	result, err := f.count(ctx, tx, terms, query.Access)
	if err == nil {
		result.Hits, err = f.hits(ctx, tx, result, query)
	}
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	return result, nil
}

func (f *FullText) snapshot() sql.IsolationLevel {
	if f.db.Dialect == db.Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault // SQLite's transactions read a snapshot anyway
}

// matching is what follows FROM: passages with at least one of the words in the parameter.
func (f *FullText) matching(parameter string) string {
	if f.db.Dialect == db.Postgres {
		return `book_chunks, to_tsquery('pg_catalog.english', ` + parameter + `) AS query WHERE search @@ query`
	}
	return `book_search JOIN book_chunks ON book_chunks.row = book_search.rowid WHERE book_search MATCH ` + parameter
}

// match writes words for the database's query parser: a passage with any of them matches. Words are letters and
// digits only, so nothing needs escaping; the quotes keep FTS5 from reading AND, OR, NOT and NEAR as operators.
func (f *FullText) match(words ...string) string {
	if f.db.Dialect == db.Postgres {
		return strings.Join(words, " | ")
	}
	return `"` + strings.Join(words, `" OR "`) + `"`
}

// count finds how often each term occurs and how much there is in all.
func (f *FullText) count(ctx context.Context, tx *sql.Tx, terms, access []string) (Result, error) {
	var p parameters
	readable := `access IN (` + p.list(access) + `)`
	columns := []string{
		`(SELECT count(*) FROM book_chunks WHERE ` + readable + `)`,
		`(SELECT coalesce(sum(words), 0) FROM book_chunks WHERE ` + readable + `)`,
	}
	result := Result{Terms: make([]Term, len(terms))}
	into := []any{&result.Total, &result.Words}
	for i, word := range terms {
		result.Terms[i].Word = word
		columns = append(columns, `(SELECT count(*) FROM `+f.matching(p.add(f.match(word)))+` AND `+readable+`)`)
		into = append(into, &result.Terms[i].Chunks)
	}
	return result, tx.QueryRowContext(ctx, `SELECT `+strings.Join(columns, ", "), p...).Scan(into...)
}

func (f *FullText) hits(ctx context.Context, tx *sql.Tx, counted Result, query Query) ([]Hit, error) {
	var words []string
	for _, term := range counted.Terms {
		words = append(words, term.Word)
	}
	var p parameters
	from := f.matching(p.add(f.match(words...)))
	best := `SELECT row, ` + f.score(&p, counted) + ` AS score FROM ` + from +
		` AND access IN (` + p.list(query.Access) + `) ORDER BY score DESC, row LIMIT ` + p.add(query.Limit)
	// The documents are read afterwards: sorting would carry those of all matches along.
	statement := `SELECT document, score FROM (` + best + `) AS best JOIN book_chunks USING (row) ORDER BY score DESC, row`
	rows, err := tx.QueryContext(ctx, statement, p...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []Hit
	for rows.Next() {
		var hit Hit
		var document string
		if err := rows.Scan(&document, &hit.Score); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(document), &hit.Chunk); err != nil {
			return nil, fmt.Errorf("read a passage: %w", err)
		}
		hits = append(hits, hit)
	}
	return hits, rows.Err()
}

// score is the SQL expression of a hit's score. FTS5 has BM25 with a weight for each of heading, path, body and code.
// PostgreSQL's rank (weights as D, C, B, A) does not know that a rare word tells more than a common one, so it only
// decides between passages that cover the question equally well, each word by its rarity.
func (f *FullText) score(p *parameters, counted Result) string {
	if f.db.Dialect == db.SQLite {
		return `-bm25(book_search, 6.0, 2.0, 1.0, 0.4)`
	}
	score := `ts_rank('{0.07, 0.17, 0.33, 1.0}', search, query, 1)` // 1: divided by 1 + log of the length
	for _, term := range counted.Terms {
		if term.Chunks > 0 {
			score += ` + CASE WHEN search @@ to_tsquery('pg_catalog.english', ` + p.add(term.Word) + `) THEN ` +
				p.add(term.Rarity(counted.Total)) + `::float8 ELSE 0 END`
		}
	}
	return score
}

// parameters collects the values of a statement.
type parameters []any

func (p *parameters) add(value any) (placeholder string) {
	*p = append(*p, value)
	return "$" + strconv.Itoa(len(*p))
}

func (p *parameters) list(values []string) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = p.add(value)
	}
	return strings.Join(names, ", ")
}
