package config

import (
	"reflect"
	"strings"
)

// Refused stands for an option of the reference that cannot be set here. Its tag refuse says why: later (a coming
// release has it), go (it is a function, for users of the Go package), or the end of a sentence about it.
type Refused struct{}

// field is one key of a section.
type field struct {
	name   string
	index  []int
	env    string
	help   string
	refuse string
	short  bool // its value may stand in place of the whole section
}

// path is where the field is in a section.
func (f field) path(section string) string {
	if f.short {
		return section
	}
	return join(section, f.name)
}

// fields lists the keys of a section in their order.
func fields(section reflect.Type) []field {
	var list []field
	for i := range section.NumField() {
		tag := section.Field(i).Tag
		if section.Field(i).Anonymous { // its keys are the section's own
			for _, inner := range fields(section.Field(i).Type) {
				inner.index = append([]int{i}, inner.index...)
				list = append(list, inner)
			}
			continue
		}
		if name := tag.Get("yaml"); name != "" && name != "-" {
			list = append(list, field{
				name: name, index: []int{i},
				env: tag.Get("env"), help: tag.Get("help"), refuse: tag.Get("refuse"), short: tag.Get("mark") == "short",
			})
		}
	}
	return list
}

// names lists the keys that can be set.
func names(list []field) []string {
	var result []string
	for _, f := range list {
		if f.refuse == "" {
			result = append(result, f.name)
		}
	}
	return result
}

func find(list []field, name string) (field, bool) {
	for _, f := range list {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// reason completes the sentence that begins with the option's path.
func (f field) reason() string {
	switch f.refuse {
	case "later":
		return "is not supported yet by this version"
	case "go":
		return "is a function in the reference: it can only be set through the Go package"
	default:
		return f.refuse
	}
}

// isSection reports whether a type's fields are keys of their own.
func isSection(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[Refused]() && t != reflect.TypeFor[OriginCheck]()
}

// marked finds the field with a tag mark. In a list, the field marked key holds the key under which an element stands in
// the file, and the order is kept. In a section, the field marked short may be written in place of the section, and is
// then all there is if it is a list; the field marked off is set by writing false in place of the section, and the field
// marked order holds the keys that the file has, in its order.
func marked(v reflect.Value, mark string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("mark") == mark {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// shortOf is the field of a section that may stand in place of it.
func shortOf(v reflect.Value) (reflect.Value, bool) {
	if !isSection(v.Type()) {
		return v, false
	}
	return marked(v, "short")
}

// element is what a list's elements are where the file says nothing.
func element(list reflect.Type) reflect.Value {
	v := reflect.New(list.Elem())
	if e, ok := v.Interface().(interface{ preset() }); ok {
		e.preset()
	}
	return v.Elem()
}

// isKeyed reports whether a list is written as keys and values.
func isKeyed(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct {
		return false
	}
	_, ok := marked(reflect.Zero(t.Elem()), "key")
	return ok
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// kindOf names what a value of a type looks like, for messages.
func kindOf(t reflect.Type) string {
	switch {
	case t == durationType:
		return "a duration such as 30s or 2m"
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case t.Kind() == reflect.String:
		return "a text"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Float64:
		return "a number"
	case t == reflect.TypeFor[OriginCheck]():
		return "true, false or a list of paths"
	case t.Kind() == reflect.Slice && !isKeyed(t):
		return "a list"
	default:
		return "keys and values"
	}
}

// environmentNames lists the variables of a field; a section's own tag is a prefix to theirs.
func (f field) environmentNames(prefix string) []string {
	if f.env == "" {
		return nil
	}
	list := strings.Split(f.env, ",")
	for i := range list {
		list[i] = prefix + list[i]
	}
	return list
}
