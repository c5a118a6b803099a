package passkey

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"github.com/lyceum/lyceum/auth"
)

// expectation is what a response must have been made for.
type expectation struct {
	kind         string // of the ceremony: "webauthn.create" or "webauthn.get"
	challenge    string
	origins      []string
	rpID         string
	userVerified bool
	algorithms   []int64 // of new keys
}

// errSignature: everything is in order, but somebody else has signed.
var errSignature = errors.New("the signature is wrong")

// response is what a device has sent, after the checks that both ceremonies share.
type response struct {
	id       string
	members  auth.Object // of "response"
	dataHash []byte      // SHA-256 of the client data
}

// readResponse checks everything about a response that the browser has written (WebAuthn,
// sections 7.1 and 7.2, the steps about C).
func readResponse(v any, want expectation) (*response, error) {
	o, _ := v.(auth.Object)
	inner, _ := o.Get("response")
	members, ok := inner.(auth.Object)
	switch id := o.Text("id"); {
	case !ok:
		return nil, errors.New("no response")
	case id == "" || id != o.Text("rawId"):
		return nil, errors.New("the id is no base64url text")
	case o.Text("type") != "public-key":
		return nil, errors.New("the type is not public-key")
	}
	raw, err := decode(members.Text("clientDataJSON"))
	if err != nil {
		return nil, fmt.Errorf("client data: %w", err)
	}
	v, err = auth.ParseJSON(raw)
	data, ok := v.(auth.Object)
	switch {
	case err != nil || !ok:
		return nil, errors.New("the client data are no JSON object")
	case data.Text("type") != want.kind:
		return nil, fmt.Errorf("the ceremony is %.40q", data.Text("type"))
	case want.challenge == "" || data.Text("challenge") != want.challenge:
		return nil, errors.New("the challenge is another")
	case !slices.Contains(want.origins, data.Text("origin")):
		return nil, fmt.Errorf("the origin %.100q is none of %q", data.Text("origin"), want.origins)
	}
	hash := sha256.Sum256(raw)
	return &response{id: o.Text("id"), members: members, dataHash: hash[:]}, nil
}

// checkData checks what the device itself has written.
func (want expectation) checkData(data *protocol.AuthenticatorData) error {
	domain := sha256.Sum256([]byte(want.rpID))
	if err := data.Verify(domain[:], nil, want.userVerified, true); err != nil {
		return detailed(err)
	}
	if data.Counter > math.MaxInt32 {
		return errors.New("the counter is larger than its column")
	}
	if data.Flags.HasBackupState() && !data.Flags.HasBackupEligible() {
		return errors.New("a key that cannot be backed up is backed up")
	}
	return nil
}

// verifyRegistration returns the new key of a response. errSignature is for an attestation that
// does not hold.
func verifyRegistration(v any, want expectation) (*Credential, error) {
	r, err := readResponse(v, want)
	if err != nil {
		return nil, err
	}
	raw, err := decode(r.members.Text("attestationObject"))
	if err != nil {
		return nil, fmt.Errorf("attestation object: %w", err)
	}
	var object protocol.AttestationObject
	if err := webauthncbor.Unmarshal(raw, &object); err != nil {
		return nil, fmt.Errorf("attestation object: %w", err)
	}
	data := &object.AuthData
	if err := data.Unmarshal(object.RawAuthData); err != nil {
		return nil, detailed(err)
	}
	if !data.Flags.HasAttestedCredentialData() || len(data.AttData.CredentialID) == 0 {
		return nil, errors.New("no key was made")
	}
	if err := want.checkData(data); err != nil {
		return nil, err
	}
	if err := checkKey(data.AttData.CredentialPublicKey, want.algorithms); err != nil {
		return nil, err
	}
	if err := checkAttestation(&object, r.dataHash); err != nil {
		return nil, err
	}
	return &Credential{
		ID: base64.RawURLEncoding.EncodeToString(data.AttData.CredentialID), PublicKey: data.AttData.CredentialPublicKey,
		AAGUID: aaguid(data.AttData.AAGUID), Counter: data.Counter, UserVerified: data.Flags.HasUserVerified(),
		Synced: data.Flags.HasBackupEligible(), BackedUp: data.Flags.HasBackupState(),
	}, nil
}

func checkKey(key []byte, algorithms []int64) error {
	if _, err := webauthncose.ParsePublicKey(key); err != nil {
		return fmt.Errorf("public key: %w", err)
	}
	var header webauthncose.PublicKeyData
	if err := webauthncbor.Unmarshal(key, &header); err != nil {
		return fmt.Errorf("public key: %w", err)
	}
	if !slices.Contains(algorithms, header.Algorithm) {
		return fmt.Errorf("the algorithm %d was not asked for", header.Algorithm)
	}
	return nil
}

// checkAttestation checks a statement about the device. None is asked for; some come anyway.
func checkAttestation(object *protocol.AttestationObject, dataHash []byte) error {
	err := object.VerifyAttestation(dataHash, nil, protocol.AttestationPolicy{}, protocol.SignaturePolicy{})
	if err == nil {
		return nil
	}
	var failure *protocol.Error
	if errors.As(err, &failure) && failure.Type == protocol.ErrInvalidAttestation.Type {
		return fmt.Errorf("%w: %w", errSignature, detailed(err))
	}
	return detailed(err)
}

// verifyAuthentication checks that the holder of a key has signed a response. It returns the
// device's count of signatures.
func verifyAuthentication(v any, want expectation, key []byte) (*protocol.AuthenticatorData, error) {
	r, err := readResponse(v, want)
	if err != nil {
		return nil, err
	}
	raw, err := decode(r.members.Text("authenticatorData"))
	if err != nil {
		return nil, fmt.Errorf("authenticator data: %w", err)
	}
	signature, err := decode(r.members.Text("signature"))
	if err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	data := &protocol.AuthenticatorData{}
	if err := data.Unmarshal(raw); err != nil {
		return nil, detailed(err)
	}
	if err := want.checkData(data); err != nil {
		return nil, err
	}
	public, err := webauthncose.ParsePublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	right, err := webauthncose.VerifySignature(public, slices.Concat(raw, r.dataHash), signature)
	if err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	if !right {
		return nil, errSignature
	}
	return data, nil
}

// decode reads base64url, padded or not.
func decode(s string) ([]byte, error) {
	if s == "" {
		return nil, errors.New("missing")
	}
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

// detailed is an error of the library with its details, which its text leaves out.
func detailed(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %s (%s)", e.Type, e.Details, e.DevInfo)
	}
	return err
}

// aaguid writes 16 bytes as a UUID.
func aaguid(id []byte) string {
	parts := [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]}
	for i := range parts {
		parts[i] = hex.AppendEncode(nil, parts[i])
	}
	return string(bytes.Join(parts, []byte("-")))
}
