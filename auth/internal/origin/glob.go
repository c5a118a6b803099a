package origin

import "strings"

// Glob matches text against a pattern as the reference does (better-auth-core, section 5.3):
// `*` is any run of characters but slashes, `?` one of them, `**` as a whole segment any
// depth, `\` takes the next character literally. A slash stands for one or more, and a
// backslash in the text for a slash. Slashes at the end of the text do not count unless the
// pattern ends with one.
func Glob(pattern, text string) bool { return match(tokens(pattern), []rune(text)) }

// A token is a character, or one of the kinds below.
type token struct {
	kind kind
	char rune
}

type kind int

const (
	char    kind = iota
	one          // any character of a segment
	run          // any number of them
	slash        // one slash
	slashes      // any number of them
	deep         // whole segments with their slashes
	rest         // anything
)

// tokens reads a pattern, segment by segment.
func tokens(pattern string) (list []token) {
	segments := strings.Split(pattern, "/")
	for i, segment := range segments {
		if segment == "" && i > 0 {
			continue
		}
		last := i == len(segments)-1
		beforeDeep := !last && segments[i+1] == "**"
		switch {
		case segment == "**" && beforeDeep:
			continue
		case segment == "**" && last:
			list = append(list, token{kind: rest})
			continue
		case segment == "**":
			if i > 0 {
				list = append(list, token{kind: slash}, token{kind: slashes})
			}
			list = append(list, token{kind: deep})
			continue
		}
		list = appendSegment(list, segment)
		switch {
		case last:
			list = append(list, token{kind: slashes})
		case !beforeDeep:
			list = append(list, token{kind: slash}, token{kind: slashes})
		}
	}
	return list
}

func appendSegment(list []token, segment string) []token {
	escaped := false
	for _, c := range segment {
		switch {
		case escaped:
			list, escaped = append(list, token{char: c}), false
		case c == '\\':
			escaped = true
		case c == '?':
			list = append(list, token{kind: one})
		case c == '*':
			list = append(list, token{kind: run})
		default:
			list = append(list, token{char: c})
		}
	}
	return list
}

func isSlash(c rune) bool { return c == '/' || c == '\\' }

// takes reports whether a token may stand for a character.
func (t token) takes(c rune) bool {
	switch t.kind {
	case char:
		return c == t.char
	case one, run:
		return !isSlash(c)
	case slash, slashes:
		return isSlash(c)
	default:
		return true
	}
}

// repeats reports whether a token stands for any number of characters, none included.
func (t token) repeats() bool { return t.kind == run || t.kind >= slashes }

// match passes through the text once with all places of the pattern that what was read may lead
// to: texts come from strangers, and trying one place after the other takes time that grows with
// the power of the wildcards.
func match(list []token, text []rune) bool {
	places, next := make([]bool, len(list)+1), make([]bool, len(list)+1)
	reach(list, places, 0)
	for _, c := range text {
		clear(next)
		for i, t := range list {
			switch {
			case !places[i] || !t.takes(c):
			case t.kind == deep && !isSlash(c):
				next[i] = true // within a segment nothing else begins
			case t.repeats():
				reach(list, next, i)
			default:
				reach(list, next, i+1)
			}
		}
		places, next = next, places
	}
	return places[len(list)]
}

// reach marks a place and those beyond tokens that may stand for nothing.
func reach(list []token, places []bool, i int) {
	for places[i] = true; i < len(list) && list[i].repeats(); places[i] = true {
		i++
	}
}
