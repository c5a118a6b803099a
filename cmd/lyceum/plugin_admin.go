package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/plugin/admin"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/pages"
)

func makeAdmin(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Admin
	if o.Off {
		return nil
	}
	_, roles, err := w.adminRoles()
	if err != nil {
		w.report(err)
		return nil
	}
	if o.Roles == nil && len(w.settings.Plugins.Access.Roles) == 0 {
		roles = nil // the plugin's own: in the reference only roles that were given are closed
	}
	return admin.New(admin.Options{
		DefaultRole: o.DefaultRole, AdminRoles: o.Administrators(), AdminUserIDs: o.AdminUserIds, Roles: roles,
		DefaultBanReason: o.DefaultBanReason, DefaultBanExpiresIn: seconds(o.DefaultBanExpiresIn),
		BannedUserMessage:            o.BannedUserMessage,
		ImpersonationSessionDuration: seconds(o.ImpersonationSessionDuration),
		AllowImpersonatingAdmins:     o.AllowImpersonatingAdmins, NoAudit: !o.AuditLog,
	})
}

// adminRoles are the vocabulary of the platform and its roles.
func (w *wiring) adminRoles() (*access.Control, access.Roles, error) {
	o := w.settings.Plugins.Admin
	return w.permissions(admin.Statements(), admin.Roles(), o.AC, o.Roles)
}

// adminPages is what the pages of administrators may show; nil when the plugin is off.
func adminPages(settings config.Auth) (*pages.AdminSettings, error) {
	o := settings.Plugins.Admin
	if o.Off {
		return nil, nil
	}
	control, roles, err := (&wiring{settings: settings}).adminRoles()
	if err != nil {
		return nil, err
	}
	return &pages.AdminSettings{
		DefaultRole: o.DefaultRole, Statements: control.Statements(), Roles: shownRoles(roles), AuditLog: o.AuditLog,
		ByID: len(o.AdminUserIds) > 0,
	}, nil
}
