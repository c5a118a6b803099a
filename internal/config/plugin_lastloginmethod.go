package config

// LastLoginMethod is the plugin lastLoginMethod.
type LastLoginMethod struct {
	Off             bool   `yaml:"-" mark:"off"`
	CookieName      string `yaml:"cookieName"`
	MaxAge          int    `yaml:"maxAge" help:"seconds"`
	StoreInDatabase bool   `yaml:"storeInDatabase"`

	CustomResolveMethod Refused `yaml:"customResolveMethod" refuse:"go"`
	BeforeStoreCookie   Refused `yaml:"beforeStoreCookie" refuse:"go"`
}

func defaultLastLoginMethod() LastLoginMethod {
	return LastLoginMethod{Off: true, CookieName: "better-auth.last_used_login_method", MaxAge: 30 * 24 * 3600}
}

func (o LastLoginMethod) check(c *checker, longest int) {
	c.between("auth.plugins.lastLoginMethod.maxAge", o.MaxAge, 1, longest)
}
