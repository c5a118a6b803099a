package passkey

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type registerInput struct {
	Response      sent    `json:"response"`
	Name          *string `json:"name"`
	CreateSession *bool   `json:"createSession"`
}

func (in registerInput) wantsSession() bool { return in.CreateSession != nil && *in.CreateSession }

// sent is any value, which must be there.
type sent struct{ value any }

// ReadValue speaks the reference's sentence.
func (s *sent) ReadValue(v any, present bool) string {
	if !present {
		return "Invalid input: expected nonoptional, received undefined"
	}
	s.value = v
	return ""
}

// registered is a new passkey, with the session that came with it when one was asked for.
type registered struct {
	passkey *Passkey
	session *auth.SessionUser
}

// AppendJSON writes session and user behind the passkey's own members.
func (r registered) AppendJSON(dst []byte) []byte {
	dst = r.passkey.AppendJSON(dst)
	if r.session == nil {
		return dst
	}
	dst = append(dst[:len(dst)-1], `,"session":`...)
	dst = append(r.session.Session.AppendJSON(dst), `,"user":`...)
	return append(r.session.User.AppendJSON(dst), '}')
}

var notVerified = auth.Fail(http.StatusInternalServerError, FailedToVerifyRegistration)

// register is the second half of adding a passkey.
func (p *Plugin) register(c *auth.Call, in registerInput) (registered, error) {
	origins := p.origins(c)
	if len(origins) == 0 {
		return registered{}, auth.Fail(http.StatusBadRequest, FailedToVerifyRegistration)
	}
	asked, err := p.recall(c, registration)
	if err != nil {
		return registered{}, err
	}
	s, err := c.ClientSession()
	if err != nil {
		return registered{}, err
	}
	if s != nil && s.User.ID != asked.person.ID {
		return registered{}, auth.Fail(http.StatusUnauthorized, NotAllowed)
	}
	key, err := verifyRegistration(in.Response.value, p.expected(c, "webauthn.create", asked, origins))
	if errors.Is(err, errSignature) {
		return registered{}, auth.Fail(http.StatusBadRequest, FailedToVerifyRegistration).Because(err)
	}
	if err != nil {
		return registered{}, notVerified.Because(err)
	}
	var result registered
	add := func(c *auth.Call) (err error) {
		result, err = p.add(c, in, asked, key, s)
		return err
	}
	if p.writesMore(in) {
		err = c.InTx(add)
	} else {
		err = add(c)
	}
	var public *auth.Error
	var more *auth.Challenge
	if err == nil || errors.As(err, &public) || errors.As(err, &more) || errors.Is(err, store.ErrUnavailable) {
		return result, err
	}
	return registered{}, notVerified.Because(err)
}

// writesMore reports whether adding a passkey is more than one write.
func (p *Plugin) writesMore(in registerInput) bool {
	return p.options.OnAdded != nil || p.options.Registration.AfterVerification != nil || in.wantsSession()
}

// origins are where a ceremony may have taken place.
func (p *Plugin) origins(c *auth.Call) []string {
	if len(p.options.Origins) > 0 {
		return p.options.Origins
	}
	if origin := c.Request.Header.Get("Origin"); origin != "" && (c.TrustsTarget(origin) || !p.auth.Safer()) {
		return []string{origin}
	}
	return nil
}

func (p *Plugin) expected(c *auth.Call, kind string, a *asked, origins []string) expectation {
	want := expectation{
		kind: kind, challenge: a.challenge, origins: origins, rpID: p.rpID(c), userVerified: p.verifiesUsers(), algorithms: algorithms,
	}
	if !p.auth.Safer() {
		want.algorithms = []int64{-8, -7, -36, -37, -38, -39, -257, -258, -259, -65535}
	}
	return want
}

