package config

// Auth holds the reference's options under the reference's names, with its units (seconds) and defaults, but for
// passwords, changes of address, deletion of accounts and the plugins, which Lyceum turns on.
type Auth struct {
	Compat            string            `yaml:"compat" help:"reference: every default is the reference's own, and plugins are off unless named"`
	AppName           string            `yaml:"appName" env:"APP_NAME"`
	BaseURL           BaseURL           `yaml:"baseURL" help:"where browsers reach the auth service; or the hosts that are allowed"`
	BasePath          string            `yaml:"basePath"`
	Secret            Secret            `yaml:"secret" env:"BETTER_AUTH_SECRET,AUTH_SECRET"`
	Secrets           VersionedSecrets  `yaml:"secrets" env:"BETTER_AUTH_SECRETS" help:"newest first; the environment form is 2:new,1:old"`
	TrustedOrigins    []string          `yaml:"trustedOrigins" env:"BETTER_AUTH_TRUSTED_ORIGINS"`
	DisabledPaths     []string          `yaml:"disabledPaths"`
	EmailAndPassword  EmailAndPassword  `yaml:"emailAndPassword"`
	EmailVerification EmailVerification `yaml:"emailVerification"`
	SecondaryStorage  SecondaryStorage  `yaml:"secondaryStorage"`
	Session           Session           `yaml:"session"`
	User              User              `yaml:"user"`
	Account           Account           `yaml:"account"`
	Verification      Verification      `yaml:"verification"`
	OnAPIError        OnAPIError        `yaml:"onAPIError"`
	RateLimit         RateLimit         `yaml:"rateLimit"`
	Advanced          Advanced          `yaml:"advanced"`
	SocialProviders   []SocialProvider  `yaml:"socialProviders" help:"by provider id"`
	Plugins           Plugins           `yaml:"plugins"`

	Hooks         Refused `yaml:"hooks" refuse:"go"`
	DatabaseHooks Refused `yaml:"databaseHooks" refuse:"go"`
	Database      Refused `yaml:"database" refuse:"is set as database.url"`
	Logger        Refused `yaml:"logger" refuse:"is set as log.level and log.format"`
	Telemetry     Refused `yaml:"telemetry" refuse:"does not exist: Lyceum sends none"`
	Experimental  Refused `yaml:"experimental" refuse:"switches the reference's own instrumentation"`
}

// BaseURL is baseURL: an address, or the hosts whose requests say theirs.
type BaseURL struct {
	URL          string   `yaml:"url" mark:"short" env:"BETTER_AUTH_URL,NEXT_PUBLIC_BETTER_AUTH_URL,PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_BETTER_AUTH_URL,NUXT_PUBLIC_AUTH_URL,BASE_URL" help:"the usual short form is baseURL: https://…"`
	AllowedHosts []string `yaml:"allowedHosts" help:"such as example.com or *.example.com"`
	Fallback     string   `yaml:"fallback" help:"address for requests of other hosts"`
	Protocol     string   `yaml:"protocol" help:"http, https or auto"`
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

	References References `yaml:"references" help:"makes it a foreign key"`

	Validator Refused `yaml:"validator" refuse:"go"`
	Transform Refused `yaml:"transform" refuse:"go"`
	OnUpdate  Refused `yaml:"onUpdate" refuse:"go"`
}

// References is what a foreign key refers to.
type References struct {
	Model    string `yaml:"model" help:"user, session, account or verification"`
	Field    string `yaml:"field" help:"id if unset"`
	OnDelete string `yaml:"onDelete" help:"cascade if unset, set null, restrict or no action"`
}

// Session is session; ages are in seconds.
type Session struct {
	Model
	ExpiresIn             int         `yaml:"expiresIn"`
	AbsoluteExpiresIn     int         `yaml:"absoluteExpiresIn" help:"seconds from the sign-in after which a session ends, however much it is used; 0: never"`
	EndReplaced           bool        `yaml:"endReplaced" help:"a sign-in ends the session that the browser had; not with plugins.multiSession"`
	UpdateAge             int         `yaml:"updateAge"`
	FreshAge              int         `yaml:"freshAge" help:"0: always fresh"`
	DisableSessionRefresh bool        `yaml:"disableSessionRefresh"`
	DeferSessionRefresh   bool        `yaml:"deferSessionRefresh"`
	CookieCache           CookieCache `yaml:"cookieCache"`

	Cache SessionCache `yaml:"cache"`

	StoreSessionInDatabase    bool `yaml:"storeSessionInDatabase" help:"besides secondaryStorage"`
	PreserveSessionInDatabase bool `yaml:"preserveSessionInDatabase" help:"keep the rows of ended sessions"`
}

