package config

// Auth holds the reference's options under the reference's names, with its units (seconds) and defaults, but for
// emailAndPassword.enabled and the plugins, which Lyceum needs and turns on.
type Auth struct {
	AppName          string           `yaml:"appName" env:"APP_NAME"`
	BaseURL          string           `yaml:"baseURL" env:"BETTER_AUTH_URL,NEXT_PUBLIC_BETTER_AUTH_URL,PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_AUTH_URL,BASE_URL" help:"where browsers reach the auth service"`
	BasePath         string           `yaml:"basePath"`
	Secret           Secret           `yaml:"secret" env:"BETTER_AUTH_SECRET,AUTH_SECRET"`
	Secrets          VersionedSecrets `yaml:"secrets" env:"BETTER_AUTH_SECRETS" help:"newest first; the environment form is 2:new,1:old"`
	TrustedOrigins   []string         `yaml:"trustedOrigins" env:"BETTER_AUTH_TRUSTED_ORIGINS"`
	DisabledPaths    []string         `yaml:"disabledPaths"`
	EmailAndPassword EmailAndPassword `yaml:"emailAndPassword"`
	Session          Session          `yaml:"session"`
	User             User             `yaml:"user"`
	RateLimit        RateLimit        `yaml:"rateLimit"`
	Advanced         Advanced         `yaml:"advanced"`
	SocialProviders  SocialProviders  `yaml:"socialProviders"`
	Plugins          Plugins          `yaml:"plugins"`

	EmailVerification Refused `yaml:"emailVerification" refuse:"later"`
	Account           Refused `yaml:"account" refuse:"later"`
	Verification      Refused `yaml:"verification" refuse:"later"`
	SecondaryStorage  Refused `yaml:"secondaryStorage" refuse:"later"`
	OnAPIError        Refused `yaml:"onAPIError" refuse:"later"`
	Hooks             Refused `yaml:"hooks" refuse:"go"`
	DatabaseHooks     Refused `yaml:"databaseHooks" refuse:"go"`
	Database          Refused `yaml:"database" refuse:"is set as database.url"`
	Logger            Refused `yaml:"logger" refuse:"is set as log.level and log.format"`
	Telemetry         Refused `yaml:"telemetry" refuse:"does not exist: Lyceum sends none"`
	Experimental      Refused `yaml:"experimental" refuse:"later"`
}

// EmailAndPassword is emailAndPassword.
type EmailAndPassword struct {
	Enabled           bool `yaml:"enabled"`
	DisableSignUp     bool `yaml:"disableSignUp"`
	MinPasswordLength int  `yaml:"minPasswordLength"`
	MaxPasswordLength int  `yaml:"maxPasswordLength"`
	AutoSignIn        bool `yaml:"autoSignIn"`

	RequireEmailVerification      Refused `yaml:"requireEmailVerification" refuse:"later"`
	ResetPasswordTokenExpiresIn   Refused `yaml:"resetPasswordTokenExpiresIn" refuse:"later"`
	RevokeSessionsOnPasswordReset Refused `yaml:"revokeSessionsOnPasswordReset" refuse:"later"`
	SendResetPassword             Refused `yaml:"sendResetPassword" refuse:"go"`
	OnPasswordReset               Refused `yaml:"onPasswordReset" refuse:"go"`
	Password                      Refused `yaml:"password" refuse:"go"`
	OnExistingUserSignUp          Refused `yaml:"onExistingUserSignUp" refuse:"go"`
	CustomSyntheticUser           Refused `yaml:"customSyntheticUser" refuse:"go"`
}

