package chunk

import (
	"bytes"
	"slices"
	"strings"
)

// tag is a JSX tag in a text.
type tag struct {
	name           string
	start, end     int
	closing, empty bool     // </name> and <name/>
	shown          [][2]int // the values of attributes that readers see
}

// parseTag reads the tag or HTML comment that begins at start. A less-than sign that begins neither is not ok.
func parseTag(text []byte, start int) (t tag, ok bool) {
	if bytes.HasPrefix(text[start:], []byte("<!--")) {
		n := bytes.Index(text[start:], []byte("-->"))
		return tag{start: start, end: start + n + 3, empty: true}, n >= 0
	}
	t = tag{start: start}
	at := start + 1
	if at < len(text) && text[at] == '/' {
		t.closing = true
		at++
	}
	nameEnd := at
	for nameEnd < len(text) && isName(text[nameEnd], nameEnd == at) {
		nameEnd++
	}
	t.name = string(text[at:nameEnd])
	if nameEnd < len(text) && t.name != "" && !strings.ContainsRune(" \t\r\n/>", rune(text[nameEnd])) {
		return t, false
	}
	if t.name == "" && (nameEnd >= len(text) || text[nameEnd] != '>') { // a fragment is <> or </>
		return t, false
	}
	return t, t.attributes(text, nameEnd)
}

func isName(c byte, first bool) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
	return letter || !first && (c >= '0' && c <= '9' || c == '.' || c == ':' || c == '-')
}

func (t *tag) attributes(text []byte, at int) bool {
	name := ""
	for at < len(text) {
		switch c := text[at]; {
		case c == '>':
			t.end = at + 1
			return true
		case c == '/':
			t.empty = true
			at++
		case c == '"' || c == '\'':
			n := bytes.IndexByte(text[at+1:], c)
			if n < 0 {
				return false
			}
			t.show(name, at+1, at+1+n)
			at, name = at+n+2, ""
		case c == '{':
			end := braceEnd(text, at)
			if end < 0 {
				return false
			}
			if inner := text[at+1 : end-1]; len(inner) >= 2 && inner[0] == inner[len(inner)-1] && strings.ContainsRune("\"'`", rune(inner[0])) {
				t.show(name, at+2, end-2)
			}
			at, name = end, ""
		case isName(c, true):
			end := at + 1
			for end < len(text) && isName(text[end], false) {
				end++
			}
			name, at = string(text[at:end]), end
		case strings.ContainsRune(" \t\r\n=", rune(c)):
			at++
		default:
			return false
		}
	}
	return false
}

func (t *tag) show(name string, start, end int) {
	if slices.Contains(shownAttributes, name) {
		t.shown = append(t.shown, [2]int{start, end})
	}
}

// braceEnd returns the position after the brace that closes the one at start, or -1. Braces in strings and comments
// do not count.
func braceEnd(text []byte, start int) int {
	depth := 0
	for at := start; at < len(text); at++ {
		switch c := text[at]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
			if depth == 0 {
				return at + 1
			}
		case c == '"' || c == '\'' || c == '`':
			if end := stringEnd(text, at); end >= 0 {
				at = end
			}
		case c == '/' && bytes.HasPrefix(text[at:], []byte("/*")):
			n := bytes.Index(text[at+2:], []byte("*/"))
			if n < 0 {
				return -1
			}
			at += n + 3
		}
	}
	return -1
}

// stringEnd returns the position of the quote that closes the one at start, or -1: an apostrophe is no string.
func stringEnd(text []byte, start int) int {
	for at := start + 1; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case text[start]:
			return at
		case '\n':
			if text[start] != '`' {
				return -1
			}
		}
	}
	return -1
}
