package password

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/lyceum/lyceum/auth"
)

// commonText lists the ten thousand most used passwords of eight characters or more, in
// lower case and sorted (data/README.md).
//
//go:embed data/common.txt
var commonText string

var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	set := make(map[string]struct{}, 10_000)
	for line := range strings.Lines(commonText) {
		set[strings.TrimSuffix(line, "\n")] = struct{}{}
	}
	return set
})

// isCommon reports whether a guesser would try a password among the first. It is compared
// in the form in which it is hashed.
func isCommon(password string) bool {
	_, common := commonPasswords()[strings.ToLower(norm.NFKC.String(password))]
	return common
}

// shortWord is below what a word has to have for a password made of it to be refused.
const shortWord = 4

// known are the words that anybody could guess: the names of the service and of the person,
// and the parts of the person's address (NIST SP 800-63B-4, section 3.1.1.2).
func (p *Plugin) known(about []string) map[string]bool {
	o := p.auth.Options()
	words := map[string]bool{}
	for _, text := range append(about, o.AppName, auth.OriginOf(p.auth.BaseURL())) {
		parts := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) })
		for _, word := range append(parts, strings.Join(parts, "")) {
			if utf8.RuneCountInString(word) >= shortWord {
				words[word] = true
			}
		}
	}
	return words
}

// madeOf reports whether the letters of a password are one of the words, once or several
// times, or two of them: "Lyceum2026!" of "lyceum".
func madeOf(password string, words map[string]bool) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(password)))
	for word := range words {
		rest := strings.ReplaceAll(letters, word, "")
		if rest != letters && (rest == "" || words[rest]) {
			return true
		}
	}
	return false
}
