package config

import "time"

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

	KeyPairConfigs Refused `yaml:"keyPairConfigs" refuse:"can only be set through the Go package: jwt.Options.More"`
	RemoteURL      Refused `yaml:"remoteUrl" refuse:"can only be set through the Go package, with what signs elsewhere: jwt.Options.Signer"`
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

	Claims Words `yaml:"claims" help:"further claims: role, activeOrganization, sessionId (sid)"`
}

func defaultJWT() JWT {
	return JWT{
		JWKS: JWKS{GracePeriod: 30 * 24 * 3600, JWKSPath: "/jwks", KeyPairConfig: KeyPair{Alg: "EdDSA", ModulusLength: 2048}},
		JWT:  JWTClaims{ExpirationTime: "15m"},
	}
}

func (o JWT) check(c *checker) {
	const path = "auth.plugins.jwt."
	keys := o.JWKS
	for _, claim := range o.JWT.Claims {
		c.oneOf(path+"jwt.claims", claim, "role", "activeOrganization", "sessionId")
	}
	c.oneOf(path+"jwks.keyPairConfig.alg", keys.KeyPairConfig.Alg, "EdDSA", "ES256", "ES512", "PS256", "RS256")
	c.between(path+"jwks.keyPairConfig.modulusLength", keys.KeyPairConfig.ModulusLength, 2048, 8192)
	c.between(path+"jwks.rotationInterval", keys.RotationInterval, 0, 1<<40)
	c.between(path+"jwks.gracePeriod", keys.GracePeriod, 0, 1<<40)
	if life, err := time.ParseDuration(o.JWT.ExpirationTime); err != nil || life <= 0 {
		c.report(path+"jwt.expirationTime", "must be a duration such as 15m")
	}
}
