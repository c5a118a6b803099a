package verify

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"encoding/json"
)

// FuzzBearer feeds the parser of the Authorization header.
func FuzzBearer(f *testing.F) {
	for _, seed := range [][2]string{
		{"Bearer a.b.c", ""}, {"bearer  x ", "Basic dTpw"}, {"Bearer", "Bearer x"}, {"", ""}, {"\tBearer\tx", "Bearer "},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		token, found, err := bearer([]string{one, two})
		if err != nil && (token != "" || !errors.Is(err, ErrInvalid)) {
			t.Errorf("token %q with error %v", token, err)
		}
		if err == nil && found != (token != "") {
			t.Errorf("found %t, token %q", found, token)
		}
		if token != strings.TrimLeft(token, " ") || token != "" && !strings.Contains(one+"\n"+two, token) {
			t.Errorf("%q is not a piece of the header", token)
		}
	})
}

// FuzzVerify offers tokens to a verifier with the reference's keys: whatever is
// not one of the recorded tokens must be refused, and quickly.
func FuzzVerify(f *testing.F) {
	file, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		f.Fatal(err)
	}
	var recordings []struct {
		Token string
		JWKS  struct{ Keys []json.RawMessage }
	}
	if err := json.Unmarshal(file, &recordings); err != nil {
		f.Fatal(err)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	genuine := map[string]bool{}
	for _, r := range recordings {
		set.Keys = append(set.Keys, r.JWKS.Keys...)
		genuine[r.Token] = true
		f.Add(r.Token)
		f.Add(r.Token[:len(r.Token)-1])
	}
	for _, seed := range []string{"", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AA"} {
		f.Add(seed)
	}
	document, err := json.Marshal(set)
	if err != nil {
		f.Fatal(err)
	}
	v, err := New(Options{
		Keys:   KeySourceFunc(func(context.Context) ([]byte, error) { return document, nil }),
		Issuer: "https://auth.example.org", Audience: "https://auth.example.org", MinRefresh: time.Hour,
		Now: func() time.Time { return time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC) },
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, token string) {
		user, err := v.Verify(t.Context(), token)
		if genuine[token] != (err == nil) || (user == nil) != (err != nil) {
			t.Fatalf("%q: %+v, %v", token, user, err)
		}
		if err != nil && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrMissing) {
			t.Errorf("%q: %v is neither invalid nor missing", token, err)
		}
	})
}

// FuzzOrigin looks for a spelling that the check and a browser read differently.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{
		"https://app.example.org", "https://app.example.org:443/x", "null", "https://app.example.org@evil.example",
		"https://app.example.org\\@evil.example", "https://evil.example#https://app.example.org", "//app.example.org",
	} {
		f.Add(seed)
	}
	v := &Verifier{origins: map[string]bool{"https://app.example.org": true}}
	f.Fuzz(func(t *testing.T, origin string) {
		r := &http.Request{Method: http.MethodPost, Header: http.Header{"Origin": {origin}}}
		if v.checkOrigin(r) != nil {
			return
		}
		rest, ok := strings.CutPrefix(strings.ToLower(origin), "https://app.example.org")
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, ":443"), ":")
		if !ok || rest != "" && !strings.ContainsAny(rest[:1], "/?#") {
			t.Errorf("%q was trusted", origin)
		}
	})
}

// FuzzKeySet feeds the parser of key sets.
func FuzzKeySet(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"oct","k":"AA"},{"kty":"RSA","n":"AQ","e":"AQAB"},null,{}]}`))
	f.Fuzz(func(t *testing.T, document []byte) {
		keys, err := parseKeys(document)
		if (err == nil) != (len(keys) > 0) {
			t.Errorf("%d keys and error %v", len(keys), err)
		}
		for _, key := range keys {
			fits := 0
			for _, algorithm := range public {
				if key.fits(algorithm) {
					fits++
				}
			}
			if key.algorithm == "" && fits == 0 || key.algorithm != "" && fits > 1 {
				t.Errorf("key %+v fits %d algorithms", key, fits)
			}
		}
	})
}
