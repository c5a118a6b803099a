package verify

import (
	"net/http"
	"strings"
)

// credentials finds the token of a request. cookie tells that the browser sent
// it by itself.
func (v *Verifier) credentials(r *http.Request) (token string, cookie bool, err error) {
	token, found, err := bearer(r.Header["Authorization"])
	if found || err != nil {
		return token, false, err
	}
	if v.options.Cookie.Name == "" {
		return "", false, ErrMissing
	}
	for _, c := range r.CookiesNamed(v.options.Cookie.Name) {
		if token != "" && c.Value != token {
			// A neighbouring subdomain can plant a second one.
			return "", true, refuse("there are several cookies of the name")
		}
		token = c.Value
	}
	if token == "" {
		return "", false, ErrMissing
	}
	return token, true, nil
}

// bearer reads the values of the Authorization header. Another scheme, as of a
// proxy with basic authentication, is not ours to judge.
func bearer(values []string) (token string, found bool, err error) {
	for _, value := range values {
		scheme, rest, _ := strings.Cut(strings.Trim(value, " \t"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			continue
		}
		if found {
			return "", true, refuse("there are several Authorization headers")
		}
		found = true
		if token = strings.TrimLeft(rest, " "); token == "" {
			return "", true, refuse("the Authorization header is empty")
		}
	}
	return token, found, nil
}
