package verify_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/lyceum/lyceum/auth/verify"
)

// BenchmarkVerify verifies the reference's tokens; keys are known.
func BenchmarkVerify(b *testing.B) {
	for _, r := range recordings(b) {
		b.Run(r.Algorithm, func(b *testing.B) {
			v := newVerifier(b, verify.Options{Keys: fixed(string(r.JWKS)), Issuer: iss, Audience: iss, Now: recorded})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), r.Token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRequired is the whole of what the middleware adds to a request.
func BenchmarkRequired(b *testing.B) {
	r := recordings(b)[0]
	v := newVerifier(b, verify.Options{Keys: fixed(string(r.JWKS)), Issuer: iss, Audience: iss, Now: recorded})
	handler := v.Required(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Header.Set("Authorization", "Bearer "+r.Token)
		for pb.Next() {
			recorder := httptest.NewRecorder()
			if handler.ServeHTTP(recorder, request); recorder.Code != http.StatusOK {
				b.Fatal(recorder.Code)
			}
		}
	})
}

// BenchmarkRefuse is what a flood of rubbish costs.
func BenchmarkRefuse(b *testing.B) {
	r := recordings(b)[0]
	v := newVerifier(b, verify.Options{Keys: fixed(string(r.JWKS)), Issuer: iss, Audience: iss, Now: recorded})
	for name, token := range map[string]string{"rubbish": "rubbish", "unsigned": "eyJhbGciOiJub25lIn0.e30.AA"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), token); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}
