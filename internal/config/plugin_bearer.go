package config

// Bearer is the plugin bearer.
type Bearer struct {
	Off              bool `yaml:"-" mark:"off"`
	RequireSignature bool `yaml:"requireSignature"`
}
