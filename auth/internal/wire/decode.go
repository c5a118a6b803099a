package wire

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Part names what is being validated, as it appears in messages.
type Part string

const (
	Body  Part = "body"
	Query Part = "query"
)

// Decoder turns a parsed value into a Go struct and says what is wrong in the
// reference's words (better-auth-core, section 0.4). It is compiled once per type.
//
// Struct tags: `json:"name"`, or `json:",rest"` on an Object for members that are
// not named (`json:",all"` for the whole object). A pointer is optional; so is any
// field with `check:"optional"`. Checks, comma separated:
//
//	email      an e-mail address
//	nonempty   at least one character
//	nullable   null is accepted (and leaves the zero value)
//	truthy     a bool by JavaScript truthiness, absent is false
//	enum=a|b   one of the values
//	min=1      a number, or a string's length, of at least 1; max=n likewise
//
// Types: string, bool, float64, []string, Object (a record), []Object, any,
// nested structs, pointers to these, and types that implement [ValueReader] or
// [IssueReader].
type Decoder struct {
	t        reflect.Type
	fields   []fieldPlan
	rest     int
	all      int
	optional bool
	strict   bool
}

// ValueReader is a type that validates itself. present is false when the member
// is missing. A non-empty problem is the message text.
type ValueReader interface {
	ReadValue(v any, present bool) (problem string)
}

// IssueReader is a ValueReader that finds problems inside the value: it returns the
// issues with their paths, "[body.member.0] text".
type IssueReader interface {
	ReadIssues(path string, v any, present bool) (issues []string)
}

type fieldPlan struct {
	key      string
	index    int
	optional bool
	checks   checks
	nested   *Decoder
	kind     reflect.Type // without the pointer
	pointer  bool
	reader   bool
	issues   bool
}

type checks struct {
	email, nonempty, nullable, truthy bool
	enum                              []string
	min, max                          *float64
}

// NewDecoder compiles a decoder for the struct type of v. It panics on a type or tag
// it does not know: that is a mistake in the program.
func NewDecoder(t reflect.Type) *Decoder {
	d := &Decoder{t: t, rest: -1, all: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" {
			d.optional = f.Tag.Get("body") == "optional"
			d.strict = f.Tag.Get("members") == "strict"
			continue
		}
		key, opt, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case opt == "rest":
			d.rest = i
			continue
		case opt == "all":
			d.all = i
			continue
		case key == "" || key == "-":
			continue
		}
		d.fields = append(d.fields, planField(f, i, key))
	}
	return d
}

var (
	readerType = reflect.TypeFor[ValueReader]()
	issuesType = reflect.TypeFor[IssueReader]()
)

func planField(f reflect.StructField, index int, key string) fieldPlan {
	p := fieldPlan{key: key, index: index, kind: f.Type}
	if f.Type.Kind() == reflect.Pointer {
		p.pointer, p.optional, p.kind = true, true, f.Type.Elem()
	}
	p.reader = reflect.PointerTo(p.kind).Implements(readerType)
	p.issues = reflect.PointerTo(p.kind).Implements(issuesType)
	for c := range strings.SplitSeq(f.Tag.Get("check"), ",") {
		name, arg, _ := strings.Cut(c, "=")
		switch name {
		case "":
		case "email":
			p.checks.email = true
		case "nonempty":
			p.checks.nonempty = true
		case "nullable":
			p.checks.nullable = true
		case "truthy":
			p.checks.truthy, p.optional = true, true
		case "optional":
			p.optional = true
		case "enum":
			p.checks.enum = strings.Split(arg, "|")
		case "min", "max":
			n, err := strconv.ParseFloat(arg, 64)
			if err != nil {
				panic("wire: bad check " + c)
			}
			if name == "min" {
				p.checks.min = &n
			} else {
				p.checks.max = &n
			}
		default:
			panic("wire: unknown check " + c)
		}
	}
	if p.kind.Kind() == reflect.Struct && !p.reader && !p.issues {
		p.nested = NewDecoder(p.kind)
	}
	return p
}

