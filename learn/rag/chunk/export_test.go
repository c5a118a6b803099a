package chunk

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// HeadingIDs returns the ids of all headings of a lesson, in order, as the site shows them.
func HeadingIDs(file []byte) []string {
	source := blank(file)
	document := newParser().Parse(text.NewReader(source))
	r := &renderer{source: source}
	byHeading := r.anchors(document)
	var ids []string
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if heading, ok := node.(*ast.Heading); ok && entering {
			if id := byHeading[heading]; id != "" { // without letters: the site gives it none
				ids = append(ids, id)
			}
		}
		return ast.WalkContinue, nil
	})
	return ids
}

// The rest of what the tests look at directly.
var (
	Blank    = blank
	PlainTeX = plainTeX
)
