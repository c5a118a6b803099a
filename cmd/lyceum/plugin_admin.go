package main

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/admin"
)

func makeAdmin(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Admin
	if o.Off {
		return nil
	}
	_, roles, err := w.permissions(admin.Statements(), admin.Roles(), o.AC, o.Roles)
	if err != nil {
		w.problems = append(w.problems, err)
		return nil
	}
	if o.Roles == nil && len(w.settings.Plugins.Access.Roles) == 0 {
		roles = nil // the plugin's own: in the reference only roles that were given are closed
	}
	return admin.New(admin.Options{
		DefaultRole: o.DefaultRole, AdminRoles: o.AdminRoles, AdminUserIDs: o.AdminUserIds, Roles: roles,
		DefaultBanReason: o.DefaultBanReason, DefaultBanExpiresIn: seconds(o.DefaultBanExpiresIn),
		BannedUserMessage:            o.BannedUserMessage,
		ImpersonationSessionDuration: seconds(o.ImpersonationSessionDuration),
		AllowImpersonatingAdmins:     o.AllowImpersonatingAdmins, NoAudit: !o.AuditLog,
	})
}
