package config

// Auth holds the reference's options under the reference's names, with its units (seconds) and defaults, but for
// emailAndPassword.enabled and the plugins, which Lyceum needs and turns on.
type Auth struct {
	Compat            string            `yaml:"compat" help:"reference: every default is the reference's own, and plugins are off unless named"`
	AppName           string            `yaml:"appName" env:"APP_NAME"`
	BaseURL           string            `yaml:"baseURL" env:"BETTER_AUTH_URL,NEXT_PUBLIC_BETTER_AUTH_URL,PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_AUTH_URL,BASE_URL" help:"where browsers reach the auth service"`
	BasePath          string            `yaml:"basePath"`
	Secret            Secret            `yaml:"secret" env:"BETTER_AUTH_SECRET,AUTH_SECRET"`
	Secrets           VersionedSecrets  `yaml:"secrets" env:"BETTER_AUTH_SECRETS" help:"newest first; the environment form is 2:new,1:old"`
	TrustedOrigins    []string          `yaml:"trustedOrigins" env:"BETTER_AUTH_TRUSTED_ORIGINS"`
	DisabledPaths     []string          `yaml:"disabledPaths"`
	EmailAndPassword  EmailAndPassword  `yaml:"emailAndPassword"`
	EmailVerification EmailVerification `yaml:"emailVerification"`
	Session           Session           `yaml:"session"`
	User              User              `yaml:"user"`
	Account           Account           `yaml:"account"`
	Verification      Verification      `yaml:"verification"`
	OnAPIError        OnAPIError        `yaml:"onAPIError"`
	RateLimit         RateLimit         `yaml:"rateLimit"`
	Advanced          Advanced          `yaml:"advanced"`
	SocialProviders   []SocialProvider  `yaml:"socialProviders" help:"by provider id"`
	Plugins           Plugins           `yaml:"plugins"`

	SecondaryStorage Refused `yaml:"secondaryStorage" refuse:"later"`
	Hooks            Refused `yaml:"hooks" refuse:"go"`
	DatabaseHooks    Refused `yaml:"databaseHooks" refuse:"go"`
	Database         Refused `yaml:"database" refuse:"is set as database.url"`
	Logger           Refused `yaml:"logger" refuse:"is set as log.level and log.format"`
	Telemetry        Refused `yaml:"telemetry" refuse:"does not exist: Lyceum sends none"`
	Experimental     Refused `yaml:"experimental" refuse:"later"`
}

// EmailAndPassword is emailAndPassword. Where the reference takes a function that sends a mail, true has Lyceum send it.
type EmailAndPassword struct {
	Enabled                       bool `yaml:"enabled"`
	DisableSignUp                 bool `yaml:"disableSignUp"`
	RequireEmailVerification      bool `yaml:"requireEmailVerification"`
	MinPasswordLength             int  `yaml:"minPasswordLength"`
	MaxPasswordLength             int  `yaml:"maxPasswordLength"`
	AutoSignIn                    bool `yaml:"autoSignIn"`
	SendResetPassword             bool `yaml:"sendResetPassword"`
	ResetPasswordTokenExpiresIn   int  `yaml:"resetPasswordTokenExpiresIn"`
	RevokeSessionsOnPasswordReset bool `yaml:"revokeSessionsOnPasswordReset"`

	OnPasswordReset      Refused `yaml:"onPasswordReset" refuse:"go"`
	Password             Refused `yaml:"password" refuse:"go"`
	OnExistingUserSignUp Refused `yaml:"onExistingUserSignUp" refuse:"go"`
	CustomSyntheticUser  Refused `yaml:"customSyntheticUser" refuse:"go"`
}

// EmailVerification is emailVerification.
type EmailVerification struct {
	SendVerificationEmail       bool  `yaml:"sendVerificationEmail"`
	SendOnSignUp                *bool `yaml:"sendOnSignUp" help:"unset: as emailAndPassword.requireEmailVerification"`
	SendOnSignIn                bool  `yaml:"sendOnSignIn"`
	AutoSignInAfterVerification bool  `yaml:"autoSignInAfterVerification"`
	ExpiresIn                   int   `yaml:"expiresIn"`

	BeforeEmailVerification Refused `yaml:"beforeEmailVerification" refuse:"go"`
	AfterEmailVerification  Refused `yaml:"afterEmailVerification" refuse:"go"`
}

// Model renames a core table and its columns, and adds columns.
type Model struct {
	ModelName        string            `yaml:"modelName"`
	Fields           map[string]string `yaml:"fields" help:"column names by field name"`
	AdditionalFields []AdditionalField `yaml:"additionalFields"`
}

// AdditionalField is one column more, in the order of the file.
type AdditionalField struct {
	Name         string `yaml:"-" mark:"key"`
	Type         string `yaml:"type" help:"string, number, boolean, date, json, string[] or number[]"`
	Required     *bool  `yaml:"required"`
	DefaultValue any    `yaml:"defaultValue"`
	Input        *bool  `yaml:"input"`
	Returned     *bool  `yaml:"returned"`
	Unique       bool   `yaml:"unique"`
	Index        bool   `yaml:"index"`
	Sortable     bool   `yaml:"sortable"`
	BigInt       bool   `yaml:"bigint"`
	FieldName    string `yaml:"fieldName"`

	References Refused `yaml:"references" refuse:"later"`
	Validator  Refused `yaml:"validator" refuse:"go"`
	Transform  Refused `yaml:"transform" refuse:"go"`
	OnUpdate   Refused `yaml:"onUpdate" refuse:"go"`
}

