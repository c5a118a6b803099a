package wire

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Appender writes itself as JSON.
type Appender interface{ AppendJSON(dst []byte) []byte }

// Append writes a value as JSON.stringify would: parsed values, Go strings,
// numbers, booleans, time.Time (see [AppendTime]), json.RawMessage verbatim, pointers
// (nil is null), slices, structs with json tags in field order, and Appenders. A
// struct member with `omitempty` is left out when it is the zero value.
func Append(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil, undefined:
		return append(dst, "null"...)
	case Appender:
		if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
			return append(dst, "null"...)
		}
		return v.AppendJSON(dst)
	case string:
		return AppendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendFloat(dst, v)
	case time.Time:
		return AppendTime(dst, v)
	case json.RawMessage:
		if len(v) == 0 {
			return append(dst, "null"...)
		}
		return append(dst, v...)
	case []any:
		return appendSlice(dst, v)
	case []string:
		return appendSlice(dst, v)
	case []float64:
		return appendSlice(dst, v)
	}
	return appendReflect(dst, reflect.ValueOf(v))
}

// AppendJSON writes the object, leaving undefined members out.
func (o Object) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	first := true
	for _, m := range o {
		if m.Value == Undefined {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(AppendString(dst, m.Key), ':')
		dst = Append(dst, m.Value)
	}
	return append(dst, '}')
}

func appendSlice[T any](dst []byte, s []T) []byte {
	dst = append(dst, '[')
	for i := range s {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = Append(dst, s[i])
	}
	return append(dst, ']')
}

// TimeLayout is the reference's date format: ISO 8601, UTC, three fractional digits.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// AppendTime writes a date; the zero time is null.
func AppendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return append(t.AppendFormat(append(dst, '"'), TimeLayout), '"')
	}
	// Most of what is written are dates, and a layout takes three times as long.
	hour, minute, second := t.Clock()
	dst = appendDigits(append(dst, '"'), year, 4)
	dst = appendDigits(append(dst, '-'), int(month), 2)
	dst = appendDigits(append(dst, '-'), day, 2)
	dst = appendDigits(append(dst, 'T'), hour, 2)
	dst = appendDigits(append(dst, ':'), minute, 2)
	dst = appendDigits(append(dst, ':'), second, 2)
	dst = appendDigits(append(dst, '.'), t.Nanosecond()/1e6, 3)
	return append(dst, 'Z', '"')
}

// appendDigits writes a number that has at most so many digits, with leading zeros.
func appendDigits(dst []byte, n, digits int) []byte {
	dst = append(dst, "0000"[:digits]...)
	for i := len(dst) - 1; n > 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}

// appendFloat prints as JavaScript does; what is not finite is null.
func appendFloat(dst []byte, f float64) []byte {
	switch abs := math.Abs(f); {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(dst, "null"...)
	case f == 0:
		return append(dst, '0')
	case abs < 1e-6 || abs >= 1e21:
		dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
		// e-09 → e-9
		if n := len(dst); n >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
			dst[n-2] = dst[n-1]
			dst = dst[:n-1]
		}
		return dst
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

const hexDigits = "0123456789abcdef"

// AppendString writes a JSON string escaping only what JSON.stringify escapes, so
// that text which is signed afterwards has the reference's bytes.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			dst = append(append(dst, s[start:i]...), "\uFFFD"...)
			i++
			start = i
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

type member struct {
	key       string
	index     int
	omitEmpty bool
}

// structs caches the members of struct types; it only ever grows by the types
// the program was built with.
var structs sync.Map

func membersOf(t reflect.Type) []member {
	if m, ok := structs.Load(t); ok {
		return m.([]member)
	}
	var ms []member
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		ms = append(ms, member{name, i, strings.Contains(opts, "omitempty")})
	}
	structs.Store(t, ms)
	return ms
}

func appendReflect(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return append(dst, "null"...)
		}
		return Append(dst, v.Elem().Interface())
	case reflect.Struct:
		dst = append(dst, '{')
		first := true
		for _, m := range membersOf(v.Type()) {
			f := v.Field(m.index)
			if m.omitEmpty && f.IsZero() {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = append(AppendString(dst, m.key), ':')
			dst = Append(dst, f.Interface())
		}
		return append(dst, '}')
	case reflect.Slice, reflect.Array:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = Append(dst, v.Index(i).Interface())
		}
		return append(dst, ']')
	case reflect.String:
		return AppendString(dst, v.String())
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(dst, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return appendFloat(dst, v.Float())
	}
	// Maps have no order of their own; encoding/json sorts them.
	if b, err := json.Marshal(v.Interface()); err == nil {
		return append(dst, b...)
	}
	return append(dst, "null"...)
}
