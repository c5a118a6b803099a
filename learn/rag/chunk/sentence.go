package chunk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences divides a paragraph. A full stop ends a sentence when a capital letter or a digit follows after a space,
// and the word before it is not an abbreviation or an initial. Concatenated, with single spaces, the sentences are the
// paragraph again.
func Sentences(paragraph string) []string {
	var sentences []string
	start := 0
	for at := 0; at < len(paragraph); {
		if length := special(paragraph[at:]); length > 0 { // nothing ends inside code or a formula
			at += length
			continue
		}
		r, size := utf8.DecodeRuneInString(paragraph[at:])
		at += size
		if !strings.ContainsRune(".?!…", r) {
			continue
		}
		end := at
		for end < len(paragraph) && strings.ContainsRune(`"')]*`, rune(paragraph[end])) {
			end++
		}
		if rest := paragraph[end:]; strings.HasPrefix(rest, "”") {
			end += len("”")
		}
		next := end
		for next < len(paragraph) && (paragraph[next] == ' ' || paragraph[next] == '\n') {
			next++
		}
		if next == end || next == len(paragraph) || !begins(paragraph[next:]) || r == '.' && abbreviated(paragraph[start:at-1]) {
			continue
		}
		sentences = append(sentences, paragraph[start:end])
		start, at = next, next
	}
	if rest := strings.TrimSpace(paragraph[start:]); rest != "" {
		sentences = append(sentences, rest)
	}
	return sentences
}

// begins tells whether a text may be the beginning of a sentence.
func begins(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "\"'“‘(*`$\\"))
	return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Lo)
}

var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "etc": true, "cf": true, "vs": true, "al": true, "fig": true, "eq": true, "no": true,
	"dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "st": true, "approx": true, "sec": true, "ch": true,
}

func abbreviated(before string) bool {
	word := before[strings.LastIndexAny(before, " \n(")+1:]
	letters := utf8.RuneCountInString(word)
	if r, _ := utf8.DecodeRuneInString(word); letters == 1 && unicode.IsUpper(r) {
		return true // an initial
	}
	return abbreviations[strings.ToLower(word)]
}
