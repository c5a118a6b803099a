package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFileSize bounds the settings file, in bytes.
const maxFileSize = 1 << 20

var durationType = reflect.TypeFor[time.Duration]()

// file fills settings from a YAML document. It walks the document instead of handing it to a decoder, because every
// mistake is to be reported, with its line and in words, and because the line of each value is kept.
type file struct {
	name     string
	settings *Settings
	problems []error
}

// readFile sets what the document says. The error joins one "name:line: sentence" for each mistake.
func readFile(name string, text []byte, settings *Settings) (err error) {
	if len(text) > maxFileSize {
		return fmt.Errorf("%s: larger than %d bytes", name, maxFileSize)
	}
	defer func() {
		// The parser has had panics on broken input; a broken file must be an error with a name.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%s: cannot be read as YAML: %v", name, cause)
		}
	}()
	document, err := parser.ParseBytes(text, 0)
	if err != nil {
		return parseError(name, err)
	}
	f := &file{name: name, settings: settings}
	for i, part := range document.Docs {
		switch {
		case part.Body == nil || part.Body.Type() == ast.CommentType || part.Body.Type() == ast.NullType:
		case i > 0:
			f.report(part.Body, "a second document: settings are one")
		default:
			f.node("", part.Body, reflect.ValueOf(settings).Elem())
		}
	}
	return errors.Join(f.problems...)
}

func parseError(name string, err error) error {
	if positioned, ok := errors.AsType[yaml.Error](err); ok {
		if token := positioned.GetToken(); token != nil && token.Position != nil {
			return fmt.Errorf("%s:%d: %s", name, token.Position.Line, positioned.GetMessage())
		}
	}
	return fmt.Errorf("%s: %w", name, err)
}

func (f *file) report(node ast.Node, format string, args ...any) {
	f.problems = append(f.problems, fmt.Errorf("%s: %s", f.place(node), fmt.Sprintf(format, args...)))
}

// place is where a value stands, as name:line.
func (f *file) place(node ast.Node) string {
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 {
		node = mapping.Values[0].Key // the mapping's own token is a colon, which may stand further down
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return fmt.Sprintf("%s:%d", f.name, token.Position.Line)
	}
	return f.name
}

// node sets v from a value of the document.
func (f *file) node(path string, node ast.Node, v reflect.Value) {
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		f.report(node, "anchors, aliases and tags are not supported: write the value out")
		return
	case *ast.NullNode:
		return // "key:" with nothing behind it leaves the default
	}
	switch {
	case v.Type() == reflect.TypeFor[OriginCheck]():
		f.originCheck(path, node, v)
	case isSection(v.Type()):
		f.section(path, node, v)
	case isKeyed(v.Type()):
		f.keyed(path, node, v)
	case v.Kind() == reflect.Map:
		f.table(path, node, v)
	case v.Kind() == reflect.Slice:
		f.list(path, node, v)
	case v.Kind() == reflect.Pointer:
		value := reflect.New(v.Type().Elem())
		f.node(path, node, value.Elem())
		v.Set(value)
	case v.Kind() == reflect.Interface:
		f.anything(path, node, v)
	default:
		f.scalar(path, node, v)
	}
}

func (f *file) section(path string, node ast.Node, v reflect.Value) {
	if off, switchable := marked(v, "off"); switchable {
		f.settings.origins[path] = f.place(node)
		if word, ok := node.(*ast.BoolNode); ok {
			off.SetBool(!word.Value)
			return
		}
		off.SetBool(false) // naming it is wanting it
	}
	mapping, ok := node.(ast.MapNode)
	if short, shortened := marked(v, "short"); shortened && !ok {
		if list, ok := node.(*ast.SequenceNode); ok && len(list.Values) > 0 { // it is all there is
			v.SetZero()
		}
		f.node(path, node, short)
		return
	}
	if !ok {
		f.mismatch(path, node, v.Type())
		return
	}
	known := fields(v.Type())
	order, ordered := marked(v, "order")
	for pairs := mapping.MapRange(); pairs.Next(); {
		name := keyText(pairs.Key())
		if ordered {
			order.Set(reflect.Append(order, reflect.ValueOf(name)))
		}
		found, ok := find(known, name)
		switch {
		case !ok:
			f.unknown(path, pairs.Key(), name, names(known))
		case found.refuse != "":
			f.report(pairs.Key(), "%s %s", join(path, name), found.reason())
		default:
			f.node(found.path(path), pairs.Value(), v.FieldByIndex(found.index))
		}
	}
}

func (f *file) unknown(path string, key ast.Node, name string, known []string) {
	where := "unknown key " + fmt.Sprintf("%q", name)
	if path != "" {
		where += " in " + path
	}
	if best := nearest(name, known); best != "" {
		where += fmt.Sprintf("; did you mean %q?", best)
	}
	f.report(key, "%s", where)
}

func (f *file) table(path string, node ast.Node, v reflect.Value) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		f.mismatch(path, node, v.Type())
		return
	}
	table := reflect.MakeMap(v.Type())
	for pairs := mapping.MapRange(); pairs.Next(); {
		name := keyText(pairs.Key())
		value := reflect.New(v.Type().Elem()).Elem()
		f.node(join(path, name), pairs.Value(), value)
		table.SetMapIndex(reflect.ValueOf(name), value)
	}
	v.Set(table)
	f.settings.origins[path] = f.place(node)
}

