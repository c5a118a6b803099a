// Package wire reads and writes JSON the way the reference does: members keep
// their order, a missing member differs from null, dates have exactly three
// fractional digits, numbers print as JavaScript prints them, and validation
// speaks the reference's sentences.
//
// A parsed value is one of nil, bool, float64, string, []any and [Object].
// [Append] writes those and, besides, the Go types named there.
package wire

import (
	"slices"
	"strconv"
	"strings"
)

// Member is one name and value of an Object.
type Member struct {
	Key   string
	Value any
}

// Object is a JSON object whose members keep their order.
type Object []Member

// Undefined as a member's value leaves the member out.
var Undefined = undefined{}

type undefined struct{}

// Get returns a member's value and whether the member is present.
func (o Object) Get(key string) (any, bool) {
	for i := range o {
		if o[i].Key == key {
			return o[i].Value, true
		}
	}
	return nil, false
}

// Text returns a member that is a string, or "".
func (o Object) Text(key string) string {
	v, _ := o.Get(key)
	s, _ := v.(string)
	return s
}

// Set replaces a member's value in place or appends the member.
func (o Object) Set(key string, value any) Object {
	for i := range o {
		if o[i].Key == key {
			o[i].Value = value
			return o
		}
	}
	return append(o, Member{key, value})
}

// Without returns the object less some members. The receiver is not changed.
func (o Object) Without(keys ...string) Object {
	out := make(Object, 0, len(o))
	for _, m := range o {
		if !slices.Contains(keys, m.Key) {
			out = append(out, m)
		}
	}
	return out
}

// TextOf is what JavaScript's String makes of a parsed value.
func TextOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			if v[i] != nil {
				parts[i] = TextOf(v[i])
			}
		}
		return strings.Join(parts, ",")
	case Object:
		return "[object Object]"
	}
	return string(Append(nil, v))
}

// Truthy is JavaScript's idea of true.
func Truthy(v any) bool {
	switch v := v.(type) {
	case nil, undefined:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case float64:
		return v != 0 && v == v
	case int64:
		return v != 0
	}
	return true
}

// indexKeysFirst orders members as a JavaScript object does: keys that are array
// indexes come first, ascending.
func indexKeysFirst(o Object) Object {
	indexed := false
	for _, m := range o {
		if isIndex(m.Key) {
			indexed = true
			break
		}
	}
	if !indexed {
		return o
	}
	slices.SortStableFunc(o, func(a, b Member) int {
		ia, ib := isIndex(a.Key), isIndex(b.Key)
		switch {
		case ia && ib:
			na, _ := strconv.ParseUint(a.Key, 10, 32)
			nb, _ := strconv.ParseUint(b.Key, 10, 32)
			return int(int64(na) - int64(nb))
		case ia:
			return -1
		case ib:
			return 1
		}
		return 0
	})
	return o
}

func isIndex(key string) bool {
	if key == "" || len(key) > 10 || (len(key) > 1 && key[0] == '0') {
		return false
	}
	n, err := strconv.ParseUint(key, 10, 32)
	return err == nil && n < 1<<32-1
}
