package config

// HaveIBeenPwned is the plugin haveIBeenPwned.
type HaveIBeenPwned struct {
	Off                              bool     `yaml:"-" mark:"off"`
	CustomPasswordCompromisedMessage string   `yaml:"customPasswordCompromisedMessage"`
	Paths                            []string `yaml:"paths" help:"unset: every endpoint that sets a password"`
	RangeURL                         string   `yaml:"rangeURL" help:"of a mirror of the service, ending in a slash"`
}

func defaultHaveIBeenPwned() HaveIBeenPwned { return HaveIBeenPwned{Off: true} }

func (o HaveIBeenPwned) check(c *checker) {
	c.origin("auth.plugins.haveIBeenPwned.rangeURL", o.RangeURL, true)
}
