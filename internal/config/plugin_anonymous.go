package config

// Anonymous is the plugin anonymous.
type Anonymous struct {
	Off                        bool   `yaml:"-" mark:"off"`
	EmailDomainName            string `yaml:"emailDomainName"`
	DisableDeleteAnonymousUser bool   `yaml:"disableDeleteAnonymousUser"`

	GenerateRandomEmail Refused `yaml:"generateRandomEmail" refuse:"go"`
	GenerateName        Refused `yaml:"generateName" refuse:"go"`
	OnLinkAccount       Refused `yaml:"onLinkAccount" refuse:"go"`
}

func defaultAnonymous() Anonymous { return Anonymous{Off: true} }
