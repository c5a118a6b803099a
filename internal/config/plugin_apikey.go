package config

import "fmt"

// APIKey is the plugin apiKey of @better-auth/api-key: one kind of keys, or several.
type APIKey struct {
	Off            bool           `yaml:"-" mark:"off"`
	Configurations []APIKeyConfig `yaml:"configurations" mark:"short" help:"several kinds of keys, each with a configId: a list in the place of apiKey" refuse:"is written as a list in the place of apiKey itself"`
	APIKeyConfig
}

// APIKeyConfig is one kind of keys; times are in the reference's units.
type APIKeyConfig struct {
	ConfigID                string            `yaml:"configId" help:"default when there is one kind of keys"`
	References              string            `yaml:"references" help:"user or organization"`
	APIKeyHeaders           Words             `yaml:"apiKeyHeaders" help:"one name or a list"`
	DefaultKeyLength        int               `yaml:"defaultKeyLength"`
	DefaultPrefix           string            `yaml:"defaultPrefix"`
	MinimumPrefixLength     int               `yaml:"minimumPrefixLength"`
	MaximumPrefixLength     int               `yaml:"maximumPrefixLength"`
	MinimumNameLength       int               `yaml:"minimumNameLength"`
	MaximumNameLength       int               `yaml:"maximumNameLength"`
	RequireName             bool              `yaml:"requireName"`
	EnableMetadata          bool              `yaml:"enableMetadata"`
	DisableKeyHashing       bool              `yaml:"disableKeyHashing"`
	RateLimit               APIKeyRate        `yaml:"rateLimit"`
	KeyExpiration           APIKeyExpiry      `yaml:"keyExpiration"`
	StartingCharacters      APIKeyStart       `yaml:"startingCharactersConfig"`
	EnableSessionForAPIKeys bool              `yaml:"enableSessionForAPIKeys" help:"a request with a key acts as its user"`
	Permissions             APIKeyPermissions `yaml:"permissions"`
	DeferUpdates            bool              `yaml:"deferUpdates"`
	Storage                 string            `yaml:"storage" help:"database or secondary-storage"`
	FallbackToDatabase      bool              `yaml:"fallbackToDatabase" help:"secondary storage answers what it knows, the database is what counts"`

	CustomStorage      Refused `yaml:"customStorage" refuse:"go"`
	CustomKeyGenerator Refused `yaml:"customKeyGenerator" refuse:"go"`
	CustomAPIKeyGetter Refused `yaml:"customAPIKeyGetter" refuse:"go"`
	CustomKeyValidator Refused `yaml:"customAPIKeyValidator" refuse:"go"`
}

// APIKeyRate is apiKey.rateLimit.
type APIKeyRate struct {
	Enabled     bool `yaml:"enabled"`
	TimeWindow  int  `yaml:"timeWindow" help:"in milliseconds"`
	MaxRequests int  `yaml:"maxRequests"`
}

// APIKeyExpiry is apiKey.keyExpiration.
type APIKeyExpiry struct {
	DefaultExpiresIn         int  `yaml:"defaultExpiresIn" help:"in seconds; 0 means never"`
	DisableCustomExpiresTime bool `yaml:"disableCustomExpiresTime"`
	MinExpiresIn             int  `yaml:"minExpiresIn" help:"in days"`
	MaxExpiresIn             int  `yaml:"maxExpiresIn" help:"in days"`
}

// APIKeyStart is apiKey.startingCharactersConfig.
type APIKeyStart struct {
	ShouldStore      bool `yaml:"shouldStore"`
	CharactersLength int  `yaml:"charactersLength"`
}

// APIKeyPermissions is apiKey.permissions.
type APIKeyPermissions struct {
	DefaultPermissions Statements `yaml:"defaultPermissions" help:"actions by resource, of keys that are made without"`
}

func defaultAPIKey() APIKey {
	o := APIKey{Off: true}
	o.preset()
	return o
}

// preset sets what holds where the file says nothing.
func (o *APIKeyConfig) preset() {
	*o = APIKeyConfig{
		Storage: "database", References: "user", APIKeyHeaders: Words{"x-api-key"}, DefaultKeyLength: 64,
		MinimumPrefixLength: 1, MaximumPrefixLength: 32, MinimumNameLength: 1, MaximumNameLength: 32,
		RateLimit:          APIKeyRate{Enabled: true, TimeWindow: 24 * 3600 * 1000, MaxRequests: 10},
		KeyExpiration:      APIKeyExpiry{MinExpiresIn: 1, MaxExpiresIn: 365},
		StartingCharacters: APIKeyStart{ShouldStore: true, CharactersLength: 6},
	}
}

// Each are the kinds of keys there are.
func (o APIKey) Each() []APIKeyConfig {
	if len(o.Configurations) > 0 {
		return o.Configurations
	}
	return []APIKeyConfig{o.APIKeyConfig}
}

func (o APIKey) check(c *checker) {
	const path = "auth.plugins.apiKey"
	if len(o.Configurations) == 0 {
		o.APIKeyConfig.check(c, path+".")
		return
	}
	ids := map[string]bool{}
	for i, one := range o.Configurations {
		place := fmt.Sprintf("%s[%d].", path, i)
		switch {
		case one.ConfigID == "":
			c.report(place+"configId", "is needed where there is a list of configurations")
		case ids[one.ConfigID]:
			c.report(place+"configId", "%q is there twice", one.ConfigID)
		}
		ids[one.ConfigID] = true
		one.check(c, place)
	}
}

func (o APIKeyConfig) check(c *checker, path string) {
	const many = 1 << 30
	c.oneOf(path+"references", o.References, "user", "organization")
	c.oneOf(path+"storage", o.Storage, "database", "secondary-storage")
	c.between(path+"defaultKeyLength", o.DefaultKeyLength, 32, 256)
	c.between(path+"minimumPrefixLength", o.MinimumPrefixLength, 1, o.MaximumPrefixLength)
	c.between(path+"maximumPrefixLength", o.MaximumPrefixLength, 1, 256)
	c.between(path+"minimumNameLength", o.MinimumNameLength, 1, o.MaximumNameLength)
	c.between(path+"maximumNameLength", o.MaximumNameLength, 1, 1024)
	c.between(path+"rateLimit.timeWindow", o.RateLimit.TimeWindow, 1, many)
	c.between(path+"rateLimit.maxRequests", o.RateLimit.MaxRequests, 1, many)
	c.between(path+"keyExpiration.defaultExpiresIn", o.KeyExpiration.DefaultExpiresIn, 0, many)
	c.between(path+"keyExpiration.minExpiresIn", o.KeyExpiration.MinExpiresIn, 1, o.KeyExpiration.MaxExpiresIn)
	c.between(path+"keyExpiration.maxExpiresIn", o.KeyExpiration.MaxExpiresIn, 1, 36500)
	c.between(path+"startingCharactersConfig.charactersLength", o.StartingCharacters.CharactersLength, 1, 16)
}
