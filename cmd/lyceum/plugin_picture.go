package main

import (
	"context"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/picture"
	"github.com/lyceum/lyceum/auth/store"
)

func makePicture(w *wiring) auth.Plugin {
	o := w.settings.Plugins.Picture
	if o.Off {
		return nil
	}
	var organization picture.Organization
	if !w.settings.Plugins.Organization.Off {
		organization = organizations{w}
	}
	w.picture = picture.New(organization, picture.Options{Size: o.Size, MaxPixels: o.MaxMegapixels * 1_000_000})
	return w.picture
}

// SetLogo implements picture.Organization.
func (o organizations) SetLogo(ctx context.Context, by *auth.User, organizationID string, logo *string) error {
	_, err := o.w.organization.Update(ctx, by, organizationID, store.Values{"logo": logo})
	return err
}

// logoSet lets an organization's old logo go; the plugin picture may be made later, or not at all.
func (w *wiring) logoSet(ctx context.Context, values store.Values, m *organization.Member, _ *auth.User) error {
	if w.picture == nil || m == nil {
		return nil
	}
	return w.picture.LogoSet(ctx, m.OrganizationID, values)
}
