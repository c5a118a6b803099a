package config

// Captcha is the plugin captcha.
type Captcha struct {
	Off                   bool     `yaml:"-" mark:"off"`
	Provider              string   `yaml:"provider" help:"cloudflare-turnstile, google-recaptcha, hcaptcha or captchafox"`
	SecretKey             Secret   `yaml:"secretKey"`
	Endpoints             []string `yaml:"endpoints" help:"unset: signing up and in by password, and asking for a reset mail"`
	SiteVerifyURLOverride string   `yaml:"siteVerifyURLOverride"`
	SiteKey               string   `yaml:"siteKey"`
	MinScore              *float64 `yaml:"minScore" help:"of google-recaptcha v3; unset: 0.5"`
	ExpectedAction        string   `yaml:"expectedAction"`
	AllowedHostnames      []string `yaml:"allowedHostnames"`

	CheckBotID      Refused `yaml:"checkBotId" refuse:"is a function of a hosting provider's JavaScript library"`
	ValidateRequest Refused `yaml:"validateRequest" refuse:"is a function of a hosting provider's JavaScript library"`
}

func defaultCaptcha() Captcha { return Captcha{Off: true} }

func (o Captcha) check(c *checker) {
	if o.Off {
		return
	}
	c.oneOf("auth.plugins.captcha.provider", o.Provider, "cloudflare-turnstile", "google-recaptcha", "hcaptcha", "captchafox")
	c.origin("auth.plugins.captcha.siteVerifyURLOverride", o.SiteVerifyURLOverride, true)
}