// Decode validates v and fills target, a pointer to the decoder's struct. present is
// false when there was no body at all. The issues are what is wrong, in the reference's
// order; it joins them by "; ".
func (d *Decoder) Decode(part Part, v any, present bool, target any) (issues []string) {
	if !present && d.optional {
		return nil
	}
	d.decode(string(part), v, present, reflect.ValueOf(target).Elem(), &issues)
	return issues
}

func (d *Decoder) decode(path string, v any, present bool, into reflect.Value, issues *[]string) {
	o, ok := v.(Object)
	if !ok {
		want := "object"
		if len(d.fields) == 0 && d.all >= 0 {
			want = "record"
		}
		*issues = append(*issues, issue(path, expected(want, v, present)))
		// The reference validates such a body twice, as an object and as a record.
		if d.rest >= 0 {
			*issues = append(*issues, issue(path, expected("record", v, present)))
		}
		return
	}
	for i := range d.fields {
		f := &d.fields[i]
		value, has := o.Get(f.key)
		if value == Undefined {
			has = false
		}
		if !has && f.optional {
			continue // most are, and a path costs an allocation
		}
		f.decode(path+"."+f.key, value, has, into.Field(f.index), issues)
	}
	if d.all >= 0 {
		into.Field(d.all).Set(reflect.ValueOf(o))
	}
	if d.rest >= 0 {
		into.Field(d.rest).Set(reflect.ValueOf(d.restOf(o)))
	} else if d.strict && len(d.restOf(o)) > 0 {
		*issues = append(*issues, issue(path, unrecognised(d.restOf(o))))
	}
}

func (d *Decoder) restOf(o Object) Object {
	rest := Object{}
	for _, m := range o {
		known := false
		for i := range d.fields {
			known = known || d.fields[i].key == m.Key
		}
		if !known {
			rest = append(rest, m)
		}
	}
	return rest
}

func (f *fieldPlan) decode(path string, v any, present bool, into reflect.Value, issues *[]string) {
	if f.checks.truthy {
		into.SetBool(present && Truthy(v))
		return
	}
	if !present && f.optional || present && v == nil && f.checks.nullable {
		return
	}
	target := reflect.New(f.kind)
	switch {
	case f.reader:
		if problem := target.Interface().(ValueReader).ReadValue(v, present); problem != "" {
			*issues = append(*issues, issue(path, problem))
			return
		}
	case f.issues:
		if problems := target.Interface().(IssueReader).ReadIssues(path, v, present); len(problems) > 0 {
			*issues = append(*issues, problems...)
			return
		}
	case f.nested != nil:
		before := len(*issues)
		f.nested.decode(path, v, present, target.Elem(), issues)
		if len(*issues) > before {
			return
		}
	default:
		if !f.scalar(path, v, present, target.Elem(), issues) {
			return
		}
	}
	if f.pointer {
		into.Set(target)
	} else {
		into.Set(target.Elem())
	}
}

func (f *fieldPlan) scalar(path string, v any, present bool, into reflect.Value, issues *[]string) bool {
	fail := func(text string) bool {
		*issues = append(*issues, issue(path, text))
		return false
	}
	switch f.kind.Kind() {
	case reflect.String:
		s, ok := v.(string)
		if f.checks.enum != nil {
			return f.enum(s, ok, into, fail)
		}
		if !ok {
			fail(expected("string", v, present))
			if list, is := v.([]any); is && len(list) < f.checks.shortest() {
				fail(fmt.Sprintf("Too small: expected array to have >=%d items", f.checks.shortest()))
			}
			return false
		}
		if text := f.checks.text(s); text != "" {
			return fail(text)
		}
		into.SetString(s)
	case reflect.Bool:
		b, ok := v.(bool)
		if !ok {
			return fail(expected("boolean", v, present))
		}
		into.SetBool(b)
	case reflect.Float64:
		n, ok := v.(float64)
		if !ok {
			return fail(expected("number", v, present))
		}
		if text := f.checks.number(n); text != "" {
			return fail(text)
		}
		into.SetFloat(n)
	case reflect.Slice:
		return f.slice(path, v, present, into, issues)
	case reflect.Interface:
		if present {
			into.Set(reflect.ValueOf(&v).Elem())
		}
	default:
		panic("wire: cannot decode into " + f.kind.String())
	}
	return true
}

