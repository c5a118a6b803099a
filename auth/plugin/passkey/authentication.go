package passkey

import (
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

type authenticateInput struct {
	Response auth.Object `json:"response"`
}

// authenticate is the second half of signing in.
func (p *Plugin) authenticate(c *auth.Call, in authenticateInput) (*auth.SessionUser, error) {
	origins := p.origins(c)
	if len(origins) == 0 {
		return nil, auth.FailText(http.StatusBadRequest, "origin missing")
	}
	asked, err := p.recall(c, authentication)
	if err != nil {
		return nil, err
	}
	key, user, err := p.known(c, in.Response.Text("id"))
	if err != nil {
		return nil, err
	}
	data, err := p.verify(in.Response, key, p.expected(c, "webauthn.get", asked, origins))
	if errors.Is(err, errSignature) {
		return nil, auth.Fail(http.StatusUnauthorized, AuthenticationFailed).Because(err)
	}
	if err != nil {
		return nil, failed(err)
	}
	if after := p.options.Authentication.AfterVerification; after != nil {
		if err := after(c, Authentication{Passkey: key, UserVerified: data.Flags.HasUserVerified(), Response: in.Response}); err != nil {
			return nil, err
		}
	}
	return p.enter(c, key, user, data.Counter)
}

func failed(cause error) error {
	return auth.Fail(http.StatusBadRequest, AuthenticationFailed).Because(cause)
}

// verify checks a response by a stored key.
func (p *Plugin) verify(response auth.Object, key *Passkey, want expectation) (*protocol.AuthenticatorData, error) {
	public, err := base64.StdEncoding.DecodeString(key.PublicKey)
	if err != nil {
		return nil, err
	}
	data, err := verifyAuthentication(response, want, public)
	if err != nil {
		return nil, err
	}
	// A device that counts its signatures counts upwards. Otherwise there are two of it.
	if counter := int64(data.Counter); (counter > 0 || key.Counter > 0) && counter <= key.Counter {
		return nil, errors.New("the counter has not grown: the key may have been copied")
	}
	return data, nil
}

// known returns the passkey of a credential with its user.
func (p *Plugin) known(c *auth.Call, credentialID string) (*Passkey, *auth.User, error) {
	keys, users, err := p.auth.Store().ListJoined(c, store.Query{
		Model: model, Where: []store.Cond{store.Eq("credentialID", credentialID)}, Limit: 1,
	}, store.Join{On: "userId", Model: "user"})
	if err != nil {
		return nil, nil, err
	}
	if len(keys) == 0 {
		return nil, nil, auth.Fail(http.StatusUnauthorized, NotFound)
	}
	return passkeyFrom(keys[0]), auth.UserFrom(users[0]), nil
}

// enter signs in whom a passkey belongs to. The counter must still be what it was compared with,
// so that of two copies used at once one is refused. It stays counted when the person may not
// sign in: the device has counted too.
func (p *Plugin) enter(c *auth.Call, key *Passkey, user *auth.User, counter uint32) (*auth.SessionUser, error) {
	_, err := p.auth.Store().Update(c, model, store.Values{"counter": int64(counter)},
		store.Eq("id", key.ID), store.Eq("counter", key.Counter))
	missing, err := auth.NotFoundOr(err)
	if missing {
		return nil, failed(errors.New("the counter has changed meanwhile"))
	}
	if err != nil {
		return nil, err
	}
	s, err := c.SignIn(auth.SignIn{User: user, Method: "passkey", Reread: true})
	return s, auth.SignInError(err, auth.Fail(http.StatusInternalServerError, UnableToCreateSession))
}
