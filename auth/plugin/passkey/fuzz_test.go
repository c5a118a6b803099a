package passkey

import (
	"encoding/base64"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/auth"
)

var (
	fuzzSite   = virtualwebauthn.RelyingParty{ID: "localhost", Origin: "http://localhost:3000"}
	fuzzDevice = virtualwebauthn.NewAuthenticator()
	fuzzKey    = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
)

const fuzzChallenge = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

func fuzzExpectation(kind string) expectation {
	return expectation{
		kind: kind, challenge: fuzzChallenge, origins: []string{fuzzSite.Origin}, rpID: fuzzSite.ID, algorithms: algorithms,
	}
}

func challengeBytes() []byte {
	raw, _ := base64.RawURLEncoding.DecodeString(fuzzChallenge)
	return raw
}

// parts are the members of a response that devices and browsers write.
func parts(f *testing.F, response string, names ...string) (raw [][]byte) {
	v, err := auth.ParseJSON([]byte(response))
	if err != nil {
		f.Fatal(err)
	}
	inner, _ := v.(auth.Object).Get("response")
	for _, name := range names {
		b, err := base64.RawURLEncoding.DecodeString(inner.(auth.Object).Text(name))
		if err != nil {
			f.Fatal(err)
		}
		raw = append(raw, b)
	}
	return raw
}

func fuzzResponse(members ...auth.Member) auth.Object {
	for i := range members {
		members[i].Value = base64.RawURLEncoding.EncodeToString(members[i].Value.([]byte))
	}
	return auth.Object{
		{Key: "id", Value: "AAAA"}, {Key: "rawId", Value: "AAAA"}, {Key: "type", Value: "public-key"},
		{Key: "response", Value: auth.Object(members)},
	}
}

// FuzzRegistration: whatever a device sends, a key that is accepted has all its parts and can
// be stored.
func FuzzRegistration(f *testing.F) {
	options := virtualwebauthn.AttestationOptions{Challenge: challengeBytes(), RelyingPartyID: fuzzSite.ID}
	seed := parts(f, virtualwebauthn.CreateAttestationResponse(fuzzSite, fuzzDevice, fuzzKey, options), "clientDataJSON", "attestationObject")
	f.Add(seed[0], seed[1])
	f.Add([]byte(`{}`), []byte{0xa0})
	f.Fuzz(func(t *testing.T, data, attestation []byte) {
		key, err := verifyRegistration(fuzzResponse(
			auth.Member{Key: "clientDataJSON", Value: data}, auth.Member{Key: "attestationObject", Value: attestation},
		), fuzzExpectation("webauthn.create"))
		if err == nil && (key.ID == "" || len(key.PublicKey) == 0 || len(key.AAGUID) != 36 || key.Counter > 1<<31-1) {
			t.Errorf("accepted %+v", key)
		}
	})
}

// FuzzAuthentication: nothing but what the key has signed is accepted.
func FuzzAuthentication(f *testing.F) {
	options := virtualwebauthn.AssertionOptions{Challenge: challengeBytes(), RelyingPartyID: fuzzSite.ID}
	seed := parts(f, virtualwebauthn.CreateAssertionResponse(fuzzSite, fuzzDevice, fuzzKey, options), "clientDataJSON", "authenticatorData", "signature")
	f.Add(seed[0], seed[1], seed[2])
	f.Add([]byte(`{}`), []byte{}, []byte{0x30})
	public := fuzzKey.Key.AttestationData()
	f.Fuzz(func(t *testing.T, data, authenticator, signature []byte) {
		_, err := verifyAuthentication(fuzzResponse(
			auth.Member{Key: "clientDataJSON", Value: data}, auth.Member{Key: "authenticatorData", Value: authenticator},
			auth.Member{Key: "signature", Value: signature},
		), fuzzExpectation("webauthn.get"), public)
		if signed := string(data) == string(seed[0]) && string(authenticator) == string(seed[1]); err == nil && !signed {
			t.Errorf("accepted %q %x", data, authenticator)
		}
	})
}

// FuzzResponse: bodies of any shape are refused without a panic.
func FuzzResponse(f *testing.F) {
	f.Add(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","transports":["usb"]}}`)
	f.Add(`{"response":null}`)
	f.Fuzz(func(t *testing.T, body string) {
		v, err := auth.ParseJSON([]byte(body))
		if err != nil {
			t.Skip("the body is not JSON, which is refused before")
		}
		_, _ = readResponse(v, fuzzExpectation("webauthn.get"))
		_, _ = transportsOf(v)
	})
}
