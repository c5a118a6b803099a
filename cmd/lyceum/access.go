package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/pages"
)

// permissions makes a plugin's vocabulary and roles: its own ones and what the settings say for all plugins. ac and
// roles, when set, replace the plugin's own, as in the reference.
func (w *wiring) permissions(own access.Statements, ownRoles access.Roles, ac config.Statements, roles map[string]config.Statements) (*access.Control, access.Roles, error) {
	if ac != nil {
		own = access.Statements(ac)
	}
	shared := w.settings.Plugins.Access
	control, err := access.NewControl(own.Merge(access.Statements(shared.Permissions)))
	if err != nil {
		return nil, nil, err
	}
	if roles != nil {
		ownRoles = access.Roles{}
		for name, allowed := range roles {
			ownRoles[name] = access.NewRole(access.Statements(allowed))
		}
	}
	all := ownRoles.With(nil)
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(shared.Roles)) {
		allowed, err := w.sharedRole(name, control.Statements())
		errs = append(errs, err)
		if had, ok := all[name]; ok {
			allowed = had.Statements().Merge(allowed)
		}
		all[name] = access.NewRole(allowed)
	}
	return control, all, errors.Join(errs...)
}

// sharedRole is what a role of the settings allows of a plugin's vocabulary. What is another
// plugin's is left to that one; what is nobody's is a mistake, and told with its line.
func (w *wiring) sharedRole(name string, vocabulary access.Statements) (access.Statements, error) {
	const section = "auth.plugins.access."
	allowed, others := access.Statements{}, access.OrganizationStatements().Merge(admin.Statements())
	var errs []error
	written := access.Statements(w.settings.Plugins.Access.Roles[name])
	for _, resource := range written.Resources() {
		path := section + "roles." + name + "." + resource
		at := path
		if w.origin != nil {
			at = w.origin(path) + ": " + path
		}
		known, exists := vocabulary[resource]
		if _, elsewhere := others[resource]; !exists && elsewhere {
			continue
		}
		if !exists {
			errs = append(errs, fmt.Errorf("%s: there is no resource %q: the resources are %s; %spermissions adds others",
				at, resource, strings.Join(vocabulary.Merge(others).Resources(), ", "), section))
			continue
		}
		for _, action := range written[resource] {
			if !slices.Contains(known, action) {
				errs = append(errs, fmt.Errorf("%s: there is no action %q on %q: the actions are %s", at, action, resource, strings.Join(known, ", ")))
			}
		}
		allowed[resource] = written[resource]
	}
	return allowed, errors.Join(errs...)
}

// report keeps a problem; what two plugins say alike is said once.
func (w *wiring) report(err error) {
	if !slices.ContainsFunc(w.problems, func(said error) bool { return said.Error() == err.Error() }) {
		w.problems = append(w.problems, err)
	}
}

// shownRoles are the roles as the pages have them, for the same answers as the server's.
func shownRoles(roles access.Roles) map[string]pages.Permissions {
	shown := map[string]pages.Permissions{}
	for name, role := range roles {
		shown[name] = role.Statements()
	}
	return shown
}
