package verify_test

import (
	"fmt"
	"net/http"

	"github.com/lyceum/lyceum/auth/verify"
)

// A service of its own, which trusts the users of an authentication server.
func Example() {
	v, err := verify.New(verify.Options{
		JWKSURL:  "https://auth.example.org/api/auth/jwks",
		Issuer:   "https://auth.example.org",
		Audience: "https://auth.example.org",
	})
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /orders", v.Required(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _ := verify.UserFrom(r.Context())
		fmt.Fprintf(w, "The orders of %s.\n", user.Name)
	})))
	mux.Handle("GET /catalog", v.Optional(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, ok := verify.UserFrom(r.Context()); ok {
			fmt.Fprintf(w, "Welcome back, %s.\n", user.Name)
		}
	})))
	panic(http.ListenAndServe(":8001", mux))
}

// A secret shared with the issuer, and the token in a cookie.
func ExampleNew_cookie() {
	v, err := verify.New(verify.Options{
		HMACSecret: "read me from the environment, at least 32 bytes",
		Cookie:     verify.Cookie{Name: "__Host-token", TrustedOrigins: []string{"https://app.example.org"}},
	})
	fmt.Println(v != nil, err)
	// Output: true <nil>
}
