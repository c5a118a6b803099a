package config

import "reflect"

// Plugins holds each plugin's options under the name of its constructor in the reference. Each has a file of its own
// here and in cmd/lyceum. A plugin whose field Off is true by default is on as soon as the file names it.
type Plugins struct {
	JWT       JWT       `yaml:"jwt"`
	Bearer    Bearer    `yaml:"bearer"`
	MagicLink MagicLink `yaml:"magicLink"`

	GenericOAuth GenericOAuth `yaml:"genericOAuth"`

	MultiSession    MultiSession    `yaml:"multiSession"`
	OneTimeToken    OneTimeToken    `yaml:"oneTimeToken"`
	LastLoginMethod LastLoginMethod `yaml:"lastLoginMethod"`
	HaveIBeenPwned  HaveIBeenPwned  `yaml:"haveIBeenPwned"`
	Captcha         Captcha         `yaml:"captcha"`
	Access          Access          `yaml:"access"` // shared by the next
	Organization    Organization    `yaml:"organization"`
	EmailOTP        EmailOTP        `yaml:"emailOTP"`
	Username        Username        `yaml:"username"`
	Admin           Admin           `yaml:"admin"`
	OpenAPI         OpenAPI         `yaml:"openAPI"`
	Anonymous       Anonymous       `yaml:"anonymous"`
	PhoneNumber     PhoneNumber     `yaml:"phoneNumber"`

	DeviceAuthorization DeviceAuthorization `yaml:"deviceAuthorization"`
	Passkey             Passkey             `yaml:"passkey"`
	APIKey              APIKey              `yaml:"apiKey"`
	TwoFactor           TwoFactor           `yaml:"twoFactor"`
	Picture             Picture             `yaml:"picture"`

	// Order is that of the file; hooks run in it.
	Order []string `yaml:"-" mark:"order"`
}

// Words are texts; a single one may be written without brackets.
type Words []string

// Rate admits max requests in a window of seconds.
type Rate struct {
	Window int `yaml:"window"`
	Max    int `yaml:"max"`
}

// defaultPlugins has what each plugin starts with.
func defaultPlugins() Plugins {
	return Plugins{
		JWT:                 defaultJWT(),
		MagicLink:           defaultMagicLink(),
		MultiSession:        defaultMultiSession(),
		OneTimeToken:        defaultOneTimeToken(),
		LastLoginMethod:     defaultLastLoginMethod(),
		HaveIBeenPwned:      defaultHaveIBeenPwned(),
		Captcha:             defaultCaptcha(),
		Organization:        defaultOrganization(),
		EmailOTP:            defaultEmailOTP(),
		Username:            defaultUsername(),
		Admin:               defaultAdmin(),
		OpenAPI:             defaultOpenAPI(),
		Anonymous:           defaultAnonymous(),
		PhoneNumber:         defaultPhoneNumber(),
		DeviceAuthorization: defaultDeviceAuthorization(),
		Passkey:             defaultPasskey(),
		APIKey:              defaultAPIKey(),
		TwoFactor:           defaultTwoFactor(),
		Picture:             defaultPicture(),
	}
}

// unnamedOff turns off every plugin that nobody named: set reports whether a path was set.
func (p *Plugins) unnamedOff(set func(path string) bool) {
	section := reflect.ValueOf(p).Elem()
	for _, f := range fields(section.Type()) {
		if off, switchable := marked(section.FieldByIndex(f.index), "off"); switchable && !set("auth.plugins."+f.name) {
			off.SetBool(true)
		}
	}
}
