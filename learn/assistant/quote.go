package assistant

import (
	"strings"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// quote is a part of a passage.
type quote struct {
	text       string
	start, end int     // bytes of the lesson's file
	relevance  float64 // how much of the question it covers
	passage    retrieve.Passage
}

// Limits of one quotation, in sentences or list entries and in tokens.
const (
	fewSentences = 3
	fewEntries   = 2
	shortQuote   = 110 // up to which sentences are added to complete a thought
	longQuote    = 220 // more than this of one piece is not quoted
)

// bestQuote chooses the block of a passage that covers most of the question, and of it the best part. Of equals the
// first is taken.
func bestQuote(found retrieve.Result, c chunk.Chunk) quote {
	var best quote
	for i := min(c.Overlap, len(c.Blocks)-1); i < len(c.Blocks); i++ {
		candidate := part(found, c.Blocks, i)
		if candidate.text != "" && (best.text == "" || candidate.relevance > best.relevance) {
			best = candidate
		}
	}
	return best
}

// part chooses from one block.
func part(found retrieve.Result, blocks []chunk.Block, i int) quote {
	block := blocks[i]
	q := quote{text: block.Text, start: block.Start, end: block.End}
	switch block.Kind {
	case chunk.Prose:
		sentences := chunk.Sentences(block.Text)
		from, to := window(found, sentences, fewSentences)
		from, to = complete(sentences, from, to)
		q.text = strings.Join(sentences[from:to], " ")
		q.relevance = found.Relevance(q.text)
		return around(q, blocks, i, from == 0, to == len(sentences))
	case chunk.List:
		entries := entriesOf(block.Text)
		from, to := window(found, entries, fewEntries)
		q.text = strings.Join(entries[from:to], "\n")
	}
	if chunk.Tokens(q.text) > longQuote {
		return quote{}
	}
	q.relevance = found.Relevance(q.text)
	if block.Kind == chunk.Code {
		q.relevance /= 2 // code shows more than it says
	}
	return q
}

// window chooses at most so many pieces that stand together. Each one more must add something.
func window(found retrieve.Result, pieces []string, most int) (from, to int) {
	best := -1.0
	for start := range pieces {
		for end := start + 1; end <= min(start+most, len(pieces)); end++ {
			score := found.Relevance(strings.Join(pieces[start:end], " ")) - 0.02*float64(end-start)
			if score > best {
				best, from, to = score, start, end
			}
		}
	}
	return from, to
}

// complete adds the sentence before one that cannot be understood without it, and sentences that follow.
func complete(sentences []string, from, to int) (int, int) {
	length := 0
	for _, sentence := range sentences[from:to] {
		length += chunk.Tokens(sentence)
	}
	if from > 0 && dangling(sentences[from]) {
		from--
		length += chunk.Tokens(sentences[from])
	}
	for to < len(sentences) && to-from < fewSentences && length+chunk.Tokens(sentences[to]) <= shortQuote {
		length += chunk.Tokens(sentences[to])
		to++
	}
	return from, to
}

// around adds what belongs to the beginning or the end of a paragraph: the formula or list that it announces, and the
// formula that it speaks of.
func around(q quote, blocks []chunk.Block, i int, first, last bool) quote {
	if first && i > 0 && dangling(q.text) && isFormula(blocks[i-1]) {
		q.text, q.start = blocks[i-1].Text+"\n\n"+q.text, blocks[i-1].Start
		if i > 1 && blocks[i-2].Kind == chunk.Prose {
			sentences := chunk.Sentences(blocks[i-2].Text)
			q.text, q.start = sentences[len(sentences)-1]+"\n\n"+q.text, blocks[i-2].Start
		}
	}
	if last && i+1 < len(blocks) {
		next := blocks[i+1]
		if (isFormula(next) || strings.HasSuffix(q.text, ":")) && chunk.Tokens(next.Text) <= longQuote {
			q.text, q.end = q.text+"\n\n"+next.Text, next.End
		}
	}
	return q
}

func isFormula(block chunk.Block) bool { return strings.HasPrefix(block.Text, "$$") }

// dangling tells whether a text cannot be understood without what stands before it.
func dangling(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	switch strings.ToLower(strings.Trim(word, ",'’")) {
	case "it", "its", "this", "these", "that", "those", "they", "he", "she", "his", "her", "their", "such", "so", "but", "and", "then",
		"there", "here", "both":
		return true
	}
	return false
}

// entriesOf divides a list at its outermost entries.
func entriesOf(list string) []string {
	var entries []string
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		if len(entries) == 0 || line != "" && line[0] != ' ' {
			entries = append(entries, line)
		} else {
			entries[len(entries)-1] += "\n" + line
		}
	}
	return entries
}