// Session is session; ages are in seconds.
type Session struct {
	Model
	ExpiresIn             int         `yaml:"expiresIn"`
	UpdateAge             int         `yaml:"updateAge"`
	FreshAge              int         `yaml:"freshAge" help:"0: always fresh"`
	DisableSessionRefresh bool        `yaml:"disableSessionRefresh"`
	DeferSessionRefresh   bool        `yaml:"deferSessionRefresh"`
	CookieCache           CookieCache `yaml:"cookieCache"`

	StoreSessionInDatabase    Refused `yaml:"storeSessionInDatabase" refuse:"later"`
	PreserveSessionInDatabase Refused `yaml:"preserveSessionInDatabase" refuse:"later"`
}

// CookieCache is session.cookieCache.
type CookieCache struct {
	Enabled  bool   `yaml:"enabled"`
	MaxAge   int    `yaml:"maxAge"`
	Strategy string `yaml:"strategy" help:"compact, jwt or jwe"`
	Version  string `yaml:"version"`

	RefreshCache Refused `yaml:"refreshCache" refuse:"later"`
}

// User is user.
type User struct {
	Model
	ChangeEmail ChangeEmail `yaml:"changeEmail"`
	DeleteUser  DeleteUser  `yaml:"deleteUser"`

	ValidateUserInfo Refused `yaml:"validateUserInfo" refuse:"go"`
}

// ChangeEmail is user.changeEmail.
type ChangeEmail struct {
	Enabled                        bool `yaml:"enabled"`
	SendChangeEmailConfirmation    bool `yaml:"sendChangeEmailConfirmation"`
	UpdateEmailWithoutVerification bool `yaml:"updateEmailWithoutVerification"`
}

// DeleteUser is user.deleteUser.
type DeleteUser struct {
	Enabled                       bool `yaml:"enabled"`
	SendDeleteAccountVerification bool `yaml:"sendDeleteAccountVerification"`
	DeleteTokenExpiresIn          int  `yaml:"deleteTokenExpiresIn"`

	BeforeDelete Refused `yaml:"beforeDelete" refuse:"go"`
	AfterDelete  Refused `yaml:"afterDelete" refuse:"go"`
}

// Account is account.
type Account struct {
	Model
	AccountLinking     AccountLinking `yaml:"accountLinking"`
	StoreAccountCookie bool           `yaml:"storeAccountCookie"`

	UpdateAccountOnSignIn bool   `yaml:"updateAccountOnSignIn"`
	EncryptOAuthTokens    bool   `yaml:"encryptOAuthTokens"`
	SkipStateCookieCheck  bool   `yaml:"skipStateCookieCheck"`
	StoreStateStrategy    string `yaml:"storeStateStrategy" help:"database or cookie"`
}

// AccountLinking is account.accountLinking.
type AccountLinking struct {
	Enabled                   bool     `yaml:"enabled"`
	DisableImplicitLinking    bool     `yaml:"disableImplicitLinking"`
	RequireLocalEmailVerified bool     `yaml:"requireLocalEmailVerified"`
	TrustedProviders          []string `yaml:"trustedProviders"`
	AllowDifferentEmails      bool     `yaml:"allowDifferentEmails"`
	AllowUnlinkingAll         bool     `yaml:"allowUnlinkingAll"`
	UpdateUserInfoOnLink      bool     `yaml:"updateUserInfoOnLink"`
}

// Verification is verification.
type Verification struct {
	Model
	DisableCleanup  bool   `yaml:"disableCleanup"`
	StoreIdentifier string `yaml:"storeIdentifier" help:"plain or hashed"`

	StoreInDatabase Refused `yaml:"storeInDatabase" refuse:"later"`
}

// OnAPIError is onAPIError.
type OnAPIError struct {
	ErrorURL string `yaml:"errorURL"`

	Throw                     Refused `yaml:"throw" refuse:"go"`
	OnError                   Refused `yaml:"onError" refuse:"go"`
	CustomizeDefaultErrorPage Refused `yaml:"customizeDefaultErrorPage" refuse:"later"`
}

// RateLimit is rateLimit; the window is in seconds.
type RateLimit struct {
	Enabled   *bool  `yaml:"enabled" help:"unset: only in production"`
	Window    int    `yaml:"window"`
	Max       int    `yaml:"max"`
	Storage   string `yaml:"storage" help:"memory, database or secondary-storage; unset: secondary-storage where there is one, else memory"`
	ModelName string `yaml:"modelName"`

	Fields map[string]string `yaml:"fields" help:"column names of key, count and lastRequest"`

	CustomRules []RateRule `yaml:"customRules" help:"by path; {window, max}, or false for no limit"`

	CustomStorage Refused `yaml:"customStorage" refuse:"go"`
}

