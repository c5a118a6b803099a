package wire

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth bounds the nesting of a parsed document, as encoding/json does: a level costs
// stack.
const MaxDepth = 10_000

// ErrSyntax is the only error of Parse: the text is not JSON, or nests deeper
// than MaxDepth.
var ErrSyntax = errors.New("wire: not valid JSON")

// Parse reads one JSON document (RFC 8259). Of members with the same name the last
// value wins at the first place, as in JavaScript.
func Parse(text []byte) (any, error) {
	p := parser{s: text}
	p.space()
	v, ok := p.value(0)
	p.space()
	if !ok || p.i != len(p.s) {
		return nil, ErrSyntax
	}
	return v, nil
}

type parser struct {
	s []byte
	i int
}

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *parser) value(depth int) (any, bool) {
	if p.i >= len(p.s) || depth > MaxDepth {
		return nil, false
	}
	switch c := p.s[p.i]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		return p.text()
	case c == 't':
		return true, p.literal("true")
	case c == 'f':
		return false, p.literal("false")
	case c == 'n':
		return nil, p.literal("null")
	case c == '-' || (c >= '0' && c <= '9'):
		return p.number()
	}
	return nil, false
}

func (p *parser) literal(word string) bool {
	if len(p.s)-p.i < len(word) || string(p.s[p.i:p.i+len(word)]) != word {
		return false
	}
	p.i += len(word)
	return true
}

func (p *parser) object(depth int) (any, bool) {
	p.i++
	var o Builder
	p.space()
	if p.eat('}') {
		return Object{}, true
	}
	for {
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return nil, false
		}
		key, ok := p.text()
		if !ok {
			return nil, false
		}
		p.space()
		if !p.eat(':') {
			return nil, false
		}
		p.space()
		v, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		o.Set(key.(string), v)
		p.space()
		if p.eat('}') {
			return indexKeysFirst(o.Object), true
		}
		if !p.eat(',') {
			return nil, false
		}
	}
}

func (p *parser) array(depth int) (any, bool) {
	p.i++
	a := []any{}
	p.space()
	if p.eat(']') {
		return a, true
	}
	for {
		p.space()
		v, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		a = append(a, v)
		p.space()
		if p.eat(']') {
			return a, true
		}
		if !p.eat(',') {
			return nil, false
		}
	}
}

func (p *parser) eat(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) digits() bool {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i > start
}

func (p *parser) number() (any, bool) {
	start := p.i
	p.eat('-')
	if !p.eat('0') && !p.digits() {
		return nil, false
	}
	if p.eat('.') && !p.digits() {
		return nil, false
	}
	if p.eat('e') || p.eat('E') {
		if !p.eat('+') {
			p.eat('-')
		}
		if !p.digits() {
			return nil, false
		}
	}
	// Out of range is ±Inf or 0 in JavaScript too.
	f, _ := strconv.ParseFloat(string(p.s[start:p.i]), 64)
	return f, true
}

func (p *parser) text() (any, bool) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			s := p.s[start:p.i]
			p.i++
			return validUTF8(s), true
		case c == '\\':
			return p.escapedText(start)
		case c < 0x20:
			return nil, false
		default:
			p.i++
		}
	}
	return nil, false
}

func (p *parser) escapedText(start int) (any, bool) {
	buf := append([]byte{}, p.s[start:p.i]...)
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch {
		case c == '"':
			p.i++
			return validUTF8(buf), true
		case c < 0x20:
			return nil, false
		case c != '\\':
			buf = append(buf, c)
			p.i++
		default:
			var ok bool
			if buf, ok = p.escape(buf); !ok {
				return nil, false
			}
		}
	}
	return nil, false
}

func (p *parser) escape(buf []byte) ([]byte, bool) {
	if p.i+1 >= len(p.s) {
		return nil, false
	}
	c := p.s[p.i+1]
	p.i += 2
	switch c {
	case '"', '\\', '/':
		return append(buf, c), true
	case 'b':
		return append(buf, '\b'), true
	case 'f':
		return append(buf, '\f'), true
	case 'n':
		return append(buf, '\n'), true
	case 'r':
		return append(buf, '\r'), true
	case 't':
		return append(buf, '\t'), true
	case 'u':
		r, ok := p.hex4()
		if !ok {
			return nil, false
		}
		if utf16.IsSurrogate(r) && p.i+1 < len(p.s) && p.s[p.i] == '\\' && p.s[p.i+1] == 'u' {
			mark := p.i
			p.i += 2
			low, ok := p.hex4()
			if !ok {
				return nil, false
			}
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return utf8.AppendRune(buf, pair), true
			}
			p.i = mark
		}
		return utf8.AppendRune(buf, r), true
	}
	return nil, false
}

func (p *parser) hex4() (rune, bool) {
	if p.i+4 > len(p.s) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p.s[p.i:p.i+4]), 16, 32)
	if err != nil || p.s[p.i] == '+' || p.s[p.i] == '-' || p.s[p.i] == '_' {
		return 0, false
	}
	p.i += 4
	return rune(n), true
}

// validUTF8 replaces what is not UTF-8, as decoding a request body does.
func validUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b)))
}
