package config

// EmailOTP is the plugin emailOTP; expiresIn is in seconds.
type EmailOTP struct {
	Off                              bool           `yaml:"-" mark:"off"`
	OTPLength                        int            `yaml:"otpLength"`
	ExpiresIn                        int            `yaml:"expiresIn"`
	AllowedAttempts                  int            `yaml:"allowedAttempts"`
	StoreOTP                         string         `yaml:"storeOTP" help:"plain, hashed or encrypted"`
	DisableSignUp                    bool           `yaml:"disableSignUp"`
	SendVerificationOnSignUp         bool           `yaml:"sendVerificationOnSignUp"`
	OverrideDefaultEmailVerification bool           `yaml:"overrideDefaultEmailVerification"`
	ResendStrategy                   string         `yaml:"resendStrategy" help:"rotate or reuse"`
	ChangeEmail                      EmailOTPChange `yaml:"changeEmail"`
	RateLimit                        Rate           `yaml:"rateLimit"`

	SendVerificationOTP Refused `yaml:"sendVerificationOTP" refuse:"go"`
	GenerateOTP         Refused `yaml:"generateOTP" refuse:"go"`
}

// EmailOTPChange is the plugin option emailOTP.changeEmail.
type EmailOTPChange struct {
	Enabled            bool `yaml:"enabled"`
	VerifyCurrentEmail bool `yaml:"verifyCurrentEmail"`
}

func defaultEmailOTP() EmailOTP {
	return EmailOTP{
		Off: true, OTPLength: 6, ExpiresIn: 300, AllowedAttempts: 3, StoreOTP: "plain", ResendStrategy: "rotate",
		RateLimit: Rate{Window: 60, Max: 3},
	}
}

func (o EmailOTP) check(c *checker, longest int) {
	const path = "auth.plugins.emailOTP."
	c.between(path+"otpLength", o.OTPLength, 4, 32)
	c.between(path+"expiresIn", o.ExpiresIn, 1, longest)
	c.between(path+"allowedAttempts", o.AllowedAttempts, 1, 100)
	c.oneOf(path+"storeOTP", o.StoreOTP, "plain", "hashed", "encrypted")
	c.oneOf(path+"resendStrategy", o.ResendStrategy, "rotate", "reuse")
	c.between(path+"rateLimit.window", o.RateLimit.Window, 1, longest)
	c.between(path+"rateLimit.max", o.RateLimit.Max, 1, 1<<30)
}
