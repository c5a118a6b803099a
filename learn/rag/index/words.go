package index

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lyceum/lyceum/learn/rag/chunk"
)

// maxWord is the longest word that is looked at, in bytes: PostgreSQL refuses lexemes of more than 2 kB, and no word
// is that long.
const maxWord = 64

// Words splits a text into lower-case words of letters and digits, without accents. Questions and passages go through
// it alike, so that both databases see the same words and none of their own syntax.
func Words(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 && word.Len() <= maxWord {
			words = append(words, word.String())
		}
		word.Reset()
	}
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent
		case r == '\'' || r == '’': // robot's is robot, don't is dont
			word.WriteByte('\'')
		default:
			flush()
		}
	}
	flush()
	kept := words[:0]
	for _, w := range words {
		w = strings.Trim(w, "'")
		w = strings.TrimSuffix(w, "'s")
		if w = strings.ReplaceAll(w, "'", ""); w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// maxTerms bounds the work of one search.
const maxTerms = 24

// Terms returns the telling words of a question, each once: not those that any question may have, unless it has no
// others.
func Terms(question string) []string {
	words := Words(question)
	terms := distinct(words, func(word string) bool { return !stopWords[word] })
	if len(terms) == 0 {
		terms = distinct(words, func(string) bool { return true })
	}
	return terms
}

func distinct(words []string, keep func(string) bool) []string {
	var kept []string
	seen := map[string]bool{}
	for _, word := range words {
		if keep(word) && !seen[word] && len(kept) < maxTerms {
			seen[word] = true
			kept = append(kept, word)
		}
	}
	return kept
}

// stopWords say nothing about what a question is about. Single letters are not among them but for a and i: they
// may be a quantity.
var stopWords = set(`a about above actually after again all also am an and another any anyone anything are as ask at be
because been before being below between book both but by can cannot cant chapter could did do does doesnt doing done
dont down during each either else ever every everything example explain few find for from further gave get gets give
gives go goes going got had has have having he help her here hers him his how however i if im in into is isnt it its
itself just kind know lesson let like made make makes many may me mean means meant might more most much must my myself
need no nor not now of off often on once one only or other our out over own page part people please possible problem
question quite rather read really said same say says section see shall she should show simple simply since so some
someone something such sure take tell text than thank thanks that thats the their them themselves then there these they
thing things think this those through to together too under until up us use used uses using very want wants was way
ways we well were what whats when where whether which while who whom whose why will with within without wont word words
would write written yes yet you your yours

basically briefly concept concepts confused curious define defined definition describe detail details exactly explained
explanation hello help helps hey hi idea interested learn learned maybe ok okay really sorry term terms topic understand
understanding wonder wondering`)

func set(words string) map[string]bool {
	members := map[string]bool{}
	for _, word := range strings.Fields(words) {
		members[word] = true
	}
	return members
}

// fields are what a passage is found by: words only.
type fields struct {
	heading, path, body, code string
	words                     int
}

func fieldsOf(c chunk.Chunk) fields {
	var body, code []string
	for _, block := range c.Blocks {
		if block.Kind == chunk.Code {
			code = append(code, Words(block.Text)...)
		} else {
			body = append(body, Words(block.Plain())...)
		}
	}
	heading := Words(c.Heading())
	var path []string
	if len(c.Path) > 1 {
		path = Words(strings.Join(c.Path[:len(c.Path)-1], " "))
	}
	return fields{
		heading: strings.Join(heading, " "), path: strings.Join(path, " "),
		body: strings.Join(body, " "), code: strings.Join(code, " "), words: len(body) + len(code),
	}
}
