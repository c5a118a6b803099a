package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// Extractive answers with quotations: from each of the best passages the part that covers most of the question, word
// for word.
type Extractive struct{}

// Limits of an answer.
const (
	maxQuotes     = 3
	quotableShare = 0.6 // of the best one's score and relevance
)

// Answer implements [Agent].
func (Extractive) Answer(_ context.Context, turn Turn, out Writer) error {
	if !turn.Found.Answerable {
		return refuse(turn.Found, out)
	}
	before := "The book says:\n\n"
	for _, q := range quotes(turn.Found) {
		text := q.text
		if strings.HasSuffix(text, "```") {
			text += "\n" // a mark behind the fence would keep the code from ending
		}
		if err := out.Write(before + "> " + strings.ReplaceAll(text, "\n", "\n> ")); err != nil {
			return err
		}
		if err := out.Cite(source(q.passage, q.start, q.end)); err != nil {
			return err
		}
		before = "\n\n"
	}
	return nil
}

// quotes chooses what to quote: first the best, then others that are not much worse.
func quotes(found retrieve.Result) []quote {
	var chosen []quote
	for _, passage := range found.Passages {
		if len(chosen) == maxQuotes || passage.Score < quotableShare*found.Passages[0].Score {
			break
		}
		q := bestQuote(found, passage.Chunk)
		q.passage = passage
		known := slices.ContainsFunc(chosen, func(other quote) bool { return other.text == q.text })
		if q.text != "" && !known && (len(chosen) == 0 || q.relevance >= quotableShare*chosen[0].relevance) {
			chosen = append(chosen, q)
		}
	}
	return chosen
}

// refuse says that the book does not answer, and where it comes closest.
func refuse(found retrieve.Result, out Writer) error {
	text := "The book does not say."
	if len(found.Nearest) > 0 {
		text += " These sections come closest:\n"
		for _, passage := range found.Nearest {
			text += fmt.Sprintf("\n- [%s](%s)", label(passage.Chunk), passage.Chunk.URL)
		}
	}
	return out.Write(text)
}

// label names a section so that readers know it among others: many lessons have one called "Honest limits".
func label(c chunk.Chunk) string {
	name := c.Heading()
	if c.Anchor != "" && len(c.Path) > sectionsFrom(c) {
		name = c.Path[sectionsFrom(c)-1] + " › " + name
	}
	return strings.NewReplacer("[", "(", "]", ")").Replace(name)
}

// sectionsFrom is where the titles of sections begin in a path, behind those of part, chapter and lesson.
func sectionsFrom(c chunk.Chunk) int { return min(3, len(c.Path)) }
