package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestLogHoldsNoSecrets drives most flows at log level debug, good and bad, and looks in the
// log for every token, password, cookie, secret and hash that was about.
func TestLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	p := run(t, t.TempDir(), "", "--set", "auth.user.deleteUser.enabled=true", "--set", "auth.user.changeEmail.enabled=true",
		"--set", "auth.user.deleteUser.sendDeleteAccountVerification=true")
	secrets := map[string]string{"a password": "correct horse", "a new password": "battery staple", "a guess": "Tr0ub4dor-and-3"}
	ann := p.caller()
	see := func(what string, a answer, want int) answer {
		t.Helper()
		if a.status != want {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
		for _, c := range (&http.Response{Header: a.header}).Cookies() {
			if len(c.Value) > 20 {
				secrets["a cookie of "+what] = c.Value
				secrets["the token in a cookie of "+what], _, _ = strings.Cut(c.Value, ".")
			}
		}
		if token := a.text("token"); token != "" {
			secrets["a token of "+what] = token
		}
		if token := a.header.Get("Set-Auth-Jwt"); token != "" {
			secrets["a JWT of "+what] = token
		}
		return a
	}
	// mailed waits for the next mail with a link: mails are sent after the reply.
	read := 0
	mailed := func(what string) string {
		t.Helper()
		var link []string
		for end := time.Now().Add(patience); link == nil; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("no mail with a link for %s", what)
			}
			var mails []struct{ Text string }
			if err := json.Unmarshal([]byte(ann("GET", "/dev/mail?format=json", "").body), &mails); err != nil {
				t.Fatal(err)
			}
			for ; link == nil && read < len(mails); read++ {
				link = regexp.MustCompile(`http://localhost:\d+(/api/auth\S+)`).FindStringSubmatch(mails[read].Text)
			}
		}
		u, err := url.Parse(link[1])
		if err != nil {
			t.Fatal(err)
		}
		token := u.Query().Get("token")
		if token == "" {
			token = u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		}
		secrets["a mailed token of "+what] = token
		return link[1]
	}
	see("sign-up", ann("POST", "/api/auth/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`), 200)
	see("a wrong password", p.caller()("POST", "/api/auth/sign-in/email", `{"email":"ann@example.com","password":"Tr0ub4dor-and-3"}`), 401)
	see("a malformed body", ann("POST", "/api/auth/sign-in/email", `{"password":"Tr0ub4dor-and-3"`), 400)
	see("sign-in", p.caller()("POST", "/api/auth/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`), 200)
	see("get-session", ann("GET", "/api/auth/get-session", ""), 200)
	see("token", ann("GET", "/api/auth/token", ""), 200)
	see("list-sessions", ann("GET", "/api/auth/list-sessions", ""), 200)
	see("verify", ann("POST", "/api/auth/send-verification-email", `{"email":"ann@example.com"}`), 200)
	see("following it", ann("GET", mailed("verification"), ""), 302)
	see("change-email", ann("POST", "/api/auth/change-email", `{"newEmail":"anna@example.com"}`), 200)
	mailed("change-email")
	see("a bad token", ann("GET", "/api/auth/verify-email?token=eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AAAAAAAAAAAAAAAAAAAA", ""), 401)
	secrets["a bad token"] = "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AAAAAAAAAAAAAAAAAAAA"
	see("request-password-reset", ann("POST", "/api/auth/request-password-reset", `{"email":"ann@example.com","redirectTo":"/reset"}`), 200)
	link := mailed("reset")
	see("following it", ann("GET", link, ""), 302)
	token := secrets["a mailed token of reset"]
	see("reset", ann("POST", "/api/auth/reset-password", `{"newPassword":"battery staple","token":"`+token+`"}`), 200)
	see("reset again", ann("POST", "/api/auth/reset-password", `{"newPassword":"battery staple","token":"`+token+`"}`), 400)
	see("magic link", ann("POST", "/api/auth/sign-in/magic-link", `{"email":"ann@example.com","callbackURL":"/home"}`), 200)
	see("following it", ann("GET", mailed("magic link"), ""), 302)
	see("change-password", ann("POST", "/api/auth/change-password", `{"currentPassword":"battery staple","newPassword":"correct horse","revokeOtherSessions":true}`), 200)
	see("delete-user", ann("POST", "/api/auth/delete-user", `{}`), 200)
	see("following it", ann("GET", mailed("delete-user"), ""), 302)

	raw, err := os.ReadFile(filepath.Join(p.folder, "data", "secret"))
	if err != nil {
		t.Fatal(err)
	}
	secrets["the server's secret"] = strings.TrimSpace(string(raw))
	log := p.log.String()
	if strings.Count(log, "msg=request") < 20 {
		t.Fatalf("the log is too short to say much:\n%s", log)
	}
	for what, secret := range secrets {
		plain, err := url.QueryUnescape(secret)
		if err != nil {
			plain = secret
		}
		if len(secret) < 8 {
			t.Errorf("%s is only %q", what, secret)
		} else if strings.Contains(log, secret) || strings.Contains(log, plain) {
			t.Errorf("the log holds %s", what)
		}
	}
	if hash := regexp.MustCompile(`[0-9a-f]{32}:[0-9a-f]{128}`).FindString(log); hash != "" {
		t.Errorf("the log holds a hash: %s", hash)
	}
}
