package chunk

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// renderer turns nodes into text.
type renderer struct {
	source     []byte
	references int
}

func (r *renderer) lines(node ast.Node) string { return visible(linesOf(node, r.source)) }

func linesOf(node ast.Node, source []byte) []byte {
	var text []byte
	for i := range node.Lines().Len() {
		line := node.Lines().At(i)
		text = append(text, line.Value(source)...)
	}
	return text
}

// text renders a block.
func (r *renderer) text(node ast.Node) string {
	switch n := node.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		title, _ := splitID(r.inline(node))
		return r.withoutReferences(title)
	case *ast.FencedCodeBlock:
		block, shown := r.block(n)
		if !shown {
			return ""
		}
		return block.Text
	case *formulaBlock:
		return "$$" + strings.Join(strings.Fields(r.lines(n)), " ") + "$$"
	case *ast.List:
		return r.list(n)
	case *extast.Table:
		return r.table(n)
	case *admonition:
		return join(n.title, r.children(n, "\n\n"), "\n\n")
	case *ast.ThematicBreak:
		return ""
	default:
		return r.children(node, "\n\n")
	}
}

func join(first, second, separator string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + separator + second
}

func (r *renderer) children(node ast.Node, separator string) string {
	text := ""
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		text = join(text, r.text(child), separator)
	}
	return text
}

func (r *renderer) list(list *ast.List) string {
	var lines []string
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "- "
		if list.IsOrdered() {
			marker = fmt.Sprintf("%d. ", number)
			number++
		}
		indent := "\n" + strings.Repeat(" ", len(marker))
		lines = append(lines, marker+strings.ReplaceAll(r.children(item, "\n"), "\n", indent))
	}
	return strings.Join(lines, "\n")
}

func (r *renderer) table(table *extast.Table) string {
	var text strings.Builder
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		columns := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			content := r.withoutReferences(strings.TrimSpace(r.inline(cell)))
			text.WriteString("| " + strings.ReplaceAll(content, "|", `\|`) + " ")
			columns++
		}
		text.WriteString("|\n")
		if _, header := row.(*extast.TableHeader); header {
			text.WriteString(strings.Repeat("| --- ", columns) + "|\n")
		}
	}
	return text.String()
}

// inline renders what stands inside a block, for reading.
func (r *renderer) inline(node ast.Node) string {
	var text strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		switch n := child.(type) {
		case *ast.Text:
			text.WriteString(strings.ReplaceAll(unescape(n.Value(r.source)), "$", `\$`))
			if n.HardLineBreak() {
				text.WriteByte('\n')
			} else if n.SoftLineBreak() {
				text.WriteByte(' ')
			}
		case *ast.String:
			text.Write(n.Value)
		case *ast.CodeSpan:
			text.WriteString("`" + r.code(n) + "`")
		case *formula:
			text.WriteString("$" + strings.Join(strings.Fields(visible(n.tex)), " ") + "$")
		default:
			text.WriteString(r.inline(child))
		}
	}
	return text.String()
}

// headingText renders a heading for its anchor: formulas count as they are written, code without its marks.
func (r *renderer) headingText(node ast.Node) string {
	var text strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		switch n := child.(type) {
		case *ast.Text:
			text.WriteString(unescape(n.Value(r.source)))
			if n.SoftLineBreak() || n.HardLineBreak() {
				text.WriteByte('\n')
			}
		case *ast.CodeSpan:
			text.WriteString(r.code(n))
		case *formula:
			text.WriteString(visible(n.tex))
		default:
			text.WriteString(r.headingText(child))
		}
	}
	return text.String()
}

func (r *renderer) code(span *ast.CodeSpan) string {
	var text []byte
	for child := span.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			text = append(text, t.Value(r.source)...)
		}
	}
	return visible(bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))
}

// visible drops what stands for markup.
func visible(text []byte) string { return string(bytes.ReplaceAll(text, []byte{filler}, nil)) }

// unescape resolves backslashes and entities, and drops what stands for markup.
func unescape(text []byte) string {
	return visible(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text))))
}
