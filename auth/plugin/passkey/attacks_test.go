package passkey_test

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/passkey"
)

// TestAttacks: nobody gets in, and no key gets in.
func TestAttacks(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, phone := signUp(s, "ann"), newDevice()
		phone.key.Counter = 7
		phone.add(t, ann)
		phone.key.Counter = 8
		sessions, keys := count(t, s, "session"), count(t, s, "passkey")
		for name, change := range map[string]func(d *device){
			"on another site":         func(d *device) { d.site.Origin = "https://evil.example" },
			"on another port":         func(d *device) { d.site.Origin = "http://localhost:4000" },
			"for another domain":      func(d *device) { d.site.ID = "evil.example" },
			"without presence":        func(d *device) { d.Options.UserNotPresent = true },
			"with impossible flags":   func(d *device) { d.Options.BackupState = true },
			"by another key":          func(d *device) { d.key.Key = newDevice().key.Key },
			"by a copy":               func(d *device) { d.key.Counter = 7 },
			"by a copy without count": func(d *device) { d.key.Counter = 0 },
			"with too large a count":  func(d *device) { d.key.Counter = 1 << 31 },
		} {
			evil := *phone
			change(&evil)
			if r := evil.signIn(t, s.Browser()); r.StatusCode/100 != 4 || r.Text("code") != passkey.AuthenticationFailed.Name {
				t.Errorf("signing in %s: %d %s", name, r.StatusCode, r.Body)
			}
			if strings.HasPrefix(name, "by ") {
				continue // to add a key of one's own is no attack
			}
			evil.key.ID = []byte(name)
			if r := endAdding(ann, evil.create(t, beginAdding(ann))); r.Text("code") != passkey.FailedToVerifyRegistration.Name {
				t.Errorf("adding %s: %d %s", name, r.StatusCode, r.Body)
			}
		}
		if now := count(t, s, "session"); now != sessions {
			t.Errorf("%d sessions more", now-sessions)
		}
		if now := count(t, s, "passkey"); now != keys {
			t.Errorf("%d passkeys more", now-keys)
		}
		phone.signIn(t, s.Browser()).Want(200)
	})
}

// TestChallenges: a challenge is for one browser, one ceremony and one answer.
func TestChallenges(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, bob, phone := signUp(s, "ann"), signUp(s, "bob"), newDevice()
		phone.add(t, ann)

		cafe := s.Browser()
		answer := phone.sign(t, beginSigningIn(cafe))
		endSigningIn(s.Browser(), answer).Want(400, "CHALLENGE_NOT_FOUND")
		thief := s.Browser()
		beginSigningIn(thief)
		endSigningIn(thief, answer).Want(400, "AUTHENTICATION_FAILED")
		endSigningIn(cafe, answer).Want(200)
		endSigningIn(cafe, answer).Want(400, "CHALLENGE_NOT_FOUND")

		// A failed answer uses it up too.
		options := beginSigningIn(cafe)
		endSigningIn(cafe, strings.Replace(phone.sign(t, options), `"public-key"`, `"x"`, 1)).Want(400)
		endSigningIn(cafe, phone.sign(t, options)).Want(400, "CHALLENGE_NOT_FOUND")

		// The challenge of an addition is none for signing in.
		endSigningIn(ann, phone.sign(t, beginAdding(ann))).Want(400, "CHALLENGE_NOT_FOUND")

		// Ann's ceremony in Bob's browser.
		const cookie = "better-auth.better-auth-passkey"
		made := newDevice().create(t, beginAdding(ann))
		bob.SetCookie(cookie, ann.Cookie(cookie))
		endAdding(bob, made).Want(401, passkey.NotAllowed.Name)
	})
}

// TestTampered: no bit of what was signed can be changed.
func TestTampered(t *testing.T) {
	t.Parallel()
	s := start(t, "sqlite:"+t.TempDir()+"/auth.db", passkey.Options{})
	ann, phone, cafe := signUp(s, "ann"), newDevice(), s.Browser()
	phone.add(t, ann)
	for _, member := range []string{"clientDataJSON", "authenticatorData", "signature"} {
		var answer map[string]any
		if err := json.Unmarshal([]byte(phone.sign(t, beginSigningIn(cafe))), &answer); err != nil {
			t.Fatal(err)
		}
		inner := answer["response"].(map[string]any)
		text := []byte(inner[member].(string))
		at := len(text) / 2
		text[at] = map[bool]byte{true: 'A', false: 'B'}[text[at] != 'A']
		inner[member] = string(text)
		changed, _ := json.Marshal(answer)
		if r := endSigningIn(cafe, string(changed)); r.StatusCode/100 != 4 {
			t.Errorf("%s changed: %d %s", member, r.StatusCode, r.Body)
		}
	}
}

