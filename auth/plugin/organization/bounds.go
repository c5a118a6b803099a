package organization

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// checkTexts bounds names, slugs, pictures, addresses and metadata about to be written, as
// profiles are bounded; see [auth.Auth.CheckProfile].
func (p *Plugin) checkTexts(values store.Values) error {
	for _, field := range []string{"name", "slug", "email"} {
		if err := p.auth.CheckProfile(field, values[field]); err != nil {
			return err
		}
	}
	if text, ok := values["metadata"].(string); ok {
		if err := p.auth.CheckField("metadata", json.RawMessage(text)); err != nil {
			return err
		}
	}
	logo := values["logo"]
	if text, ok := logo.(*string); ok && text != nil {
		logo = *text
	}
	err := p.auth.CheckProfile("image", logo)
	var public *auth.Error
	if errors.As(err, &public) {
		public.Message = strings.Replace(public.Message, "body.image", "body.logo", 1)
	}
	return err
}

// checkNewName refuses names of roles that would be read as others once they are stored
// with commas, and empty ones. The reference takes them, and nobody can ever hold them.
func (p *Plugin) checkNewName(name string) error {
	if err := p.auth.CheckProfile("role", name); err != nil {
		return err
	}
	if !p.auth.Safer() || slices.Equal(access.SplitRoles(name), []string{name}) {
		return nil
	}
	return &auth.Error{Status: http.StatusBadRequest, Code: auth.ValidationError.Name, Message: "[body.role] Invalid input"}
}
