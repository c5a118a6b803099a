package retrieve

import (
	"math"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
)

// question is what candidates are compared with.
type question struct {
	terms   []term // in the order of the question, each stem once
	weight  float64
	average float64 // words in a passage
}

type term struct {
	stem   string
	weight float64
}

func newQuestion(request Request, found index.Result) *question {
	own := map[string]bool{}
	for _, word := range index.Terms(request.Question) {
		own[word] = true
	}
	q := &question{average: 1}
	if found.Total > 0 {
		q.average = max(1, float64(found.Words)/float64(found.Total))
	}
	vague := request.Context != "" && !telling(found, own)
	seen := map[string]bool{}
	for _, t := range found.Terms {
		weight := t.Rarity(found.Total)
		if !own[t.Word] && !vague {
			weight /= 2
		}
		if vague && own[t.Word] {
			weight = 0 // "and then?" says nothing
		}
		if stem := english.Stem(t.Word, true); !seen[stem] && weight > 0 {
			seen[stem] = true
			q.terms = append(q.terms, term{stem: stem, weight: weight})
			q.weight += weight
		}
	}
	return q
}

// telling tells whether the book knows any word of the question itself.
func telling(found index.Result, own map[string]bool) bool {
	for _, t := range found.Terms {
		if own[t.Word] && t.Chunks > 0 && t.Chunks*3 < found.Total {
			return true
		}
	}
	return false
}

// stems are the words of a text, comparable with those of a question.
func stems(text string) []string {
	words := index.Words(text)
	for i, word := range words {
		words[i] = english.Stem(word, true)
	}
	return words
}

// Shares of a score. Coverage leads, because a passage about half of the question is rarely an answer.
const (
	coverageShare  = 0.50
	bm25Share      = 0.22
	closenessShare = 0.12
	headingShare   = 0.12
	positionShare  = 0.04
)

// score judges a passage; position is its place in the lists, from 0 to 1.
func (q *question) score(c chunk.Chunk, position float64) float64 {
	if q.weight == 0 {
		return 0
	}
	heading, path := stems(c.Heading()), stems(strings.Join(c.Path[:max(0, len(c.Path)-1)], " "))
	var body, code []string
	for _, block := range c.Blocks {
		if block.Kind == chunk.Code {
			code = append(code, stems(block.Text)...)
		} else {
			body = append(body, stems(block.Plain())...)
		}
	}
	text := slices.Concat(heading, body)
	// The titles above and code make a passage a little more likely, but it is the text that answers.
	covered := 0.75*q.coverage(text) + 0.15*q.coverage(slices.Concat(text, path)) + 0.10*q.coverage(slices.Concat(text, path, code))
	return coverageShare*covered + bm25Share*q.bm25(heading, path, body, code) + closenessShare*q.closeness(body) +
		headingShare*q.coverage(heading) + positionShare*position
}

// coverage is the weight of the terms among words, as a share of all.
func (q *question) coverage(words []string) float64 {
	if q.weight == 0 {
		return 0
	}
	present := map[string]bool{}
	for _, word := range words {
		present[word] = true
	}
	covered := 0.0
	for _, t := range q.terms {
		if present[t.stem] {
			covered += t.weight
		}
	}
	return covered / q.weight
}

// bm25 is the usual formula over weighted fields, as a share of what it could be at most.
func (q *question) bm25(heading, path, body, code []string) float64 {
	const k1, b = 1.2, 0.75
	frequency := map[string]float64{}
	for _, field := range []struct {
		words  []string
		weight float64
	}{{heading, 3}, {path, 1}, {body, 1}, {code, 0.3}} {
		for _, word := range field.words {
			frequency[word] += field.weight
		}
	}
	length := float64(len(body)+len(code)) / q.average
	sum := 0.0
	for _, t := range q.terms {
		if f := frequency[t.stem]; f > 0 {
			sum += t.weight * f / (f + k1*(1-b+b*length))
		}
	}
	return sum / q.weight
}

// closeness rewards terms that stand near each other: the average, over neighbouring terms of the question, of how
// near they come in the text.
func (q *question) closeness(words []string) float64 {
	if len(q.terms) < 2 {
		return q.coverage(words)
	}
	at := map[string][]int{}
	for i, word := range words {
		at[word] = append(at[word], i)
	}
	sum, weight := 0.0, 0.0
	for i := 1; i < len(q.terms); i++ {
		one, other := q.terms[i-1], q.terms[i]
		pair := min(one.weight, other.weight)
		weight += pair
		if distance := nearest(at[one.stem], at[other.stem]); distance > 0 {
			sum += pair / (1 + math.Log(float64(distance)))
		}
	}
	return sum / weight
}

// nearest is the smallest distance between two lists of rising positions, or 0 when one is empty.
func nearest(one, other []int) int {
	best := 0
	for i, j := 0, 0; i < len(one) && j < len(other); {
		distance := one[i] - other[j]
		if distance < 0 {
			distance = -distance
		}
		if best == 0 || distance < best {
			best = distance
		}
		if one[i] < other[j] {
			i++
		} else {
			j++
		}
	}
	return best
}

func chapterOf(lesson string) string {
	if at := strings.LastIndexByte(lesson, '/'); at >= 0 {
		return lesson[:at]
	}
	return lesson
}
