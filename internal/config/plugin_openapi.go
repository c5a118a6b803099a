package config

import "strings"

// OpenAPI is the plugin openAPI.
type OpenAPI struct {
	Off                     bool   `yaml:"-" mark:"off"`
	Path                    string `yaml:"path" help:"of the page"`
	Theme                   string `yaml:"theme" help:"default, light or dark"`
	DisableDefaultReference bool   `yaml:"disableDefaultReference" help:"serves the document without the page"`

	Nonce Refused `yaml:"nonce" refuse:"has no use here: the page runs no script"`
}

func defaultOpenAPI() OpenAPI { return OpenAPI{Off: true, Path: "/reference", Theme: "default"} }

func (o OpenAPI) check(c *checker) {
	const path = "auth.plugins.openAPI."
	c.oneOf(path+"theme", o.Theme, "default", "light", "dark")
	if !strings.HasPrefix(o.Path, "/") || strings.ContainsAny(o.Path, ":?#") {
		c.report(path+"path", "must start with / and be a plain path")
	}
}
