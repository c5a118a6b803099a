package verify_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/verify"
)

// over are options for keys behind a URL.
func over(url string) verify.Options {
	return verify.Options{JWKSURL: url, Issuer: iss, Audience: aud, Now: func() time.Time { return noon }}
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func TestFetchOverHTTP(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	token := sign(t, i.key(0), claims(nil), nil)
	publish := func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("unexpected request %s %v", r.Method, r.Header)
		}
		document, err := i.KeySet(r.Context())
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(document)
	}
	elsewhere := serve(t, publish)
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    error
	}{
		"a key set":                {publish, nil},
		"redirect on the host":     {redirect("/next", publish), nil},
		"redirect to another host": {redirect(elsewhere, publish), verify.ErrUnavailable},
		"redirect to a file":       {redirect("file:///etc/passwd", publish), verify.ErrUnavailable},
		"not found":                {answer(404, `{"keys":[]}`), verify.ErrUnavailable},
		"failure":                  {answer(500, ""), verify.ErrUnavailable},
		"a web page":               {answer(200, "<!doctype html>"), verify.ErrUnavailable},
		"no keys":                  {answer(200, `{"keys":[]}`), verify.ErrUnavailable},
		"null":                     {answer(200, `null`), verify.ErrUnavailable},
		"another document":         {answer(200, `{"issuer":"x"}`), verify.ErrUnavailable},
		"too large": {func(w http.ResponseWriter, r *http.Request) {
			publish(w, r)
			_, _ = w.Write([]byte(strings.Repeat(" ", 256<<10)))
		}, verify.ErrUnavailable},
		"cut short": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"keys":[`))
		}, verify.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVerifier(t, over(serve(t, c.handler)+"/jwks"))
			if _, err := v.Verify(t.Context(), token); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func redirect(to string, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/jwks" {
			then(w, r)
			return
		}
		http.Redirect(w, r, to, http.StatusFound)
	}
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// The client's own settings count, but not its view of redirects.
func TestTheGivenClient(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) {
		document, _ := i.KeySet(r.Context())
		_, _ = w.Write(document)
	})
	o := over(serve(t, redirect(elsewhere, nil)) + "/jwks")
	o.HTTPClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	v := newVerifier(t, o)
	token := sign(t, i.key(0), claims(nil), nil)
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, verify.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if i.count() != 0 {
		t.Error("the other host was asked")
	}

	release := make(chan struct{})
	o = over(serve(t, func(http.ResponseWriter, *http.Request) { <-release }))
	o.HTTPClient = &http.Client{Timeout: time.Millisecond}
	if _, err := newVerifier(t, o).Verify(t.Context(), token); !errors.Is(err, verify.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	close(release)
}

// network stands in for the network.
type network func(*http.Request) (*http.Response, error)

func (n network) RoundTrip(r *http.Request) (*http.Response, error) { return n(r) }

func TestRedirectsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	token := sign(t, i.key(0), claims(nil), nil)
	for name, c := range map[string]struct {
		to       string
		requests int
	}{
		"to plain http": {"http://auth.example.org/jwks", 1},
		"in a circle":   {"https://auth.example.org/jwks", 4},
	} {
		requests := 0
		o := over("https://auth.example.org/jwks")
		o.HTTPClient = &http.Client{Transport: network(func(r *http.Request) (*http.Response, error) {
			requests++
			recorder := httptest.NewRecorder()
			http.Redirect(recorder, r, c.to, http.StatusFound)
			return recorder.Result(), nil
		})}
		if _, err := newVerifier(t, o).Verify(t.Context(), token); !errors.Is(err, verify.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
		if requests != c.requests {
			t.Errorf("%s: %d requests, want %d", name, requests, c.requests)
		}
	}
}
