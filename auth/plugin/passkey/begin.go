package passkey

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lyceum/lyceum/auth"
)

// timeout is what browsers are told, in milliseconds.
const timeout = 60_000

type beginInput struct {
	Attachment *string `json:"authenticatorAttachment" check:"enum=platform|cross-platform"`
	Name       *string `json:"name"`
	Context    *string `json:"context"`
}

// beginRegistration answers WebAuthn's PublicKeyCredentialCreationOptionsJSON.
func (p *Plugin) beginRegistration(c *auth.Call, in beginInput) (auth.Object, error) {
	person, err := p.person(c, in.Context)
	if err != nil {
		return nil, err
	}
	had, err := p.List(c, person.ID)
	if err != nil {
		return nil, err
	}
	extensions, err := resolve(c, p.options.Registration.Extensions)
	if err != nil {
		return nil, err
	}
	challenge, err := p.newChallenge()
	if err != nil {
		return nil, err
	}
	name := person.Name
	if in.Name != nil && *in.Name != "" {
		name = *in.Name
	}
	options := auth.Object{
		{Key: "challenge", Value: challenge},
		{Key: "rp", Value: auth.Object{
			{Key: "name", Value: cmp.Or(p.options.RPName, p.auth.Options().AppName)}, {Key: "id", Value: p.rpID(c)},
		}},
		{Key: "user", Value: auth.Object{
			// Not the user's id: devices show and sync this one.
			{Key: "id", Value: base64.RawURLEncoding.EncodeToString([]byte(p.auth.RandomString(32, auth.LowerDigits)))},
			{Key: "name", Value: name}, {Key: "displayName", Value: cmp.Or(person.DisplayName, person.Name)},
		}},
		{Key: "pubKeyCredParams", Value: parameters()},
		{Key: "timeout", Value: timeout},
		{Key: "attestation", Value: "none"},
		{Key: "excludeCredentials", Value: descriptors(had)},
		{Key: "authenticatorSelection", Value: p.selection(in.Attachment)},
		{Key: "extensions", Value: slices.Clone(extensions).Set("credProps", true)},
		{Key: "hints", Value: []any{}},
	}
	return options, p.remember(c, auth.Object{
		{Key: "type", Value: registration}, {Key: "expectedChallenge", Value: challenge},
		{Key: "userData", Value: auth.Object{
			{Key: "id", Value: person.ID}, {Key: "name", Value: person.Name}, {Key: "displayName", Value: orUndefined(person.DisplayName)},
		}},
		{Key: "context", Value: in.Context},
	})
}

// person is whom a passkey is made for.
func (p *Plugin) person(c *auth.Call, context *string) (Person, error) {
	s, err := c.ClientSession()
	if err != nil {
		return Person{}, err
	}
	if s != nil {
		name := cmp.Or(s.User.Email, s.User.ID)
		return Person{ID: s.User.ID, Name: name, DisplayName: name}, nil
	}
	if p.options.Registration.ResolveUser == nil {
		return Person{}, auth.Fail(http.StatusBadRequest, ResolveUserRequired)
	}
	person, err := p.options.Registration.ResolveUser(c, context)
	if err == nil && (person.ID == "" || person.Name == "") {
		err = auth.Fail(http.StatusBadRequest, ResolvedUserInvalid)
	}
	return person, err
}

// beginAuthentication answers WebAuthn's PublicKeyCredentialRequestOptionsJSON. Without a
// session any passkey will do that the device has for this domain, so that browsers can offer
// passkeys in a form (conditional UI).
func (p *Plugin) beginAuthentication(c *auth.Call, _ auth.None) (auth.Object, error) {
	s, err := c.ClientSession()
	if err != nil {
		return nil, err
	}
	userID, allowed := "", any(auth.Undefined)
	if s != nil {
		userID = s.User.ID
		had, err := p.List(c, userID)
		if err != nil {
			return nil, err
		}
		if len(had) > 0 {
			allowed = descriptors(had)
		}
	}
	extensions, err := resolve(c, p.options.Authentication.Extensions)
	if err != nil {
		return nil, err
	}
	challenge, err := p.newChallenge()
	if err != nil {
		return nil, err
	}
	wanted := "preferred"
	if p.verifiesUsers() {
		wanted = "required"
	}
	options := auth.Object{
		{Key: "rpId", Value: p.rpID(c)}, {Key: "challenge", Value: challenge}, {Key: "allowCredentials", Value: allowed},
		{Key: "timeout", Value: timeout}, {Key: "userVerification", Value: wanted},
	}
	if extensions != nil {
		options = append(options, auth.Member{Key: "extensions", Value: extensions})
	}
	return options, p.remember(c, auth.Object{
		{Key: "type", Value: authentication}, {Key: "expectedChallenge", Value: challenge},
		{Key: "userData", Value: auth.Object{{Key: "id", Value: userID}}},
	})
}

// verifiesUsers: required user verification is enforced here, and not only asked for.
func (p *Plugin) verifiesUsers() bool {
	return p.options.Selection.UserVerification == "required" && p.auth.Safer()
}

// rpID is the domain of the passkeys. Where the base URL depends on the request the reference
// has localhost, which browsers refuse everywhere else.
func (p *Plugin) rpID(c *auth.Call) string {
	base := p.auth.BaseURL()
	if base == "" && p.auth.Safer() {
		base = c.BaseURL()
	}
	if u, err := url.Parse(base); err == nil {
		return cmp.Or(p.options.RPID, u.Hostname(), "localhost")
	}
	return cmp.Or(p.options.RPID, "localhost")
}

// algorithms that new keys may have, in the order of preference: EdDSA, ES256, RS256.
var algorithms = []int64{-8, -7, -257}

func parameters() []any {
	list := make([]any, len(algorithms))
	for i, alg := range algorithms {
		list[i] = auth.Object{{Key: "alg", Value: alg}, {Key: "type", Value: "public-key"}}
	}
	return list
}

func descriptors(passkeys []*Passkey) []any {
	list := make([]any, len(passkeys))
	for i, k := range passkeys {
		transports := any(auth.Undefined)
		if stored := k.Row.Text("transports"); stored != nil {
			transports = strings.Split(*stored, ",")
		}
		list[i] = auth.Object{
			{Key: "id", Value: strings.TrimRight(k.CredentialID, "=")}, {Key: "transports", Value: transports},
			{Key: "type", Value: "public-key"},
		}
	}
	return list
}

func (p *Plugin) selection(attachment *string) auth.Object {
	s := p.options.Selection
	if attachment != nil {
		s.Attachment = *attachment
	}
	return auth.Object{
		{Key: "residentKey", Value: s.ResidentKey}, {Key: "userVerification", Value: s.UserVerification},
		{Key: "authenticatorAttachment", Value: orUndefined(s.Attachment)},
		{Key: "requireResidentKey", Value: s.ResidentKey == "required"},
	}
}

func resolve(c *auth.Call, extensions Extensions) (auth.Object, error) {
	if extensions == nil {
		return nil, nil
	}
	return extensions(c)
}

func orUndefined(s string) any {
	if s == "" {
		return auth.Undefined
	}
	return s
}
