package config

import "time"

// DeviceAuthorization is the plugin deviceAuthorization.
type DeviceAuthorization struct {
	Off              bool   `yaml:"-" mark:"off"`
	ExpiresIn        string `yaml:"expiresIn" help:"of codes, such as 30m"`
	Interval         string `yaml:"interval" help:"between polls, such as 5s"`
	DeviceCodeLength int    `yaml:"deviceCodeLength"`
	UserCodeLength   int    `yaml:"userCodeLength"`
	VerificationURI  string `yaml:"verificationUri" help:"where users type their code; a path is one of the site"`

	GenerateDeviceCode  Refused `yaml:"generateDeviceCode" refuse:"go"`
	GenerateUserCode    Refused `yaml:"generateUserCode" refuse:"go"`
	ValidateClient      Refused `yaml:"validateClient" refuse:"go"`
	OnDeviceAuthRequest Refused `yaml:"onDeviceAuthRequest" refuse:"go"`
}

func defaultDeviceAuthorization() DeviceAuthorization {
	return DeviceAuthorization{
		Off: true, ExpiresIn: "30m", Interval: "5s", DeviceCodeLength: 40, UserCodeLength: 8, VerificationURI: "/device",
	}
}

func (o DeviceAuthorization) check(c *checker) {
	const path = "auth.plugins.deviceAuthorization."
	for name, text := range map[string]string{"expiresIn": o.ExpiresIn, "interval": o.Interval} {
		if span, err := time.ParseDuration(text); err != nil || span <= 0 {
			c.report(path+name, "must be a duration such as 30m")
		}
	}
	c.between(path+"deviceCodeLength", o.DeviceCodeLength, 1, 191)
	c.between(path+"userCodeLength", o.UserCodeLength, 1, 191)
}
