package config

import (
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Reference writes the vocabulary as Markdown tables, one a top-level section, with the options that are refused.
func Reference(w io.Writer) error {
	var text strings.Builder
	v := reflect.ValueOf(Default()).Elem()
	for _, f := range fields(v.Type()) {
		fmt.Fprintf(&text, "\n## %s\n\n| Setting | Default | Environment | |\n| --- | --- | --- | --- |\n", f.name)
		describeField(&text, f.name, f, "", v.FieldByIndex(f.index))
	}
	_, err := io.WriteString(w, strings.TrimPrefix(text.String(), "\n"))
	return err
}

func describeField(text *strings.Builder, path string, f field, prefix string, v reflect.Value) {
	if isKeyed(v.Type()) {
		path, v = path+".<name>", reflect.Zero(v.Type().Elem())
		fmt.Fprintf(text, "| `%s` | | | %s |\n", path, f.help)
	}
	if v.Kind() == reflect.Slice && isSection(v.Type().Elem()) && !isSecret(v.Type()) {
		path, v = path+"[]", element(v.Type())
		fmt.Fprintf(text, "| `%s` | | | %s |\n", path, f.help)
	}
	if isSection(v.Type()) {
		for _, inner := range fields(v.Type()) {
			describeField(text, inner.path(path), inner, prefix+f.env, v.FieldByIndex(inner.index))
		}
		return
	}
	variables := ""
	for i, name := range f.environmentNames(prefix) {
		if i > 0 {
			variables += ", "
		}
		variables += "`" + name + "`"
		if isSecret(v.Type()) {
			variables += ", `" + name + "_FILE`"
		}
	}
	help := f.help
	if f.refuse != "" {
		help = f.reason()
	}
	help = strings.ReplaceAll(help, "|", `\|`)
	fmt.Fprintf(text, "| `%s` | %s | %s | %s |\n", path, defaultText(v), variables, help)
}

func defaultText(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Struct, reflect.Interface:
		return ""
	case reflect.Slice:
		var list []string
		for i := range v.Len() {
			list = append(list, "`"+scalarText(v.Index(i))+"`")
		}
		return strings.Join(list, ", ")
	}
	if v.Kind() == reflect.String && v.Len() == 0 {
		return ""
	}
	return "`" + scalarText(v) + "`"
}
