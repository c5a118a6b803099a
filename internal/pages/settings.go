package pages

import (
	"encoding/json"
	"fmt"
)

// Settings are what the pages need to know of the installation. The names are an interface to site/src; do not rename.
type Settings struct {
	AuthURL           string            `json:"authURL"` // origin; empty means the site's own
	APIURL            string            `json:"apiURL"`
	Providers         []string          `json:"providers"` // social sign-in
	ProviderNames     map[string]string `json:"providerNames,omitempty"`
	Plugins           []string          `json:"plugins"` // ids, such as two-factor; what is not among them is not shown
	SignUp            bool              `json:"signUp"`  // with a password
	MagicLink         bool              `json:"magicLink"`
	ResetPassword     bool              `json:"resetPassword"`
	VerifyEmail       bool              `json:"verifyEmail"`
	ChangeEmail       bool              `json:"changeEmail"`
	DeleteUser        bool              `json:"deleteUser"`
	MinPasswordLength int               `json:"minPasswordLength"`
	Assistant         AssistantSettings `json:"assistant"`
	// Organization is nil when there are no organizations.
	Organization *OrganizationSettings `json:"organization,omitempty"`
	// Admin is nil when there are no administrators.
	Admin *AdminSettings `json:"admin,omitempty"`
	// TwoFactor is nil when there is no second step.
	TwoFactor *TwoFactorSettings `json:"twoFactor,omitempty"`
}

// Permissions are actions by resource.
type Permissions = map[string][]string

// OrganizationSettings are what the pages about organizations may show.
type OrganizationSettings struct {
	Create      bool   `json:"create"` // whether readers may
	Delete      bool   `json:"delete"`
	Teams       bool   `json:"teams"`
	CreatorRole string `json:"creatorRole"`
	// Statements are the actions by resource that roles of their own may allow; nil when organizations have none.
	Statements Permissions `json:"statements,omitempty"`
	// Roles are what the fixed roles allow: the same definition that the server decides by.
	Roles map[string]Permissions `json:"roles"`
}

// TwoFactorSettings are the ways to take a second step that a reader can set up.
type TwoFactorSettings struct {
	App  bool `json:"app"`
	Mail bool `json:"mail"` // a code, to the phone of those whose number is known
}

// AdminSettings are what the pages of administrators may show.
type AdminSettings struct {
	// DefaultRole is that of users without one.
	DefaultRole string `json:"defaultRole"`
	// Statements are everything that can be allowed, Roles what the roles allow.
	Statements Permissions            `json:"statements"`
	Roles      map[string]Permissions `json:"roles"`
	AuditLog   bool                   `json:"auditLog"`
	// ByID: some may do everything whatever their role. Who they are a page has to ask.
	ByID bool `json:"byId,omitempty"`
}

// AssistantSettings say how answers are made.
type AssistantSettings struct {
	Model bool `json:"model"` // false: answers are quotations
}

// script is the content of /settings.js. The JSON encoder escapes what would end a script.
func (s Settings) script() ([]byte, error) {
	if s.Providers == nil {
		s.Providers = []string{}
	}
	if s.Plugins == nil {
		s.Plugins = []string{}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write settings.js: %w", err)
	}
	return fmt.Appendf(nil, "window.__LYCEUM__ = %s;\n", text), nil
}

// origins lists the other origins that pages talk to.
func (s Settings) origins() []string {
	var list []string
	for _, origin := range []string{s.AuthURL, s.APIURL} {
		if origin != "" && (len(list) == 0 || list[0] != origin) {
			list = append(list, origin)
		}
	}
	return list
}
