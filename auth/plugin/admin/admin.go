// Package admin lets administrators manage users: the reference's `admin` plugin
// (better-auth-plugins, section 3), and an audit log of our own.
//
//	administration := admin.New(admin.Options{})
//	a, err := auth.New(auth.Options{Plugins: []auth.Plugin{administration}, …})
//	user, err := administration.SetRole(ctx, nil, userID, "admin")
//	ok := administration.HasPermission(user, access.Request{access.Need("user", "ban")})
//
// Endpoints live below /admin; each is a thin wrapper around a method of [Plugin]. Methods
// that change something take who does it: a user, whose roles are then asked, or nil, which
// is the application itself and may do anything.
//
// # Bans
//
// A banned user gets no session, whatever the way to sign in (BANNED_USER), and loses those
// they have. A ban that has run out lifts itself at the next sign-in. Ban and sign-in lock
// the user, so of two at once neither slips past the other.
//
// # What always holds
//
// Every endpoint reads session and user from the database, so that a ban, a demotion or a
// revocation holds at once. Unless Compat is "reference":
//
//   - Roles must exist, and nobody gives a role that allows more than their own.
//   - Only administrators act on administrators, and one always remains.
//   - Other people's sessions are listed with a handle in the place of the token;
//     /admin/revoke-user-session takes either.
//   - A new password ends the user's sessions and outstanding links.
//   - Impersonating is for looking: such a session administers nothing, is never extended,
//     and makes nothing that would outlive it: no passkey, API key, linked account, device,
//     number or other address.
//   - /admin/list-users refuses what it cannot answer: unknown or hidden fields, values of
//     another type, more than 1000 rows.
//
// # The audit log (not in the reference)
//
// Every action leaves a record in the table auditLog, in the transaction of the action: who
// did what to whom, when, from where. An action that somebody signed in was refused leaves
// one too, with the code of the refusal as its outcome. Looking at users is not recorded;
// taking the log away is. Records hold ids and names of fields, never values that were
// secret, and stay when the user goes. What other plugins and applications report is
// recorded too ([auth.Auth.Report]): organizations are changed, members invited, teams and
// roles made; people change their passwords, addresses and second factors.
//
//	GET /admin/audit-log         actorId, targetId, action, outcome, since, until, limit, offset
//	GET /admin/audit-log/export  the same filters; format=jsonl (default) or csv
//
// Both need the permission audit:read, which the role admin has by default.
package admin

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	roles   access.Roles
	// given says that the roles are the application's, and therefore closed.
	given bool
	auth  *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// Statements is the vocabulary: the reference's, and the audit log.
func Statements() access.Statements {
	return access.AdminStatements().Merge(access.Statements{"audit": {"read"}})
}

// Roles are the default roles: the reference's admin, who may also read the audit log, and
// user.
func Roles() access.Roles {
	roles := access.AdminRoles()
	roles["admin"] = access.NewRole(roles["admin"].Statements().Merge(access.Statements{"audit": {"read"}}))
	return roles
}

// New returns the plugin.
func New(o Options) *Plugin {
	p := &Plugin{options: o.withDefaults(), roles: o.Roles, given: o.Roles != nil}
	if p.roles == nil {
		p.roles = Roles()
	}
	return p
}

// ID is "admin".
func (p *Plugin) ID() string { return "admin" }

// Setup declares fields, tables, endpoints and events.
func (p *Plugin) Setup(b *auth.Builder) error {
	var errs []error
	for _, name := range p.options.AdminRoles {
		known := func(role string) bool { return strings.EqualFold(role, name) }
		if !slices.ContainsFunc(p.roles.Names(), known) {
			errs = append(errs, fmt.Errorf("the admin role %q is not among the roles", name))
		}
	}
	p.declareFields(b)
	b.Cookie(adminSession, nil)
	p.userEndpoints(b)
	p.sessionEndpoints(b)
	if !p.options.NoAudit {
		b.Table(auditTable)
		p.auditEndpoints(b)
		b.Events().Recording = append(b.Events().Recording, p.recordOf)
	}
	events := b.Events()
	events.UserCreating = append(events.UserCreating, p.giveRole)
	events.SessionCreating = append(events.SessionCreating, p.refuseBanned)
	b.After(hideImpersonations)
	if b.Options().Compat != "reference" {
		b.Guard(p.refuseLasting)
		events.SessionRefreshing = append(events.SessionRefreshing, keepShort)
		events.UserDeleting = append(events.UserDeleting, p.keepAdmins)
	}
	return errors.Join(errs...)
}

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// declareFields adds the reference's fields (better-auth-plugins, section 3.1). Names are
// shared with Node servers; do not rename.
func (p *Plugin) declareFields(b *auth.Builder) {
	b.Extend("user",
		store.Field{Name: "role", Nullable: true, NoInput: true},
		store.Field{Name: "banned", Type: store.Boolean, Nullable: true, NoInput: true, Default: func() any { return false }},
		store.Field{Name: "banReason", Nullable: true, NoInput: true},
		store.Field{Name: "banExpires", Type: store.Date, Nullable: true, NoInput: true},
	)
	b.Extend("session", store.Field{Name: impersonatedBy, Nullable: true, NoInput: true})
	// Lists of users are sorted by age more than by anything else, where equal by id (many are
	// when they were imported), filtered by what the pages offer, and searched by pieces. There is
	// none for sorting by name: PostgreSQL refuses rows whose indexed text is longer than a third
	// of a page, and anybody may have such a name.
	by := func(fields ...string) store.Index { return store.Index{Fields: append(fields, "id")} }
	b.Index("user",
		by("createdAt"), by("role", "createdAt"), by("banned", "createdAt"), by("emailVerified", "createdAt"),
		store.Index{Fields: []string{"email", "name", "role"}, Search: true},
	)
	b.Count("user")
}
