package chunk

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Formulas are as in remark-math: $…$ in a line, and $$ on lines of their own around a block.

var (
	kindFormula      = ast.NewNodeKind("Formula")
	kindFormulaBlock = ast.NewNodeKind("FormulaBlock")
)

type formula struct {
	ast.BaseInline
	tex []byte
}

func (*formula) Kind() ast.NodeKind              { return kindFormula }
func (f *formula) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

type formulaBlock struct {
	ast.BaseBlock
	fence int
}

func (*formulaBlock) Kind() ast.NodeKind              { return kindFormulaBlock }
func (*formulaBlock) IsRaw() bool                     { return true }
func (f *formulaBlock) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

type formulaParser struct{}

func (formulaParser) Trigger() []byte { return []byte{'$'} }

// Parse looks for a closing run as long as the opening one, as with code spans.
func (formulaParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	run := runOf(line)
	block.Advance(run)
	l, position := block.Position()
	var tex []byte
	for {
		line, _ := block.PeekLine()
		if line == nil {
			block.SetPosition(l, position)
			return ast.NewTextSegment(text.NewSegment(position.Start-run, position.Start))
		}
		for at := 0; at < len(line); at++ {
			if line[at] != '$' {
				continue
			}
			n := runOf(line[at:])
			if n == run {
				block.Advance(at + n)
				return &formula{tex: append(tex, line[:at]...)}
			}
			at += n - 1
		}
		tex = append(tex, line...)
		block.AdvanceLine()
	}
}

type formulaBlockParser struct{}

func (formulaBlockParser) Trigger() []byte { return []byte{'$'} }

func (formulaBlockParser) Open(_ ast.Node, reader text.Reader, context parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := context.BlockOffset()
	if at < 0 || line[at] != '$' {
		return nil, parser.NoChildren
	}
	run := runOf(line[at:])
	if run < 2 || bytes.IndexByte(line[at+run:], '$') >= 0 {
		return nil, parser.NoChildren
	}
	node := &formulaBlock{fence: run}
	if rest := segment.WithStart(segment.Start + at + run); len(bytes.TrimSpace(rest.Value(reader.Source()))) > 0 {
		node.Lines().Append(rest)
	}
	return node, parser.NoChildren
}

func (formulaBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, segment := reader.PeekLine()
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) >= node.(*formulaBlock).fence && trimmed[0] == '$' && runOf(trimmed) == len(trimmed) {
		reader.Advance(segment.Len())
		return parser.Close
	}
	node.Lines().Append(segment)
	return parser.Continue | parser.NoChildren
}

func (formulaBlockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (formulaBlockParser) CanInterruptParagraph() bool                 { return true }
func (formulaBlockParser) CanAcceptIndentedLine() bool                 { return false }
