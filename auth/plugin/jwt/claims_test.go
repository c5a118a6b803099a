package jwt_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
	"github.com/lyceum/lyceum/auth/plugin/organization"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func openClaims(t *testing.T, url string, o jwt.Options) (*authtest.Server, *authtest.Browser, *jwt.Plugin) {
	t.Helper()
	p := jwt.New(o)
	s := authtest.NewOn(t, url, auth.Options{Plugins: []auth.Plugin{
		password.New(password.Options{}), organization.New(organization.Options{}), p,
	}})
	ann := s.Browser()
	ann.POST("/sign-up/email", `{"name":"Ann","email":"ann@example.com","password":"correct horse"}`).Want(200)
	return s, ann, p
}

// part decodes the header (0) or the claims (1) of a token.
func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	var claims map[string]any
	if err != nil || json.Unmarshal(text, &claims) != nil {
		t.Fatalf("%q is no token", token)
	}
	return claims
}

func TestFurtherClaims(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/auth.db", "postgres": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, ann, _ := openClaims(t, url, jwt.Options{Claims: jwt.Claims})
			id := ann.GET("/get-session").Want(200).Text("session", "id")
			claims := part(t, ann.GET("/token").Want(200).Text("token"), 1)
			if claims["sid"] != id || claims["activeOrganizationId"] != nil || claims["email"] != "ann@example.com" {
				t.Errorf("the claims are %v", claims)
			}
			school := ann.POST("/organization/create", `{"name":"School","slug":"school"}`).Want(200).Text("id")
			claims = part(t, ann.GET("/token").Want(200).Text("token"), 1)
			if claims["activeOrganizationId"] != school {
				t.Errorf("the claims are %v", claims)
			}
		})
	}
}

// TestMoreAlgorithms: a key of another algorithm is made once, published, and does not take
// the place of the first.
func TestMoreAlgorithms(t *testing.T) {
	t.Parallel()
	_, ann, p := openClaims(t, "sqlite:"+t.TempDir()+"/auth.db", jwt.Options{More: []string{"ES256"}})
	ctx, claims := context.Background(), auth.Object{{Key: "sub", Value: "x"}}
	ann.GET("/token").Want(200)
	kid := ""
	for range 2 {
		token, err := p.SignWith(ctx, claims, "", "ES256")
		if err != nil {
			t.Fatal(err)
		}
		header := part(t, token, 0)
		if header["alg"] != "ES256" || kid != "" && header["kid"] != kid {
			t.Errorf("the header is %v", header)
		}
		kid, _ = header["kid"].(string)
	}
	if header := part(t, ann.GET("/token").Want(200).Text("token"), 0); header["alg"] != "EdDSA" {
		t.Errorf("the header is %v", header)
	}
	ann.GET("/jwks").Want(200, kid, `"alg":"EdDSA"`)
	if _, err := p.SignWith(ctx, claims, "", "RS256"); err == nil {
		t.Error("an algorithm that is not configured signs")
	}
}

func TestSignedElsewhere(t *testing.T) {
	t.Parallel()
	var seen auth.Object
	_, ann, _ := openClaims(t, "sqlite:"+t.TempDir()+"/auth.db", jwt.Options{
		RemoteURL: "https://keys.example.com/jwks",
		Signer: func(_ context.Context, claims auth.Object, _ string) (string, error) {
			seen = claims
			return "signed", nil
		},
	})
	ann.GET("/token").Want(200, `"token":"signed"`)
	for _, name := range []string{"sub", "iss", "aud", "exp", "iat"} {
		if _, has := seen.Get(name); !has {
			t.Errorf("the claims have no %s", name)
		}
	}
	ann.GET("/jwks").Want(404)
	for name, wrong := range map[string]jwt.Options{
		"no URL":    {Signer: func(context.Context, auth.Object, string) (string, error) { return "", nil }},
		"algorithm": {More: []string{"none"}}, "claim": {Claims: []jwt.Claim{"password"}},
	} {
		if _, err := auth.New(auth.Options{Secret: authtest.Secret, Plugins: []auth.Plugin{jwt.New(wrong)}}); err == nil || !strings.Contains(err.Error(), "jwt:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
