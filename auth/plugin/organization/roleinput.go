package organization

import (
	"net/http"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
)

// The endpoints of own roles.

type createRoleInput struct {
	OrganizationID *string            `json:"organizationId"`
	Role           string             `json:"role"`
	Permission     access.Permissions `json:"permission"`
}

// checkNewRole validates additionalFields, which may be missing as a whole.
func (p *Plugin) checkNewRole(c *auth.Call) []string {
	body, ok := c.Body.(auth.Object)
	if !ok {
		return nil
	}
	v, present := body.Get("additionalFields")
	if _, isObject := v.(auth.Object); present && !isObject {
		return []string{"[body.additionalFields] " + expected("object", v)}
	}
	return p.checkAdditional(p.options.Schema.Role, false, "additionalFields")(c)
}

func (p *Plugin) createRoleEndpoint(c *auth.Call, in createRoleInput) (any, error) {
	if p.options.Control == nil {
		return nil, auth.Fail(http.StatusNotImplemented, MissingAcInstance)
	}
	id := p.roleOrganization(c, in.OrganizationID)
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, YouMustBeInAnOrganizationToCreateARole)
	}
	values, err := p.extra("organizationRole", p.options.Schema.Role, c.Body, "additionalFields")
	if err != nil {
		return nil, err
	}
	r, err := p.CreateRole(c, c.Session().User, id, in.Role, in.Permission, values)
	return auth.Object{{Key: "success", Value: true}, {Key: "roleData", Value: r}, {Key: "statements", Value: in.Permission}}, err
}

// roleOrganization is the organization a request names, even by an empty text, or the
// active one.
func (p *Plugin) roleOrganization(c *auth.Call, id *string) string {
	if id != nil {
		return *id
	}
	return active(c.Session())
}

// roleRefInput names a role by roleName or roleId; see checkRoleRef.
type roleRefInput struct {
	OrganizationID *string `json:"organizationId"`
	RoleName       any     `json:"roleName" check:"optional"`
	RoleID         any     `json:"roleId" check:"optional"`
}

func (in roleRefInput) ref() RoleRef {
	name, _ := in.RoleName.(string)
	id, _ := in.RoleID.(string)
	return RoleRef{Name: name, ID: id}
}

func checkRoleBody(c *auth.Call) []string { return checkRoleRef(c.Body, "body") }

// checkRoleQuery accepts a query without any members, as the reference's optional one.
func checkRoleQuery(c *auth.Call) []string { return checkRoleRef(c.Query, "query") }

// checkRoleRef wants a roleName or a roleId that is not empty. When one of them is empty
// and the other is no text, the empty one is what is wrong.
func checkRoleRef(v any, part string) []string {
	o, _ := v.(auth.Object)
	var empty []string
	for _, name := range []string{"roleName", "roleId"} {
		given, _ := o.Get(name)
		switch text, ok := given.(string); {
		case ok && text != "":
			return nil
		case ok:
			empty = append(empty, name)
		}
	}
	if len(empty) == 1 {
		return []string{"[" + part + "." + empty[0] + "] Too small: expected string to have >=1 characters"}
	}
	return []string{"[" + part + "] Invalid input"}
}

func (p *Plugin) deleteRoleEndpoint(c *auth.Call, in roleRefInput) (any, error) {
	id := p.roleOrganization(c, in.OrganizationID)
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	return auth.Object{{Key: "success", Value: true}}, p.DeleteRole(c, c.Session().User, id, in.ref())
}

// reading authorises reading roles.
func (p *Plugin) reading(c *auth.Call, id *string, denied auth.Code) (string, error) {
	name := p.roleOrganization(c, id)
	if name == "" {
		return "", auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	_, err := p.authorise(c, c.Session().User, name, auth.Fail(http.StatusForbidden, YouAreNotAMemberOfThisOrganization),
		auth.Fail(http.StatusForbidden, denied), access.Need("ac", "read"))
	return name, err
}

func (p *Plugin) listRolesEndpoint(c *auth.Call, in organizationQuery) ([]*Role, error) {
	id, err := p.reading(c, in.OrganizationID, YouAreNotAllowedToListARole)
	if err != nil {
		return nil, err
	}
	return p.ListRoles(c, id)
}

func (p *Plugin) getRoleEndpoint(c *auth.Call, in roleRefInput) (*Role, error) {
	id, err := p.reading(c, in.OrganizationID, YouAreNotAllowedToReadARole)
	if err != nil {
		return nil, err
	}
	r, err := p.FindRole(c, id, in.ref())
	return r, orElse(err, auth.Fail(http.StatusBadRequest, RoleNotFound))
}

type updateRoleOfInput struct {
	OrganizationID *string `json:"organizationId"`
	Data           struct {
		Permission *access.Permissions `json:"permission"`
		RoleName   *string             `json:"roleName"`
	} `json:"data"`
	RoleName any `json:"roleName" check:"optional"`
	RoleID   any `json:"roleId" check:"optional"`
}

func (p *Plugin) checkRoleUpdate(c *auth.Call) []string {
	return append(p.checkAdditional(p.options.Schema.Role, true, "data")(c), checkRoleBody(c)...)
}

func (p *Plugin) updateRoleOfEndpoint(c *auth.Call, in updateRoleOfInput) (any, error) {
	if p.options.Control == nil {
		return nil, auth.Fail(http.StatusNotImplemented, MissingAcInstance)
	}
	id := p.roleOrganization(c, in.OrganizationID)
	if id == "" {
		return nil, auth.Fail(http.StatusBadRequest, NoActiveOrganization)
	}
	values, err := p.extra("organizationRole", p.options.Schema.Role, c.Body, "data")
	if err != nil {
		return nil, err
	}
	change := RoleUpdate{Name: textOf(in.Data.RoleName), Allow: in.Data.Permission, Values: values}
	ref := roleRefInput{RoleName: in.RoleName, RoleID: in.RoleID}.ref()
	r, err := p.UpdateRole(c, c.Session().User, id, ref, change)
	return auth.Object{{Key: "success", Value: true}, {Key: "roleData", Value: r}}, err
}
