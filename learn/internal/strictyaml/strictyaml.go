// Package strictyaml reads YAML that people write by hand: every mistake is reported with its file and line, and a key
// that does not exist is answered with the nearest that does.
//
//	type lesson struct {
//		Line  strictyaml.Line // filled with the line of the mapping, for checks that come later
//		Title string `yaml:"title"`
//	}
//	var l lesson
//	err := strictyaml.Decode("contents.yaml", 1, text, &l)
//
// Anchors, aliases, merge keys and tags are refused: the files do not need them, and without them a small file cannot
// unfold into a large value.
package strictyaml

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxSize is the largest text that is read, in bytes.
const MaxSize = 1 << 20

// Line is a line number, counted from 1. [Decode] sets struct fields of this type.
type Line int

// Problem is a mistake in a file.
type Problem struct {
	File    string
	Line    Line // 0 when it concerns the whole file
	Message string
}

func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Decode reads one YAML document into a struct. first is the line of the file at which text begins. The error joins
// all [Problem]s found.
func Decode(file string, first Line, text []byte, into any) (err error) {
	if len(text) > MaxSize {
		return &Problem{File: file, Message: fmt.Sprintf("larger than %d bytes", MaxSize)}
	}
	reader := &reader{file: file, shift: first - 1}
	// The parser has had panics on broken input; a broken file must be an error with a name.
	defer func() {
		if cause := recover(); cause != nil {
			err = &Problem{File: file, Message: fmt.Sprintf("not readable as YAML: %v", cause)}
		}
	}()
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return reader.wrap(err)
	}
	body, err := reader.body(parsed)
	if err != nil {
		return err
	}
	reader.forbid(body)
	if len(reader.problems) == 0 {
		reader.keys(body, reflect.TypeOf(into).Elem())
	}
	if len(reader.problems) > 0 {
		return errors.Join(reader.problems...)
	}
	if err := yaml.NodeToValue(body, into); err != nil {
		return reader.wrap(err)
	}
	reader.stamp(body, reflect.ValueOf(into).Elem())
	return nil
}

type reader struct {
	file     string
	shift    Line
	problems []error
}

func (r *reader) report(node ast.Node, format string, args ...any) {
	r.problems = append(r.problems, &Problem{File: r.file, Line: r.line(node), Message: fmt.Sprintf(format, args...)})
}

func (r *reader) line(node ast.Node) Line {
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 {
		node = mapping.Values[0].Key // the mapping's own token is a colon, which may be further down
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return Line(token.Position.Line) + r.shift
	}
	return 0
}

// wrap gives an error of the parser or decoder its file and line.
func (r *reader) wrap(err error) error {
	problem := &Problem{File: r.file, Message: err.Error()}
	if positioned, ok := errors.AsType[yaml.Error](err); ok {
		problem.Message = positioned.GetMessage()
		if token := positioned.GetToken(); token != nil && token.Position != nil {
			problem.Line = Line(token.Position.Line) + r.shift
		}
	}
	return problem
}

func (r *reader) body(file *ast.File) (ast.Node, error) {
	var bodies []ast.Node
	for _, document := range file.Docs {
		if document.Body != nil && document.Body.Type() != ast.CommentType {
			bodies = append(bodies, document.Body)
		}
	}
	switch {
	case len(bodies) == 0:
		return nil, &Problem{File: r.file, Message: "empty"}
	case len(bodies) > 1:
		return nil, &Problem{File: r.file, Line: r.line(bodies[1]), Message: "a second document: one is expected"}
	case !isMapping(bodies[0]):
		return nil, &Problem{File: r.file, Line: r.line(bodies[0]), Message: "keys and values are expected"}
	}
	return bodies[0], nil
}

func isMapping(node ast.Node) bool {
	_, ok := node.(ast.MapNode)
	return ok
}

func (r *reader) forbid(node ast.Node) {
	ast.Walk(visitor(func(node ast.Node) {
		switch node.Type() {
		case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
			r.report(node, "anchors, aliases and merge keys are not supported")
		case ast.TagType:
			r.report(node, "tags are not supported")
		}
	}), node)
}

type visitor func(ast.Node)

func (v visitor) Visit(node ast.Node) ast.Visitor {
	v(node)
	return v
}

// keys reports the keys for which the struct has no field.
func (r *reader) keys(node ast.Node, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Slice:
		for _, item := range items(node) {
			r.keys(item, t.Elem())
		}
	case t.Kind() == reflect.Struct && isMapping(node):
		fields := fieldsOf(t)
		for pairs := node.(ast.MapNode).MapRange(); pairs.Next(); {
			name := key(pairs)
			index, ok := fields[name]
			if !ok {
				r.report(pairs.Key(), "unknown key %q%s", name, Suggest(name, names(fields)))
				continue
			}
			r.keys(pairs.Value(), t.Field(index).Type)
		}
	}
}

// stamp fills the [Line] fields.
func (r *reader) stamp(node ast.Node, v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Slice:
		for i, item := range items(node) {
			if i < v.Len() {
				r.stamp(item, v.Index(i))
			}
		}
	case v.Kind() == reflect.Struct && isMapping(node):
		for i := range v.NumField() {
			if field := v.Field(i); field.Type() == reflect.TypeFor[Line]() && field.CanSet() {
				field.SetInt(int64(r.line(node)))
			}
		}
		fields := fieldsOf(v.Type())
		for pairs := node.(ast.MapNode).MapRange(); pairs.Next(); {
			r.stamp(pairs.Value(), v.Field(fields[key(pairs)]))
		}
	}
}

// key returns the key without quotes, which its String would keep.
func key(pairs *ast.MapNodeIter) string { return pairs.Key().GetToken().Value }

func items(node ast.Node) []ast.Node {
	if sequence, ok := node.(*ast.SequenceNode); ok {
		return sequence.Values
	}
	return nil
}

// fieldsOf maps the keys of a struct to its fields; only fields with a yaml tag have one.
func fieldsOf(t reflect.Type) map[string]int {
	fields := map[string]int{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			fields[name] = i
		}
	}
	return fields
}

func names(fields map[string]int) []string {
	list := make([]string, 0, len(fields))
	for name := range fields {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
