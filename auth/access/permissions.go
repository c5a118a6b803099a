package access

import (
	"strconv"

	"github.com/lyceum/lyceum/auth/internal/wire"
)

// Permissions is a request as it travels: {"resource":["action"]}. It is an input type
// for endpoints; its zero value is that of a missing member. Order is kept.
type Permissions struct {
	Request Request
	// Given is false when the member was missing.
	Given bool
}

// ReadIssues validates in the reference's words; see package wire.
func (p *Permissions) ReadIssues(path string, v any, present bool) (issues []string) {
	object, ok := v.(wire.Object)
	if !ok {
		return []string{"[" + path + "] " + wire.Expected("record", v, present)}
	}
	p.Given, p.Request = true, make(Request, 0, len(object))
	for _, m := range object {
		at := path + "." + m.Key
		list, ok := m.Value.([]any)
		if !ok {
			issues = append(issues, "["+at+"] "+wire.Expected("array", m.Value, true))
			continue
		}
		want := Want{Resource: m.Key, Actions: make([]string, 0, len(list))}
		for i, item := range list {
			action, ok := item.(string)
			if !ok {
				issues = append(issues, "["+at+"."+strconv.Itoa(i)+"] "+wire.Expected("string", item, true))
			}
			want.Actions = append(want.Actions, action)
		}
		p.Request = append(p.Request, want)
	}
	return issues
}

// Statements are the permissions as a role's statements.
func (p Permissions) Statements() Statements {
	out := make(Statements, len(p.Request))
	for _, want := range p.Request {
		out[want.Resource] = want.Actions
	}
	return out
}

// AppendJSON writes the permissions in their order.
func (p Permissions) AppendJSON(dst []byte) []byte {
	object := make(wire.Object, len(p.Request))
	for i, want := range p.Request {
		object[i] = wire.Member{Key: want.Resource, Value: want.Actions}
	}
	return object.AppendJSON(dst)
}

// ParsePermissions reads permissions that were stored as JSON text. ok is false for any
// other text.
func ParsePermissions(text string) (p Permissions, ok bool) {
	v, err := wire.Parse([]byte(text))
	if err != nil {
		return Permissions{}, false
	}
	issues := p.ReadIssues("", v, true)
	return p, len(issues) == 0
}
