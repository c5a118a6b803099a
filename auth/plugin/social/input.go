package social

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/oauth"
	"github.com/lyceum/lyceum/auth/provider"
)

// providerID is any text; the reference's validator says nothing more about others.
type providerID string

// ReadValue implements the decoder's ValueReader.
func (p *providerID) ReadValue(v any, _ bool) string {
	s, ok := v.(string)
	if !ok {
		return "Invalid input"
	}
	*p = providerID(s)
	return ""
}

type signInInput struct {
	CallbackURL        *string     `json:"callbackURL"`
	NewUserCallbackURL *string     `json:"newUserCallbackURL"`
	ErrorCallbackURL   *string     `json:"errorCallbackURL"`
	Provider           providerID  `json:"provider"`
	DisableRedirect    *bool       `json:"disableRedirect"`
	IDToken            *idToken    `json:"idToken"`
	Scopes             []string    `json:"scopes" check:"optional"`
	RequestSignUp      *bool       `json:"requestSignUp"`
	LoginHint          *string     `json:"loginHint"`
	AdditionalParams   params      `json:"additionalParams" check:"optional"`
	AdditionalData     auth.Object `json:"additionalData" check:"optional"`
}

type idToken struct {
	Token        string   `json:"token"`
	Nonce        *string  `json:"nonce"`
	AccessToken  *string  `json:"accessToken"`
	RefreshToken *string  `json:"refreshToken"`
	ExpiresAt    *float64 `json:"expiresAt"`
	User         *posted  `json:"user"`
}

type posted struct {
	Name *struct {
		FirstName *string `json:"firstName"`
		LastName  *string `json:"lastName"`
	} `json:"name"`
	Email *string `json:"email"`
}

type linkInput struct {
	CallbackURL      *string      `json:"callbackURL"`
	Provider         providerID   `json:"provider"`
	IDToken          *linkIDToken `json:"idToken"`
	RequestSignUp    *bool        `json:"requestSignUp"`
	Scopes           []string     `json:"scopes" check:"optional"`
	ErrorCallbackURL *string      `json:"errorCallbackURL"`
	DisableRedirect  *bool        `json:"disableRedirect"`
	LoginHint        *string      `json:"loginHint"`
	AdditionalParams params       `json:"additionalParams" check:"optional"`
	AdditionalData   auth.Object  `json:"additionalData" check:"optional"`
}

type linkIDToken struct {
	Token        string  `json:"token"`
	Nonce        *string `json:"nonce"`
	AccessToken  *string `json:"accessToken"`
	RefreshToken *string `json:"refreshToken"`
}

// start is what beginning a flow takes from a request.
type start struct {
	state           oauth.State
	scopes          []string
	loginHint       string
	params          provider.Params
	disableRedirect bool
}

func (in *signInInput) start() *start {
	return &start{
		state: oauth.State{
			CallbackURL: value(in.CallbackURL), ErrorURL: in.ErrorCallbackURL, NewUserURL: in.NewUserCallbackURL,
			RequestSignUp: in.RequestSignUp, Additional: in.AdditionalData,
		},
		scopes: in.Scopes, loginHint: value(in.LoginHint), params: provider.Params(in.AdditionalParams),
		disableRedirect: in.DisableRedirect != nil && *in.DisableRedirect,
	}
}

func (in *linkInput) start() *start {
	same := signInInput{
		CallbackURL: in.CallbackURL, ErrorCallbackURL: in.ErrorCallbackURL, DisableRedirect: in.DisableRedirect, Scopes: in.Scopes,
		RequestSignUp: in.RequestSignUp, LoginHint: in.LoginHint, AdditionalParams: in.AdditionalParams, AdditionalData: in.AdditionalData,
	}
	return same.start()
}

// params are what the client adds to the authorize URL.
type params provider.Params

// ReadIssues accepts texts under names that the flow does not need itself.
func (p *params) ReadIssues(path string, v any, _ bool) (issues []string) {
	o, ok := v.(auth.Object)
	if !ok {
		return []string{"[" + path + "] Invalid input: expected record, received " + auth.TypeName(v)}
	}
	for _, m := range o {
		text, ok := m.Value.(string)
		if !ok {
			issues = append(issues, "["+path+"."+m.Key+"] Invalid input: expected string, received "+auth.TypeName(m.Value))
			continue
		}
		*p = append(*p, provider.Param{Name: m.Key, Value: text})
	}
	if reserved := func(one provider.Param) bool { return provider.IsReserved(one.Name) }; issues == nil && slices.ContainsFunc(*p, reserved) {
		return []string{"[" + path + "] additionalParams cannot include reserved OAuth parameters: " + strings.Join(provider.Reserved, ", ")}
	}
	return issues
}

// JSONSchema is a record of texts.
func (*params) JSONSchema() auth.Object {
	return auth.Object{{Key: "type", Value: "object"}, {Key: "additionalProperties", Value: auth.Object{{Key: "type", Value: "string"}}}}
}

func invalid(message string) error {
	return &auth.Error{Status: http.StatusBadRequest, Code: auth.ValidationError.Name, Message: message}
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// person is what an application passes on of the form that Apple posts.
func (t *idToken) person() auth.Object {
	if t.User == nil {
		return nil
	}
	o := auth.Object{}
	if n := t.User.Name; n != nil {
		o = append(o, auth.Member{Key: "name", Value: auth.Object{
			{Key: "firstName", Value: value(n.FirstName)}, {Key: "lastName", Value: value(n.LastName)},
		}})
	}
	return o
}
