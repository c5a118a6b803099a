package auth

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth/internal/cookie"
	"github.com/lyceum/lyceum/auth/store"
)

// Options configure an [Auth]. Names, defaults and meanings are the reference's
// (better-auth-core, section 8); durations are time.Duration instead of seconds. The
// zero value of a field is its default. Secret and Database are required.
type Options struct {
	// AppName appears in mails and as the issuer of one-time passwords. Default
	// "Better Auth", as in the reference.
	AppName string
	// BaseURL is the public address, with or without path. Empty means that of each
	// request, which is only good for development.
	BaseURL string
	// DynamicBaseURL allows several hosts instead of the one of BaseURL.
	DynamicBaseURL DynamicBaseURL
	// BasePath is the path under which the endpoints live. Default "/api/auth".
	BasePath string
	// Secret signs cookies and encrypts. At least 32 random characters.
	Secret string
	// Secrets is a rotation, newest first; then Secret only decrypts.
	Secrets []SecretVersion
	// Database holds users and sessions; see package store/sqlstore. One that is a
	// store.Ephemeral, such as sqlstore's memory:, makes the server stateless: sessions and
	// accounts live in cookies, which every server with the secret accepts.
	Database store.Database
	// SecondaryStorage holds sessions, one-time values and counters instead of the
	// database; see package store/valkey.
	SecondaryStorage store.Secondary
	// Naming chooses physical table and column names.
	Naming store.Naming
	// Plugins in the order in which their hooks run.
	Plugins []Plugin
	// TrustedOrigins may call and be redirected to, besides the own origin.
	// Wildcards: better-auth-core, section 5.3.
	TrustedOrigins []string
	// TrustedOriginsFunc adds origins for one request.
	TrustedOriginsFunc func(r *http.Request) []string
	// DisabledPaths answer 404.
	DisabledPaths []string

	EmailVerification EmailVerificationOptions

	Session      SessionOptions
	User         UserOptions
	Account      AccountOptions
	Verification VerificationOptions
	RateLimit    RateLimitOptions
	Advanced     AdvancedOptions
	OnAPIError   APIErrorOptions
	// Before and After run around every endpoint, before the plugins' hooks.
	Before BeforeHook
	After  AfterHook
	// Events are the application's own, after those of the plugins (the reference's
	// databaseHooks, and more).
	Events Events

	// Compat "reference" restores the reference's behaviour where the default is safer;
	// docs/security.md lists every point.
	Compat string
	// Environment is "production", "development", "test" or "": the reference's
	// NODE_ENV. Production turns the rate limiter on.
	Environment string
	// Guesses counts failed attempts against accounts. Default: where RateLimit.Storage says.
	Guesses Limiter
	// MaxBodyBytes bounds request bodies. Default 1 MiB.
	MaxBodyBytes int64
	// Hashes bounds password hashing. See [HashOptions].
	Hashes HashOptions

	// Log receives causes of errors and warnings, never secrets. Default
	// slog.Default.
	Log *slog.Logger
	// Now and Random are the clock and the randomness. Default: the system's.
	Now    func() time.Time
	Random io.Reader
}

// SecretVersion is one secret of a rotation.
type SecretVersion struct {
	Version int
	Value   string
}

// ModelOptions rename a core table and its columns and add fields to it.
type ModelOptions struct {
	// ModelName is the physical table name.
	ModelName string
	// Fields maps logical field names to column names.
	Fields map[string]string
	// AdditionalFields extend the table, the wire objects and the inputs.
	AdditionalFields []store.Field
}

// SessionOptions: better-auth-core, section 4.2.
type SessionOptions struct {
	ModelOptions
	// ExpiresIn is a session's life from its last refresh. Default 7 days.
	ExpiresIn time.Duration
	// AbsoluteExpiresIn is a session's life from its sign-in, however often it is
	// refreshed. Default 0, no such end, as in the reference.
	AbsoluteExpiresIn time.Duration
	// EndReplaced ends the session that a browser has when it gets another one by signing
	// in. The reference leaves it.
	EndReplaced bool
	// UpdateAge is how old a session's last refresh must be for the next one.
	// Default 1 day; negative means every check refreshes.
	UpdateAge time.Duration
	// FreshAge is how long after sign-in a session counts as fresh. Default 1 day;
	// negative turns the check off.
	FreshAge              time.Duration
	DisableSessionRefresh bool
	// StoreSessionInDatabase keeps sessions in the database besides secondary storage;
	// what that has lost is answered from there. PreserveSessionInDatabase keeps the rows
	// of ended sessions, for the record; then nothing is answered from there.
	StoreSessionInDatabase, PreserveSessionInDatabase bool
	DeferSessionRefresh                               bool
	CookieCache                                       CookieCacheOptions
	Cache                                             SessionCacheOptions
}

