package sms

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// twilio answers as the Messages API does and keeps what it was asked.
type twilio struct {
	status int
	reply  string
	path   string
	user   string
	pass   string
	form   url.Values
}

func (s *twilio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.path = r.Method + " " + r.URL.Path
	s.user, s.pass, _ = r.BasicAuth()
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.form = r.PostForm
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.reply)
}

func start(t *testing.T, status int, reply string) (*twilio, TwilioOptions) {
	t.Helper()
	fake := &twilio{status: status, reply: reply}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return fake, TwilioOptions{AccountSID: "AC123", AuthToken: "token-hunter2", From: "+15005550006", URL: server.URL}
}

var message = Message{To: "+491701234567", Text: "482913 is your code"}

func TestTwilioSends(t *testing.T) {
	t.Parallel()
	for from, field := range map[string]string{"+15005550006": "From", "Lyceum": "From", "MG0123": "MessagingServiceSid"} {
		fake, options := start(t, http.StatusCreated, `{"sid":"SM1","status":"queued"}`)
		options.From = from
		sender, err := NewTwilio(options)
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		want := url.Values{"To": {message.To}, "Body": {message.Text}, field: {from}}
		if fake.path != "POST /2010-04-01/Accounts/AC123/Messages.json" || fake.form.Encode() != want.Encode() {
			t.Errorf("%s %v, want %v", fake.path, fake.form, want)
		}
		if fake.user != "AC123" || fake.pass != "token-hunter2" {
			t.Errorf("credentials %q %q", fake.user, fake.pass)
		}
	}
}

func TestTwilioRefusals(t *testing.T) {
	t.Parallel()
	const invalid = `{"code":21211,"message":"The 'To' number +491701234567 is not a valid phone number.","status":400}`
	for _, tc := range []struct {
		status    int
		reply     string
		want      string
		permanent bool
	}{
		{400, invalid, "400 Bad Request, error 21211", true},
		{429, `{"code":20429,"message":"Too Many Requests"}`, "429 Too Many Requests, error 20429", false},
		{401, `{"code":20003,"message":"Authenticate"}`, "401 Unauthorized, error 20003", false},
		{503, `<html>`, "503 Service Unavailable", false},
	} {
		_, options := start(t, tc.status, tc.reply)
		sender, err := NewTwilio(options)
		if err != nil {
			t.Fatal(err)
		}
		err = sender.Send(t.Context(), message)
		if err == nil || err.Error() != "send text message by Twilio: "+tc.want {
			t.Errorf("%d: %v", tc.status, err)
		}
		if _, permanent := errors.AsType[*RefusedError](err); permanent != tc.permanent {
			t.Errorf("%d: permanent %v, want %v", tc.status, permanent, tc.permanent)
		}
	}
}

func TestTwilioUnreachable(t *testing.T) {
	t.Parallel()
	_, options := start(t, 201, "")
	options.URL = "http://127.0.0.1:1"
	sender, err := NewTwilio(options)
	if err != nil {
		t.Fatal(err)
	}
	err = sender.Send(t.Context(), message)
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), message.To) {
		t.Errorf("unreachable: %v", err)
	}
	if _, permanent := errors.AsType[*RefusedError](err); permanent {
		t.Error("a server that cannot be reached was taken for a refusal")
	}
}

func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	fake, options := start(t, 201, "")
	sender, err := NewTwilio(options)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []Message{{To: "ada", Text: "x"}, {To: "+49170 1", Text: "x"}, {To: message.To}, {To: message.To, Text: strings.Repeat("x", 641)}} {
		err := sender.Send(t.Context(), m)
		if _, permanent := errors.AsType[*RefusedError](err); !permanent || fake.path != "" {
			t.Errorf("%+v: %v", m, err)
		}
	}
	options.From = ""
	if _, err := NewTwilio(options); err == nil {
		t.Error("no sender was accepted")
	}
}
