package config

// MagicLink is the plugin magicLink; expiresIn is in seconds.
type MagicLink struct {
	Off           bool   `yaml:"-" mark:"off"`
	ExpiresIn     int    `yaml:"expiresIn"`
	DisableSignUp bool   `yaml:"disableSignUp"`
	StoreToken    string `yaml:"storeToken" help:"plain or hashed"`
	RateLimit     Rate   `yaml:"rateLimit"`

	SendMagicLink   Refused `yaml:"sendMagicLink" refuse:"go"`
	GenerateToken   Refused `yaml:"generateToken" refuse:"go"`
	AllowedAttempts Refused `yaml:"allowedAttempts" refuse:"does not exist: a link works once"`
}

func defaultMagicLink() MagicLink {
	return MagicLink{ExpiresIn: 300, StoreToken: "plain", RateLimit: Rate{Window: 60, Max: 5}}
}

func (o MagicLink) check(c *checker, longest int) {
	const path = "auth.plugins.magicLink."
	c.oneOf(path+"storeToken", o.StoreToken, "plain", "hashed")
	c.between(path+"expiresIn", o.ExpiresIn, 1, longest)
	c.between(path+"rateLimit.window", o.RateLimit.Window, 1, longest)
	c.between(path+"rateLimit.max", o.RateLimit.Max, 1, 1<<30)
}
