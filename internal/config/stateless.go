package config

// NoDatabase is the database.url of an auth service without one.
const NoDatabase = "none"

// Stateless reports whether there is no database.
func (s *Settings) Stateless() bool { return s.Database.URL.Reveal() == NoDatabase }

// keepsSessions reports whether sessions are stored anywhere but in cookies.
func (s *Settings) keepsSessions() bool {
	return !s.Stateless() || s.Auth.SecondaryStorage.URL != ""
}

const (
	cookieCache  = "auth.session.cookieCache."
	accountPath  = "auth.account."
	refreshCache = cookieCache + "refreshCache"
)

// asStateless puts the reference's defaults for a service without a database where nobody set anything.
func (s *Settings) asStateless() {
	set := func(path string) bool { return s.origins[path] != "" }
	if s.Stateless() && !set(accountPath+"storeAccountCookie") {
		s.Auth.Account.StoreAccountCookie = true
	}
	if s.Stateless() && !set(picturePath) {
		s.Auth.Plugins.Picture.Off = true
	}
	if s.keepsSessions() {
		return
	}
	cache := &s.Auth.Session.CookieCache
	if !set(cookieCache + "enabled") {
		cache.Enabled = true
	}
	if !set(cookieCache + "maxAge") {
		cache.MaxAge = s.Auth.Session.ExpiresIn
	}
	if !set(cookieCache + "strategy") {
		cache.Strategy = "jwe"
	}
	if !set(accountPath + "storeStateStrategy") {
		s.Auth.Account.StoreStateStrategy = "cookie"
	}
}

// stateless checks that what lives in cookies may.
func (c *checker) stateless() {
	s := c.settings
	if s.Stateless() && !s.Auth.Account.StoreAccountCookie {
		c.report(accountPath+"storeAccountCookie", "must not be false without a database: accounts have no other place")
	}
	if s.Stateless() && !s.Auth.Plugins.Picture.Off {
		c.report(picturePath, "needs a database")
	}
	if age := s.Auth.Session.CookieCache.RefreshCache.UpdateAge; age != nil {
		c.between(refreshCache+".updateAge", *age, 0, s.Auth.Session.CookieCache.MaxAge)
	}
	if !s.keepsSessions() {
		if !s.Auth.Session.CookieCache.Enabled {
			c.report(cookieCache+"enabled", "must not be false without a database: sessions have no other place")
		}
		return
	}
	if origin := s.origins[refreshCache]; origin != "" && !s.Auth.Session.CookieCache.RefreshCache.Off {
		s.warnings = append(s.warnings, origin+": "+refreshCache+" has no effect: sessions are stored")
	}
}
