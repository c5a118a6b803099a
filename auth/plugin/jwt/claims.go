package jwt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// Claim names a claim that tokens carry besides.
type Claim string

const (
	// Role is the user's role, as the plugin admin keeps it, in the claim "role".
	Role Claim = "role"
	// ActiveOrganization is the organization the session is about, in the claim
	// "activeOrganizationId". It is missing while there is none.
	ActiveOrganization Claim = "activeOrganization"
	// SessionID is the row id of the session, in the claim "sid" (OpenID Connect
	// Front-Channel Logout 1.0, section 3). It is no secret: a session's token is.
	SessionID Claim = "sessionId"
)

// Claims are all that there are.
var Claims = []Claim{Role, ActiveOrganization, SessionID}

// further adds the configured claims, in place of those of the same name.
func (p *Plugin) further(claims auth.Object, s *auth.SessionUser) auth.Object {
	for _, claim := range p.options.Claims {
		switch claim {
		case Role:
			if role := s.User.Row.String("role"); role != "" {
				claims = claims.Set("role", role)
			}
		case ActiveOrganization:
			if id := s.Session.Row.String("activeOrganizationId"); id != "" {
				claims = claims.Set("activeOrganizationId", id)
			}
		case SessionID:
			claims = claims.Set("sid", s.Session.ID)
		}
	}
	return claims
}

func (o *Options) check() error {
	for _, algorithm := range o.More {
		if !slices.Contains(Algorithms, algorithm) {
			return fmt.Errorf("algorithm %q is not one of %s", algorithm, strings.Join(Algorithms, ", "))
		}
	}
	for _, claim := range o.Claims {
		if !slices.Contains(Claims, claim) {
			return fmt.Errorf("claim %q is unknown", claim)
		}
	}
	if o.Signer != nil && o.RemoteURL == "" {
		return errors.New("Signer needs RemoteURL: the keys must be published somewhere")
	}
	return nil
}
