package permissiontest

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/auth/plugin/apikey"
	"github.com/lyceum/lyceum/auth/store"
)

// belongings: what people keep on the server.
func belongings() makers {
	return makers{
		"my-account":      func(c *cell) string { return c.account(c.me.ID, c.me.Email) },
		"their-account":   func(c *cell) string { return c.account(c.fill("{victim}"), c.fill("{their-email}")) },
		"my-key":          func(c *cell) string { return c.key("default", c.me.ID) },
		"their-key":       func(c *cell) string { return c.key("default", c.fill("{victim}")) },
		"my-passkey":      func(c *cell) string { return c.storePasskey(newDevice(), c.me.ID) },
		"their-passkey":   func(c *cell) string { return c.storePasskey(newDevice(), c.fill("{victim}")) },
		"user-code":       func(c *cell) string { return c.device(c.fill("{claimed}"), 1) },
		"device-code":     func(c *cell) string { return c.device(c.fill("{claimed}"), 0) },
		"their-user-code": func(c *cell) string { return c.device(c.fill("{their-device}"), 1) },
		"unclaimed":       func(c *cell) string { return c.device(c.fill("{new-device}"), 1) },
		"approved-device": func(c *cell) string { return c.device(c.fill("{approved}"), 0) },
		"new-device":      func(c *cell) string { return c.newDevice() },
		"claimed":         func(c *cell) string { return c.claim(c.me.ID, "pending") },
		"their-device":    func(c *cell) string { return c.claim(c.fill("{victim}"), "pending") },
		"approved":        func(c *cell) string { return c.claim(c.me.ID, "approved") },
		"my-picture": func(c *cell) string {
			address := sending(c.own).POST("/picture/upload", string(must(base64.StdEncoding.DecodeString(c.fill("{dot}")))(c.t))).Want(200).Text("image")
			return address[strings.LastIndex(address, "/")+1:]
		},
		"dot": func(*cell) string { // a PNG
			return "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
		},
	}
}

// account links a user with the provider "school".
func (c *cell) account(userID, name string) string {
	return must(c.CreateAccount(c.t.Context(), store.Values{
		"userId": userID, "providerId": "school", "accountId": name, "accessToken": name, "refreshToken": name,
	}))(c.t).ID
}

func (c *cell) key(config, owner string) string {
	k, _, err := c.keys.Create(c.t.Context(), apikey.NewKey{ConfigID: config, OwnerID: owner})
	return must(k, err)(c.t).ID()
}

// newDevice asks for codes: the device's and the user's.
func (c *cell) newDevice() string {
	r := c.Browser().POST("/device/code", `{"client_id":"television"}`).Want(200)
	return r.Text("device_code") + " " + r.Text("user_code")
}

// claim is newDevice by somebody.
func (c *cell) claim(userID, status string) string {
	codes := c.newDevice()
	_, err := c.Store().Update(c.t.Context(), "deviceCode", store.Values{"userId": userID, "status": status}, store.Eq("deviceCode", c.device(codes, 0)))
	if err != nil {
		c.t.Fatal(err)
	}
	return codes
}

func (c *cell) device(codes string, which int) string { return strings.Fields(codes)[which] }

// authenticator holds one passkey.
type authenticator struct {
	virtualwebauthn.Authenticator
	key virtualwebauthn.Credential
}

var site = virtualwebauthn.RelyingParty{ID: "localhost", Name: "Better Auth", Origin: "http://localhost:3000"}

func newDevice() *authenticator {
	a := &authenticator{Authenticator: virtualwebauthn.NewAuthenticator()}
	for { // one key of 128 has a short coordinate, which the authenticator does not pad
		if a.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(a.key.Key.AttestationData()) == 77 {
			return a
		}
	}
}

func (c *cell) storePasskey(a *authenticator, userID string) string {
	return must(c.Store().Create(c.t.Context(), "passkey", store.Values{
		"userId": userID, "credentialID": base64.RawURLEncoding.EncodeToString(a.key.ID),
		"publicKey": base64.StdEncoding.EncodeToString(a.key.Key.AttestationData()), "counter": 0,
		"deviceType": "singleDevice", "backedUp": false,
	}))(c.t).ID()
}

// ceremonies: what takes two steps, of which my own browser has made the first.
func ceremonies() makers {
	return makers{
		"state": state,
		"attestation": func(c *cell) string {
			a := newDevice()
			options := must(virtualwebauthn.ParseAttestationOptions(c.own.GET("/passkey/generate-register-options").Want(200).Body))(c.t)
			return virtualwebauthn.CreateAttestationResponse(site, a.Authenticator, a.key, *options)
		},
		"assertion": func(c *cell) string {
			a := newDevice()
			c.storePasskey(a, c.me.ID)
			options := must(virtualwebauthn.ParseAssertionOptions(c.own.GET("/passkey/generate-authenticate-options").Want(200).Body))(c.t)
			return virtualwebauthn.CreateAssertionResponse(site, a.Authenticator, a.key, *options)
		},
		// A factor that begins: its first code confirms it.
		"first-totp": func(c *cell) string {
			c.own.POST("/two-factor/enable", fmt.Sprintf(`{"password":%q}`, secretWord)).Want(200)
			return c.totp()
		},
		// A factor in use.
		"totp":        func(c *cell) string { c.enrol(); return c.totp() },
		"factor-code": func(c *cell) string { c.enrol(); return c.mailed("/two-factor/send-otp", "{}", c.me.Email) },
		"backup-code": func(c *cell) string { return c.enrol() },
		"enrolled":    func(c *cell) string { c.enrol(); return "" },
		// The same in the middle of a sign-in.
		"second-totp":        func(c *cell) string { c.enrol(); c.begin(); return c.totp() },
		"second-code":        func(c *cell) string { c.enrol(); c.begin(); return c.mailed("/two-factor/send-otp", "{}", c.me.Email) },
		"second-backup-code": func(c *cell) string { code := c.enrol(); c.begin(); return code },
		"begun":              func(c *cell) string { c.enrol(); c.begin(); return "" },
	}
}

func (c *cell) factor() store.Row {
	c.t.Helper()
	return must(c.Store().Find(c.t.Context(), store.Query{Model: "twoFactor", Where: []store.Cond{store.Eq("userId", c.me.ID)}}))(c.t)
}

func (c *cell) totp() string {
	return must(c.factors.GenerateTOTP(must(c.Decrypt(c.factor().String("secret")))(c.t)))(c.t)
}

// enrol gives me a second factor that is in use, without using up a code. It returns a
// backup code.
func (c *cell) enrol() string {
	c.t.Helper()
	var answer struct{ BackupCodes []string }
	c.own.POST("/two-factor/enable", fmt.Sprintf(`{"password":%q}`, secretWord)).Want(200).JSON(&answer)
	must(c.Store().Update(c.t.Context(), "twoFactor", store.Values{"verified": true}, store.Eq("id", c.factor().ID())))(c.t)
	must(c.UpdateUser(c.t.Context(), c.me.ID, store.Values{"twoFactorEnabled": true}))(c.t)
	return answer.BackupCodes[0]
}

// begin puts my password in, in a new browser.
func (c *cell) begin() {
	c.own = c.Browser()
	c.own.POST("/sign-in/email", fmt.Sprintf(`{"email":%q,"password":%q}`, c.me.Email, secretWord)).Want(200, "twoFactorRedirect")
}
