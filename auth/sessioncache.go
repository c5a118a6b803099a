package auth

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// The cookie cache: a signed copy of session and user in the session_data cookie
// (better-auth-core, section 2.4).

// dropCache expires a cache cookie left over from when the cache was on.
func (c *Call) dropCache() {
	spec := c.cookieSpecOf(sessionData)
	for _, part := range c.cookiesIn.Parts(spec.Name) {
		c.ExpireRawCookie(part, sessionData)
	}
}

func (c *Call) cacheVersion(s *SessionUser) string {
	o := &c.Auth.options.Session.CookieCache
	if o.VersionFunc != nil {
		return o.VersionFunc(s.Session, s.User)
	}
	return o.Version
}

// setCookieCache writes the cache cookie when the cache is on.
func (c *Call) setCookieCache(s *SessionUser, forget bool) {
	o := &c.Auth.options.Session.CookieCache
	if !o.Enabled {
		return
	}
	spec := c.cookieSpecOf(sessionData)
	life := time.Duration(0)
	if forget {
		spec.Attributes.MaxAge = nil
	} else if spec.Attributes.MaxAge != nil {
		life = time.Duration(*spec.Attributes.MaxAge) * time.Second
	}
	// No closing brace yet: each strategy adds its own last members.
	payload := []byte(`{"session":`)
	payload = s.Session.AppendJSON(payload)
	payload = s.User.AppendJSON(append(payload, `,"user":`...))
	payload = strconv.AppendInt(append(payload, `,"updatedAt":`...), c.written(s).UnixMilli(), 10)
	payload = wire.AppendString(append(payload, `,"version":`...), c.cacheVersion(s))

	var err error
	if spec.Value, err = c.encodeCache(o.Strategy, payload, life); err != nil {
		c.Auth.options.Log.Error("writing the session cache cookie failed", "error", err)
		return
	}
	parts, ok := cookie.Split(spec)
	if !ok {
		c.Auth.options.Log.Warn("the session is too large for the cookie cache")
		return
	}
	c.cookiesOut = append(c.cookiesOut, c.replacing(spec, parts)...)
	c.renewAccountCookie(s)
}

// replacing is the cookies to set when parts take the place of what the browser holds:
// its pieces in its order, each rewritten or expired, then the new ones.
func (c *Call) replacing(spec cookie.Cookie, parts []cookie.Cookie) []cookie.Cookie {
	var out []cookie.Cookie
	taken := map[string]bool{}
	for _, old := range c.cookiesIn.Parts(spec.Name) {
		i := slices.IndexFunc(parts, func(p cookie.Cookie) bool { return p.Name == old })
		if i >= 0 {
			out = append(out, parts[i])
		} else {
			gone := spec
			gone.Name, gone.Value, gone.Attributes.MaxAge = old, "", cookie.Age(0)
			out = append(out, gone)
		}
		taken[old] = true
	}
	for _, p := range parts {
		if !taken[p.Name] {
			out = append(out, p)
		}
	}
	return out
}

const (
	cacheContext    = "better-auth-session"
	forgottenCache  = time.Minute
	defaultTokenAge = 5 * time.Minute
)

func (c *Call) encodeCache(strategy string, payload []byte, life time.Duration) (string, error) {
	if strategy != "compact" {
		if life == 0 {
			life = defaultTokenAge
		}
		if strategy == "jwt" {
			return c.Auth.signClaims(payload, c.now, life)
		}
		return c.Auth.sealClaims(cacheContext, payload, c.now, life)
	}
	if life == 0 {
		life = forgottenCache
	}
	expires := strconv.FormatInt(c.now.Add(life).UnixMilli(), 10)
	signature := base64.RawURLEncoding.EncodeToString(c.Auth.HMAC(string(payload) + `,"expiresAt":` + expires + "}"))
	text := make([]byte, 0, len(payload)+128)
	text = append(append(append(text, `{"session":`...), payload...), `},"expiresAt":`...)
	text = append(append(append(text, expires...), `,"signature":"`...), signature...)
	return base64.RawURLEncoding.EncodeToString(append(text, `"}`...)), nil
}

// cacheContent is a verified cache cookie. What it says is fixed by its signature; whether
// it still counts is asked each time.
type cacheContent struct {
	user            *SessionUser
	version         string
	issued, expires time.Time
}

// fromCache answers from the cache cookie, which ends at expires, or not at all.
func (c *Call) fromCache(value, token string) (s *SessionUser, expires time.Time) {
	content, known := c.Auth.cacheMemo.Get(value)
	if !known {
		if content = c.readCache(value); content == nil {
			return nil, expires
		}
		c.Auth.cacheMemo.Put(value, content)
	}
	s = content.user
	if s.Session.Token != token || content.version != c.cacheVersion(s) ||
		content.expires.Before(c.now) || s.Session.ExpiresAt.Before(c.now) || !c.trusts(s, content.issued) {
		return nil, expires
	}
	return s, content.expires
}

