package main

import (
	"github.com/lyceum/lyceum/auth/access"
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
	for name, allowed := range shared.Roles {
		role, err := control.NewRole(access.Statements(allowed))
		if err != nil {
			return nil, nil, err
		}
		if had, ok := all[name]; ok {
			role = access.NewRole(had.Statements().Merge(access.Statements(allowed)))
		}
		all[name] = role
	}
	return control, all, nil
}

// shownRoles are the roles as the pages have them, for the same answers as the server's.
func shownRoles(roles access.Roles) map[string]pages.Permissions {
	shown := map[string]pages.Permissions{}
	for name, role := range roles {
		shown[name] = role.Statements()
	}
	return shown
}
