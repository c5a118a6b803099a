package passkey_test

import (
	"encoding/base64"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/auth/plugin/passkey"
)

// TestPasskey: a person adds keys, signs in with them, names them and removes them.
func TestPasskey(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, phone, laptop := signUp(s, "ann"), newDevice(), newDevice()
		laptop.Options.BackupEligible, laptop.Options.BackupState = true, true
		id := phone.add(t, ann)
		laptop.add(t, ann)
		row := ann.GET("/passkey/list-user-passkeys").Want(200, id, `"multiDevice"`, `"backedUp":true`, `"singleDevice"`)
		if stored := base64.RawURLEncoding.EncodeToString(phone.key.ID); row.Want(200, stored) == nil {
			t.Error("the credential is not listed")
		}
		ann.GET("/passkey/generate-register-options").Want(200, `"excludeCredentials":[{"id":`)
		ann.GET("/passkey/generate-authenticate-options").Want(200, `"allowCredentials":[{"id":`)

		cafe := s.Browser()
		phone.signIn(t, cafe).Want(200, `"ann@example.com"`)
		cafe.GET("/get-session").Want(200, `"ann@example.com"`)
		phone.key.Counter = 5
		phone.signIn(t, cafe).Want(200)
		ann.GET("/passkey/list-user-passkeys").Want(200, `"counter":5`)

		ann.POST("/passkey/update-passkey", `{"id":"`+id+`","name":" Phone "}`).Want(200, `"name":"Phone"`)
		ann.POST("/passkey/delete-passkey", `{"id":"`+id+`"}`).Want(200)
		phone.signIn(t, s.Browser()).Want(401, "PASSKEY_NOT_FOUND")
		laptop.signIn(t, s.Browser()).Want(200)
	})
}

// TestRSA: keys of older devices.
func TestRSA(t *testing.T) {
	t.Parallel()
	s := start(t, "sqlite:"+t.TempDir()+"/auth.db", passkey.Options{})
	ann, stick := signUp(s, "ann"), newDevice()
	stick.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
	stick.add(t, ann)
	stick.signIn(t, s.Browser()).Want(200, `"ann@example.com"`)
}

// TestSelectionIsChecked: options that no browser knows keep the server from starting.
func TestSelectionIsChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []passkey.Selection{{Attachment: "x"}, {ResidentKey: "x"}, {UserVerification: "x"}} {
		if refuses(t, options(passkey.Options{Selection: bad})) == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
}
