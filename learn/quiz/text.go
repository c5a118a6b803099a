package quiz

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Text is safe HTML made from Markdown (CommonMark with tables): no raw HTML of the author's, no script in links.
// Mathematics between dollar signs stays text, as in $a_1 * b$, and is not read as Markdown.
type Text string

// errRawHTML means that a text has a tag in it; a < b is fine.
var errRawHTML = errors.New("raw HTML is not allowed; write Markdown, and &lt; or `code` for a literal tag")

// renderer turns Markdown into HTML. goldmark leaves out raw HTML and dangerous links unless told otherwise.
type renderer struct{ markdown goldmark.Markdown }

func newRenderer() renderer {
	return renderer{goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(mathParser{}, 150))),
	)}
}

// block renders a text of any length.
func (r renderer) block(markdown string) (Text, error) {
	source := []byte(markdown)
	document := r.markdown.Parser().Parse(text.NewReader(source))
	return r.render(document, source)
}

// inline is block, but leaves out the paragraph around a text that is a single one.
func (r renderer) inline(markdown string) (Text, error) {
	source := []byte(markdown)
	document := r.markdown.Parser().Parse(text.NewReader(source))
	if only := document.FirstChild(); document.ChildCount() == 1 && only.Kind() == ast.KindParagraph {
		bare := ast.NewTextBlock() // what tight lists use: a paragraph without its tags
		for child := only.FirstChild(); child != nil; child = only.FirstChild() {
			bare.AppendChild(bare, child)
		}
		document.ReplaceChild(document, only, bare)
	}
	return r.render(document, source)
}

func (r renderer) render(document ast.Node, source []byte) (Text, error) {
	err := ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if kind := node.Kind(); entering && (kind == ast.KindHTMLBlock || kind == ast.KindRawHTML) {
			return ast.WalkStop, errRawHTML
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var html bytes.Buffer
	if err := r.markdown.Renderer().Render(&html, source, document); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return Text(bytes.TrimSpace(html.Bytes())), nil
}

// mathParser keeps $…$ from being read as Markdown. As in Pandoc, the opening dollar is followed by something other
// than space, the closing one preceded by it and not followed by a digit: "from $5 to $6" is no mathematics.
type mathParser struct{}

func (mathParser) Trigger() []byte { return []byte{'$'} }

func (mathParser) Parse(_ ast.Node, reader text.Reader, _ parser.Context) ast.Node {
	line, segment := reader.PeekLine()
	end := mathEnd(line)
	if end < 0 {
		return nil
	}
	reader.Advance(end)
	node := ast.NewTextSegment(segment.WithStop(segment.Start + end))
	node.SetRaw(true) // escaped for HTML, but entities and backslashes stay
	return node
}

// mathEnd returns the length of the mathematics at the start of line, or -1.
func mathEnd(line []byte) int {
	fence := 1
	if bytes.HasPrefix(line, []byte("$$")) {
		fence = 2
	}
	if len(line) <= fence || isSpace(line[fence]) {
		return -1
	}
	for i := fence + 1; i+fence <= len(line); i++ {
		if line[i] != '$' || line[i-1] == '\\' || isSpace(line[i-1]) {
			continue
		}
		end := i + fence
		if fence == 2 && line[i+1] != '$' {
			continue
		}
		if end < len(line) && line[end] >= '0' && line[end] <= '9' {
			continue
		}
		return end
	}
	return -1
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }
