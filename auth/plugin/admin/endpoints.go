package admin

import (
	"math"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

func (p *Plugin) userEndpoints(b *auth.Builder) {
	endpoint := func(method, path, summary string, codes ...auth.Code) auth.Endpoint {
		return auth.Endpoint{Method: method, Path: "/admin/" + path, Summary: summary, Errors: codes}
	}
	auth.Handle(b, endpoint("POST", "set-role", "Changes a user's roles.", YouAreNotAllowedToChangeUsersRole, NonExistentRole, LastAdmin, auth.UserNotFound), p.setRoleEndpoint)
	auth.Handle(b, endpoint("GET", "get-user", "One user.", YouAreNotAllowedToGetUser, auth.UserNotFound), p.getUserEndpoint)
	auth.Handle(b, endpoint("POST", "create-user", "Creates a user.", YouAreNotAllowedToCreateUsers, InvalidRoleType, auth.InvalidEmail, UserAlreadyExistsUseAnotherEmail), p.createUserEndpoint)
	auth.Handle(b, endpoint("POST", "update-user", "Changes a user's fields.", YouAreNotAllowedToUpdateUsers, NoDataToUpdate, LastAdmin, auth.UserNotFound), p.updateUserEndpoint)
	auth.Handle(b, endpoint("GET", "list-users", "Searches, filters and sorts users.", YouAreNotAllowedToListUsers), p.listUsersEndpoint)
	auth.Handle(b, endpoint("POST", "unban-user", "Lifts a ban.", YouAreNotAllowedToBanUsers, auth.UserNotFound), p.unbanEndpoint)
	auth.Handle(b, endpoint("POST", "ban-user", "Bans a user and ends their sessions.", YouAreNotAllowedToBanUsers, YouCannotBanYourself, LastAdmin, auth.UserNotFound), p.banEndpoint)
	auth.Handle(b, endpoint("POST", "remove-user", "Deletes a user.", YouAreNotAllowedToDeleteUsers, YouCannotRemoveYourself, LastAdmin, auth.UserNotFound), p.removeEndpoint)
	auth.Handle(b, endpoint("POST", "set-user-password", "Gives a user a new password.", YouAreNotAllowedToSetUsersPassword, auth.PasswordTooShort, auth.PasswordTooLong, auth.UserNotFound), p.setPasswordEndpoint)
	permission := endpoint("POST", "has-permission", "Says whether the caller may do something.")
	permission.Check = checkPermissions
	auth.Handle(b, permission, p.hasPermissionEndpoint)
}

func (p *Plugin) sessionEndpoints(b *auth.Builder) {
	endpoint := func(path, summary string, codes ...auth.Code) auth.Endpoint {
		return auth.Endpoint{Method: "POST", Path: "/admin/" + path, Summary: summary, Errors: codes}
	}
	auth.Handle(b, endpoint("list-user-sessions", "A user's sessions.", YouAreNotAllowedToListSessions), p.listSessionsEndpoint)
	auth.Handle(b, endpoint("impersonate-user", "Makes the browser another user's.", YouAreNotAllowedToImpersonateUsers, YouCannotImpersonateAdmins, auth.UserNotFound), p.impersonateEndpoint)
	auth.Handle(b, endpoint("stop-impersonating", "Gives the browser back."), p.stopEndpoint)
	auth.Handle(b, endpoint("revoke-user-session", "Ends a user's session.", YouAreNotAllowedToRevokeSessions), p.revokeSessionEndpoint)
	auth.Handle(b, endpoint("revoke-user-sessions", "Ends all of a user's sessions.", YouAreNotAllowedToRevokeSessions), p.revokeSessionsEndpoint)
}

// userAnswer wraps a user, as most endpoints do.
type userAnswer struct {
	User *auth.User `json:"user"`
}

type success struct {
	Success bool `json:"success"`
}

type setRoleInput struct {
	UserID auth.Coerced `json:"userId"`
	Role   auth.Texts   `json:"role"`
}

func (p *Plugin) setRoleEndpoint(c *auth.Call, in setRoleInput) (*userAnswer, error) {
	by, err := p.acting(c)
	if err != nil {
		return nil, err
	}
	u, err := p.SetRole(c, by, string(in.UserID), in.Role.List...)
	return &userAnswer{u}, err
}

type getUserInput struct {
	ID string `json:"id"`
}

func (p *Plugin) getUserEndpoint(c *auth.Call, in getUserInput) (*auth.User, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.authorise(c, by, YouAreNotAllowedToGetUser, "user", "get")
	}
	if err != nil {
		return nil, err
	}
	u, err := p.auth.FindUser(c, in.ID)
	return u, missingUser(err)
}

type createUserInput struct {
	Email    string      `json:"email"`
	Password *string     `json:"password"`
	Name     string      `json:"name"`
	Role     *auth.Texts `json:"role"`
	Data     auth.Object `json:"data" check:"optional"`
}

func (p *Plugin) createUserEndpoint(c *auth.Call, in createUserInput) (*userAnswer, error) {
	by, err := p.inside(c)
	if err != nil {
		return nil, err
	}
	n := NewUser{Email: in.Email, Name: in.Name, Password: textOf(in.Password)}
	if in.Role != nil {
		n.Roles = in.Role.List
	} else if role, given := in.Data.Get("role"); given {
		if n.Roles, err = p.rolesIn(c, by, role, YouAreNotAllowedToCreateUsers, "create"); err != nil {
			return nil, err
		}
	}
	if n.Values, err = p.auth.FieldValues("user", in.Data.Without("role")); err != nil {
		return nil, p.firstly(c, by, err, YouAreNotAllowedToCreateUsers, "create")
	}
	u, err := p.CreateUser(c, by, n)
	return &userAnswer{u}, err
}

// rolesIn reads roles from a member of any type; who may not even begin is told that.
func (p *Plugin) rolesIn(c *auth.Call, by *auth.User, v any, denied auth.Code, action string) ([]string, error) {
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	roles := make([]string, len(list))
	for i := range list {
		s, ok := list[i].(string)
		if !ok {
			err := p.firstly(c, by, auth.Fail(http.StatusBadRequest, InvalidRoleType), YouAreNotAllowedToChangeUsersRole, "set-role")
			return nil, p.firstly(c, by, err, denied, action)
		}
		roles[i] = s
	}
	return roles, nil
}

// firstly is an error, unless somebody lacks a permission that is asked for before.
func (p *Plugin) firstly(c *auth.Call, by *auth.User, err error, denied auth.Code, action string) error {
	if refused := p.authorise(c, by, denied, "user", action); refused != nil {
		return refused
	}
	return err
}

type updateUserInput struct {
	UserID auth.Coerced `json:"userId"`
	Data   auth.Object  `json:"data"`
}

func (p *Plugin) updateUserEndpoint(c *auth.Call, in updateUserInput) (*auth.User, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.authorise(c, by, YouAreNotAllowedToUpdateUsers, "user", "update")
	}
	if err != nil {
		return nil, err
	}
	if len(in.Data) == 0 {
		return nil, auth.Fail(http.StatusBadRequest, NoDataToUpdate)
	}
	if _, given := in.Data.Get("password"); given {
		return nil, auth.Fail(http.StatusBadRequest, PasswordCannotBeUpdated)
	}
	if _, given := in.Data.Get("id"); given {
		return nil, auth.Fail(http.StatusBadRequest, UserIDCannotBeUpdated)
	}
	if role, given := in.Data.Get("role"); given {
		roles, err := p.rolesIn(c, by, role, YouAreNotAllowedToUpdateUsers, "update")
		if err != nil {
			return nil, err
		}
		in.Data = in.Data.Set("role", access.JoinRoles(roles))
	}
	values, err := p.auth.FieldValues("user", in.Data)
	if err != nil {
		return nil, err
	}
	return p.UpdateUser(c, by, string(in.UserID), values)
}

type banInput struct {
	UserID    auth.Coerced `json:"userId"`
	Reason    *string      `json:"banReason"`
	ExpiresIn *float64     `json:"banExpiresIn"`
}

// latest is the greatest number of seconds a ban may last: what a date can hold.
const latest = 250_000_000_000

func (p *Plugin) banEndpoint(c *auth.Call, in banInput) (*userAnswer, error) {
	by, err := p.acting(c)
	if err != nil {
		return nil, err
	}
	ban := Ban{Reason: textOf(in.Reason)}
	if in.ExpiresIn != nil && *in.ExpiresIn != 0 {
		if math.Abs(*in.ExpiresIn) > latest {
			return nil, &auth.Error{Status: http.StatusBadRequest, Code: auth.ValidationError.Name, Message: "[body.banExpiresIn] Invalid input"}
		}
		ban.Expires = time.UnixMilli(c.Now().UnixMilli() + int64(*in.ExpiresIn*1000))
	}
	u, err := p.Ban(c, by, string(in.UserID), ban)
	return &userAnswer{u}, err
}

func (p *Plugin) unbanEndpoint(c *auth.Call, in userInput) (*userAnswer, error) {
	by, err := p.acting(c)
	if err != nil {
		return nil, err
	}
	u, err := p.Unban(c, by, string(in.UserID))
	return &userAnswer{u}, err
}

func (p *Plugin) removeEndpoint(c *auth.Call, in userInput) (success, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.RemoveUser(c, by, string(in.UserID))
	}
	return success{err == nil}, err
}

type setPasswordInput struct {
	NewPassword newPassword `json:"newPassword"`
	UserID      filled      `json:"userId"`
}

func (p *Plugin) setPasswordEndpoint(c *auth.Call, in setPasswordInput) (auth.Status, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.SetPassword(c, by, string(in.UserID), string(in.NewPassword))
	}
	return auth.Status{Status: err == nil}, err
}

type sessionsAnswer struct {
	Sessions []*auth.Session `json:"sessions"`
}

func (p *Plugin) listSessionsEndpoint(c *auth.Call, in userInput) (*sessionsAnswer, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.authorise(c, by, YouAreNotAllowedToListSessions, "session", "list")
	}
	if err != nil {
		return nil, err
	}
	sessions, err := p.auth.Sessions(c, string(in.UserID))
	for i := range sessions {
		sessions[i] = p.disguised(sessions[i])
	}
	return &sessionsAnswer{sessions}, err
}

type revokeInput struct {
	SessionToken string `json:"sessionToken"`
}

func (p *Plugin) revokeSessionEndpoint(c *auth.Call, in revokeInput) (success, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.RevokeSession(c, by, in.SessionToken)
	}
	return success{err == nil}, err
}

func (p *Plugin) revokeSessionsEndpoint(c *auth.Call, in userInput) (success, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.RevokeSessions(c, by, string(in.UserID))
	}
	return success{err == nil}, err
}

type permissionInput struct {
	UserID any     `json:"userId" check:"optional"`
	Role   *string `json:"role"`
}

// checkPermissions wants exactly one of permissions and permission.
func checkPermissions(c *auth.Call) []string {
	body, ok := c.Body.(auth.Object)
	if !ok {
		return []string{"[body] Invalid input"}
	}
	valid := 0
	for _, name := range []string{"permission", "permissions"} {
		v, present := body.Get(name)
		if problems := new(access.Permissions).ReadIssues("", v, present); len(problems) == 0 {
			valid++
		}
	}
	switch valid {
	case 0:
		return []string{"[body] Invalid input"}
	case 1:
		return nil
	}
	return []string{"[body] Invalid input: more than one option matched"}
}

type permissionAnswer struct {
	Error   *string `json:"error"`
	Success bool    `json:"success"`
}

func (p *Plugin) hasPermissionEndpoint(c *auth.Call, _ permissionInput) (*permissionAnswer, error) {
	var asked access.Permissions
	body, _ := c.Body.(auth.Object)
	v, present := body.Get("permissions")
	if !present || len(asked.ReadIssues("", v, present)) > 0 {
		return nil, auth.FailText(http.StatusBadRequest, "invalid permission check. no permission(s) were passed.")
	}
	by, err := p.inside(c)
	if err != nil {
		return nil, err
	}
	return &permissionAnswer{Success: p.HasPermission(by, asked.Request)}, nil
}