// Session is session; ages are in seconds.
type Session struct {
	ExpiresIn             int  `yaml:"expiresIn"`
	UpdateAge             int  `yaml:"updateAge"`
	FreshAge              int  `yaml:"freshAge"`
	DisableSessionRefresh bool `yaml:"disableSessionRefresh"`

	CookieCache               Refused `yaml:"cookieCache" refuse:"later"`
	DeferSessionRefresh       Refused `yaml:"deferSessionRefresh" refuse:"later"`
	StoreSessionInDatabase    Refused `yaml:"storeSessionInDatabase" refuse:"later"`
	PreserveSessionInDatabase Refused `yaml:"preserveSessionInDatabase" refuse:"later"`
	ModelName                 Refused `yaml:"modelName" refuse:"later"`
	Fields                    Refused `yaml:"fields" refuse:"later"`
	AdditionalFields          Refused `yaml:"additionalFields" refuse:"later"`
}

// User is user.
type User struct {
	ModelName        Refused `yaml:"modelName" refuse:"later"`
	Fields           Refused `yaml:"fields" refuse:"later"`
	AdditionalFields Refused `yaml:"additionalFields" refuse:"later"`
	ChangeEmail      Refused `yaml:"changeEmail" refuse:"later"`
	DeleteUser       Refused `yaml:"deleteUser" refuse:"later"`
	ValidateUserInfo Refused `yaml:"validateUserInfo" refuse:"go"`
}

// RateLimit is rateLimit; the window is in seconds.
type RateLimit struct {
	Enabled     *bool               `yaml:"enabled" help:"unset: only in production"`
	Window      int                 `yaml:"window"`
	Max         int                 `yaml:"max"`
	CustomRules map[string]RateRule `yaml:"customRules"`

	Storage       Refused `yaml:"storage" refuse:"later"`
	CustomStorage Refused `yaml:"customStorage" refuse:"go"`
	ModelName     Refused `yaml:"modelName" refuse:"later"`
	Fields        Refused `yaml:"fields" refuse:"later"`
}

// Advanced is advanced.
type Advanced struct {
	IPAddress             IPAddress             `yaml:"ipAddress"`
	UseSecureCookies      *bool                 `yaml:"useSecureCookies" help:"unset: when baseURL is https, or in production"`
	DisableCSRFCheck      bool                  `yaml:"disableCSRFCheck"`
	DisableOriginCheck    bool                  `yaml:"disableOriginCheck"`
	CrossSubDomainCookies CrossSubDomainCookies `yaml:"crossSubDomainCookies"`
	CookiePrefix          string                `yaml:"cookiePrefix"`
	TrustedProxyHeaders   bool                  `yaml:"trustedProxyHeaders"`
	SkipTrailingSlashes   bool                  `yaml:"skipTrailingSlashes"`

	Cookies                 Refused `yaml:"cookies" refuse:"later"`
	DefaultCookieAttributes Refused `yaml:"defaultCookieAttributes" refuse:"later"`
	Database                Refused `yaml:"database" refuse:"later"`
	BackgroundTasks         Refused `yaml:"backgroundTasks" refuse:"go"`
}

// IPAddress is advanced.ipAddress.
type IPAddress struct {
	IPAddressHeaders  []string `yaml:"ipAddressHeaders"`
	TrustedProxies    []string `yaml:"trustedProxies"`
	IPv6Subnet        int      `yaml:"ipv6Subnet"`
	DisableIPTracking bool     `yaml:"disableIpTracking"`
}

// CrossSubDomainCookies is advanced.crossSubDomainCookies.
type CrossSubDomainCookies struct {
	Enabled bool   `yaml:"enabled"`
	Domain  string `yaml:"domain"`

	AdditionalCookies Refused `yaml:"additionalCookies" refuse:"has no effect in the reference either"`
}

// SocialProviders are the providers whose credentials have names in the environment.
type SocialProviders struct {
	GitHub    SocialProvider `yaml:"github" env:"GITHUB"`
	Google    SocialProvider `yaml:"google" env:"GOOGLE"`
	Discord   SocialProvider `yaml:"discord" env:"DISCORD"`
	Facebook  SocialProvider `yaml:"facebook" env:"FACEBOOK"`
	Microsoft SocialProvider `yaml:"microsoft" env:"MICROSOFT"`
}

