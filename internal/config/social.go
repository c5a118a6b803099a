package config

// SocialProvider is one of socialProviders, under the reference's ids and option names. Which options mean something
// depends on the provider. Its variables are <ID>_CLIENT_ID and <ID>_CLIENT_SECRET.
type SocialProvider struct {
	ID string `yaml:"-" mark:"key"`

	ClientID                 Words    `yaml:"clientId" env:"_CLIENT_ID"`
	ClientSecret             Secret   `yaml:"clientSecret" env:"_CLIENT_SECRET"`
	ClientKey                string   `yaml:"clientKey" help:"TikTok's name for the client id"`
	Enabled                  *bool    `yaml:"enabled"`
	Scope                    []string `yaml:"scope"`
	DisableDefaultScope      bool     `yaml:"disableDefaultScope"`
	RedirectURI              string   `yaml:"redirectURI"`
	AuthorizationEndpoint    string   `yaml:"authorizationEndpoint"`
	Prompt                   string   `yaml:"prompt"`
	DisableIDTokenSignIn     bool     `yaml:"disableIdTokenSignIn"`
	DisableSignUp            bool     `yaml:"disableSignUp"`
	DisableImplicitSignUp    bool     `yaml:"disableImplicitSignUp"`
	OverrideUserInfoOnSignIn bool     `yaml:"overrideUserInfoOnSignIn"`
	RequireEmailVerification bool     `yaml:"requireEmailVerification"`
	AccessType               string   `yaml:"accessType"`
	Display                  string   `yaml:"display"`
	HD                       string   `yaml:"hd"`
	IncludeGrantedScopes     *bool    `yaml:"includeGrantedScopes"`
	TenantID                 string   `yaml:"tenantId"`
	Authority                string   `yaml:"authority"`
	ProfilePhotoSize         int      `yaml:"profilePhotoSize"`
	DisableProfilePhoto      bool     `yaml:"disableProfilePhoto"`
	AppBundleIdentifier      string   `yaml:"appBundleIdentifier"`
	Audience                 Words    `yaml:"audience"`
	Domain                   string   `yaml:"domain"`
	Region                   string   `yaml:"region"`
	UserPoolID               string   `yaml:"userPoolId"`
	RequireClientSecret      bool     `yaml:"requireClientSecret"`
	IdentityProvider         string   `yaml:"identityProvider"`
	Permissions              *int     `yaml:"permissions"`
	Fields                   []string `yaml:"fields"`
	ConfigID                 string   `yaml:"configId"`
	Issuer                   string   `yaml:"issuer"`
	Environment              string   `yaml:"environment"`
	LoginURL                 string   `yaml:"loginUrl"`
	Duration                 string   `yaml:"duration"`
	Claims                   []string `yaml:"claims"`
	Lang                     string   `yaml:"lang"`
	PKCE                     *bool    `yaml:"pkce"`

	TokenEndpointAuth TokenEndpointAuth `yaml:"tokenEndpointAuth" help:"cloudflare and vercel"`

	MapProfileToUser   Refused `yaml:"mapProfileToUser" refuse:"go"`
	GetUserInfo        Refused `yaml:"getUserInfo" refuse:"go"`
	RefreshAccessToken Refused `yaml:"refreshAccessToken" refuse:"go"`
	VerifyIDToken      Refused `yaml:"verifyIdToken" refuse:"go"`
	ClientAssertion    Refused `yaml:"clientAssertion" refuse:"go"`
}

// TokenEndpointAuth is how a client proves itself at a provider's token endpoint.
type TokenEndpointAuth struct {
	Method string `yaml:"method" help:"client_secret_basic, client_secret_post or none"`

	GetClientAssertion Refused `yaml:"getClientAssertion" refuse:"go"`
}

func (o TokenEndpointAuth) check(c *checker, path string) {
	c.oneOf(path+".tokenEndpointAuth.method", o.Method, "", "client_secret_basic", "client_secret_post", "none")
}

// On reports whether the provider is to be offered.
func (p SocialProvider) On() bool { return p.Enabled == nil || *p.Enabled }

// usualProviders can be set up by their variables alone, without being named in the file.
var usualProviders = []string{"apple", "discord", "facebook", "github", "gitlab", "google", "linkedin", "microsoft", "slack", "twitch", "twitter"}
