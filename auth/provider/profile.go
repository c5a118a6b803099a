package provider

import (
	"strconv"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// pick takes a value out of a profile; undefined when there is none.
type pick func(profile Object) any

// at follows a path of member names, and of positions in lists.
func at(path ...string) pick {
	return func(profile Object) any { return lookUp(profile, path) }
}

func lookUp(v any, path []string) any {
	for _, name := range path {
		switch in := v.(type) {
		case Object:
			var ok bool
			if v, ok = in.Get(name); !ok {
				return wire.Undefined
			}
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(in) {
				return wire.Undefined
			}
			v = in[i]
		default:
			return wire.Undefined
		}
	}
	return v
}

// say is a constant.
func say(v any) pick { return func(Object) any { return v } }

// or is JavaScript's ||: the first value that counts as true, else the last one.
func or(picks ...pick) pick {
	return func(profile Object) (v any) {
		for _, p := range picks {
			if v = p(profile); wire.Truthy(v) {
				return v
			}
		}
		return v
	}
}

// either is JavaScript's ??: the first value that is there, else the last one.
func either(picks ...pick) pick {
	return func(profile Object) (v any) {
		for _, p := range picks {
			if v = p(profile); v != nil && v != wire.Undefined {
				return v
			}
		}
		return v
	}
}

// isTrue is a value as true or false.
func isTrue(picks ...pick) pick {
	return func(profile Object) any {
		for _, p := range picks {
			if !wire.Truthy(p(profile)) {
				return false
			}
		}
		return true
	}
}

// stringBool reads true and false that may be text, else false.
func stringBool(p pick) pick {
	return func(profile Object) any {
		v := p(profile)
		return v == true || v == "true"
	}
}

// mapping makes a user of a profile, member by member.
type mapping []struct {
	name string
	from pick
}

func (m mapping) of(profile Object) Object {
	user := make(Object, 0, len(m))
	for _, f := range m {
		user = append(user, wire.Member{Key: f.name, Value: f.from(profile)})
	}
	return user
}

// person is the mapping most providers have.
func person(name, email, image, verified pick) mapping {
	return mapping{{"name", name}, {"email", email}, {"image", image}, {"emailVerified", verified}}
}

// merge sets the members of more in user.
func merge(user, more Object) Object {
	for _, m := range more {
		user = user.Set(m.Key, m.Value)
	}
	return user
}

// subjectOf writes the id of a person, "" for none and for what is none.
func subjectOf(v any) string {
	s := text(v)
	switch s {
	case "undefined", "null":
		return ""
	}
	for _, r := range s {
		if r != ' ' && r != '\t' && r != '\n' && r != '\r' {
			return s
		}
	}
	return ""
}
