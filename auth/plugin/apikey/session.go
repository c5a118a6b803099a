package apikey

import (
	"cmp"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// act makes a request with a key its user's. A key that is not valid is an error, not a
// request of nobody: programs should notice.
func (p *Plugin) act(c *auth.Call) (any, error) {
	secret, config := p.keyOf(c.Request)
	if config == nil {
		return nil, nil
	}
	if auth.Length(secret) < config.Length {
		return nil, auth.Fail(http.StatusForbidden, InvalidAPIKey)
	}
	if config.Valid != nil {
		if ok, err := config.Valid(c, secret); err != nil || !ok {
			return nil, cmp.Or[error](err, auth.Fail(http.StatusForbidden, InvalidAPIKey))
		}
	}
	key, err := p.validate(c, Use{Key: secret, ConfigID: config.ID}, config)
	if err != nil {
		return nil, err
	}
	p.sweep(c)
	if config.References != User {
		return nil, auth.Fail(http.StatusUnauthorized, InvalidReference)
	}
	user, err := p.auth.FindUser(c, key.Owner())
	missing, err := auth.NotFoundOr(err)
	switch {
	case missing:
		return nil, auth.Fail(http.StatusUnauthorized, InvalidReference)
	case err != nil:
		return nil, err
	}
	if p.auth.Safer() && isBanned(user, c.Now()) {
		return nil, auth.Fail(http.StatusUnauthorized, UserBanned)
	}
	values := p.session(c, key, secret)
	if c.Path == "/get-session" {
		return answer(user, values), nil
	}
	c.ActAs(&auth.SessionUser{User: user, Session: auth.SessionFrom(sessionRow(p.auth.Schema().Model("session"), values))})
	return nil, nil
}

// isBanned asks the fields of the plugin admin, where there are any.
func isBanned(user *auth.User, now time.Time) bool {
	until := user.Row.Time("banExpires")
	return user.Row.Bool("banned") && (until.IsZero() || until.After(now))
}

func (p *Plugin) keyOf(r *http.Request) (string, *Config) {
	for i := range p.configs {
		config := &p.configs[i]
		if !config.Sessions {
			continue
		}
		if config.KeyOf != nil {
			if key := config.KeyOf(r); key != "" {
				return key, config
			}
			continue
		}
		for _, name := range config.Headers {
			if key := r.Header.Get(name); key != "" {
				return key, config
			}
		}
	}
	return "", nil
}

// session are the fields of the made-up session. Without an expiry of the key it ends,
// as in the reference, after as many milliseconds as a session has seconds.
func (p *Plugin) session(c *auth.Call, key Key, secret string) store.Values {
	expires := key.Row.Time("expiresAt")
	if expires.IsZero() {
		expires = c.Now().Add(p.auth.Options().Session.ExpiresIn / (time.Second / time.Millisecond))
	}
	values := store.Values{
		"id": key.ID(), "token": secret, "userId": key.Owner(), "userAgent": nil, "ipAddress": nil,
		"createdAt": c.Now(), "updatedAt": c.Now(), "expiresAt": expires,
	}
	if agent, sent := c.Request.Header["User-Agent"]; sent {
		values["userAgent"] = agent[0]
	}
	if ip := c.ClientIP(); ip != "" {
		values["ipAddress"] = ip
	}
	return values
}

// answer is what /get-session says, in the reference's order.
func answer(user *auth.User, values store.Values) auth.Object {
	session := auth.Object{}
	for _, name := range []string{"id", "token", "userId", "userAgent", "ipAddress", "createdAt", "updatedAt", "expiresAt"} {
		session = append(session, auth.Member{Key: name, Value: values[name]})
	}
	return auth.Object{{Key: "user", Value: user}, {Key: "session", Value: session}}
}

// sessionRow is a row that no table has.
func sessionRow(m *store.Model, values store.Values) store.Row {
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range row.V {
		row.V[i] = store.Absent
	}
	return row.With(values)
}
