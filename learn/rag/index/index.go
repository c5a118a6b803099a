// Package index finds passages of the book by their words.
//
//	idx := index.New(database)                             // tables come with the migrations of learn/db
//	changed, err := idx.Replace(ctx, chunks)               // at start; does nothing when the book is the same
//	found, err := idx.Search(ctx, index.Query{Text: "What is a PID controller?", Access: []string{chunk.Public}})
//
// [FullText] uses what the database brings: FTS5 with BM25 on SQLite, tsvector with a GIN index on PostgreSQL. Both
// look at four fields, in falling weight: the section's heading, the titles above it, the text, and code. A natural
// question becomes the list of its telling words (see [Terms]); a passage needs one of them to be found, and
// those with more of them, and with rarer ones, come first. How the two databases order the rest differs; package
// retrieve makes the final order.
//
// # Access
//
// Every passage has an access label, and every query says which labels the reader has. The condition is part of the
// SQL statement, also of those that count, so that a passage nobody may read changes nothing: neither what is found
// nor how much a word is worth. A query without labels finds nothing.
//
// # Rebuilding
//
// Replace works in one transaction: searches see the old book until it commits, then the new one. Two processes that
// start together build one after the other, and the second finds nothing to do.
package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/lyceum/lyceum/learn/rag/chunk"
)

// Index is the contract that package indextest checks.
type Index interface {
	// Replace makes chunks the whole content. It tells whether anything changed, and does nothing when not. After an
	// error the content is the old one.
	Replace(ctx context.Context, chunks []chunk.Chunk) (changed bool, err error)
	// Search returns the passages that match best, best first. No match is no error.
	Search(ctx context.Context, query Query) (Result, error)
	// Stats describes the whole content, whatever its access.
	Stats(ctx context.Context) (Stats, error)
}

// Query is a search.
type Query struct {
	Text   string   // a question in natural language; anything is safe
	Access []string // labels the reader has; none finds nothing
	Limit  int      // most hits returned; 50 when zero
}

// Result is what a [Query] found.
type Result struct {
	Hits  []Hit
	Terms []Term // the words that were looked for, in the order of the question
	Total int    // passages the reader may see, whether they match or not
	Words int    // words in all of them together
}

// Hit is a passage that holds at least one of the words.
type Hit struct {
	Chunk chunk.Chunk
	Score float64 // greater is better; comparable only inside one result
}

// Term is a word of the question.
type Term struct {
	Word   string
	Chunks int // passages that hold it, among those the reader may see
}

// Rarity weighs the word by how few of total passages hold it (the inverse document frequency of BM25). It is at least
// zero, and greatest for a word that no passage holds.
func (t Term) Rarity(total int) float64 {
	return math.Log(1 + (float64(total-t.Chunks)+0.5)/(float64(t.Chunks)+0.5))
}

// Stats describe the index.
type Stats struct {
	Chunks    int
	Lessons   int
	Hash      string    // of the content; "" before the first Replace
	UpdatedAt time.Time // when the content last changed; zero before the first Replace
}

// format is part of every content hash: raise it when the same chunks must be indexed differently.
const format = "1"

// Hash names a content: equal chunks have equal hashes.
func Hash(chunks []chunk.Chunk) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, format)
	encoder := json.NewEncoder(sum)
	for _, c := range chunks {
		if err := encoder.Encode(c); err != nil {
			return "", fmt.Errorf("hash the passages: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
