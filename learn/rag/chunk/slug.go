package chunk

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Slugger makes the anchors of one page as Docusaurus does (npm github-slugger 1.5): lower case, only letters, digits,
// marks, connectors, spaces and hyphens, spaces to hyphens, and a number added to what is there already. It knows more
// letters than that package, namely those added to Unicode since version 13. The zero value is ready.
type Slugger struct {
	seen map[string]int
}

// Slug returns the anchor of the next heading.
func (s *Slugger) Slug(heading string) string {
	if s.seen == nil {
		s.seen = map[string]int{}
	}
	base := slug(heading)
	result := base
	for {
		if _, taken := s.seen[result]; !taken {
			break
		}
		s.seen[base]++
		result = base + "-" + strconv.Itoa(s.seen[base])
	}
	s.seen[result] = 0
	return result
}

func slug(heading string) string {
	lower := cases.Lower(language.Und, cases.HandleFinalSigma(true)).String(heading)
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', unicode.IsLetter(r),
			unicode.In(r, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic):
			return r
		default:
			return -1
		}
	}, lower)
}

var explicitID = regexp.MustCompile(`\s*\{#([^}]+)\}$`)

// splitID separates an explicit id, written {#id} after the heading.
func splitID(heading string) (text, id string) {
	match := explicitID.FindStringSubmatchIndex(heading)
	if match == nil {
		return heading, ""
	}
	return heading[:match[0]], strings.TrimSpace(heading[match[2]:match[3]])
}
