package secret

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"
)

const plain = "test-secret-0123456789-abcdefghijklmnop-XYZ"

func secrets(t *testing.T, legacy string, versions ...Version) Secrets {
	t.Helper()
	s, err := New(legacy, versions...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The vectors were made by the reference (better-auth-core, section 12).
func TestReferenceVectors(t *testing.T) {
	t.Parallel()
	s := secrets(t, plain)
	for value, want := range map[string]string{
		"jZlyewCVoHRsJhtZwmyGNOLAKDcuUMbE": "jZlyewCVoHRsJhtZwmyGNOLAKDcuUMbE.E2gA5HzBcZrOff5lfS1uh6IzLgYgg3og6XoX23XeLtI=",
		"true":                             "true.AUv3VTBi0CnXIgBBtTGNWRs5BRduK9gZAOpFZvFmfm4=",
		"GmZKIy1wxu0qPf81i3IlnmrQ6WD9S1qG": "GmZKIy1wxu0qPf81i3IlnmrQ6WD9S1qG.1+0yRMXx87DgFBWIvDd+xdRJJOnEHTV9TC0RJiozEBY=",
	} {
		if got := s.Sign(value); got != want {
			t.Errorf("Sign(%q) = %q, want %q", value, got, want)
		}
		if got, ok := s.Verify(want); !ok || got != value {
			t.Errorf("Verify(%q) = %q, %v", want, got, ok)
		}
	}
	for context, want := range map[string]string{
		"better-auth-session": "oFoAmQqWjkcc5k3TkWCqiH5fojAWK3YQGHsV5wSyczI",
		"better-auth-account": "QT1azi8S6xIn9umvc0KAraQI2_CqJdn3Nr7i_yLy8zc",
	} {
		if _, id := TokenKey(plain, context); id != want {
			t.Errorf("TokenKey(%s) id = %q, want %q", context, id, want)
		}
	}
	key, _ := TokenKey(plain, "better-auth-session")
	if got, want := hex.EncodeToString(key), "4d2811f59165163f57cc9fe8b1660bcc15bd141b9a64829d300601ca9e319c0d3a14acc4af41c84889299b77d578bdbf4ee1e5671913e9da301def8cb53f6de7"; got != want {
		t.Errorf("TokenKey = %s, want %s", got, want)
	}
	if got, want := s.ForPurpose("oauth-state-cookie").Current(), "4d863aadab25d93d69814a78676a01edd34fa69121e4020bbcbe56a5a973810f"; got != want {
		t.Errorf("ForPurpose = %s, want %s", got, want)
	}
	if got, err := s.Decrypt("12bd9b1d68ef48662ae638eb71536b7c4987d7baa1d5963044d0003cea100c654bd04f912fd8d65930976497"); err != nil || got != "at-1" {
		t.Errorf("Decrypt = %q, %v", got, err)
	}
	link := "afc16c8f80e0c3f22a7d4476d32a04b8a0c13cc4a9d87aeffd68674fc9ba8fe5fb68f12aae4bb11501ce22d9482b61c37a48204a5f57a7de4634717ce64c9f819cb42f280cd673bb"
	if got, err := s.ForPurpose("oauth-link-session-token").Decrypt(link); err != nil || got != "R0tCs0iH8RnHbqC8n7Jc7g0hrRAE5pdl" {
		t.Errorf("Decrypt for a purpose = %q, %v", got, err)
	}
	if got, want := Digest("reset-password:pmBn7Tdspj4yivBBFkjvckRB"), "Th61e9K4f5Az-T2Tn9EDNxK33J64AIDHfbLuNRcCXhs"; got != want {
		t.Errorf("Digest = %s, want %s", got, want)
	}
}

func TestVerifyRefusesAnythingElse(t *testing.T) {
	t.Parallel()
	s := secrets(t, plain)
	good := s.Sign("value")
	other := secrets(t, "another secret that is long enough")
	for _, bad := range []string{
		"", ".", "value", "value.", strings.TrimSuffix(good, "="), good + "=", "x" + good, other.Sign("value"),
		"." + strings.SplitN(good, ".", 2)[1], strings.Replace(good, "=", "A", 1), good[:len(good)-2] + "B=",
	} {
		if v, ok := s.Verify(bad); ok {
			t.Errorf("Verify(%q) accepted %q", bad, v)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	old := secrets(t, plain)
	bare, err := old.Encrypt(rand.Reader, "token")
	if err != nil {
		t.Fatal(err)
	}
	first := secrets(t, plain, Version{1, "first secret of the rotation"})
	one, err := first.Encrypt(rand.Reader, "token")
	if err != nil {
		t.Fatal(err)
	}
	second := secrets(t, plain, Version{2, "second secret of the rotation"}, Version{1, "first secret of the rotation"})
	for name, text := range map[string]string{"bare": bare, "version 1": one} {
		if got, err := second.Decrypt(text); err != nil || got != "token" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if !strings.HasPrefix(one, "$ba$1$") || !IsEncrypted(one) || !IsEncrypted(bare) {
		t.Errorf("envelopes: %q, %q", one, bare)
	}
	if _, err := old.Decrypt(one); err == nil {
		t.Error("a secret without versions opened an envelope")
	}
	if second.Sign("v") == old.Sign("v") {
		t.Error("the legacy secret still signs")
	}
}

func TestParseVersions(t *testing.T) {
	t.Parallel()
	got, err := ParseVersions("2:new:value, 1:old")
	if err != nil || len(got) != 2 || got[0] != (Version{2, "new:value"}) || got[1] != (Version{1, "old"}) {
		t.Fatalf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "x", "1", "-1:a", "1:", "1:a,,2:b"} {
		if _, err := ParseVersions(bad); err == nil {
			t.Errorf("ParseVersions(%q) accepted", bad)
		}
	}
}

func FuzzDecrypt(f *testing.F) {
	s, _ := New(plain, Version{1, "first secret of the rotation"})
	f.Add("$ba$1$00")
	f.Add("12bd9b1d68ef48662ae638eb71536b7c4987d7baa1d5963044d0003cea100c654bd04f912fd8d65930976497")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = s.Decrypt(text)
		if value, ok := s.Verify(text); ok && s.Sign(value) != text {
			t.Fatalf("%q verified but is not what signing gives", text)
		}
	})
}
