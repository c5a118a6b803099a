package verify

import (
	"context"
	"errors"
	"net/http"
)

// Required lets only requests of a verified user pass, with the user in their
// context.
func (v *Verifier) Required(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.vary(w)
		user, err := v.authenticate(r)
		if err != nil {
			v.Deny(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(WithUser(r.Context(), user)))
	})
}

// Optional also lets visitors pass. What becomes of a token that is refused is
// said in the package comment, under Replies.
func (v *Verifier) Optional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.vary(w)
		ctx := r.Context()
		user, err := v.authenticate(r)
		switch {
		case err == nil:
			ctx = WithUser(ctx, user)
		case errors.Is(err, ErrMissing):
		case safe(r.Method):
			v.log(r, err)
			if reply := explain(err); reply.challenge != "" {
				w.Header().Set("WWW-Authenticate", v.challenge(reply))
			}
			ctx = context.WithValue(ctx, errorKey{}, err)
		default:
			v.Deny(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// authenticate finds and verifies the token of a request.
func (v *Verifier) authenticate(r *http.Request) (*User, error) {
	token, cookie, err := v.credentials(r)
	if err != nil {
		return nil, err
	}
	if cookie {
		if err := v.checkOrigin(r); err != nil {
			return nil, err
		}
	}
	return v.Verify(r.Context(), token)
}

// vary keeps caches from handing one user's answer to another.
func (v *Verifier) vary(w http.ResponseWriter) {
	w.Header().Add("Vary", "Authorization")
	if v.options.Cookie.Name != "" {
		w.Header().Add("Vary", "Cookie")
	}
}
