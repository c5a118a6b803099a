package deviceauthorization

import (
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// grantType is the only one (RFC 8628, section 3.4).
type grantType string

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// ReadValue accepts the literal.
func (g *grantType) ReadValue(v any, _ bool) string {
	if v != deviceGrant {
		return `Invalid input: expected "` + deviceGrant + `"`
	}
	*g = deviceGrant
	return ""
}

// JSONSchema describes the literal.
func (g *grantType) JSONSchema() auth.Object {
	return auth.Object{{Key: "type", Value: "string"}, {Key: "enum", Value: []string{deviceGrant}}}
}

type tokenInput struct {
	GrantType  grantType `json:"grant_type"`
	DeviceCode string    `json:"device_code"`
	ClientID   string    `json:"client_id"`
}

func (p *Plugin) token(c *auth.Call, in tokenInput) (auth.Object, error) {
	noStore(c)
	if err := p.checkClient(c, in.ClientID); err != nil {
		return nil, err
	}
	// With who has approved it, if anybody.
	rows, users, err := p.auth.Store().ListJoined(c, store.Query{
		Model: model, Where: []store.Cond{store.Eq("deviceCode", in.DeviceCode)}, Limit: 1,
	}, store.Join{On: "userId", Model: "user", Optional: true})
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, badRequest("invalid_grant", InvalidDeviceCode)
	}
	row := rows[0]
	if client := row.String("clientId"); client != "" && client != in.ClientID {
		return nil, refuse(http.StatusBadRequest, "invalid_grant", "Client ID mismatch")
	}
	if err := p.poll(c, row); err != nil {
		return nil, err
	}
	if users[0].IsZero() {
		return nil, refuse(http.StatusInternalServerError, "server_error", UserNotFound.Message)
	}
	return p.redeem(c, row, auth.UserFrom(users[0]), in.ClientID)
}

// poll says whether there is something for a device. If not, it notes that it has asked;
// otherwise the code is about to go.
func (p *Plugin) poll(c *auth.Call, row store.Row) error {
	last, wait := row.Time("lastPolledAt"), time.Duration(row.Int("pollingInterval"))*time.Millisecond
	if !last.IsZero() && wait > 0 && c.Now().Sub(last) < wait {
		return badRequest("slow_down", PollingTooFrequently)
	}
	expired, status := row.Time("expiresAt").Before(c.Now()), row.String("status")
	if !expired && status == approved && row.String("userId") != "" {
		return nil
	}
	db, this := p.auth.Store(), store.Eq("id", row.ID())
	if _, err := db.Update(c, model, store.Values{"lastPolledAt": c.Now()}, this); err != nil {
		if missing, _ := auth.NotFoundOr(err); !missing {
			return err
		}
	}
	end := func(code string, text auth.Code) error {
		if _, err := db.Delete(c, model, this); err != nil {
			return err
		}
		return badRequest(code, text)
	}
	switch {
	case expired:
		return end("expired_token", ExpiredDeviceCode)
	case status == pending:
		return badRequest("authorization_pending", AuthorizationPending)
	case status == denied:
		return end("access_denied", AccessDenied)
	}
	return refuse(http.StatusInternalServerError, "server_error", InvalidStatus.Message)
}

// redeem uses the code up and creates the session, both or neither.
func (p *Plugin) redeem(c *auth.Call, row store.Row, user *auth.User, client string) (auth.Object, error) {
	var created *auth.SessionUser
	var scope string
	err := c.InTx(func(c *auth.Call) error {
		taken, err := p.auth.Store().Take(c, store.Query{Model: model, Where: []store.Cond{
			store.Eq("id", row.ID()), store.Eq("clientId", client), store.Eq("status", approved),
		}})
		missing, err := auth.NotFoundOr(err)
		switch {
		case missing || err == nil && taken.String("userId") != user.ID:
			return badRequest("invalid_grant", InvalidDeviceCode)
		case err != nil:
			return err
		}
		scope = taken.String("scope")
		created, err = c.SignIn(auth.SignIn{User: user, Method: "device-authorization", NoCookie: true})
		return auth.SignInError(err, refuse(http.StatusInternalServerError, "server_error", FailedToCreateSession.Message))
	})
	if err != nil {
		return nil, err
	}
	return auth.Object{
		{Key: "access_token", Value: created.Session.Token}, {Key: "token_type", Value: "Bearer"},
		{Key: "expires_in", Value: int64(created.Session.ExpiresAt.Sub(p.auth.Options().Now()).Seconds())}, {Key: "scope", Value: scope},
	}, nil
}