// SocialProvider holds one provider's credentials. Its variables begin with the provider's name: GITHUB_CLIENT_ID.
type SocialProvider struct {
	ClientID     string `yaml:"clientId" env:"_CLIENT_ID" refuse:"later"`
	ClientSecret Secret `yaml:"clientSecret" env:"_CLIENT_SECRET" refuse:"later"`
}

// Plugins holds each plugin's options under the name of its constructor in the reference.
type Plugins struct {
	JWT       JWT       `yaml:"jwt"`
	Bearer    Bearer    `yaml:"bearer"`
	MagicLink MagicLink `yaml:"magicLink"`
}

// JWT is the plugin jwt.
type JWT struct {
	JWKS                    JWKS      `yaml:"jwks"`
	JWT                     JWTClaims `yaml:"jwt"`
	DisableSettingJWTHeader bool      `yaml:"disableSettingJwtHeader"`
}

// JWKS is the plugin option jwt.jwks; times are in seconds, 0 means never.
type JWKS struct {
	RotationInterval            int  `yaml:"rotationInterval"`
	GracePeriod                 int  `yaml:"gracePeriod"`
	DisablePrivateKeyEncryption bool `yaml:"disablePrivateKeyEncryption"`

	KeyPairConfig Refused `yaml:"keyPairConfig" refuse:"later"`
	RemoteURL     Refused `yaml:"remoteUrl" refuse:"later"`
	JWKSPath      Refused `yaml:"jwksPath" refuse:"later"`
}

// JWTClaims is the plugin option jwt.jwt.
type JWTClaims struct {
	Issuer         string `yaml:"issuer"`
	Audience       string `yaml:"audience"`
	ExpirationTime string `yaml:"expirationTime" help:"such as 15m"`

	DefinePayload Refused `yaml:"definePayload" refuse:"go"`
	GetSubject    Refused `yaml:"getSubject" refuse:"go"`
	Sign          Refused `yaml:"sign" refuse:"go"`
}

// Bearer is the plugin bearer.
type Bearer struct {
	RequireSignature bool `yaml:"requireSignature"`
}

// MagicLink is the plugin magicLink; expiresIn is in seconds.
type MagicLink struct {
	ExpiresIn     int    `yaml:"expiresIn"`
	DisableSignUp bool   `yaml:"disableSignUp"`
	StoreToken    string `yaml:"storeToken" help:"plain or hashed"`

	SendMagicLink   Refused `yaml:"sendMagicLink" refuse:"go"`
	GenerateToken   Refused `yaml:"generateToken" refuse:"go"`
	RateLimit       Refused `yaml:"rateLimit" refuse:"is set in auth.rateLimit.customRules"`
	AllowedAttempts Refused `yaml:"allowedAttempts" refuse:"does not exist: a link works once"`
}

func defaultAuth() Auth {
	return Auth{
		AppName:          "Lyceum",
		BasePath:         "/api/auth",
		EmailAndPassword: EmailAndPassword{Enabled: true, MinPasswordLength: 8, MaxPasswordLength: 128, AutoSignIn: true},
		Session:          Session{ExpiresIn: 7 * 24 * 3600, UpdateAge: 24 * 3600, FreshAge: 24 * 3600},
		RateLimit:        RateLimit{Window: 10, Max: 100},
		Advanced: Advanced{
			CookiePrefix: "better-auth",
			IPAddress:    IPAddress{IPAddressHeaders: []string{"x-forwarded-for"}, IPv6Subnet: 64},
		},
		Plugins: Plugins{
			JWT: JWT{
				JWKS: JWKS{GracePeriod: 30 * 24 * 3600},
				JWT:  JWTClaims{ExpirationTime: "15m"},
			},
			MagicLink: MagicLink{ExpiresIn: 300, StoreToken: "plain"},
		},
	}
}
