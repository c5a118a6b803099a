package provider_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/auth/provider"
)

func newProvider(t *testing.T, id string, o provider.Options, answers ...string) (provider.Provider, *network) {
	t.Helper()
	net := &network{}
	for _, a := range answers {
		net.queue = append(net.queue, answer{Text: a})
	}
	o.HTTPClient = &http.Client{Transport: net}
	o.ClientID, o.ClientSecret = []string{"client-id", "second-id"}, "secret"
	p, err := provider.New(id, o)
	if err != nil {
		t.Fatal(err)
	}
	return p, net
}

// TestOwnFunctions: what an application brings replaces a provider's ways, but for the
// check that a Facebook token is for the application.
func TestOwnFunctions(t *testing.T) {
	t.Parallel()
	own := func(_ context.Context, t *provider.Tokens) (*provider.Identity, error) {
		if t.Access == "nobody" {
			return nil, nil
		}
		return &provider.Identity{
			User: provider.Object{{Key: "email", Value: "own@example.com"}}, Profile: provider.Object{{Key: "id", Value: 7.0}}, Subject: "not this",
		}, nil
	}
	github, net := newProvider(t, "github", provider.Options{GetUserInfo: own, DisableIDTokenSignIn: true})
	identity, err := github.Identify(t.Context(), &provider.Tokens{Access: "a"})
	if err != nil || identity.Subject != "7" || len(net.requests) != 0 {
		t.Errorf("%+v, %v, %d requests", identity, err, len(net.requests))
	}
	if _, err := github.Identify(t.Context(), &provider.Tokens{Access: "nobody"}); !errors.Is(err, provider.ErrNoIdentity) {
		t.Error(err)
	}

	facebook, _ := newProvider(t, "facebook", provider.Options{GetUserInfo: own}, `{"data":{"is_valid":true,"app_id":"another","user_id":"1"}}`)
	if _, err := facebook.Identify(t.Context(), &provider.Tokens{Access: "theirs"}); !errors.Is(err, provider.ErrNoIdentity) {
		t.Errorf("a token of another application: %v", err)
	}
	facebook, _ = newProvider(t, "facebook", provider.Options{GetUserInfo: own}, `{"data":{"is_valid":true,"app_id":"second-id","user_id":"1"}}`)
	if _, err := facebook.Identify(t.Context(), &provider.Tokens{ID: "opaque"}); err != nil {
		t.Error(err)
	}

	broken := errors.New("the mapping is broken")
	gitlab, _ := newProvider(t, "gitlab", provider.Options{
		MapProfile: func(context.Context, provider.Object) (provider.Object, error) { return nil, broken },
		RefreshAccessToken: func(_ context.Context, old string) (*provider.Tokens, error) {
			return &provider.Tokens{Access: old + " again"}, nil
		},
		CheckIDToken: func(_ context.Context, token, nonce string) (bool, error) {
			return token == "good" && nonce == "n", nil
		},
	}, `{"id":1,"state":"active"}`)
	if _, err := gitlab.Identify(t.Context(), &provider.Tokens{Access: "a"}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if tokens, err := gitlab.Refresh(t.Context(), "old", nil); err != nil || tokens.Access != "old again" {
		t.Error(tokens, err)
	}
	if err := gitlab.VerifyIDToken(t.Context(), "good", "n"); err != nil || !gitlab.Info().IDTokens {
		t.Error(err)
	}
	if err := gitlab.VerifyIDToken(t.Context(), "bad", "n"); err == nil {
		t.Error("a bad token was accepted")
	}
}

// TestSecretsStayOutOfErrors: some providers take secrets in the query.
func TestSecretsStayOutOfErrors(t *testing.T) {
	t.Parallel()
	refusing := &http.Client{Transport: refusal{}}
	for _, id := range []string{"wechat", "facebook", "github", "tiktok"} {
		p, err := provider.New(id, provider.Options{ClientID: []string{"client-id"}, ClientSecret: "hunter2", ClientKey: "key", HTTPClient: refusing})
		if err != nil {
			t.Fatal(err)
		}
		_, exchange := p.Exchange(t.Context(), provider.Exchange{Code: "hunter2"})
		_, refresh := p.Refresh(t.Context(), "hunter2", nil)
		_, identify := p.Identify(t.Context(), &provider.Tokens{Access: "hunter2", Raw: provider.Object{{Key: "openid", Value: "hunter2"}}})
		for _, err := range []error{exchange, refresh, identify} {
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
}

type refusal struct{}

func (refusal) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}

func TestUnknownProvider(t *testing.T) {
	t.Parallel()
	if _, err := provider.New("myspace", provider.Options{}); err == nil {
		t.Error("an unknown provider was made")
	}
}

func TestPlaceholderEmail(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"abc": "abc@reddit.placeholder.invalid", "a b": "", "": "", "a@b": ""} {
		if got := provider.PlaceholderEmail(id, "reddit"); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}
