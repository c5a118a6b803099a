package chatkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lyceum/lyceum/learn/api"
)

// object reads the fields of a JSON object. The first thing that is wrong, in it or in any object inside, is kept in
// problem, so that a request is read without a check after every field. A missing object is read as an empty one; so
// are nulls.
type object struct {
	path    string
	fields  map[string]json.RawMessage
	problem *error
}

func parseBody(text []byte) (*object, error) {
	o := &object{problem: new(error)}
	if err := json.Unmarshal(text, &o.fields); err != nil || o.fields == nil {
		return nil, api.BadRequest(api.CodeInvalidBody, "The body must be a JSON object.")
	}
	return o, nil
}

// inside reads an object in this one.
func (o *object) inside(path string, text []byte) *object {
	inner := &object{path: path, problem: o.problem}
	if !isNull(text) && json.Unmarshal(text, &inner.fields) != nil {
		o.keep(api.BadRequest(api.CodeInvalidBody, "%s must be an object.", path))
	}
	return inner
}

func isNull(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) == 0 || string(text) == "null"
}

func (o *object) keep(err error) {
	if *o.problem == nil {
		*o.problem = err
	}
}

func (o *object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

func (o *object) fail(name, format string, args ...any) {
	o.keep(api.BadRequest(api.CodeInvalidBody, "%s %s.", o.at(name), fmt.Sprintf(format, args...)))
}

func (o *object) has(name string) bool { return !isNull(o.fields[name]) }

// text reads a string of least to most characters. A missing one is "", which is an error unless least is zero.
// Characters that no reader types and no database takes are dropped.
func (o *object) text(name string, least, most int) string {
	text := ""
	if o.has(name) && json.Unmarshal(o.fields[name], &text) != nil {
		o.fail(name, "must be a string")
		return ""
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	switch length := utf8.RuneCountInString(text); {
	case length < least && !o.has(name):
		o.fail(name, "is missing")
	case length < least:
		o.fail(name, "must not be empty")
	case length > most:
		o.fail(name, "is longer than %d characters", most)
		return ""
	}
	return text
}

func (o *object) id(name string) string {
	id := o.text(name, 1, maxID)
	if !validText(id) {
		o.fail(name, "is not an id")
	}
	return id
}

// validText tells whether an id holds visible ASCII characters only.
func validText(id string) bool {
	return strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

func (o *object) oneOf(name, missing string, allowed ...string) string {
	if !o.has(name) && missing != "" {
		return missing
	}
	text := o.text(name, 0, maxID)
	for _, value := range allowed {
		if text == value {
			return text
		}
	}
	o.fail(name, `must be "%s"`, strings.Join(allowed, `" or "`))
	return ""
}

func (o *object) flag(name string) bool {
	value := false
	if o.has(name) && json.Unmarshal(o.fields[name], &value) != nil {
		o.fail(name, "must be true or false")
	}
	return value
}

// number reads a whole number. One that is too large counts as the largest, as servers may give less than is asked.
func (o *object) number(name string, missing, least, most int) int {
	if !o.has(name) {
		return missing
	}
	n, err := strconv.Atoi(string(bytes.TrimSpace(o.fields[name])))
	if err != nil || n < least {
		o.fail(name, "must be a whole number from %d to %d", least, most)
		return missing
	}
	return min(n, most)
}

func (o *object) object(name string) *object { return o.inside(o.at(name), o.fields[name]) }

func (o *object) list(name string, least, most int) []json.RawMessage {
	var list []json.RawMessage
	if o.has(name) && json.Unmarshal(o.fields[name], &list) != nil {
		o.fail(name, "must be a list")
	}
	if len(list) < least {
		o.fail(name, "must not be empty")
	}
	if len(list) > most {
		o.fail(name, "has more than %d entries", most)
		return nil
	}
	return list
}

func (o *object) objects(name string, least, most int) []*object {
	var objects []*object
	for i, text := range o.list(name, least, most) {
		objects = append(objects, o.inside(fmt.Sprintf("%s[%d]", o.at(name), i), text))
	}
	return objects
}

func (o *object) ids(name string, most int) []string {
	var ids []string
	for i, text := range o.list(name, 1, most) {
		var id string
		if json.Unmarshal(text, &id) != nil || id == "" || len(id) > maxID || !validText(id) {
			o.fail(fmt.Sprintf("%s[%d]", name, i), "is not an id")
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// data reads an object of any content, of at most so many bytes.
func (o *object) data(name string, most int) map[string]any {
	if !o.has(name) {
		return nil
	}
	var data map[string]any
	if len(o.fields[name]) > most {
		o.fail(name, "is larger than %d bytes", most)
	} else if json.Unmarshal(o.fields[name], &data) != nil {
		o.fail(name, "must be an object")
	} else if bytes.Contains(o.fields[name], []byte(`\u0000`)) {
		o.fail(name, "holds a null character")
	}
	return data
}

// clip shortens what a message repeats.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}
