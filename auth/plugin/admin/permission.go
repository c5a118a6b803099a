package admin

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// HasPermission reports whether a user may do all of a request: those of
// Options.AdminUserIDs may do anything, others what any one of their roles allows.
func (p *Plugin) HasPermission(u *auth.User, request access.Request) bool {
	return slices.Contains(p.options.AdminUserIDs, u.ID) || p.roles.Allow(p.rolesOf(u), request)
}

// rolesOf are a user's roles; between commas, untrimmed, as the reference reads them.
func (p *Plugin) rolesOf(u *auth.User) []string {
	role := u.Row.String("role")
	if role == "" {
		role = p.options.DefaultRole
	}
	return strings.Split(role, ",")
}

// IsAdmin reports whether a user is an administrator, whom others cannot impersonate.
func (p *Plugin) IsAdmin(u *auth.User) bool {
	return slices.Contains(p.options.AdminUserIDs, u.ID) || slices.ContainsFunc(p.rolesOf(u), func(role string) bool {
		return slices.Contains(p.options.AdminRoles, role)
	})
}

// acting is who calls, by the stored session: a ban, a demotion or a revocation holds at
// once, whatever the cookie cache says.
func (p *Plugin) acting(c *auth.Call) (*auth.User, error) { return userOf(c.SessionBefore(true)) }

// inside is acting for the endpoints that the reference does not guard from before.
func (p *Plugin) inside(c *auth.Call) (*auth.User, error) { return userOf(c.StoredSession()) }

func userOf(s *auth.SessionUser, err error) (*auth.User, error) {
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return nil, auth.FailEmpty(http.StatusUnauthorized)
	}
	return s.User, nil
}

// authorise refuses with a code unless somebody may do something. Without anybody the
// application acts.
func (p *Plugin) authorise(ctx context.Context, by *auth.User, denied auth.Code, resource, action string) error {
	if by == nil {
		return nil
	}
	if !p.HasPermission(by, access.Request{access.Need(resource, action)}) {
		return auth.Fail(http.StatusForbidden, denied)
	}
	if p.auth.Safer() && impersonator(ctx) != "" {
		return auth.Fail(http.StatusForbidden, ImpersonatedSession)
	}
	return nil
}

// impersonator is who hides behind the session of a call, "" for nobody.
func impersonator(ctx context.Context) string {
	c := auth.CallFrom(ctx)
	if c == nil || c.Session() == nil {
		return ""
	}
	return c.Session().Session.Row.String(impersonatedBy)
}

// mayTouch lets only administrators act on administrators: whoever can set a password or
// an address could become them.
func (p *Plugin) mayTouch(by, target *auth.User, denied auth.Code) error {
	if by != nil && p.auth.Safer() && p.IsAdmin(target) && !p.IsAdmin(by) {
		return auth.Fail(http.StatusForbidden, denied)
	}
	return nil
}

// mayBecome is mayTouch for what could let somebody sign in as the target, who may then
// administer nothing that they themselves do not.
func (p *Plugin) mayBecome(by, target *auth.User, denied auth.Code) error {
	if err := p.mayTouch(by, target, denied); err != nil || by == nil || by.ID == target.ID || !p.auth.Safer() {
		return err
	}
	for _, name := range p.rolesOf(target) {
		if role, ok := p.roles[name]; ok && !p.covers(by, administrative(role)) {
			return auth.Fail(http.StatusForbidden, denied)
		}
	}
	return nil
}

// administrative is the part of a role that is about users. What else roles allow is the
// application's.
func administrative(role *access.Role) *access.Role {
	statements := role.Statements()
	maps.DeleteFunc(statements, func(resource string, _ []string) bool {
		return resource != "user" && resource != "session" && resource != "audit"
	})
	return access.NewRole(statements)
}

// checkRoles refuses roles that do not exist and those that allow more than one's own. The
// reference takes any text unless it was given roles.
func (p *Plugin) checkRoles(by *auth.User, roles []string) error {
	for _, name := range roles {
		role, ok := p.roles[name]
		if !ok && (p.given || p.auth.Safer()) {
			return auth.Fail(http.StatusBadRequest, NonExistentRole)
		}
		if by != nil && p.auth.Safer() && !p.covers(by, role) {
			return auth.Fail(http.StatusForbidden, YouAreNotAllowedToChangeUsersRole)
		}
	}
	return nil
}

func (p *Plugin) covers(by *auth.User, role *access.Role) bool {
	for _, want := range role.Statements().Request() {
		for _, action := range want.Actions {
			if !p.HasPermission(by, access.Request{access.Need(want.Resource, action)}) {
				return false
			}
		}
	}
	return true
}

// target finds the user an action is about and locks them until the transaction ends. If
// the action may cost them their power, an administrator is only found when another
// remains.
func (p *Plugin) target(ctx context.Context, by *auth.User, id string, demotes bool, denied auth.Code) (*auth.User, error) {
	if demotes && by != nil && p.auth.Safer() {
		user, err := p.auth.FindUser(ctx, id)
		if err != nil {
			return nil, missingUser(err)
		}
		if p.IsAdmin(user) {
			if err := p.mayTouch(by, user, denied); err != nil {
				return nil, err
			}
			return p.lockAdmins(ctx, id)
		}
	}
	row, err := p.auth.Store().Find(ctx, store.Query{Model: "user", Where: []store.Cond{store.Eq("id", id)}, ForUpdate: true})
	if err != nil {
		return nil, missingUser(err)
	}
	user := auth.UserFrom(row)
	return user, p.mayTouch(by, user, denied)
}

// lockAdmins locks all administrators, in one order, and refuses when a user is the last
// of them. Of two who demote each other at once, one is refused. It looks at every user, but
// only when an administrator's power is at stake.
func (p *Plugin) lockAdmins(ctx context.Context, id string) (*auth.User, error) {
	where := []store.Cond{{Field: "id", Op: store.OpIn, Value: append([]string{id}, p.options.AdminUserIDs...), Or: true}}
	for _, role := range p.options.AdminRoles {
		where = append(where, store.Cond{Field: "role", Op: store.OpContains, Value: role, Or: true})
	}
	rows, err := p.auth.Store().List(ctx, store.Query{Model: "user", Where: where, SortBy: "id", Limit: store.NoLimit, ForUpdate: true})
	if err != nil {
		return nil, err
	}
	var target *auth.User
	others := false
	for _, row := range rows {
		u := auth.UserFrom(row)
		if u.ID == id {
			target = u
		} else if p.IsAdmin(u) && !banned(u, p.auth.Options().Now()) {
			others = true
		}
	}
	switch {
	case target == nil:
		return nil, auth.Fail(http.StatusNotFound, auth.UserNotFound)
	case p.IsAdmin(target) && !others:
		return nil, auth.Fail(http.StatusBadRequest, LastAdmin)
	}
	return target, nil
}

// keepAdmins refuses the last administrator's leave, by whatever endpoint. The application
// itself may delete them.
func (p *Plugin) keepAdmins(ctx context.Context, w *auth.Write) error {
	u := auth.UserFrom(w.Old)
	if auth.CallFrom(ctx) == nil || !p.IsAdmin(u) {
		return nil
	}
	_, err := p.lockAdmins(ctx, u.ID)
	return err
}

func missingUser(err error) error {
	if missing, other := auth.NotFoundOr(err); other == nil && missing {
		return auth.Fail(http.StatusNotFound, auth.UserNotFound)
	}
	return err
}
