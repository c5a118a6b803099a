package deviceauthorization

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// userAlphabet has no letters and digits that are taken for each other.
const userAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// tries is how often codes are made anew when there are rows with them already.
const tries = 3

type codeInput struct {
	ClientID string  `json:"client_id"`
	UserID   *string `json:"user_id"`
	Scope    *string `json:"scope"`
}

func (p *Plugin) code(c *auth.Call, in codeInput) (auth.Object, error) {
	noStore(c)
	if err := in.readForm(c.Form); err != nil {
		return nil, err
	}
	if in.ClientID == "" {
		return nil, invalidRequest("client_id is required")
	}
	if p.auth.CheckField("client_id", in.ClientID) != nil || p.auth.CheckField("scope", value(in.Scope)) != nil ||
		p.auth.CheckField("user_id", value(in.UserID)) != nil {
		return nil, invalidRequest("client_id, user_id or scope is too long or holds control characters")
	}
	if err := p.checkClient(c, in.ClientID); err != nil {
		return nil, err
	}
	scope := nonEmpty(in.Scope)
	if p.options.OnRequest != nil {
		if err := p.options.OnRequest(c, in.ClientID, scope); err != nil {
			return nil, err
		}
	}
	values := store.Values{
		"expiresAt": c.Now().Add(p.options.Expires), "status": pending, "pollingInterval": p.options.Interval.Milliseconds(),
		"clientId": in.ClientID,
	}
	if user := nonEmpty(in.UserID); user != nil {
		values["userId"] = *user
	}
	if scope != nil {
		values["scope"] = *scope
	}
	row, err := p.create(c, values)
	if err != nil {
		return nil, err
	}
	return p.codes(c, row), nil
}

// readForm reads the fields as RFC 6749 has forms (section 3.1): empty ones are as good as
// absent, none may be repeated.
func (in *codeInput) readForm(form auth.Object) error {
	for _, field := range form {
		var values []string
		switch v := field.Value.(type) {
		case string:
			values = []string{v}
		case []any:
			for _, one := range v {
				if text, ok := one.(string); ok {
					values = append(values, text)
				}
			}
		}
		var value string
		for _, v := range values {
			if v != "" && value != "" && in.is(field.Key) {
				return invalidRequest(field.Key + " must not be repeated")
			}
			if v != "" {
				value = v
			}
		}
		in.set(field.Key, value)
	}
	return nil
}

func (in *codeInput) is(name string) bool {
	return name == "client_id" || name == "user_id" || name == "scope"
}

func (in *codeInput) set(name, value string) {
	switch name {
	case "client_id":
		in.ClientID = value
	case "user_id":
		in.UserID = &value
	case "scope":
		in.Scope = &value
	}
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func nonEmpty(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

func (p *Plugin) checkClient(c *auth.Call, id string) error {
	if p.options.ValidClient == nil {
		return nil
	}
	ok, err := p.options.ValidClient(c, id)
	if err == nil && !ok {
		err = refuse(http.StatusBadRequest, "invalid_client", "Invalid client ID")
	}
	return err
}

func (p *Plugin) create(c *auth.Call, values store.Values) (store.Row, error) {
	for range tries {
		for field, generate := range map[string]func() string{"deviceCode": p.deviceCode, "userCode": p.userCode} {
			code := generate()
			if utf8.RuneCountInString(code) > longest {
				return store.Row{}, invalidRequest("Generated " + strings.TrimSuffix(field, "Code") + " code must be at most 191 characters")
			}
			values[field] = code
		}
		row, err := p.auth.Store().Create(c, model, values)
		if !errors.Is(err, store.ErrConflict) {
			return row, err
		}
	}
	return store.Row{}, refuse(http.StatusInternalServerError, "server_error", "Failed to generate a unique device code")
}

func (p *Plugin) deviceCode() string {
	if p.options.DeviceCode != nil {
		return p.options.DeviceCode()
	}
	return p.auth.RandomString(p.options.DeviceCodeLength, auth.Alphanumeric)
}

func (p *Plugin) userCode() string {
	if p.options.UserCode != nil {
		return p.options.UserCode()
	}
	return p.auth.RandomString(p.options.UserCodeLength, userAlphabet)
}

func (p *Plugin) codes(c *auth.Call, row store.Row) auth.Object {
	user := row.String("userCode")
	uri := resolve(p.options.VerificationURI, c.BaseURL())
	return auth.Object{
		{Key: "device_code", Value: row.String("deviceCode")}, {Key: "user_code", Value: user},
		{Key: "verification_uri", Value: uri}, {Key: "verification_uri_complete", Value: auth.SetQuery(uri, "user_code", user)},
		{Key: "expires_in", Value: int64(p.options.Expires.Seconds())}, {Key: "interval", Value: int64(p.options.Interval.Seconds())},
	}
}

// resolve is an address in full; a path is one below the origin.
func resolve(target, base string) string {
	origin, err := url.Parse(base)
	if err != nil {
		return target
	}
	u, err := origin.Parse(target)
	if err != nil {
		return target
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}