// SessionCacheOptions: sessions kept in this process's memory, so that a check needs no
// statement. What this process changes holds at once; what others change holds within
// 100 ms, and while that cannot be assured, the database is asked. On PostgreSQL it needs
// the triggers that Migrate adds and keeps one connection open; see
// docs/decisions/0008-a-session-cache-that-tells-the-truth.md. With secondary storage it
// is off.
type SessionCacheOptions struct {
	Disabled bool
	// MaxEntries and MaxBytes bound it. Default 10000 and 16 MiB.
	MaxEntries, MaxBytes int
}

// CookieCacheOptions: a signed copy of session and user in a short-lived cookie. It is believed
// while nothing in it has changed, which the session cache's feed tells of; where the session
// cache is off it spares nothing. Without a database and
// secondary storage it is the session, and always on.
type CookieCacheOptions struct {
	Enabled bool
	// MaxAge default 5 minutes; as long as a session when stateless.
	MaxAge time.Duration
	// Strategy is "compact" (default), "jwt" or "jwe" (default when stateless).
	Strategy string
	// RefreshCache says when a stateless session's cookie is renewed. It lives no longer for
	// that than the session.
	RefreshCache RefreshCacheOptions
	// Version invalidates all caches when changed. Default "1".
	Version string
	// VersionFunc computes the version instead.
	VersionFunc func(s *Session, u *User) string
}

// RefreshCacheOptions: the cookie is renewed when it would end within UpdateAge. Default: a
// fifth of its life; negative means never, as does Disabled.
type RefreshCacheOptions struct {
	Disabled  bool
	UpdateAge time.Duration
}

// UserOptions configure the user model and what users may do to themselves.
type UserOptions struct {
	ModelOptions
	ChangeEmail ChangeEmailOptions
	DeleteUser  DeleteUserOptions
	// ValidateUserInfo may refuse a user before creation, linking or sign-in
	// (better-auth-core, section 5.8).
	ValidateUserInfo func(ctx context.Context, info UserInfo) *Rejection
}

// Mail is a mail to send because of a user. URL is the whole link, Token its secret
// part; NewEmail is set when an address is to be changed.
type Mail struct {
	User       *User
	To         string
	NewEmail   string
	URL, Token string
}

// EmailVerificationOptions: better-auth-core, section 8.
type EmailVerificationOptions struct {
	// Send delivers a verification mail. Without it verification is off. It should
	// hand the mail to a queue: the reply waits for it. Its failures are logged, not
	// told.
	Send func(ctx context.Context, m Mail) error
	// SendOnSignUp nil follows the password plugin's RequireEmailVerification.
	SendOnSignUp *bool
	SendOnSignIn bool
	// AutoSignIn creates a session when an address is verified.
	AutoSignIn bool
	// ExpiresIn is a link's life. Default 1 hour.
	ExpiresIn     time.Duration
	Before, After func(ctx context.Context, u *User) error
}

// ChangeEmailOptions let users change their address.
type ChangeEmailOptions struct {
	Enabled bool
	// SendConfirmation asks the old address first.
	SendConfirmation func(ctx context.Context, m Mail) error
	// UpdateWithoutVerification changes an address that was never verified at once.
	UpdateWithoutVerification bool
}

// DeleteUserOptions let users delete themselves.
type DeleteUserOptions struct {
	Enabled bool
	// SendVerification makes deletion wait for a mailed link.
	SendVerification func(ctx context.Context, m Mail) error
	Before, After    func(ctx context.Context, u *User) error
	// TokenExpiresIn is the link's life. Default 1 day.
	TokenExpiresIn time.Duration
}

// UserInfo is what ValidateUserInfo judges.
type UserInfo struct {
	User       store.Values
	Action     string // create-user, link-account, sign-in
	Method     string
	ProviderID string
	Profile    any
}

// Rejection is a refusal with a code and description that reach the client.
type Rejection struct{ Error, Description string }

