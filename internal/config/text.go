package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// setText sets v from a text, as the environment and flags give it: a list is comma-separated, a duration is written
// 30s.
func setText(v reflect.Value, text string) error {
	if secrets, ok := v.Addr().Interface().(*VersionedSecrets); ok {
		return secrets.setText(text)
	}
	if check, ok := v.Addr().Interface().(*OriginCheck); ok {
		return setText(reflect.ValueOf(&check.All).Elem(), text)
	}
	switch {
	case v.Type() == durationType:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("want a duration such as 30s or 2m, not %q", text)
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Int:
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("want a whole number, not %q", text)
		}
		v.SetInt(int64(n))
	case v.Kind() == reflect.Float64:
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return fmt.Errorf("want a number, not %q", text)
		}
		v.SetFloat(n)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("want true or false, not %q", text)
		}
		v.SetBool(b)
	case v.Kind() == reflect.Pointer:
		value := reflect.New(v.Type().Elem())
		if err := setText(value.Elem(), text); err != nil {
			return err
		}
		v.Set(value)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		v.Set(reflect.ValueOf(splitList(text)).Convert(v.Type()))
	default:
		return fmt.Errorf("can only be set in the file")
	}
	return nil
}

// splitList splits at commas. Blanks are not trimmed: the reference does not either, and a trusted origin with a
// blank in it must not start to match.
func splitList(text string) []string {
	var list []string
	for entry := range strings.SplitSeq(text, ",") {
		if entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

// set applies a flag.
func (s *Settings) set(o Override) error {
	v := reflect.ValueOf(s).Elem()
	path := ""
	for name := range strings.SplitSeq(o.Path, ".") {
		if !isSection(v.Type()) {
			return fmt.Errorf("%s: %s has no keys of its own", o.Origin, path)
		}
		known := fields(v.Type())
		found, ok := find(known, name)
		if !ok {
			return fmt.Errorf("%s: unknown setting %q; did you mean %q?", o.Origin, o.Path, join(path, nearest(name, names(known))))
		}
		path = join(path, name)
		if found.refuse != "" {
			return fmt.Errorf("%s: %s %s", o.Origin, path, found.reason())
		}
		v = v.FieldByIndex(found.index)
	}
	if short, ok := shortOf(v); ok && short.Kind() != reflect.Slice {
		v = short
	}
	if isSection(v.Type()) {
		return fmt.Errorf("%s: %s is a section; name one of its keys", o.Origin, path)
	}
	if err := setText(v, o.Value); err != nil {
		return fmt.Errorf("%s: %s: %w", o.Origin, path, err)
	}
	s.origins[path] = o.Origin
	return nil
}
