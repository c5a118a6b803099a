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
	char     kind = iota
	one           // any character of a segment
	run           // any number of them
	slashes       // one or more
	trailing      // any number of slashes
	deep          // whole segments with their slashes
	rest          // anything
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
				list = append(list, token{kind: slashes})
			}
			list = append(list, token{kind: deep})
			continue
		}
		list = appendSegment(list, segment)
		switch {
		case last:
			list = append(list, token{kind: trailing})
		case !beforeDeep:
			list = append(list, token{kind: slashes})
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

func match(list []token, text []rune) bool {
	for at, t := range list {
		following := list[at+1:]
		switch t.kind {
		case run:
			return tryAll(following, text, func(c rune) bool { return !isSlash(c) })
		case trailing:
			return tryAll(following, text, isSlash)
		case deep:
			return matchDeep(following, text)
		case rest:
			return tryAll(following, text, func(rune) bool { return true })
		case slashes:
			return len(text) > 0 && isSlash(text[0]) && tryAll(following, text[1:], isSlash)
		case char, one:
			if len(text) == 0 || t.kind == char && text[0] != t.char || t.kind == one && isSlash(text[0]) {
				return false
			}
			text = text[1:]
		}
	}
	return len(text) == 0
}

// tryAll goes on after none, one, … of the characters that may be passed.
func tryAll(following []token, text []rune, pass func(rune) bool) bool {
	for i := 0; ; i++ {
		if match(following, text[i:]) {
			return true
		}
		if i == len(text) || !pass(text[i]) {
			return false
		}
	}
}

// matchDeep goes on at the beginning and after each slash.
func matchDeep(following []token, text []rune) bool {
	for i := 0; ; i++ {
		if (i == 0 || isSlash(text[i-1])) && match(following, text[i:]) {
			return true
		}
		if i == len(text) {
			return false
		}
	}
}