// AccountOptions configure the account model.
type AccountOptions struct {
	ModelOptions
	// AllowUnlinkingAll lets users remove their last way of signing in.
	AllowUnlinkingAll bool
	// StoreAccountCookie keeps the linked account in an encrypted cookie. Without a database
	// it is always on.
	StoreAccountCookie bool
	// Linking says when accounts of providers are joined to users.
	Linking LinkingOptions
	// EncryptOAuthTokens encrypts access and refresh tokens at rest.
	EncryptOAuthTokens bool
	// KeepTokensOnSignIn leaves stored tokens as they were at the first sign-in (the
	// reference's updateAccountOnSignIn: false).
	KeepTokensOnSignIn bool
	// StoreStateStrategy keeps what a sign-in through a provider has to remember in the
	// "database" (default) or in an encrypted "cookie" (default when stateless).
	StoreStateStrategy string
	// SkipStateCookieCheck lets a flow end in another browser than it began in. It gives
	// up the protection against login CSRF.
	SkipStateCookieCheck bool
}

// LinkingOptions: better-auth-core, section 5.7.
type LinkingOptions struct {
	// Disabled joins nothing; DisableImplicit only what the user asks for.
	Disabled, DisableImplicit bool
	// AllowUnverifiedLocal joins accounts also to users whose address was never verified
	// (the reference's requireLocalEmailVerified: false). Whoever registers a stranger's
	// address first then shares the account with its owner.
	AllowUnverifiedLocal bool
	// TrustedProviders are believed about addresses whatever they say themselves.
	TrustedProviders []string
	// TrustedProvidersFunc adds some for one request.
	TrustedProvidersFunc func(r *http.Request) []string
	// AllowDifferentEmails lets users link accounts with other addresses.
	AllowDifferentEmails bool
	// UpdateUserInfoOnLink copies name, image and mapped fields of a linked account.
	UpdateUserInfoOnLink bool
}

// VerificationOptions configure one-time values.
type VerificationOptions struct {
	ModelOptions
	DisableCleanup bool
	// StoreIdentifier is "plain" (default) or "hashed".
	StoreIdentifier string
	// HashIdentifier hashes instead.
	HashIdentifier func(identifier string) string
	// Overrides say otherwise for identifiers with a prefix; the first that fits counts.
	Overrides []IdentifierOverride
	// StoreInDatabase keeps values in the database besides secondary storage.
	StoreInDatabase bool
}

// IdentifierOverride is how identifiers with a prefix, such as "reset-password:", are
// stored.
type IdentifierOverride struct {
	Prefix          string
	StoreIdentifier string
	HashIdentifier  func(identifier string) string
}

// RateLimitOptions: better-auth-core, section 5.4.
type RateLimitOptions struct {
	// Enabled nil means: only in production.
	Enabled *bool
	// Window and Max default to 100 requests in 10 s.
	Window time.Duration
	Max    int
	// CustomRules by path, exact or with wildcards. A zero Max means no limit.
	CustomRules []RateRule
	// Storage keeps the counters in "memory", in the "database" or in "secondary-storage".
	// Default: secondary storage if there is one, else memory.
	Storage string
	// ModelName and Fields name the table and its columns key, count and lastRequest.
	ModelName string
	Fields    map[string]string
	// Limiter replaces Storage.
	Limiter Limiter
}

// AdvancedOptions: better-auth-core, section 8.
type AdvancedOptions struct {
	IPAddress             IPAddressOptions
	UseSecureCookies      *bool
	DisableCSRFCheck      *bool // nil: as DisableOriginCheck
	DisableOriginCheck    bool
	DisableOriginCheckFor []string
	CrossSubDomainCookies CrossSubDomainOptions
	Cookies               map[string]CookieOptions
	DefaultAttributes     CookieAttributes
	CookiePrefix          string
	// HostCookies gives cookies the prefix __Host- in place of __Secure-: browsers then take
	// them from this host only, so that no other of the domain can put its own in their
	// place. Whoever looks for them by name must know: to the reference's getSessionCookie,
	// and to a Node server that shares them, the cookie prefix is "__Host-better-auth".
	HostCookies         bool
	IDs                 store.IDStrategy
	GenerateID          func(model string) string
	TrustedProxyHeaders bool
	SkipTrailingSlashes bool
	// FindManyLimit is how many rows a list has that asks for no number (the
	// reference's database.defaultFindManyLimit). Default 100.
	FindManyLimit int
	// BackgroundTasks runs what need not be waited for: mails above all. The task gets a
	// context of its own and must be run exactly once. Default: it is waited for.
	BackgroundTasks func(task func(ctx context.Context))
}

