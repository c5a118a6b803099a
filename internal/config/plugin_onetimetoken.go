package config

// OneTimeToken is the plugin oneTimeToken.
type OneTimeToken struct {
	Off                      bool   `yaml:"-" mark:"off"`
	ExpiresIn                int    `yaml:"expiresIn" help:"minutes"`
	DisableClientRequest     bool   `yaml:"disableClientRequest"`
	StoreToken               string `yaml:"storeToken" help:"plain or hashed"`
	DisableSetSessionCookie  bool   `yaml:"disableSetSessionCookie"`
	SetOTTHeaderOnNewSession bool   `yaml:"setOttHeaderOnNewSession"`

	GenerateToken Refused `yaml:"generateToken" refuse:"go"`
}

func defaultOneTimeToken() OneTimeToken {
	return OneTimeToken{Off: true, ExpiresIn: 3, StoreToken: "plain"}
}

func (o OneTimeToken) check(c *checker) {
	c.between("auth.plugins.oneTimeToken.expiresIn", o.ExpiresIn, 1, 24*60)
	c.oneOf("auth.plugins.oneTimeToken.storeToken", o.StoreToken, "plain", "hashed")
}
