// Package retrieve finds what the book says about a question, or that it says nothing.
//
//	r := retrieve.New(retrieve.Options{Index: idx})
//	found, err := r.Find(ctx, retrieve.Request{Question: "What is windup?", Lesson: "motion/control/…", Access: labels})
//	if !found.Answerable { … found.Nearest … }
//
// # Steps
//
// The index gives candidates. Each gets a score between zero and about one, made of how much of the question it covers
// (each word weighted by its rarity), BM25, how close together the words stand, and whether they stand in the heading.
// The reader's own lesson gets a little on top, added and not multiplied, so that it decides between equals and never
// lifts what does not fit. The best are taken, at most two of a section, until the token budget is spent.
//
// # The floor
//
// A question is answerable when the best candidate covers enough of it, without the bonus. The floor was set on the
// labelled questions of testdata/questions.yaml, half of which the book does not answer; the test prints how well it
// does. Below it [Result.Passages] is empty and [Result.Nearest] names the sections that come closest.
//
// # More lists
//
// [Options.More] adds candidates from other sources, such as vectors. Where a candidate stands in each list then
// counts by reciprocal rank fusion; everything else stays as it is. A source must apply the access labels itself.
package retrieve

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
)

// Searcher is the part of an index that retrieval needs.
type Searcher interface {
	Search(ctx context.Context, query index.Query) (index.Result, error)
}

// Source gives further candidates, best first.
type Source func(ctx context.Context, query index.Query) ([]chunk.Chunk, error)

// Options configure a [Retriever].
type Options struct {
	Index Searcher
	More  []Source

	// Floor is the score below which the book does not answer; see the package comment. [DefaultFloor] when zero.
	Floor float64
	// Passages is how many are returned at most, 6 when zero, and Tokens how long they are together, 2500 when zero.
	Passages, Tokens int
}

// DefaultFloor separates answerable questions from others; see testdata/questions.yaml.
const DefaultFloor = 0.37

// Limits that have no reason to be options.
const (
	candidates = 60 // taken from each list
	perSection = 2  // passages of one section
	suggested  = 3  // nearest sections
)

// Retriever finds passages. It is safe for concurrent use.
type Retriever struct{ options Options }

// New makes a retriever.
func New(options Options) *Retriever {
	if options.Floor == 0 {
		options.Floor = DefaultFloor
	}
	if options.Passages == 0 {
		options.Passages = 6
	}
	if options.Tokens == 0 {
		options.Tokens = 2500
	}
	return &Retriever{options: options}
}

// Request is what a reader wants to know.
type Request struct {
	Question string
	// Context are words that the question refers to: the text the reader selected, or the question before. They count
	// half, or fully when the question has no telling words of its own.
	Context string
	Lesson  string   // where the reader is; "" when unknown
	Access  []string // the labels the reader has
}

// Result is what was found.
type Result struct {
	Answerable bool
	Passages   []Passage // best first; empty unless Answerable
	Nearest    []Passage // one for each of the nearest sections, best first; also when Answerable
	Best       float64   // the score that was compared with the floor

	question *question
}

// Passage is a candidate that was chosen.
type Passage struct {
	Chunk chunk.Chunk
	Score float64
}

// Relevance tells how much of the question a text covers, from 0 to 1.
func (r Result) Relevance(text string) float64 {
	if r.question == nil {
		return 0
	}
	return r.question.coverage(stems(chunk.Plain(text)))
}

// Find searches. That nothing was found is no error.
func (r *Retriever) Find(ctx context.Context, request Request) (Result, error) {
	text := request.Question
	if request.Context != "" {
		text += "\n" + request.Context
	}
	query := index.Query{Text: text, Access: request.Access, Limit: candidates}
	found, err := r.options.Index.Search(ctx, query)
	if err != nil {
		return Result{}, fmt.Errorf("find passages: %w", err)
	}
	lists := [][]chunk.Chunk{nil}
	for _, hit := range found.Hits {
		lists[0] = append(lists[0], hit.Chunk)
	}
	for _, more := range r.options.More {
		list, err := more(ctx, query)
		if err != nil {
			return Result{}, fmt.Errorf("find passages: %w", err)
		}
		lists = append(lists, list)
	}
	q := newQuestion(request, found)
	return r.choose(q, q.rank(lists, request.Lesson)), nil
}

// choose takes from ranked candidates.
func (r *Retriever) choose(q *question, ranked []candidate) Result {
	result := Result{question: q}
	for _, c := range ranked {
		result.Best = max(result.Best, c.bare)
	}
	result.Answerable = result.Best >= r.options.Floor
	sections := map[string]int{}
	tokens := 0
	for _, c := range ranked {
		section := c.chunk.Section()
		sections[section]++
		passage := Passage{Chunk: c.chunk, Score: c.score}
		if sections[section] == 1 && len(result.Nearest) < suggested {
			result.Nearest = append(result.Nearest, passage)
		}
		length := chunk.Tokens(c.chunk.Text())
		fits := len(result.Passages) == 0 || tokens+length <= r.options.Tokens && len(result.Passages) < r.options.Passages
		// What is far below the best would only distract.
		if result.Answerable && sections[section] <= perSection && fits && c.score >= result.Best/2 {
			result.Passages = append(result.Passages, passage)
			tokens += length
		}
	}
	return result
}

// candidate is a passage with its score.
type candidate struct {
	chunk chunk.Chunk
	score float64
	bare  float64 // without the bonus for the reader's lesson
}

// fusion is the constant of reciprocal rank fusion.
const fusion = 60

// rank merges the lists and orders the candidates. Equal scores keep the order of the book.
func (q *question) rank(lists [][]chunk.Chunk, lesson string) []candidate {
	positions := map[string]float64{}
	chunks := map[string]chunk.Chunk{}
	for _, list := range lists {
		for i, c := range list {
			positions[c.ID] += (fusion + 1) / float64(fusion+1+i) / float64(len(lists))
			chunks[c.ID] = c
		}
	}
	ranked := make([]candidate, 0, len(chunks))
	for id, c := range chunks {
		bare := q.score(c, positions[id])
		ranked = append(ranked, candidate{chunk: c, bare: bare, score: bare + bonus(c.Lesson, lesson)})
	}
	sort.Slice(ranked, func(i, j int) bool {
		if ranked[i].score != ranked[j].score {
			return ranked[i].score > ranked[j].score
		}
		return ranked[i].chunk.ID < ranked[j].chunk.ID
	})
	return slices.Clip(ranked)
}

// bonus is the additive prior of the reader's lesson and, smaller, of its neighbours.
func bonus(lesson, reader string) float64 {
	switch {
	case reader == "":
		return 0
	case lesson == reader:
		return 0.06
	case chapterOf(lesson) == chapterOf(reader):
		return 0.02
	default:
		return 0
	}
}
