package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
)

// maxSecretFile bounds a secret kept in a file, in bytes.
const maxSecretFile = 64 << 10

// environment fills settings from variables. An empty variable counts as unset, as it does in the reference and in
// compose files that pass everything on.
type environment struct {
	lookup   func(string) (string, bool)
	settings *Settings
	problems []error
}

func readEnvironment(lookup func(string) (string, bool), settings *Settings) error {
	e := &environment{lookup: lookup, settings: settings}
	e.section("", "", reflect.ValueOf(settings).Elem())
	e.providers()
	return errors.Join(e.problems...)
}

func (e *environment) section(path, prefix string, v reflect.Value) {
	for _, f := range fields(v.Type()) {
		value := v.FieldByIndex(f.index)
		if isSection(value.Type()) {
			e.section(f.path(path), prefix+f.env, value)
			continue
		}
		e.field(f.path(path), f, prefix, value)
	}
}

// providers reads the credentials of social providers: of those in the file, and of the usual ones.
func (e *environment) providers() {
	list := &e.settings.Auth.SocialProviders
	known := map[string]int{}
	for i, p := range *list {
		known[p.ID] = i
	}
	for _, id := range usualProviders {
		if _, named := known[id]; !named {
			known[id] = -1
		}
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		provider := SocialProvider{ID: id}
		if i := known[id]; i >= 0 {
			provider = (*list)[i]
		}
		before := e.settings.origins["auth.socialProviders."+id+".clientId"]
		prefix := strings.ToUpper(strings.ReplaceAll(id, "-", "_"))
		e.section("auth.socialProviders."+id, prefix, reflect.ValueOf(&provider).Elem())
		switch {
		case known[id] >= 0:
			(*list)[known[id]] = provider
		case e.settings.origins["auth.socialProviders."+id+".clientId"] != before: // a secret alone sets nothing up
			*list = append(*list, provider)
		}
	}
}

func (e *environment) field(path string, f field, prefix string, v reflect.Value) {
	for _, name := range f.environmentNames(prefix) {
		text, origin, err := e.value(name, isSecret(v.Type()))
		switch {
		case err != nil:
			e.problems = append(e.problems, err)
			return
		case text == "":
			continue
		case f.refuse != "":
			// Variables are often shared with other programs, so they warn where the file would be refused.
			e.settings.warnings = append(e.settings.warnings, fmt.Sprintf("%s has no effect: %s %s", origin, path, f.reason()))
			return
		}
		if err := setText(v, text); err != nil {
			e.problems = append(e.problems, fmt.Errorf("%s: %w", origin, err))
			return
		}
		e.settings.origins[path] = origin
		return
	}
}

// value reads a variable, or for a secret the file that NAME_FILE names.
func (e *environment) value(name string, secret bool) (text, origin string, err error) {
	text, _ = e.lookup(name)
	if !secret {
		return text, name, nil
	}
	path, _ := e.lookup(name + "_FILE")
	switch {
	case path == "":
		return text, name, nil
	case text != "":
		return "", "", fmt.Errorf("%s and %s_FILE are both set: keep one", name, name)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	if len(content) > maxSecretFile {
		return "", "", fmt.Errorf("%s_FILE: %s is larger than %d bytes", name, path, maxSecretFile)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	if text == "" {
		return "", "", fmt.Errorf("%s_FILE: %s is empty", name, path)
	}
	return text, name + "_FILE", nil
}

func isSecret(t reflect.Type) bool {
	return t == reflect.TypeFor[Secret]() || t == reflect.TypeFor[SecretURL]() || t == reflect.TypeFor[VersionedSecrets]()
}
