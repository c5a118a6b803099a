package config

// GenericOAuth is the plugin genericOAuth: providers that are not built in.
type GenericOAuth struct {
	Off    bool              `yaml:"-" mark:"off"`
	Config []GenericProvider `yaml:"config" help:"a list of providers"`
}

// GenericProvider is one of genericOAuth.config; times are in seconds.
type GenericProvider struct {
	ProviderID                 string            `yaml:"providerId"`
	Name                       string            `yaml:"name"`
	ClientID                   string            `yaml:"clientId"`
	ClientSecret               Secret            `yaml:"clientSecret"`
	DiscoveryURL               string            `yaml:"discoveryUrl" help:"of an OpenID Connect discovery document"`
	DiscoveryHeaders           map[string]Secret `yaml:"discoveryHeaders"`
	AuthorizationURL           string            `yaml:"authorizationUrl"`
	TokenURL                   string            `yaml:"tokenUrl"`
	UserInfoURL                string            `yaml:"userInfoUrl"`
	EndSessionEndpoint         string            `yaml:"endSessionEndpoint"`
	Scopes                     []string          `yaml:"scopes"`
	PKCE                       *bool             `yaml:"pkce" help:"unset: true"`
	RedirectURI                string            `yaml:"redirectURI"`
	ResponseType               string            `yaml:"responseType"`
	ResponseMode               string            `yaml:"responseMode" help:"query or form_post"`
	Prompt                     string            `yaml:"prompt"`
	AccessType                 string            `yaml:"accessType"`
	AuthorizationURLParams     map[string]string `yaml:"authorizationUrlParams"`
	TokenURLParams             map[string]string `yaml:"tokenUrlParams"`
	RefreshTokenParams         map[string]string `yaml:"refreshTokenParams"`
	AuthorizationHeaders       map[string]Secret `yaml:"authorizationHeaders"`
	Authentication             string            `yaml:"authentication" help:"post or basic"`
	AccessTokenExpiresIn       int               `yaml:"accessTokenExpiresIn" help:"of providers that do not tell"`
	RequireIDTokenVerification bool              `yaml:"requireIdTokenVerification"`
	DisableIDTokenNonceBinding bool              `yaml:"disableIdTokenNonceBinding"`
	ACR                        []string          `yaml:"acr" help:"the ID token must name one of these classes; ask for one by acr_values in authorizationUrlParams"`
	AMR                        []string          `yaml:"amr" help:"the ID token must name one of these methods, such as mfa"`
	DisableSignUp              bool              `yaml:"disableSignUp"`
	DisableImplicitSignUp      bool              `yaml:"disableImplicitSignUp"`
	OverrideUserInfo           bool              `yaml:"overrideUserInfo"`
	RequireEmailVerification   bool              `yaml:"requireEmailVerification"`
	AllowIDPInitiated          bool              `yaml:"allowIdpInitiated"`
	PostLogoutRedirectURI      string            `yaml:"postLogoutRedirectURI"`
	DisableProviderLogout      bool              `yaml:"disableProviderLogout"`

	TokenEndpointAuth TokenEndpointAuth `yaml:"tokenEndpointAuth"`

	GetToken         Refused `yaml:"getToken" refuse:"go"`
	GetUserInfo      Refused `yaml:"getUserInfo" refuse:"go"`
	MapProfileToUser Refused `yaml:"mapProfileToUser" refuse:"go"`
	AccountSubject   Refused `yaml:"accountSubject" refuse:"go"`
}