// SessionCache is Lyceum's own: session checks without a statement, and revocations that hold all the same.
type SessionCache struct {
	Enabled    bool `yaml:"enabled" help:"keep sessions in memory while every change to them is noticed within 100 ms"`
	MaxEntries int  `yaml:"maxEntries" help:"sessions kept at most"`
	MaxBytes   int  `yaml:"maxBytes" help:"memory they take at most, about"`
}

// CookieCache is session.cookieCache.
type CookieCache struct {
	Enabled  bool   `yaml:"enabled" help:"always on without a database and secondaryStorage"`
	MaxAge   int    `yaml:"maxAge" help:"without those: session.expiresIn when it is not set"`
	Strategy string `yaml:"strategy" help:"compact, jwt or jwe; without those jwe when it is not set"`
	Version  string `yaml:"version"`

	RefreshCache RefreshCache `yaml:"refreshCache"`
}

// RefreshCache is session.cookieCache.refreshCache; false turns it off.
type RefreshCache struct {
	Off       bool `yaml:"-" mark:"off"`
	UpdateAge *int `yaml:"updateAge" help:"only without a database and secondaryStorage: the cookie is renewed when it would end within so many seconds; a fifth of maxAge when it is not set"`
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
	StoreAccountCookie bool           `yaml:"storeAccountCookie" help:"always on without a database"`

	UpdateAccountOnSignIn bool   `yaml:"updateAccountOnSignIn"`
	EncryptOAuthTokens    bool   `yaml:"encryptOAuthTokens"`
	SkipStateCookieCheck  bool   `yaml:"skipStateCookieCheck"`
	StoreStateStrategy    string `yaml:"storeStateStrategy" help:"database or cookie; without a database and secondaryStorage cookie when it is not set"`
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
	DisableCleanup  bool            `yaml:"disableCleanup"`
	StoreIdentifier StoreIdentifier `yaml:"storeIdentifier" help:"plain or hashed; or a default, and overrides by prefix"`

	StoreInDatabase bool `yaml:"storeInDatabase" help:"besides secondaryStorage"`
}

// StoreIdentifier is verification.storeIdentifier: one word, or words by the prefix of the identifier.
type StoreIdentifier struct {
	Default   string       `yaml:"default" mark:"short" help:"plain or hashed"`
	Overrides []Identifier `yaml:"overrides" help:"by prefix, such as reset-password:"`
}

// Identifier is how identifiers with a prefix are stored.
type Identifier struct {
	Prefix string `yaml:"-" mark:"key"`
	Store  string `yaml:"store" mark:"short" help:"plain or hashed"`
}

// OnAPIError is onAPIError.
type OnAPIError struct {
	ErrorURL  string    `yaml:"errorURL"`
	ErrorPage ErrorPage `yaml:"customizeDefaultErrorPage" help:"shows the built-in page in production too"`

	Throw   Refused `yaml:"throw" refuse:"does not exist: a handler in Go answers every error itself"`
	OnError Refused `yaml:"onError" refuse:"go"`
}

// ErrorPage is onAPIError.customizeDefaultErrorPage; values are CSS. What only the reference's page has is refused.
type ErrorPage struct {
	Colors PageColors `yaml:"colors"`
	Size   PageSizes  `yaml:"size"`
	Font   PageFonts  `yaml:"font"`

	DisableTitleBorder       Refused `yaml:"disableTitleBorder" refuse:"has no meaning on Lyceum's page"`
	DisableCornerDecorations Refused `yaml:"disableCornerDecorations" refuse:"has no meaning on Lyceum's page"`
	DisableBackgroundGrid    Refused `yaml:"disableBackgroundGrid" refuse:"has no meaning on Lyceum's page"`
}

