package picture

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// owner is whose picture it is, by the field that says so.
type owner struct{ field, id string }

type ownerInput struct {
	Query struct {
		OrganizationID *string `json:"organizationId"`
	}
}

func (p *Plugin) owner(c *auth.Call, in ownerInput) (owner, error) {
	switch id := in.Query.OrganizationID; {
	case id == nil:
		return owner{"userId", c.Session().User.ID}, nil
	case p.organization == nil:
		return owner{}, auth.Fail(http.StatusNotFound, auth.NotFound)
	default:
		return owner{"organizationId", *id}, nil
	}
}

type result struct {
	Image *string `json:"image"`
}

func (p *Plugin) upload(c *auth.Call, in ownerInput) (result, error) {
	o, err := p.owner(c, in)
	if err != nil {
		return result{}, err
	}
	made, err := p.square(c, c.Raw)
	if err != nil {
		return result{}, err
	}
	name := auth.Digest(o.field + " " + o.id + " " + string(made.body))
	address := p.address(name)
	err = p.change(c, o, &address, func(ctx context.Context) error { return p.keep(ctx, o, name, made) })
	return result{&address}, err
}

func (p *Plugin) remove(c *auth.Call, in ownerInput) (result, error) {
	o, err := p.owner(c, in)
	if err != nil {
		return result{}, err
	}
	return result{}, p.change(c, o, nil, func(context.Context) error { return nil })
}

// change gives the owner another picture. Their row is written first: it stays locked, so that
// of several pictures at once one remains.
func (p *Plugin) change(c *auth.Call, o owner, address *string, keep func(ctx context.Context) error) error {
	var user *auth.User
	err := c.InTx(func(c *auth.Call) (err error) {
		if o.field == "userId" {
			user, err = p.auth.UpdateUser(c, o.id, store.Values{"image": address})
		} else if err = p.organization.SetLogo(c, c.Session().User, o.id, address); err == nil {
			err = p.keepOnly(c, o, address)
		}
		if err != nil {
			return err
		}
		return keep(c)
	})
	if missing, err := auth.NotFoundOr(err); missing {
		return auth.Fail(http.StatusUnauthorized, auth.Unauthorized)
	} else if err != nil {
		return err
	}
	if user != nil {
		c.RenewSession(&auth.SessionUser{Session: c.Session().Session, User: user})
	}
	return nil
}

// keep stores a picture that is not there yet.
func (p *Plugin) keep(ctx context.Context, o owner, name string, made *square) error {
	if n, err := p.auth.Store().Count(ctx, model, store.Eq("name", name)); n > 0 || err != nil {
		return err
	}
	_, err := p.auth.Store().Create(ctx, model, store.Values{
		"name": name, o.field: o.id, "type": made.kind, "data": base64.StdEncoding.EncodeToString(made.body),
	})
	return err
}

// LogoSet deletes the pictures of an organization that its logo will not name any more, when it
// is among the values about to be written. It is for whatever else changes logos, in its
// transaction.
func (p *Plugin) LogoSet(ctx context.Context, organizationID string, values store.Values) error {
	value, set := values["logo"]
	if !set {
		return nil
	}
	address, _ := value.(*string)
	if text, is := value.(string); is {
		address = &text
	}
	return p.keepOnly(ctx, owner{"organizationId", organizationID}, address)
}

// keepOnly deletes the owner's pictures but the one that an address ends with. What stands
// before it may be an earlier base URL.
func (p *Plugin) keepOnly(ctx context.Context, o owner, address *string) error {
	where := []store.Cond{store.Eq(o.field, o.id)}
	if address != nil {
		where = append(where, store.Ne("name", (*address)[strings.LastIndex(*address, "/")+1:]))
	}
	_, err := p.auth.Store().Delete(ctx, model, where...)
	return err
}
