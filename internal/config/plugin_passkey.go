package config

// Passkey is the plugin passkey.
type Passkey struct {
	Off                    bool                   `yaml:"-" mark:"off"`
	RPID                   string                 `yaml:"rpID" help:"the domain; unset: the site's host name"`
	RPName                 string                 `yaml:"rpName" help:"unset: appName"`
	Origin                 Words                  `yaml:"origin" help:"unset: every trusted one"`
	AuthenticatorSelection AuthenticatorSelection `yaml:"authenticatorSelection"`
	Advanced               PasskeyAdvanced        `yaml:"advanced"`
	Registration           PasskeyRegistration    `yaml:"registration"`
	Authentication         PasskeyAuthentication  `yaml:"authentication"`
	Schema                 PasskeySchema          `yaml:"schema"`
}

// AuthenticatorSelection says what devices are wanted.
type AuthenticatorSelection struct {
	AuthenticatorAttachment string `yaml:"authenticatorAttachment" help:"platform or cross-platform; unset: both"`
	ResidentKey             string `yaml:"residentKey" help:"discouraged, preferred or required"`
	UserVerification        string `yaml:"userVerification" help:"discouraged, preferred or required"`
}

// PasskeyAdvanced names the cookie of a ceremony.
type PasskeyAdvanced struct {
	WebAuthnChallengeCookie string `yaml:"webAuthnChallengeCookie"`
}

// PasskeyRegistration is about adding passkeys.
type PasskeyRegistration struct {
	RequireSession bool `yaml:"requireSession"`

	ResolveUser       Refused `yaml:"resolveUser" refuse:"go"`
	Extensions        Refused `yaml:"extensions" refuse:"go"`
	AfterVerification Refused `yaml:"afterVerification" refuse:"go"`
}

// PasskeyAuthentication is about signing in.
type PasskeyAuthentication struct {
	Extensions        Refused `yaml:"extensions" refuse:"go"`
	AfterVerification Refused `yaml:"afterVerification" refuse:"go"`
}

// PasskeySchema renames the table and its columns and adds fields.
type PasskeySchema struct {
	Passkey Model `yaml:"passkey"`
}

func defaultPasskey() Passkey {
	return Passkey{
		AuthenticatorSelection: AuthenticatorSelection{ResidentKey: "preferred", UserVerification: "preferred"},
		Advanced:               PasskeyAdvanced{WebAuthnChallengeCookie: "better-auth-passkey"},
		Registration:           PasskeyRegistration{RequireSession: true},
	}
}

func (o Passkey) check(c *checker) {
	const path = "auth.plugins.passkey."
	s := o.AuthenticatorSelection
	c.oneOf(path+"authenticatorSelection.authenticatorAttachment", s.AuthenticatorAttachment, "", "platform", "cross-platform")
	c.oneOf(path+"authenticatorSelection.residentKey", s.ResidentKey, "discouraged", "preferred", "required")
	c.oneOf(path+"authenticatorSelection.userVerification", s.UserVerification, "discouraged", "preferred", "required")
}