// add stores a verified key.
func (p *Plugin) add(c *auth.Call, in registerInput, a *asked, key *Credential, s *auth.SessionUser) (registered, error) {
	owner, name, err := p.owner(c, in, a, key, s)
	if err != nil {
		return registered{}, err
	}
	user, err := p.user(c, owner, in.wantsSession(), s)
	if err != nil {
		return registered{}, err
	}
	transports, err := transportsOf(in.Response.value)
	if err != nil {
		return registered{}, err
	}
	if err := p.unknown(c, key.ID); err != nil {
		return registered{}, err
	}
	row, err := p.auth.Store().Create(c, model, store.Values{
		"name": name, "userId": owner, "credentialID": key.ID,
		"publicKey": base64.StdEncoding.EncodeToString(key.PublicKey), "counter": int64(key.Counter),
		"deviceType": key.deviceType(), "transports": transports, "backedUp": key.BackedUp,
		"createdAt": c.Now(), "aaguid": key.AAGUID,
	})
	if err != nil {
		return registered{}, err
	}
	result := registered{passkey: passkeyFrom(row)}
	if p.options.OnAdded != nil {
		if err := p.options.OnAdded(c, user); err != nil {
			return registered{}, err
		}
	}
	if in.wantsSession() {
		result.session, err = c.SignIn(auth.SignIn{User: user, Method: "passkey"})
		err = auth.SignInError(err, auth.Fail(http.StatusInternalServerError, UnableToCreateSession))
	}
	return result, err
}

// owner is whose a new passkey is, and its name if it has one.
func (p *Plugin) owner(c *auth.Call, in registerInput, a *asked, key *Credential, s *auth.SessionUser) (id string, name *string, err error) {
	id = a.person.ID
	if in.Name != nil && trim(*in.Name) != "" {
		trimmed := trim(*in.Name)
		name = &trimmed
	}
	if after := p.options.Registration.AfterVerification; after != nil {
		response, _ := in.Response.value.(auth.Object)
		person := a.person
		person.Name = cmp.Or(person.Name, person.ID)
		other, err := after(c, Registration{Person: person, Credential: *key, Response: response, Context: a.context})
		if err != nil {
			return "", nil, err
		}
		if other.UserID != "" && s != nil && other.UserID != s.User.ID {
			return "", nil, auth.Fail(http.StatusUnauthorized, NotAllowed)
		}
		id = cmp.Or(other.UserID, id)
		if called := trim(other.Name); name == nil && called != "" {
			name = &called
		}
	}
	if id == "" {
		return "", nil, auth.Fail(http.StatusBadRequest, ResolvedUserInvalid)
	}
	return id, name, nil
}

// user is the owner of a new passkey, looked up only when somebody needs it.
func (p *Plugin) user(c *auth.Call, id string, wantsSession bool, s *auth.SessionUser) (*auth.User, error) {
	switch {
	case !wantsSession && p.options.OnAdded == nil:
		return nil, nil
	case !wantsSession && s != nil && s.User.ID == id:
		return s.User, nil
	}
	user, err := p.auth.FindUser(c, id)
	missing, err := auth.NotFoundOr(err)
	if missing {
		return nil, auth.Fail(http.StatusInternalServerError, UserNotFound)
	}
	return user, err
}

// unknown refuses a key that is registered already, as WebAuthn demands (section 7.1, step 26):
// whoever registers somebody else's would keep them from signing in.
func (p *Plugin) unknown(c *auth.Call, credentialID string) error {
	if !p.auth.Safer() {
		return nil
	}
	n, err := p.auth.Store().Count(c, model, store.Eq("credentialID", credentialID))
	if err == nil && n > 0 {
		err = auth.Fail(http.StatusBadRequest, PreviouslyRegistered)
	}
	return err
}

// transportsOf are the ways in which a device can be reached, joined by commas.
func transportsOf(v any) (string, error) {
	o, _ := v.(auth.Object)
	inner, _ := o.Get("response")
	members, _ := inner.(auth.Object)
	given, _ := members.Get("transports")
	list, ok := given.([]any)
	if given != nil && !ok {
		return "", errors.New("the transports are no list")
	}
	names := make([]string, len(list))
	for i := range list {
		if names[i], ok = list[i].(string); !ok {
			return "", errors.New("a transport is no text")
		}
	}
	return strings.Join(names, ","), nil
}
