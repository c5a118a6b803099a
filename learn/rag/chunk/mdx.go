package chunk

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// filler replaces what is no text inside a line. A space would change headings and emphasis around it; it is dropped
// when text is taken out.
const filler = 0x01

// dropped are the elements whose content is no text of the lesson.
var dropped = []string{"Quiz", "script", "style"}

// shownAttributes are the attributes that readers see.
var shownAttributes = []string{"caption", "title", "summary"}

// blank overwrites everything in an MDX file that is not Markdown: front matter, imports and exports, tags and
// expressions. Every byte that stays keeps its place, so positions in the result are positions in the file.
func blank(file []byte) []byte {
	s := &scanner{text: bytes.Clone(file)}
	for i, c := range s.text {
		if c == filler || c == 0 {
			s.text[i] = ' '
		}
	}
	s.frontMatter()
	for s.at < len(s.text) {
		if s.atLineStart() && s.line() {
			continue
		}
		s.inline()
	}
	s.emptyLines()
	return s.text
}

type scanner struct {
	text []byte
	at   int
}

func (s *scanner) atLineStart() bool { return s.at == 0 || s.text[s.at-1] == '\n' }

// lineEnd is the position after the line that holds from.
func (s *scanner) lineEnd(from int) int {
	if n := bytes.IndexByte(s.text[from:], '\n'); n >= 0 {
		return from + n + 1
	}
	return len(s.text)
}

func (s *scanner) frontMatter() {
	if !bytes.HasPrefix(s.text, []byte("---")) {
		return
	}
	for at := s.lineEnd(0); at < len(s.text); {
		end := s.lineEnd(at)
		if string(bytes.TrimRight(s.text[at:end], " \t\r\n")) == "---" {
			s.fill(0, end, ' ')
			s.at = end
			return
		}
		at = end
	}
}

// line deals with what is recognised by whole lines: fences of code and formulas, imports and exports.
func (s *scanner) line() bool {
	end := s.lineEnd(s.at)
	line := s.text[s.at:end]
	content := bytes.TrimLeft(line, " \t>")
	if fence := fenceOf(content); fence != "" {
		s.skipFence(fence, end)
		return true
	}
	if bytes.HasPrefix(line, []byte("import ")) || bytes.HasPrefix(line, []byte("export ")) {
		if s.at == 0 || s.blankBefore() {
			s.at = s.blankParagraph()
			return true
		}
	}
	return false
}

// fenceOf returns the run of characters that opens a block of code or a formula.
func fenceOf(line []byte) string {
	if len(line) == 0 || !strings.ContainsRune("`~$", rune(line[0])) {
		return ""
	}
	run := runOf(line)
	rest := line[run:]
	switch {
	case line[0] == '$' && (run < 2 || bytes.IndexByte(rest, '$') >= 0):
		return ""
	case line[0] != '$' && run < 3:
		return ""
	case line[0] == '`' && bytes.IndexByte(rest, '`') >= 0:
		return ""
	}
	return string(line[:run])
}

func runOf(text []byte) int {
	n := 0
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

func (s *scanner) skipFence(fence string, from int) {
	for s.at = from; s.at < len(s.text); {
		end := s.lineEnd(s.at)
		line := bytes.Trim(s.text[s.at:end], " \t>\r\n")
		s.at = end
		if len(line) >= len(fence) && line[0] == fence[0] && runOf(line) == len(line) {
			return
		}
	}
}

func (s *scanner) blankBefore() bool {
	before := bytes.TrimSuffix(s.text[:s.at], []byte("\n"))
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	return len(bytes.TrimSpace(before)) == 0
}

// blankParagraph blanks up to the next empty line and returns where that is.
func (s *scanner) blankParagraph() int {
	at := s.at
	for at < len(s.text) {
		end := s.lineEnd(at)
		if len(bytes.TrimSpace(s.text[at:end])) == 0 {
			break
		}
		at = end
	}
	s.fill(s.at, at, ' ')
	return at
}

// inline deals with the character at the current position.
func (s *scanner) inline() {
	switch s.text[s.at] {
	case '\\':
		s.at = min(s.at+2, len(s.text))
	case '`', '$':
		s.skipSpan()
	case '<':
		s.tag()
	case '{':
		s.expression()
	default:
		s.at++
	}
}

// skipSpan passes code or a formula inside a line: it ends with a run as long as the one it begins with, in the same
// paragraph.
func (s *scanner) skipSpan() {
	run := runOf(s.text[s.at:])
	mark := s.text[s.at]
	s.at += run
	for at := s.at; at < len(s.text); {
		switch {
		case s.text[at] == mark:
			n := runOf(s.text[at:])
			at += n
			if n == run {
				s.at = at
				return
			}
		case s.text[at] == '\n' && len(bytes.TrimSpace(s.text[at+1:s.lineEnd(at+1)])) == 0:
			return
		default:
			at++
		}
	}
}

func (s *scanner) tag() {
	t, ok := parseTag(s.text, s.at)
	if !ok {
		s.at++
		return
	}
	end := t.end
	if !t.closing && !t.empty && slices.Contains(dropped, t.name) {
		if n := bytes.Index(s.text[end:], []byte("</"+t.name)); n >= 0 {
			end = s.lineOrTagEnd(end + n)
		}
	}
	at := t.start
	for _, kept := range t.shown {
		s.fill(at, kept[0], filler)
		at = kept[1]
	}
	s.fill(at, end, filler)
	if t.name == "br" {
		s.text[end-1] = ' '
	}
	s.at = end
}

func (s *scanner) lineOrTagEnd(from int) int {
	if n := bytes.IndexByte(s.text[from:], '>'); n >= 0 {
		return from + n + 1
	}
	return len(s.text)
}

var commentID = regexp.MustCompile(`^\{/\*\s*#(\S+?)(?:\s[^*]*)?\*/\}$`)

// expression blanks a {…}, but for the id of a heading, which becomes {#id} wherever it was in a comment.
func (s *scanner) expression() {
	end := braceEnd(s.text, s.at)
	if end < 0 {
		s.at++
		return
	}
	inner := s.text[s.at:end]
	inHeading := bytes.HasPrefix(s.text[bytes.LastIndexByte(s.text[:s.at], '\n')+1:], []byte("#"))
	switch match := commentID.FindSubmatch(inner); {
	case inHeading && match != nil:
		id := append(append([]byte("{#"), match[1]...), '}')
		s.fill(s.at, end, ' ')
		copy(s.text[end-len(id):end], id)
	case inHeading && bytes.HasPrefix(inner, []byte("{#")):
	case inHeading: // the site counts the source of an expression as part of the heading
		s.text[s.at], s.text[end-1] = filler, filler
	default:
		s.fill(s.at, end, filler)
	}
	s.at = end
}

func (s *scanner) fill(from, to int, with byte) {
	for i := from; i < to; i++ {
		if s.text[i] != '\n' && s.text[i] != '\r' {
			s.text[i] = with
		}
	}
}

// emptyLines makes lines that held nothing but markup empty, so that they separate paragraphs.
func (s *scanner) emptyLines() {
	for at := 0; at < len(s.text); {
		end := s.lineEnd(at)
		line := s.text[at:end]
		if bytes.IndexByte(line, filler) >= 0 && len(bytes.Trim(line, " \t\r\n\x01")) == 0 {
			s.fill(at, end, ' ')
		}
		at = end
	}
}
