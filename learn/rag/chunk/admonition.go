package chunk

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var kindAdmonition = ast.NewNodeKind("Admonition")

// admonition is what stands between :::note[Title] and :::.
type admonition struct {
	ast.BaseBlock
	fence int
	title string
}

func (*admonition) Kind() ast.NodeKind              { return kindAdmonition }
func (a *admonition) Dump(source []byte, level int) { ast.DumpHelper(a, source, level, nil, nil) }

type admonitionParser struct{}

func (admonitionParser) Trigger() []byte { return []byte{':'} }

func (admonitionParser) Open(_ ast.Node, reader text.Reader, context parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := context.BlockOffset()
	if at < 0 || line[at] != ':' {
		return nil, parser.NoChildren
	}
	run := runOf(line[at:])
	rest := bytes.TrimSpace(line[at+run:])
	if run < 3 || len(rest) == 0 {
		return nil, parser.NoChildren
	}
	node := &admonition{fence: run}
	kind, title, _ := bytes.Cut(rest, []byte("["))
	if title, _, found := bytes.Cut(title, []byte("]")); found {
		node.title = string(title)
	} else if _, old, found := bytes.Cut(kind, []byte(" ")); found { // :::note Title
		node.title = string(bytes.TrimSpace(old))
	}
	reader.Advance(segment.Len() - 1)
	return node, parser.HasChildren
}

func (admonitionParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, segment := reader.PeekLine()
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) == node.(*admonition).fence && trimmed[0] == ':' && runOf(trimmed) == len(trimmed) {
		reader.Advance(segment.Len())
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

func (admonitionParser) Close(ast.Node, text.Reader, parser.Context) {}
func (admonitionParser) CanInterruptParagraph() bool                 { return true }
func (admonitionParser) CanAcceptIndentedLine() bool                 { return false }
