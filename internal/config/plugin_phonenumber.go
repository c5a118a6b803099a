package config

// PhoneNumber is the plugin phoneNumber; expiresIn is in seconds.
type PhoneNumber struct {
	Off                  bool        `yaml:"-" mark:"off"`
	OTPLength            int         `yaml:"otpLength"`
	ExpiresIn            int         `yaml:"expiresIn"`
	AllowedAttempts      int         `yaml:"allowedAttempts"`
	RequireVerification  bool        `yaml:"requireVerification"`
	SignUpOnVerification PhoneSignUp `yaml:"signUpOnVerification"`

	SendOTP                Refused `yaml:"sendOTP" refuse:"go"`
	SendPasswordResetOTP   Refused `yaml:"sendPasswordResetOTP" refuse:"go"`
	VerifyOTP              Refused `yaml:"verifyOTP" refuse:"go"`
	PhoneNumberValidator   Refused `yaml:"phoneNumberValidator" refuse:"go"`
	CallbackOnVerification Refused `yaml:"callbackOnVerification" refuse:"go"`
}

// PhoneSignUp is the plugin option phoneNumber.signUpOnVerification, whose functions are a domain here.
type PhoneSignUp struct {
	EmailDomain string `yaml:"emailDomain" help:"numbers that nobody has sign up with an address there, such as 491701234567@phone.example.com; unset: they do not"`
}

func defaultPhoneNumber() PhoneNumber {
	return PhoneNumber{Off: true, OTPLength: 6, ExpiresIn: 300, AllowedAttempts: 3}
}

func (o PhoneNumber) check(c *checker, longest int) {
	const path = "auth.plugins.phoneNumber."
	c.between(path+"otpLength", o.OTPLength, 4, 32)
	c.between(path+"expiresIn", o.ExpiresIn, 1, longest)
	c.between(path+"allowedAttempts", o.AllowedAttempts, 1, 100)
}