// PageColors is customizeDefaultErrorPage.colors.
type PageColors struct {
	Background      string `yaml:"background"`
	Foreground      string `yaml:"foreground"`
	Primary         string `yaml:"primary"`
	MutedForeground string `yaml:"mutedForeground"`
	Border          string `yaml:"border"`

	PrimaryForeground Refused `yaml:"primaryForeground" refuse:"has no meaning on Lyceum's page"`
	Destructive       Refused `yaml:"destructive" refuse:"has no meaning on Lyceum's page"`
	TitleBorder       Refused `yaml:"titleBorder" refuse:"has no meaning on Lyceum's page"`
	TitleColor        Refused `yaml:"titleColor" refuse:"has no meaning on Lyceum's page"`
	GridColor         Refused `yaml:"gridColor" refuse:"has no meaning on Lyceum's page"`
	CardBackground    Refused `yaml:"cardBackground" refuse:"has no meaning on Lyceum's page"`
	CornerBorder      Refused `yaml:"cornerBorder" refuse:"has no meaning on Lyceum's page"`
}

// PageSizes is customizeDefaultErrorPage.size.
type PageSizes struct {
	RadiusSm string `yaml:"radiusSm"`
	TextSm   string `yaml:"textSm"`
	Text2xl  string `yaml:"text2xl"`

	RadiusMd Refused `yaml:"radiusMd" refuse:"has no meaning on Lyceum's page"`
	RadiusLg Refused `yaml:"radiusLg" refuse:"has no meaning on Lyceum's page"`
	Text4xl  Refused `yaml:"text4xl" refuse:"has no meaning on Lyceum's page"`
	Text6xl  Refused `yaml:"text6xl" refuse:"has no meaning on Lyceum's page"`
}

// PageFonts is customizeDefaultErrorPage.font.
type PageFonts struct {
	DefaultFamily string `yaml:"defaultFamily"`
	MonoFamily    string `yaml:"monoFamily"`
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
	DisableCSRFCheck        *bool                 `yaml:"disableCSRFCheck" help:"unset: as disableOriginCheck"`
	DisableOriginCheck      OriginCheck           `yaml:"disableOriginCheck" help:"true, or a list of paths"`
	CrossSubDomainCookies   CrossSubDomainCookies `yaml:"crossSubDomainCookies"`
	CookiePrefix            string                `yaml:"cookiePrefix"`
	HostCookies             bool                  `yaml:"hostCookies" help:"the prefix __Host-, which no other host can set; needs https; getSessionCookie and Node servers must be told, with the cookiePrefix __Host-better-auth"`
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

	DefaultFindManyLimit int  `yaml:"defaultFindManyLimit" help:"how many rows a list has that asks for no number"`
	ValidateSchema       bool `yaml:"validateSchema" help:"a service whose tables are not up to date is not ready"`

	Joins Refused `yaml:"joins" refuse:"does not exist: joins are always used"`
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
	Domain  string `yaml:"domain" help:"unset: the host of baseURL, with several hosts that of each request"`

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
			Cache:       SessionCache{Enabled: true, MaxEntries: 10_000, MaxBytes: 16 << 20},
		},
		SecondaryStorage: defaultSecondaryStorage(),
		User: User{
			ChangeEmail: ChangeEmail{Enabled: true},
			DeleteUser:  DeleteUser{Enabled: true, DeleteTokenExpiresIn: 24 * 3600},
		},
		Account: Account{
			AccountLinking:        AccountLinking{Enabled: true, RequireLocalEmailVerified: true},
			UpdateAccountOnSignIn: true, StoreStateStrategy: "database",
		},
		Verification: Verification{StoreIdentifier: StoreIdentifier{Default: "plain"}},
		RateLimit:    RateLimit{Window: 10, Max: 100},
		Advanced: Advanced{
			CookiePrefix: "better-auth",
			IPAddress:    IPAddress{IPAddressHeaders: []string{"x-forwarded-for"}, IPv6Subnet: 64},
			Database:     AdvancedDatabase{GenerateID: "random", DefaultFindManyLimit: 100, ValidateSchema: true},
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
		"auth.user.changeEmail.enabled":                &s.Auth.User.ChangeEmail.Enabled,
		"auth.user.deleteUser.enabled":                 &s.Auth.User.DeleteUser.Enabled,
	} {
		*value = *value && set(path)
	}
	s.Auth.Plugins.unnamedOff(set)
}
