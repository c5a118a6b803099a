package assistant

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// marker passes a model's text on to the reader, piece by piece, and turns marks like [2] or [1, 3] into citations.
// Marks that name no passage are dropped. Brackets in code and formulas are left alone, and so is what does not count
// from one, such as the interval [0, 1].
type marker struct {
	passages []retrieve.Passage
	out      Writer
	begun    bool // something was passed on

	held    string // the end of the text, while it may be the beginning of a mark
	code    bool   // inside backquotes
	formula bool   // between dollar signs
}

func newMarker(passages []retrieve.Passage, out Writer) *marker {
	return &marker{passages: passages, out: out}
}

var (
	wholeMark = regexp.MustCompile(`^[ \t]*\[\^?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]`)
	maybeMark = regexp.MustCompile(`^[ \t]*(?:\[\^?[\d\s,;–-]{0,24})?$`)
	digits    = regexp.MustCompile(`\d+`)
)

// write takes the next piece.
func (m *marker) write(piece string) error {
	text, ready := m.held+piece, ""
	m.held = ""
	for text != "" {
		at := m.next(text)
		ready, text = ready+text[:at], text[at:]
		if match := wholeMark.FindStringSubmatch(text); match != nil {
			if err := m.pass(ready); err != nil {
				return err
			}
			ready, text = "", text[len(match[0]):]
			if err := m.cite(match[0], match[1]); err != nil {
				return err
			}
			continue
		}
		if maybeMark.MatchString(text) {
			m.held = text
			break
		}
		ready, text = ready+text[:1], text[1:] // a space or a bracket like any other
	}
	return m.pass(ready)
}

// next is where a mark may begin: at a bracket, or at the space before it. It keeps track of code and formulas.
func (m *marker) next(text string) int {
	for at := range len(text) {
		switch c := text[at]; {
		case c == '`':
			m.code = !m.code
		case c == '$' && !m.code && (at == 0 || text[at-1] != '\\'):
			m.formula = !m.formula
		case c == '\n':
			m.formula = false // one that was not closed was an amount of money
		case !m.code && !m.formula && (c == '[' || c == ' ' || c == '\t'):
			return at
		}
	}
	return len(text)
}

// cite turns the numbers of a mark into citations.
func (m *marker) cite(mark, numbers string) error {
	var cited []int
	for _, number := range digits.FindAllString(numbers, -1) {
		n, err := strconv.Atoi(number)
		if err != nil || n == 0 {
			return m.pass(mark) // an interval or an index
		}
		if n <= len(m.passages) {
			cited = append(cited, n)
		}
	}
	for _, n := range cited {
		passage := m.passages[n-1]
		blocks := passage.Chunk.Blocks
		if err := m.out.Cite(source(passage, blocks[0].Start, blocks[len(blocks)-1].End)); err != nil {
			return err
		}
	}
	return nil
}

func (m *marker) pass(text string) error {
	if text == "" {
		return nil
	}
	m.begun = m.begun || strings.TrimSpace(text) != ""
	return m.out.Write(text)
}

// flush passes on what was held back, when no more comes.
func (m *marker) flush() error {
	text := m.held
	m.held = ""
	return m.pass(strings.TrimRight(text, " \t"))
}
