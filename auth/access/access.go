// Package access says who may do what: statements, roles and the question whether a role
// allows a request (better-auth-plugins, section 2). The plugins organization, admin and
// apikey share it, and so may an application.
//
//	statements := access.Statements{"lesson": {"read", "write", "publish"}}
//	control, err := access.NewControl(statements)
//	teacher, err := control.NewRole(access.Statements{"lesson": {"read", "write"}})
//	err = teacher.Authorize(access.Request{access.Need("lesson", "write")}, access.And) // nil
//
// A person may hold several roles, written in one text with commas; [Roles.Allow] asks
// whether any one of them allows all of a request. Roles are never added up: that is the
// reference's rule, and the official client's checkRolePermission answers by it too.
//
// Everything here is immutable after it has been made and safe for concurrent use.
package access

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Statements name resources and the actions that exist on them, or, in a role, those of
// them that the role allows.
type Statements map[string][]string

// clone keeps what a caller may still change out of a role.
func (s Statements) clone() Statements {
	out := make(Statements, len(s))
	for resource, actions := range s {
		out[resource] = slices.Clone(actions)
	}
	return out
}

// Merge returns the statements with others added, each action once.
func (s Statements) Merge(others Statements) Statements {
	out := s.clone()
	for resource, actions := range others {
		out[resource] = slices.Clip(out[resource])
		for _, action := range actions {
			if !slices.Contains(out[resource], action) {
				out[resource] = append(out[resource], action)
			}
		}
		if out[resource] == nil {
			out[resource] = []string{}
		}
	}
	return out
}

// Request asks for everything in the statements, each action by itself, sorted by resource.
func (s Statements) Request() Request {
	request := Request{}
	for _, resource := range s.Resources() {
		for _, action := range s[resource] {
			request = append(request, Need(resource, action))
		}
	}
	return request
}

// Resources are the names of the resources, sorted.
func (s Statements) Resources() []string { return slices.Sorted(maps.Keys(s)) }

// Connector joins several needs. Its zero value is And.
type Connector uint8

const (
	// And wants all.
	And Connector = iota
	// Or is content with one.
	Or
)

// Want is what is asked of one resource: all of the actions, or any with Or. No actions
// at all are never allowed.
type Want struct {
	Resource  string
	Actions   []string
	Connector Connector
}

// Need wants all the actions on a resource.
func Need(resource string, actions ...string) Want { return Want{Resource: resource, Actions: actions} }

// Request is what somebody would like to do; its order decides which refusal is told.
type Request []Want

// Denied is why a role does not allow a request, in the reference's words.
type Denied struct{ Reason string }

func (d *Denied) Error() string { return d.Reason }

// Role is a set of allowed actions.
type Role struct{ statements Statements }

// NewRole makes a role that is checked against no vocabulary; see [Control.NewRole].
func NewRole(statements Statements) *Role { return &Role{statements.clone()} }

// Statements are what the role allows. The caller owns the copy.
func (r *Role) Statements() Statements { return r.statements.clone() }

// Authorize returns nil when the role allows the request, else a *Denied. With Or one
// resource is enough and unknown ones are skipped.
func (r *Role) Authorize(request Request, connector Connector) error {
	granted := false
	for _, want := range request {
		allowed, known := r.statements[want.Resource]
		if !known {
			if connector == And {
				return &Denied{"You are not allowed to access resource: " + want.Resource}
			}
			continue
		}
		ok := want.in(allowed)
		granted = granted || ok
		switch {
		case ok && connector == Or:
			return nil
		case !ok && connector == And:
			return &Denied{`unauthorized to access resource "` + want.Resource + `"`}
		}
	}
	if granted {
		return nil
	}
	return &Denied{"Not authorized"}
}

func (w Want) in(allowed []string) bool {
	if len(w.Actions) == 0 {
		return false
	}
	for _, action := range w.Actions {
		if slices.Contains(allowed, action) == (w.Connector == Or) {
			return w.Connector == Or
		}
	}
	return w.Connector == And
}

// Control is the vocabulary that roles are written in.
type Control struct{ statements Statements }

// NewControl checks a vocabulary: names are not empty and contain no comma or colon.
func NewControl(statements Statements) (*Control, error) {
	var errs []error
	for _, resource := range statements.Resources() {
		for _, name := range append([]string{resource}, statements[resource]...) {
			if strings.TrimSpace(name) == "" || strings.ContainsAny(name, ",:") {
				errs = append(errs, fmt.Errorf("access: %q is no name of a resource or action", name))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Control{statements.clone()}, nil
}

// Statements are the vocabulary. The caller owns the copy.
func (c *Control) Statements() Statements { return c.statements.clone() }

// Has reports whether a resource exists.
func (c *Control) Has(resource string) bool {
	_, ok := c.statements[resource]
	return ok
}

// NewRole makes a role of some of the vocabulary. The reference takes anything; a role
// that allows what does not exist is a spelling mistake, and refused here.
func (c *Control) NewRole(statements Statements) (*Role, error) {
	var errs []error
	for _, resource := range statements.Resources() {
		known, ok := c.statements[resource]
		if !ok {
			errs = append(errs, fmt.Errorf("access: there is no resource %q", resource))
			continue
		}
		for _, action := range statements[resource] {
			if !slices.Contains(known, action) {
				errs = append(errs, fmt.Errorf("access: there is no action %q on %q", action, resource))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return NewRole(statements), nil
}
