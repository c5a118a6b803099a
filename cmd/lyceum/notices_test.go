package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/mail"
)

// phones is Twilio's Messages API (2010-04-01), which keeps what it is to send.
type phones struct {
	mu   sync.Mutex
	sent []url.Values
}

func (s *phones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, secret, _ := r.BasicAuth()
	if err := r.ParseForm(); err != nil || user != "AC123" || secret != "token" || r.URL.Path != "/2010-04-01/Accounts/AC123/Messages.json" {
		http.Error(w, `{"code":20003,"message":"Authenticate"}`, http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	s.sent = append(s.sent, r.PostForm)
	s.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte(`{"sid":"SM1","status":"queued"}`))
}

// code waits for the n-th message and returns the code in it.
func (s *phones) code(t *testing.T, n int, to string) string {
	t.Helper()
	var message url.Values
	eventually(t, "a text message", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.sent) < n {
			return false
		}
		message = s.sent[n-1]
		return true
	})
	if message.Get("To") != to {
		t.Errorf("a code went to %s", message.Get("To"))
	}
	return regexp.MustCompile(`\d{6}`).FindString(message.Get("Body"))
}

// letters are the mails so far whose subject contains a text.
func (p *process) letters(subject string) (to []string, text string) {
	var all []struct{ To, Subject, Text string }
	if err := json.Unmarshal([]byte(p.caller()("GET", "/dev/mail?format=json", "").body), &all); err != nil {
		p.t.Fatal(err)
	}
	for _, one := range all {
		if strings.Contains(one.Subject, subject) {
			to, text = append(to, one.To), one.Text
		}
	}
	return to, text
}

func (p *process) wantLetters(subject string, to ...string) string {
	p.t.Helper()
	var text string
	eventually(p.t, "mails about "+subject, func() bool {
		got, newest := p.letters(subject)
		text = newest
		return strings.Join(got, " ") == strings.Join(to, " ")
	})
	return text
}

// People hear of changes to how they sign in, at addresses that are theirs; and a second
// factor comes by telephone where there is one.
func TestNoticesOfChanges(t *testing.T) {
	t.Parallel()
	twilio := &phones{}
	api := httptest.NewServer(twilio)
	t.Cleanup(api.Close)
	folder := t.TempDir()
	settings := `sms: {twilio: {accountSid: AC123, authToken: token, from: "+15005550006", url: "` + api.URL + `"}}
auth: {plugins: {phoneNumber: {}}, user: {changeEmail: {enabled: true}}}
`
	if err := os.WriteFile(filepath.Join(folder, "lyceum.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	p := run(t, folder, "")
	ask := func(call func(method, path, body string) answer, path, body string) answer {
		t.Helper()
		a := call("POST", "/api/auth"+path, body)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		return a
	}
	shell := func(input string, words ...string) {
		t.Helper()
		command := exec.Command("lyceum", append([]string{"user"}, words...)...)
		command.Dir, command.Stdin = folder, strings.NewReader(input)
		if text, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	const ann, anna, number = "ann@example.com", "anna@example.com", "+491701234567"
	ann1, bob := p.caller(), p.caller()
	ask(ann1, "/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`)
	ask(bob, "/sign-up/email", `{"name":"Bob","email":"bob@example.com","password":"correct horse"}`)
	shell("", "verify-email", ann)

	// Bob's address may be a stranger's: nothing goes there.
	ask(bob, "/change-password", `{"currentPassword":"correct horse","newPassword":"battery staple"}`)
	ask(ann1, "/change-password", `{"currentPassword":"correct horse","newPassword":"battery staple"}`)
	p.wantLetters("password was changed", ann)

	ask(ann1, "/phone-number/send-otp", `{"phoneNumber":"`+number+`"}`)
	ask(ann1, "/phone-number/verify", `{"phoneNumber":"`+number+`","code":"`+twilio.code(t, 1, number)+`","updatePhoneNumber":true}`)
	ask(ann1, "/two-factor/enable", `{"password":"battery staple","method":"otp"}`)
	p.wantLetters("second step", ann)
	other := p.caller()
	ask(other, "/sign-in/email", `{"email":"ann@example.com","password":"battery staple"}`)
	ask(other, "/two-factor/send-otp", `{}`)
	ask(other, "/two-factor/verify-otp", `{"code":"`+twilio.code(t, 2, number)+`"}`)
	ask(ann1, "/two-factor/disable", `{"password":"battery staple"}`)
	p.wantLetters("second step", ann, ann)

	party := virtualwebauthn.RelyingParty{ID: "localhost", Name: "Lyceum", Origin: p.origin}
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
	options, err := virtualwebauthn.ParseAttestationOptions(ann1("GET", "/api/auth/passkey/generate-register-options", "").body)
	if err != nil {
		t.Fatal(err)
	}
	response := virtualwebauthn.CreateAttestationResponse(party, virtualwebauthn.NewAuthenticator(), key, *options)
	id := ask(ann1, "/passkey/verify-registration", `{"response":`+response+`}`).text("id")
	p.wantLetters("passkey was added", ann)
	ask(ann1, "/passkey/delete-passkey", `{"id":"`+id+`"}`)
	p.wantLetters("passkey was removed", ann)

	ask(ann1, "/change-email", `{"newEmail":"anna@example.com"}`)
	var link []string
	eventually(t, "a link to the new address", func() bool {
		to, text := p.letters("")
		link = regexp.MustCompile(`http://localhost:\d+(/api/auth\S+)`).FindStringSubmatch(text)
		return len(to) > 0 && to[len(to)-1] == anna && link != nil
	})
	if a := ann1("GET", link[1], ""); a.status != http.StatusFound {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p.wantLetters("address of your", ann)
	shell("another horse\n", "set-password", anna)
	p.wantLetters("password was changed", ann, anna)
}

func TestNoticesCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	settings := func(change func(*config.Settings, *mailer)) bool {
		s, m := config.Default(), newMailerWithout()
		m.sender, m.notices = &mail.Mailbox{}, true
		change(s, m)
		return len(newNotices(s, m).events().Acted) > 0
	}
	if !settings(func(*config.Settings, *mailer) {}) || !config.Default().Mail.Notices {
		t.Error("notices are off by default")
	}
	if settings(func(_ *config.Settings, m *mailer) { m.notices = false }) ||
		settings(func(_ *config.Settings, m *mailer) { m.sender = mail.None{} }) ||
		settings(func(s *config.Settings, _ *mailer) { s.Auth.Compat = "reference" }) {
		t.Error("notices are sent though they are turned off")
	}
}
