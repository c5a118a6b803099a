package captcha_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/captcha"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

const signUp = `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`

// TestQuestions: what each service is asked, by its documentation.
func TestQuestions(t *testing.T) {
	t.Parallel()
	for provider, want := range map[captcha.Provider]map[string]string{
		captcha.Turnstile:  {"secret": "key", "response": "widget", "remoteip": "127.0.0.1"},
		captcha.ReCAPTCHA:  {"secret": "key", "response": "widget", "remoteip": "127.0.0.1"},
		captcha.HCaptcha:   {"secret": "key", "response": "widget", "sitekey": "site", "remoteip": "127.0.0.1"},
		captcha.CaptchaFox: {"secret": "key", "response": "widget", "sitekey": "site", "remoteIp": "127.0.0.1"},
	} {
		t.Run(string(provider), func(t *testing.T) {
			t.Parallel()
			asked := make(chan map[string]string, 1)
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked <- question(t, r)
				_, _ = io.WriteString(w, `{"success":true}`)
			}))
			defer service.Close()
			s := server(t, captcha.Options{Provider: provider, SecretKey: "key", SiteKey: "site", SiteVerifyURL: service.URL})
			visitor(s).POST("/sign-up/email", signUp).Want(200)
			if diff := cmp.Diff(want, <-asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func question(t *testing.T, r *http.Request) map[string]string {
	body, _ := io.ReadAll(r.Body)
	asked := map[string]string{}
	if r.Header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		return asked
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		t.Error(err)
	}
	for name := range form {
		asked[name] = form.Get(name)
	}
	return asked
}

// visitor has the widget's response in every request.
func visitor(s *authtest.Server) *authtest.Browser {
	b := s.Browser()
	b.Header.Set("X-Captcha-Response", "widget")
	return b
}

func server(t *testing.T, o captcha.Options) *authtest.Server {
	return authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{}), captcha.New(o)}})
}

// TestFailsClosed: a service that hangs, babbles or is gone lets nobody in.
func TestFailsClosed(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hangs":
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		case "/babbles":
			_, _ = io.WriteString(w, "<html>")
		}
	}))
	defer service.Close()
	defer close(hang)
	for _, at := range []string{service.URL + "/hangs", service.URL + "/babbles", "http://127.0.0.1:1/"} {
		s := server(t, captcha.Options{
			Provider: captcha.HCaptcha, SecretKey: "key", SiteVerifyURL: at, HTTPClient: &http.Client{Timeout: 200 * time.Millisecond},
		})
		visitor(s).POST("/sign-up/email", signUp).Want(500, `"code":"UNKNOWN_ERROR"`)
		if _, err := s.FindUserByEmail(t.Context(), "ann@example.com"); err == nil {
			t.Errorf("%s let somebody sign up", at)
		}
	}
	s := server(t, captcha.Options{Provider: captcha.HCaptcha})
	visitor(s).POST("/sign-up/email", signUp).Want(500, "UNKNOWN_ERROR")
}

func TestUnknownService(t *testing.T) {
	t.Parallel()
	plugin := captcha.New(captcha.Options{Provider: "abacus"})
	if _, err := auth.New(auth.Options{Secret: authtest.Secret, Plugins: []auth.Plugin{plugin}}); err == nil {
		t.Error("an unknown service was accepted")
	}
}
