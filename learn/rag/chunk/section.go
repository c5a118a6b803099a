package chunk

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// section is what stands under one heading of level two or three, or before the first.
type section struct {
	anchor string
	path   []string // titles of the headings above and of its own, below the lesson's
	blocks []Block
}

// newParser makes a parser for MDX: no indented code, no HTML, no autolinks, but tables, formulas and admonitions.
// Tags are gone before, see [blank].
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(admonitionParser{}, 550),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(formulaBlockParser{}, 710),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(paragraphParser{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(formulaParser{}, 150),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 510),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

// paragraphParser takes indented lines too, as there is no indented code.
type paragraphParser struct{ parser.BlockParser }

func (paragraphParser) CanAcceptIndentedLine() bool { return true }

// sections divides a lesson's file.
func sections(file []byte) []section {
	source := blank(file)
	document := newParser().Parse(text.NewReader(source))
	r := &renderer{source: source, references: countReferences(document, source)}
	ids := r.anchors(document)

	result := []section{{}}
	var above []string // the heading of level two that those of level three stand under
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		heading, ok := node.(*ast.Heading)
		switch {
		case ok && heading.Level == 1: // the page's title: the lesson has it already
		case ok && heading.Level <= 3:
			title, _ := splitID(Plain(r.inline(heading)))
			path := append(slices.Clone(above), title)
			if heading.Level == 2 {
				above, path = []string{title}, []string{title}
			}
			result = append(result, section{anchor: ids[heading], path: path})
		default:
			if block, shown := r.block(node); shown {
				current := &result[len(result)-1]
				current.blocks = append(current.blocks, block)
			}
		}
	}
	return result
}

// anchors gives every heading its id, in the order of the page.
func (r *renderer) anchors(document ast.Node) map[*ast.Heading]string {
	ids := map[*ast.Heading]string{}
	var slugger Slugger
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if heading, ok := node.(*ast.Heading); ok && entering {
			title := r.headingText(heading)
			_, id := splitID(title)
			if id == "" {
				id = slugger.Slug(title)
			}
			ids[heading] = id
		}
		return ast.WalkContinue, nil
	})
	return ids
}

var fence = regexp.MustCompile("`{3,}")

// block turns a top-level node into text. Code that only checks an exercise is not shown.
func (r *renderer) block(node ast.Node) (block Block, shown bool) {
	block.Start, block.End = span(node)
	switch n := node.(type) {
	case *ast.FencedCodeBlock:
		info := ""
		if n.Info != nil {
			info = string(n.Info.Value(r.source))
		}
		if hidden(info) {
			return block, false
		}
		language, _, _ := strings.Cut(info, " ")
		code := strings.TrimRight(r.lines(n), "\n")
		mark := "```"
		for _, run := range fence.FindAllString(code, -1) {
			if len(run) >= len(mark) {
				mark = run + "`"
			}
		}
		block.Kind, block.Text = Code, mark+language+"\n"+code+"\n"+mark
		return block, strings.TrimSpace(code) != ""
	case *ast.List:
		block.Kind = List
	case *admonition:
		block.Kind = Note
	default:
		block.Kind = Prose
		if node.Kind().String() == "Table" {
			block.Kind = Table
		}
	}
	block.Text = strings.TrimSpace(r.text(node))
	return block, block.Text != "" && block.End > block.Start
}

// hidden tells from the info string whether a code block is the check of an exercise.
func hidden(info string) bool {
	words := strings.Fields(info)
	check := false
	for _, word := range words {
		if word == "run" {
			return false
		}
		check = check || strings.HasPrefix(word, "check=")
	}
	return check
}

// span is the part of the file that a node's text comes from.
func span(node ast.Node) (start, end int) {
	start = -1
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock {
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if start < 0 || line.Start < start {
					start = line.Start
				}
				end = max(end, line.Stop)
			}
		}
		return ast.WalkContinue, nil
	})
	return max(start, 0), end
}

// countReferences returns the length of the list of references, which tells numbers like [3] in the text from others.
func countReferences(document ast.Node, source []byte) int {
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		heading, ok := node.(*ast.Heading)
		if !ok || !bytes.EqualFold(bytes.TrimSpace(linesOf(heading, source)), []byte("References")) {
			continue
		}
		if list, ok := heading.NextSibling().(*ast.List); ok {
			return list.ChildCount()
		}
	}
	return 0
}

// reference also matches code, where brackets mean something else.
var reference = regexp.MustCompile("`[^`]*`" + `|\s?\[(\d+(?:\s*[,–-]\s*\d+)*)\]`)
var number = regexp.MustCompile(`\d+`)

// withoutReferences drops marks like [3] that point into the list of references: taken out of the lesson they would
// point nowhere, or at something else.
func (r *renderer) withoutReferences(text string) string {
	if r.references == 0 {
		return text
	}
	return reference.ReplaceAllStringFunc(text, func(mark string) string {
		if mark[0] == '`' {
			return mark
		}
		for _, digits := range number.FindAllString(mark, -1) {
			if n, err := strconv.Atoi(digits); err != nil || n < 1 || n > r.references {
				return mark
			}
		}
		return ""
	})
}