// TestForeignPasskeys: nobody sees, renames or removes another's.
func TestForeignPasskeys(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, bob, phone := signUp(s, "ann"), signUp(s, "bob"), newDevice()
		id := phone.add(t, ann)
		bob.GET("/passkey/list-user-passkeys").Want(200, "[]")
		bob.POST("/passkey/update-passkey", `{"id":"`+id+`","name":"x"}`).Want(401, passkey.NotAllowed.Name)
		bob.POST("/passkey/delete-passkey", `{"id":"`+id+`"}`).Want(401)
		for _, path := range []string{"list-user-passkeys", "generate-register-options"} {
			s.Browser().GET("/passkey/" + path).Want(401)
		}
		for _, path := range []string{"update-passkey", "delete-passkey", "verify-registration"} {
			s.Browser().POST("/passkey/"+path, `{"id":"`+id+`","name":"x","response":{}}`).Want(401)
		}
		phone.signIn(t, s.Browser()).Want(200, "ann@example.com")
	})
}

// TestKnownKeys: a key that is registered cannot be registered by somebody else, who would keep
// its owner out.
func TestKnownKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, bob, phone := signUp(s, "ann"), signUp(s, "bob"), newDevice()
		phone.add(t, ann)
		copied := newDevice()
		copied.key.ID = phone.key.ID
		endAdding(bob, copied.create(t, beginAdding(bob))).Want(400, "PREVIOUSLY_REGISTERED")
		phone.signIn(t, s.Browser()).Want(200, "ann@example.com")
	})
}

// TestUserVerification: where it is required, it is asked for and enforced in both ceremonies.
func TestUserVerification(t *testing.T) {
	t.Parallel()
	for compat, status := range map[string][2]int{"": {500, 400}, "reference": {200, 200}} {
		o := options(passkey.Options{Selection: passkey.Selection{UserVerification: "required"}})
		o.Compat = compat
		s := authtest.New(t, o)
		ann, phone := signUp(s, "ann"), newDevice()
		phone.add(t, ann)
		phone.signIn(t, s.Browser()).Want(200)
		careless := newDevice()
		careless.Options.UserNotVerified = true
		endAdding(ann, careless.create(t, beginAdding(ann))).Want(status[0])
		phone.Options.UserNotVerified = true
		phone.signIn(t, s.Browser()).Want(status[1])
	}
}

// TestOrigins: with several origins each will do, others will not, whatever the request says.
func TestOrigins(t *testing.T) {
	t.Parallel()
	o := options(passkey.Options{RPID: "example.com", Origins: []string{"https://example.com", "https://app.example.com"}})
	o.BaseURL, o.TrustedOrigins = "https://auth.example.com", []string{"https://*.example.com", "https://example.com"}
	s := authtest.New(t, o)
	for origin, status := range map[string]int{
		"https://example.com": 200, "https://app.example.com": 200, "https://auth.example.com": 400, "https://other.example.com": 400,
	} {
		visitor, d := s.Browser(), newDevice()
		visitor.Origin = origin
		d.site.ID, d.site.Origin = "example.com", origin
		d.store(t, s)
		began := visitor.GET("/passkey/generate-authenticate-options").Want(200)
		// The jar keeps no cookies of https.
		visitor.Header.Set("Cookie", strings.SplitN(began.Header.Get("Set-Cookie"), ";", 2)[0])
		if r := endSigningIn(visitor, d.sign(t, began.Body)); r.StatusCode != status {
			t.Errorf("%s: %d %s", origin, r.StatusCode, r.Body)
		}
	}
}

// TestOneChallengeAtOnce: of a hundred answers to one challenge one gets a session.
func TestOneChallengeAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, phone, cafe := signUp(s, "ann"), newDevice(), s.Browser()
		phone.add(t, ann)
		answer := phone.sign(t, beginSigningIn(cafe))
		if won := atOnce(100, func(int) bool { return endSigningIn(cafe, answer).StatusCode == 200 }); won != 1 {
			t.Errorf("%d got a session", won)
		}
	})
}

// TestCopiesAtOnce: of many copies of a key that answer challenges of their own with the same
// count, one gets a session.
func TestCopiesAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := start(t, url, passkey.Options{})
		ann, phone := signUp(s, "ann"), newDevice()
		phone.add(t, ann)
		phone.key.Counter = 1
		const copies = 20
		var browsers [copies]*authtest.Browser
		var answers [copies]string
		for i := range copies {
			browsers[i] = s.Browser()
			answers[i] = phone.sign(t, beginSigningIn(browsers[i]))
		}
		if won := atOnce(copies, func(i int) bool { return endSigningIn(browsers[i], answers[i]).StatusCode == 200 }); won != 1 {
			t.Errorf("%d got a session", won)
		}
	})
}

func atOnce(n int, try func(i int) bool) int32 {
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if try(i) {
				won.Add(1)
			}
		})
	}
	all.Wait()
	return won.Load()
}
