package config

// Plugins holds each plugin's options under the name of its constructor in the reference.
type Plugins struct {
	JWT       JWT       `yaml:"jwt"`
	Bearer    Bearer    `yaml:"bearer"`
	MagicLink MagicLink `yaml:"magicLink"`

	GenericOAuth GenericOAuth `yaml:"genericOAuth"`

	// Order is that of the file; hooks run in it.
	Order []string `yaml:"-" mark:"order"`
}

// JWT is the plugin jwt.
type JWT struct {
	Off                     bool      `yaml:"-" mark:"off"`
	JWKS                    JWKS      `yaml:"jwks"`
	JWT                     JWTClaims `yaml:"jwt"`
	DisableSettingJWTHeader bool      `yaml:"disableSettingJwtHeader"`
}

// JWKS is the plugin option jwt.jwks; times are in seconds, 0 means never.
type JWKS struct {
	KeyPairConfig               KeyPair `yaml:"keyPairConfig"`
	RotationInterval            int     `yaml:"rotationInterval"`
	GracePeriod                 int     `yaml:"gracePeriod"`
	DisablePrivateKeyEncryption bool    `yaml:"disablePrivateKeyEncryption"`
	JWKSPath                    string  `yaml:"jwksPath"`

	KeyPairConfigs Refused `yaml:"keyPairConfigs" refuse:"later"`
	RemoteURL      Refused `yaml:"remoteUrl" refuse:"later"`
}

// KeyPair is jwks.keyPairConfig.
type KeyPair struct {
	Alg           string `yaml:"alg" help:"EdDSA, ES256, ES512, PS256 or RS256"`
	ModulusLength int    `yaml:"modulusLength" help:"of RSA keys"`

	Crv Refused `yaml:"crv" refuse:"follows from alg"`
}

// JWTClaims is the plugin option jwt.jwt.
type JWTClaims struct {
	Issuer         string `yaml:"issuer"`
	Audience       Words  `yaml:"audience" help:"one text or a list"`
	ExpirationTime string `yaml:"expirationTime" help:"such as 15m"`

	DefinePayload Refused `yaml:"definePayload" refuse:"go"`
	GetSubject    Refused `yaml:"getSubject" refuse:"go"`
	Sign          Refused `yaml:"sign" refuse:"go"`
}

// Words are texts; a single one may be written without brackets.
type Words []string

// Rate admits max requests in a window of seconds.
type Rate struct {
	Window int `yaml:"window"`
	Max    int `yaml:"max"`
}

// Bearer is the plugin bearer.
type Bearer struct {
	Off              bool `yaml:"-" mark:"off"`
	RequireSignature bool `yaml:"requireSignature"`
}

// MagicLink is the plugin magicLink; expiresIn is in seconds.
type MagicLink struct {
	Off           bool   `yaml:"-" mark:"off"`
	ExpiresIn     int    `yaml:"expiresIn"`
	DisableSignUp bool   `yaml:"disableSignUp"`
	StoreToken    string `yaml:"storeToken" help:"plain or hashed"`
	RateLimit     Rate   `yaml:"rateLimit"`

	SendMagicLink   Refused `yaml:"sendMagicLink" refuse:"go"`
	GenerateToken   Refused `yaml:"generateToken" refuse:"go"`
	AllowedAttempts Refused `yaml:"allowedAttempts" refuse:"does not exist: a link works once"`
}