func (c *Call) readCache(value string) *cacheContent {
	payload, expires, ok := c.decodeCache(value)
	if !ok {
		return nil
	}
	session, ok1 := rowFrom(c.Auth.schema.Model("session"), payload, "session")
	user, ok2 := rowFrom(c.Auth.schema.Model("user"), payload, "user")
	if !ok1 || !ok2 {
		return nil
	}
	s := &SessionUser{Session: SessionFrom(session), User: UserFrom(user)}
	s.Session.order = cachedOrder(cachedSession, payload, "session")
	s.User.order = cachedOrder(cachedUser, payload, "user")
	s.encoded = s.AppendJSON(nil)
	millis, _ := numberOf(payload, "updatedAt") // without it: long ago
	content := &cacheContent{s, payload.Text("version"), time.UnixMilli(millis), expires}
	if content.version == "" {
		content.version = "1"
	}
	return content
}

// cachedOrder is the order of members read from a cache cookie: the core's, then that of
// the others in the cookie.
func cachedOrder(core []string, payload wire.Object, key string) []string {
	order := slices.Clone(core)
	for _, m := range memberObject(payload, key) {
		if !slices.Contains(core, m.Key) {
			order = append(order, m.Key)
		}
	}
	return order
}

func (c *Call) decodeCache(value string) (payload wire.Object, expires time.Time, ok bool) {
	switch c.Auth.options.Session.CookieCache.Strategy {
	case "jwt":
		return c.Auth.verifyClaims(value, c.now)
	case "jwe":
		return c.Auth.openClaims(cacheContext, value, c.now)
	}
	return c.decodeCompact(value)
}

// decodeCompact checks the signature over the payload's very bytes: what the reference
// writes re-serialises to itself.
func (c *Call) decodeCompact(value string) (wire.Object, time.Time, bool) {
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return nil, time.Time{}, false
	}
	parsed, err := wire.Parse(text)
	outer, isObject := parsed.(wire.Object)
	if err != nil || !isObject {
		return nil, time.Time{}, false
	}
	inner, _ := outer.Get("session")
	payload, isObject := inner.(wire.Object)
	millis, isNumber := numberOf(outer, "expiresAt")
	signature, err := base64.RawURLEncoding.DecodeString(outer.Text("signature"))
	if !isObject || !isNumber || err != nil {
		return nil, time.Time{}, false
	}
	signed := wire.Append(nil, payload)
	signed = append(bytes.TrimSuffix(signed, []byte("}")), `,"expiresAt":`...)
	signed = append(strconv.AppendInt(signed, millis, 10), '}')
	if !hmac.Equal(signature, c.Auth.HMAC(string(signed))) {
		return nil, time.Time{}, false
	}
	return payload, time.UnixMilli(millis), true
}

func numberOf(o wire.Object, key string) (int64, bool) {
	v, _ := o.Get(key)
	f, ok := v.(float64)
	return int64(f), ok && f == float64(int64(f))
}

// rowFrom rebuilds a row from its JSON form; ok is false when a required field is
// missing or of the wrong type. What is not there is absent.
func rowFrom(m *store.Model, payload wire.Object, key string) (store.Row, bool) {
	return readRow(m, payload, key, true)
}

// readRow is rowFrom; unless strict, dates may be written in other ways than the
// reference's.
func readRow(m *store.Model, payload wire.Object, key string, strict bool) (store.Row, bool) {
	v, _ := payload.Get(key)
	o, ok := v.(wire.Object)
	if !ok {
		return store.Row{}, false
	}
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range m.Fields {
		f := &m.Fields[i]
		value, present := o.Get(f.Name)
		if !present || value == nil {
			if !f.Nullable && !f.Hidden && requiredInCache(f.Name) {
				return store.Row{}, false
			}
			if !present {
				row.V[i] = store.Absent
			}
			continue
		}
		if row.V[i], ok = convert(f, value); !ok || strict && f.Type == store.Date && !wireDate(value) {
			return store.Row{}, false
		}
	}
	return row, true
}

// wireDate reports whether a date is written as the reference writes it: the
// signature covers what JavaScript would write, not what was sent.
func wireDate(v any) bool {
	text, ok := v.(string)
	_, err := time.Parse(wire.TimeLayout, text)
	return ok && err == nil && len(text) == len(wire.TimeLayout)
}

func requiredInCache(field string) bool {
	switch field {
	case "id", "token", "expiresAt", "userId", "email", "name":
		return true
	}
	return false
}
