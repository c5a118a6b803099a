package mail

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// provider answers like an HTTP mail provider and keeps the request.
type provider struct {
	status int
	reply  string
	path   string
	header http.Header
	body   map[string]any
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.path, p.header = r.URL.Path, r.Header.Clone()
	if err := json.NewDecoder(r.Body).Decode(&p.body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(p.status)
	_, _ = w.Write([]byte(p.reply))
}

func startProvider(t *testing.T, status int, reply string) (*provider, APIOptions) {
	t.Helper()
	p := &provider{status: status, reply: reply}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return p, APIOptions{From: "Lyceum <book@example.com>", Key: "key-hunter2", URL: server.URL}
}

func TestResend(t *testing.T) {
	t.Parallel()
	p, options := startProvider(t, 200, `{"id":"1"}`)
	sender, err := NewResend(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"from": `"Lyceum" <book@example.com>`, "to": []any{"ada@example.com"},
		"subject": letter.Subject, "text": letter.Text, "html": letter.HTML,
	}
	if diff := cmp.Diff(want, p.body); diff != "" || p.path != "/emails" || p.header.Get("Authorization") != "Bearer key-hunter2" {
		t.Errorf("%s %s %s", p.path, p.header, diff)
	}
}

func TestSendGrid(t *testing.T) {
	t.Parallel()
	p, options := startProvider(t, 202, "")
	sender, err := NewSendGrid(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"personalizations": []any{map[string]any{"to": []any{map[string]any{"email": "ada@example.com"}}}},
		"from":             map[string]any{"email": "book@example.com", "name": "Lyceum"},
		"subject":          letter.Subject,
		"content": []any{
			map[string]any{"type": "text/plain", "value": letter.Text},
			map[string]any{"type": "text/html", "value": letter.HTML},
		},
	}
	if diff := cmp.Diff(want, p.body); diff != "" || p.path != "/v3/mail/send" {
		t.Errorf("%s %s", p.path, diff)
	}
}

func TestProviderRefusals(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]string{
		`{"statusCode":403,"message":"domain not verified","name":"x"}`: "send mail by Resend: 403 Forbidden: domain not verified",
		`{"errors":[{"message":"bad key","field":null}]}`:               "send mail by Resend: 403 Forbidden: bad key",
		`<html>`: "send mail by Resend: 403 Forbidden: no explanation",
	} {
		_, options := startProvider(t, http.StatusForbidden, reply)
		sender, err := NewResend(options)
		if err != nil {
			t.Fatal(err)
		}
		err = sender.Send(t.Context(), letter)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	_, options := startProvider(t, 200, "")
	options.URL = "http://127.0.0.1:1"
	sender, _ := NewSendGrid(options)
	if err := sender.Send(t.Context(), letter); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("unreachable: %v", err)
	}
	options.Key = ""
	if _, err := NewSendGrid(options); err == nil {
		t.Error("no key was accepted")
	}
	options.Key, options.From = "k", "nobody"
	if _, err := NewResend(options); err == nil {
		t.Error("no sender was accepted")
	}
	if err := (None{}).Send(t.Context(), letter); !errors.Is(err, ErrNoProvider) {
		t.Errorf("None: %v", err)
	}
}
