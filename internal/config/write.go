package config

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Write prints the settings in effect as YAML, with secrets masked and, behind each value that is not a default,
// where it came from. What has no value is left out.
func (s *Settings) Write(w io.Writer) error {
	p := &printer{settings: s}
	p.section("", 0, reflect.ValueOf(s).Elem())
	_, err := io.WriteString(w, p.text.String())
	return err
}

type printer struct {
	settings *Settings
	text     strings.Builder
}

func (p *printer) section(path string, depth int, v reflect.Value) {
	for _, f := range fields(v.Type()) {
		if f.refuse == "" {
			p.entry(f.path(path), f.name, depth, v.FieldByIndex(f.index))
		}
	}
}

func (p *printer) entry(path, name string, depth int, v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[OriginCheck]():
		check := v.Interface().(OriginCheck)
		if len(check.Paths) > 0 {
			p.list(path, name, depth, reflect.ValueOf(check.Paths))
			return
		}
		p.line(depth, name+": "+strconv.FormatBool(check.All), path)
	case isSection(v.Type()):
		p.nested(path, name, depth, v)
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			p.entry(path, name, depth, v.Elem())
		}
	case v.Kind() == reflect.Interface:
		if !v.IsNil() {
			p.anything(path, name, depth, v.Interface())
		}
	case v.Kind() == reflect.Map:
		p.table(path, name, depth, v)
	case isKeyed(v.Type()):
		p.keyed(path, name, depth, v)
	case v.Kind() == reflect.Slice:
		p.list(path, name, depth, v)
	case v.Kind() == reflect.String && v.Len() == 0:
	default:
		p.line(depth, quote(name)+": "+scalarText(v), path)
	}
}

// nested prints a section, unless there is nothing in it to print.
func (p *printer) nested(path, name string, depth int, v reflect.Value) {
	if off, ok := marked(v, "off"); ok && off.Bool() {
		p.line(depth, quote(name)+": false", path)
		return
	}
	if short, ok := marked(v, "short"); ok && alone(v) {
		switch {
		case short.Kind() == reflect.Slice:
			p.list(path, name, depth, short)
		case short.Len() > 0:
			p.line(depth, quote(name)+": "+scalarText(short), path)
		}
		return
	}
	before := p.text.String()
	p.line(depth, quote(name)+":", path)
	headed := p.text.Len()
	p.section(path, depth+1, v)
	if p.text.Len() == headed {
		p.text.Reset()
		p.text.WriteString(before)
	}
}

// alone reports whether a section has nothing but its short field.
func alone(section reflect.Value) bool {
	for i := range section.NumField() {
		mark := section.Type().Field(i).Tag.Get("mark")
		if mark != "short" && mark != "key" && !section.Field(i).IsZero() {
			return false
		}
	}
	return true
}

func (p *printer) keyed(path, name string, depth int, v reflect.Value) {
	if v.Len() == 0 {
		return
	}
	p.line(depth, name+":", path)
	for i := range v.Len() {
		key, _ := marked(v.Index(i), "key")
		p.nested(join(path, key.String()), key.String(), depth+1, v.Index(i))
	}
}

func (p *printer) anything(path, name string, depth int, value any) {
	text, err := yaml.MarshalWithOptions(value, yaml.JSON())
	if err != nil {
		text = fmt.Appendf(nil, "%q", fmt.Sprint(value))
	}
	p.line(depth, name+": "+strings.TrimSpace(string(text)), path)
}

func (p *printer) table(path, name string, depth int, v reflect.Value) {
	if v.Len() == 0 {
		return
	}
	p.line(depth, name+":", path)
	table := maps.Collect(v.Seq2())
	keys := slices.SortedFunc(maps.Keys(table), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		p.entry(join(path, key.String()), key.String(), depth+1, table[key])
	}
}

func (p *printer) list(path, name string, depth int, v reflect.Value) {
	if v.Len() == 0 {
		return
	}
	p.line(depth, name+":", path)
	for i := range v.Len() {
		item := v.Index(i)
		if secret, ok := item.Interface().(VersionedSecret); ok {
			p.line(depth+1, fmt.Sprintf("- {version: %d, value: %q}", secret.Version, secret.Value), "")
			continue
		}
		if isSection(item.Type()) {
			p.item(fmt.Sprintf("%s[%d]", path, i), depth+1, item)
			continue
		}
		p.line(depth+1, "- "+scalarText(item), "")
	}
}

// item prints a section that is an element of a list.
func (p *printer) item(path string, depth int, v reflect.Value) {
	inner := &printer{settings: p.settings}
	inner.section(path, depth+1, v)
	indent := strings.Repeat("  ", depth)
	text, ok := strings.CutPrefix(inner.text.String(), indent+"  ")
	if !ok {
		text = "{}\n"
	}
	p.text.WriteString(indent + "- " + text)
}

func (p *printer) line(depth int, text, path string) {
	p.text.WriteString(strings.Repeat("  ", depth))
	p.text.WriteString(text)
	if origin := p.settings.origins[path]; origin != "" && path != "" {
		p.text.WriteString(" # from " + origin)
	}
	p.text.WriteByte('\n')
}

// scalarText writes a value as the file would have it. Secrets mask themselves.
func scalarText(v reflect.Value) string {
	switch value := v.Interface().(type) {
	case time.Duration:
		return value.String()
	case fmt.Stringer:
		return quote(value.String())
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	default:
		return quote(v.String())
	}
}

// quote writes a text so that reading it gives the same text.
func quote(text string) string {
	encoded, err := yaml.MarshalWithOptions(text, yaml.JSON())
	if err != nil {
		return strconv.Quote(text)
	}
	plain := strings.TrimSpace(string(encoded))
	if isPlain(text) {
		return text
	}
	return plain
}

// isPlain reports whether a text is the same without quotes.
func isPlain(text string) bool {
	if text == "" {
		return false
	}
	for _, r := range text {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/_-.@", r) {
			return false
		}
	}
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return false
	}
	return !strings.HasPrefix(text, "-") && !strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "@")
}