func (f *fieldPlan) enum(s string, ok bool, into reflect.Value, fail func(string) bool) bool {
	if ok {
		for _, e := range f.checks.enum {
			if e == s {
				into.SetString(s)
				return true
			}
		}
	}
	return fail(`Invalid option: expected one of "` + strings.Join(f.checks.enum, `"|"`) + `"`)
}

var objectType = reflect.TypeFor[Object]()

func (f *fieldPlan) slice(path string, v any, present bool, into reflect.Value, issues *[]string) bool {
	if f.kind == objectType {
		o, ok := v.(Object)
		if !ok {
			*issues = append(*issues, issue(path, expected("record", v, present)))
			return false
		}
		into.Set(reflect.ValueOf(o))
		return true
	}
	list, ok := v.([]any)
	if !ok {
		*issues = append(*issues, issue(path, expected("array", v, present)))
		return false
	}
	item := fieldPlan{kind: f.kind.Elem()}
	out := reflect.MakeSlice(f.kind, len(list), len(list))
	before := len(*issues)
	for i, e := range list {
		item.decode(path+"."+strconv.Itoa(i), e, true, out.Index(i), issues)
	}
	if len(*issues) > before {
		return false
	}
	into.Set(out)
	return true
}

// emailPattern is the reference's (better-auth-core, section 0.4).
var emailPattern = regexp.MustCompile(`^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`)

// IsEmail reports whether s is an e-mail address to the reference.
func IsEmail(s string) bool { return emailPattern.MatchString(s) }

// shortest is the least length. The reference asks it of lists too, although they are no texts.
func (c checks) shortest() int {
	switch {
	case c.nonempty:
		return 1
	case c.min != nil:
		return int(*c.min)
	}
	return 0
}

func (c checks) text(s string) string {
	switch {
	case c.email && !IsEmail(s):
		return "Invalid email address"
	case c.nonempty && s == "":
		return "Too small: expected string to have >=1 characters"
	case c.min != nil && float64(utf8.RuneCountInString(s)) < *c.min:
		return fmt.Sprintf("Too small: expected string to have >=%v characters", *c.min)
	case c.max != nil && float64(utf8.RuneCountInString(s)) > *c.max:
		return fmt.Sprintf("Too big: expected string to have <=%v characters", *c.max)
	}
	return ""
}

func (c checks) number(n float64) string {
	switch {
	case c.min != nil && n < *c.min:
		return fmt.Sprintf("Too small: expected number to be >=%v", *c.min)
	case c.max != nil && n > *c.max:
		return fmt.Sprintf("Too big: expected number to be <=%v", *c.max)
	}
	return ""
}

func issue(path, text string) string { return "[" + path + "] " + text }

func expected(want string, v any, present bool) string {
	return "Invalid input: expected " + want + ", received " + TypeName(v, present)
}

// Expected is the sentence for a value of the wrong type.
func Expected(want string, v any, present bool) string { return expected(want, v, present) }

func unrecognised(rest Object) string {
	names := make([]string, len(rest))
	for i, m := range rest {
		names[i] = strconv.Quote(m.Key)
	}
	if len(names) == 1 {
		return "Unrecognized key: " + names[0]
	}
	return "Unrecognized keys: " + strings.Join(names, ", ")
}

// TypeName is the validator's name for a value's type.
func TypeName(v any, present bool) string {
	if !present {
		return "undefined"
	}
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	}
	return "object"
}
