package organization

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// deed is what happened in an organization, as the audit log has it.
type deed struct {
	name string
	by   *auth.User // nil is whoever the call belongs to
	// target is the user it happened to; "" is the organization.
	target string
	detail auth.Object
}

// report tells of a deed, unless the hook after it has failed.
func (p *Plugin) report(ctx context.Context, failed error, organizationID string, d deed) error {
	if failed != nil {
		return failed
	}
	return p.auth.Report(ctx, d.in(organizationID))
}

// doing does a deed that begins with a write to a model, and reports it with that write.
func (p *Plugin) doing(ctx context.Context, model, organizationID string, d deed, do func(ctx context.Context) error) error {
	action := d.in(organizationID)
	return p.auth.ReportWith(ctx, model, &action, do)
}

// in is the action of a deed in an organization.
func (d deed) in(organizationID string) auth.Action {
	detail := d.detail
	if d.target == "" {
		d.target = organizationID
	} else {
		detail = append(auth.Object{{Key: "organizationId", Value: organizationID}}, detail...)
	}
	return auth.Action{Name: d.name, By: d.by, TargetID: d.target, Detail: detail}
}

// about is a detail of one member.
func about(key string, value any) auth.Object { return auth.Object{{Key: key, Value: value}} }

// deedAt is the name of the deed that an endpoint is for, "" if it is for none.
func deedAt(c *auth.Call) string {
	name, ours := strings.CutPrefix(c.Path, "/organization/")
	switch {
	case !ours || c.Method != "POST" || slices.Contains([]string{"set-active", "set-active-team", "has-permission", "check-slug"}, name):
		return ""
	case slices.Contains([]string{"create", "update", "delete", "leave"}, name):
		return name + "-organization"
	}
	return name
}

// reportRefusal tells of deeds that are refused, as far as the request says what was wanted. It
// is a statement that the reference does not have.
func (p *Plugin) reportRefusal(c *auth.Call, result any, err error) (any, error) {
	name, s := deedAt(c), c.Session()
	if err == nil || name == "" || s == nil {
		return result, err
	}
	body, _ := c.Body.(auth.Object)
	d := deed{name: name, by: s.User}
	for _, key := range []string{"memberId", "memberIdOrEmail", "userId", "email", "teamId", "invitationId", "slug"} {
		if text := body.Text(key); text != "" {
			d.detail = append(d.detail, auth.Member{Key: key, Value: text})
		}
	}
	p.auth.ReportRefusal(c, d.in(cmp.Or(body.Text("organizationId"), active(s))), err)
	return result, err
}