// IPAddressOptions say how the client's address is found (section 5.5).
type IPAddressOptions struct {
	// Headers to look at. Default: x-forwarded-for.
	Headers []string
	// TrustedProxies are addresses and CIDR ranges of own proxies.
	TrustedProxies []string
	// IPv6Subnet is the prefix length that counts as one client. Default 64.
	IPv6Subnet        int
	DisableIPTracking bool
}

// CrossSubDomainOptions share all cookies with every host below a domain. Without a Domain it
// is the host of the base URL, which with a DynamicBaseURL is that of each request.
type CrossSubDomainOptions struct {
	Enabled bool
	Domain  string
}

// CookieOptions rename a cookie or change its attributes.
type CookieOptions struct {
	Name       string
	Attributes CookieAttributes
}

// CookieAttributes override a cookie's attributes; nil and "" leave them.
type CookieAttributes struct {
	MaxAge      *int
	Domain      string
	Path        string
	SameSite    string
	Secure      *bool
	HTTPOnly    *bool
	Partitioned bool
}

func (o CookieAttributes) over(a cookie.Attributes) cookie.Attributes {
	if o.MaxAge != nil {
		a.MaxAge = o.MaxAge
	}
	if o.Domain != "" {
		a.Domain = o.Domain
	}
	if o.Path != "" {
		a.Path = o.Path
	}
	if o.SameSite != "" {
		a.SameSite = o.SameSite
	}
	if o.Secure != nil {
		a.Secure = *o.Secure
	}
	if o.HTTPOnly != nil {
		a.HTTPOnly = *o.HTTPOnly
	}
	a.Partitioned = a.Partitioned || o.Partitioned
	return a
}

// APIErrorOptions configure the error page.
type APIErrorOptions struct {
	// ErrorURL is where browsers are sent with ?error=. Default BaseURL/error.
	ErrorURL string
	// DefaultErrorPage shows the built-in page in production too. A style does so as well.
	DefaultErrorPage bool
	// ErrorPage changes how the built-in page looks (the reference's
	// customizeDefaultErrorPage).
	ErrorPage ErrorPageStyle
	// OnError is told of every error that is answered, instead of the log. Status and
	// code of a public one are in the *[Error] that err is or wraps.
	OnError func(c *Call, err error)
}

// HashOptions bound the password hash pool.
type HashOptions struct {
	// Workers hash at once; default one for each processor.
	Workers int
	// Queue is how many more may wait; default 64 for each worker.
	Queue int
}

func (o Options) withDefaults() Options {
	setDefault(&o.AppName, "Better Auth")
	if o.BasePath == "" {
		o.BasePath = "/api/auth"
	}
	setDefault(&o.Session.ExpiresIn, 7*24*time.Hour)
	setDefault(&o.Session.UpdateAge, 24*time.Hour)
	setDefault(&o.Session.FreshAge, 24*time.Hour)
	setDefault(&o.Session.Cache.MaxEntries, 10_000)
	setDefault(&o.Session.Cache.MaxBytes, 16<<20)
	o.keepInCookies()
	setDefault(&o.Session.CookieCache.MaxAge, 5*time.Minute)
	setDefault(&o.Session.CookieCache.Strategy, "compact")
	setDefault(&o.Session.CookieCache.Version, "1")
	setDefault(&o.EmailVerification.ExpiresIn, time.Hour)
	setDefault(&o.User.DeleteUser.TokenExpiresIn, 24*time.Hour)
	setDefault(&o.Verification.StoreIdentifier, "plain")
	setDefault(&o.Account.StoreStateStrategy, "database")
	setDefault(&o.RateLimit.Window, 10*time.Second)
	setDefault(&o.RateLimit.Max, 100)
	setDefault(&o.Advanced.CookiePrefix, "better-auth")
	setDefault(&o.Advanced.IDs, store.RandomID)
	setDefault(&o.Advanced.IPAddress.IPv6Subnet, 64)
	if len(o.Advanced.IPAddress.Headers) == 0 {
		o.Advanced.IPAddress.Headers = []string{"x-forwarded-for"}
	}
	setDefault(&o.MaxBodyBytes, 1<<20)
	if o.RateLimit.Storage == "" && o.SecondaryStorage != nil {
		o.RateLimit.Storage = "secondary-storage"
	}
	setDefault(&o.RateLimit.Storage, "memory")
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