func (f *file) list(path string, node ast.Node, v reflect.Value) {
	sequence, ok := node.(*ast.SequenceNode)
	if word, single := node.(*ast.StringNode); single && v.Type() == reflect.TypeFor[Words]() {
		v.Set(reflect.ValueOf(Words{word.Value}))
		f.settings.origins[path] = f.place(node)
		return
	}
	if !ok {
		f.mismatch(path, node, v.Type())
		return
	}
	list := reflect.MakeSlice(v.Type(), len(sequence.Values), len(sequence.Values))
	for i, item := range sequence.Values {
		list.Index(i).Set(element(v.Type()))
		f.node(fmt.Sprintf("%s[%d]", path, i), item, list.Index(i))
	}
	v.Set(list)
	f.settings.origins[path] = f.place(node)
}

// keyed reads a list that is written as keys and values.
func (f *file) keyed(path string, node ast.Node, v reflect.Value) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		f.mismatch(path, node, v.Type())
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, 0)
	for pairs := mapping.MapRange(); pairs.Next(); {
		name := keyText(pairs.Key())
		item := reflect.New(v.Type().Elem()).Elem()
		key, _ := marked(item, "key")
		key.SetString(name)
		f.node(join(path, name), pairs.Value(), item)
		list = reflect.Append(list, item)
	}
	v.Set(list)
	f.settings.origins[path] = f.place(node)
}

func (f *file) originCheck(path string, node ast.Node, v reflect.Value) {
	check := v.Addr().Interface().(*OriginCheck)
	if _, ok := node.(*ast.SequenceNode); ok {
		f.list(path, node, reflect.ValueOf(&check.Paths).Elem())
		return
	}
	f.scalar(path, node, reflect.ValueOf(&check.All).Elem())
}

// anything reads a value whose type another setting tells.
func (f *file) anything(path string, node ast.Node, v reflect.Value) {
	var value any
	switch n := node.(type) {
	case *ast.StringNode:
		value = n.Value
	case *ast.BoolNode:
		value = n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		number, err := strconv.ParseFloat(strings.ReplaceAll(n.GetToken().Value, "_", ""), 64)
		if err != nil {
			f.report(node, "%s is not a plain number", path)
			return
		}
		value = number
	case *ast.SequenceNode:
		var list []any
		for i, item := range n.Values {
			element := reflect.New(v.Type()).Elem()
			f.anything(fmt.Sprintf("%s[%d]", path, i), item, element)
			list = append(list, element.Interface())
		}
		value = list
	case *ast.NullNode:
		return
	case ast.MapNode:
		object := yaml.MapSlice{}
		for pairs := n.MapRange(); pairs.Next(); {
			name, element := keyText(pairs.Key()), reflect.New(v.Type()).Elem()
			f.anything(join(path, name), pairs.Value(), element)
			object = append(object, yaml.MapItem{Key: name, Value: element.Interface()})
		}
		value = object
	default:
		f.report(node, "%s must be a text, a number, true, false, or a list or mapping of those", path)
		return
	}
	v.Set(reflect.ValueOf(value))
	f.settings.origins[path] = f.place(node)
}

// scalar sets a text, number, truth value or duration.
func (f *file) scalar(path string, node ast.Node, v reflect.Value) {
	fits := false
	text := ""
	switch n := node.(type) {
	case *ast.StringNode:
		text, fits = n.Value, v.Kind() == reflect.String || v.Type() == durationType
	case *ast.LiteralNode:
		text, fits = n.Value.Value, v.Kind() == reflect.String
	case *ast.IntegerNode:
		text, fits = n.GetToken().Value, v.Kind() == reflect.Int || v.Kind() == reflect.Float64
	case *ast.FloatNode:
		text, fits = n.GetToken().Value, v.Kind() == reflect.Float64
	case *ast.BoolNode:
		text, fits = strconv.FormatBool(n.Value), v.Kind() == reflect.Bool
	}
	if !fits {
		f.mismatch(path, node, v.Type())
		return
	}
	if err := setText(v, text); err != nil {
		f.report(node, "%s: %v", path, err)
		return
	}
	f.settings.origins[path] = f.place(node)
}

func (f *file) mismatch(path string, node ast.Node, want reflect.Type) {
	if path == "" {
		f.report(node, "the settings must be keys and values, not %s", describe(node))
		return
	}
	hint := ""
	if want.Kind() == reflect.String {
		hint = " (put it in quotes)"
		if _, ok := node.(ast.ScalarNode); !ok {
			hint = ""
		}
	}
	f.report(node, "%s must be %s, not %s%s", path, kindOf(want), describe(node), hint)
}

// describe names what a node is. Values are not repeated: they may be secrets.
func describe(node ast.Node) string {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return "a text"
	case *ast.IntegerNode:
		return "a whole number"
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number with a fraction"
	case *ast.BoolNode:
		return "true or false"
	case *ast.SequenceNode:
		return "a list"
	default:
		return "keys and values"
	}
}

func keyText(key ast.MapKeyNode) string {
	if text, ok := key.(*ast.StringNode); ok {
		return text.Value
	}
	return strings.TrimSpace(key.String())
}
