package config

// Username is the plugin username.
type Username struct {
	Off               bool            `yaml:"-" mark:"off"`
	MinUsernameLength int             `yaml:"minUsernameLength"`
	MaxUsernameLength int             `yaml:"maxUsernameLength"`
	DisplayUsername   bool            `yaml:"displayUsername"`
	ImmutableUsername bool            `yaml:"immutableUsername"`
	ValidationOrder   ValidationOrder `yaml:"validationOrder"`
	// The reference also takes a function here.
	UsernameNormalization bool `yaml:"usernameNormalization" help:"false keeps the case"`

	UsernameValidator            Refused `yaml:"usernameValidator" refuse:"go"`
	DisplayUsernameNormalization Refused `yaml:"displayUsernameNormalization" refuse:"go"`
	DisplayUsernameValidator     Refused `yaml:"displayUsernameValidator" refuse:"go"`
}

// ValidationOrder is the plugin option username.validationOrder.
type ValidationOrder struct {
	Username        string `yaml:"username" help:"pre-normalization or post-normalization"`
	DisplayUsername string `yaml:"displayUsername" help:"pre-normalization or post-normalization"`
}

func defaultUsername() Username {
	return Username{
		Off: true, MinUsernameLength: 3, MaxUsernameLength: 30, DisplayUsername: true, UsernameNormalization: true,
		ValidationOrder: ValidationOrder{"pre-normalization", "pre-normalization"},
	}
}

func (o Username) check(c *checker) {
	const path = "auth.plugins.username."
	c.between(path+"minUsernameLength", o.MinUsernameLength, 1, 255)
	c.between(path+"maxUsernameLength", o.MaxUsernameLength, o.MinUsernameLength, 255)
	c.oneOf(path+"validationOrder.username", o.ValidationOrder.Username, "pre-normalization", "post-normalization")
	c.oneOf(path+"validationOrder.displayUsername", o.ValidationOrder.DisplayUsername, "pre-normalization", "post-normalization")
}
