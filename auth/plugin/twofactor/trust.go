package twofactor

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// A trusted device has a signed cookie `<mac>!<id>`; the id names a verification row that
// holds the user (better-auth-plugins, section 4.5).

const trustPrefix = "trust-device-"

func (p *Plugin) trustMAC(userID, id string) string {
	return base64.RawURLEncoding.EncodeToString(p.auth.HMAC(userID + "!" + id))
}

// trustID is the id in the browser's cookie, "" when there is none for the user.
func (p *Plugin) trustID(c *auth.Call, user *auth.User) string {
	mac, id := splitTrust(c)
	if id == "" || !hmac.Equal([]byte(mac), []byte(p.trustMAC(user.ID, id))) {
		return ""
	}
	return id
}

func splitTrust(c *auth.Call) (mac, id string) {
	cookie, _ := c.SignedCookie(trustCookie)
	parts := strings.Split(cookie, "!")
	if len(parts) < 2 {
		return "", ""
	}
	return parts[0], parts[1]
}

// trusts reports whether the browser may go on without a second factor.
func (p *Plugin) trusts(c *auth.Call, user *auth.User) (bool, error) {
	id := p.trustID(c, user)
	if id == "" {
		return false, nil
	}
	row, err := p.auth.FindVerification(c, id)
	missing, err := auth.NotFoundOr(err)
	if missing || err != nil {
		return false, err
	}
	return row.String("value") == user.ID && row.Time("expiresAt").After(c.Now()), nil
}

// trust remembers the browser.
func (p *Plugin) trust(c *auth.Call, user *auth.User) error {
	id := trustPrefix + p.auth.RandomString(32, auth.URLSafe)
	err := p.auth.CreateVerification(c, id, user.ID, c.Now().Add(p.options.TrustMaxAge))
	if err == nil {
		c.SetSignedCookie(trustCookie, p.trustMAC(user.ID, id)+"!"+id)
	}
	return err
}

// signedIn renews the trust of a device that has signed in.
func (p *Plugin) signedIn(c *auth.Call, s *auth.SignIn, _ *auth.SessionUser) error {
	if !guards(s) {
		return nil
	}
	return p.renewTrust(c, s.User)
}

// renewTrust gives a trusted device a new cookie, and a new time. A trust that ended
// meanwhile stays ended.
func (p *Plugin) renewTrust(c *auth.Call, user *auth.User) error {
	return c.InTx(func(c *auth.Call) error {
		row, err := p.auth.TakeVerification(c, p.trustID(c, user))
		missing, err := auth.NotFoundOr(err)
		if err != nil || missing || row.String("value") != user.ID {
			return err
		}
		return p.trust(c, user)
	})
}

// distrust ends the trust in the browser.
func (p *Plugin) distrust(c *auth.Call) error {
	if _, sent := c.SignedCookie(trustCookie); !sent {
		return nil
	}
	if _, id := splitTrust(c); id != "" {
		if err := p.auth.DeleteVerification(c, id); err != nil {
			return err
		}
	}
	c.ExpireCookie(trustCookie)
	return nil
}