// RateRule is one of rateLimit.customRules: a window in seconds and how many requests it admits, or no limit.
type RateRule struct {
	Path   string `yaml:"-" mark:"key"`
	Off    bool   `yaml:"-" mark:"off"`
	Window int    `yaml:"window"`
	Max    int    `yaml:"max"`
}

// Advanced is advanced.
type Advanced struct {
	IPAddress               IPAddress             `yaml:"ipAddress"`
	UseSecureCookies        *bool                 `yaml:"useSecureCookies" help:"unset: when baseURL is https, or in production"`
	DisableCSRFCheck        bool                  `yaml:"disableCSRFCheck"`
	DisableOriginCheck      OriginCheck           `yaml:"disableOriginCheck" help:"true, or a list of paths"`
	CrossSubDomainCookies   CrossSubDomainCookies `yaml:"crossSubDomainCookies"`
	CookiePrefix            string                `yaml:"cookiePrefix"`
	TrustedProxyHeaders     bool                  `yaml:"trustedProxyHeaders"`
	SkipTrailingSlashes     bool                  `yaml:"skipTrailingSlashes"`
	DefaultCookieAttributes CookieAttributes      `yaml:"defaultCookieAttributes"`
	Cookies                 []Cookie              `yaml:"cookies" help:"by key, such as session_token"`
	Database                AdvancedDatabase      `yaml:"database"`

	BackgroundTasks Refused `yaml:"backgroundTasks" refuse:"go"`
}

// OriginCheck says for which paths requests of other origins are not refused.
type OriginCheck struct {
	All   bool
	Paths []string
}

// Cookie is one of advanced.cookies.
type Cookie struct {
	Key        string           `yaml:"-" mark:"key"`
	Name       string           `yaml:"name"`
	Attributes CookieAttributes `yaml:"attributes"`
}

// CookieAttributes override what the engine would set.
type CookieAttributes struct {
	MaxAge      *int   `yaml:"maxAge"`
	Domain      string `yaml:"domain"`
	Path        string `yaml:"path"`
	SameSite    string `yaml:"sameSite" help:"lax, strict or none"`
	Secure      *bool  `yaml:"secure"`
	HTTPOnly    *bool  `yaml:"httpOnly"`
	Partitioned bool   `yaml:"partitioned"`

	Expires Refused `yaml:"expires" refuse:"is set as maxAge"`
}

// AdvancedDatabase is advanced.database.
type AdvancedDatabase struct {
	GenerateID string `yaml:"generateId" help:"random, uuid or serial"`

	DefaultFindManyLimit Refused `yaml:"defaultFindManyLimit" refuse:"later"`
	Joins                Refused `yaml:"joins" refuse:"does not exist: joins are always used"`
	ValidateSchema       Refused `yaml:"validateSchema" refuse:"later"`
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

func defaultAuth() Auth {
	return Auth{
		AppName:  "Lyceum",
		BasePath: "/api/auth",
		EmailAndPassword: EmailAndPassword{
			Enabled: true, MinPasswordLength: 8, MaxPasswordLength: 128, AutoSignIn: true,
			SendResetPassword: true, ResetPasswordTokenExpiresIn: 3600,
		},
		EmailVerification: EmailVerification{SendVerificationEmail: true, ExpiresIn: 3600},
		Session: Session{
			ExpiresIn: 7 * 24 * 3600, UpdateAge: 24 * 3600, FreshAge: 24 * 3600,
			CookieCache: CookieCache{MaxAge: 300, Strategy: "compact", Version: "1"},
		},
		User: User{DeleteUser: DeleteUser{DeleteTokenExpiresIn: 24 * 3600}},
		Account: Account{
			AccountLinking:        AccountLinking{Enabled: true, RequireLocalEmailVerified: true},
			UpdateAccountOnSignIn: true, StoreStateStrategy: "database",
		},
		Verification: Verification{StoreIdentifier: "plain"},
		RateLimit:    RateLimit{Window: 10, Max: 100},
		Advanced: Advanced{
			CookiePrefix: "better-auth",
			IPAddress:    IPAddress{IPAddressHeaders: []string{"x-forwarded-for"}, IPv6Subnet: 64},
			Database:     AdvancedDatabase{GenerateID: "random"},
		},
		Plugins: defaultPlugins(),
	}
}

// asReference puts the reference's defaults where Lyceum's differ and nobody set anything.
func (s *Settings) asReference() {
	set := func(path string) bool { return s.origins[path] != "" }
	if !set("auth.appName") {
		s.Auth.AppName = "Better Auth"
	}
	for path, value := range map[string]*bool{
		"auth.emailAndPassword.enabled":                &s.Auth.EmailAndPassword.Enabled,
		"auth.emailAndPassword.sendResetPassword":      &s.Auth.EmailAndPassword.SendResetPassword,
		"auth.emailVerification.sendVerificationEmail": &s.Auth.EmailVerification.SendVerificationEmail,
	} {
		*value = *value && set(path)
	}
	s.Auth.Plugins.unnamedOff(set)
}
