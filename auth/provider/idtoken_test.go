package provider_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/provider"
)

type idTokens struct {
	Now   int64
	Keys  json.RawMessage
	Cases []struct {
		ID        string
		Options   recordedOptions
		Supported bool
		Verdicts  []struct {
			Name, Token, Nonce string
			Accepted           bool
		}
	}
}

func TestIDTokens(t *testing.T) {
	t.Parallel()
	var r idTokens
	read(t, "id-tokens.json", &r)
	accepted, refused := 0, 0
	for i, c := range r.Cases {
		o := c.Options.options()
		o.Now = func() time.Time { return time.UnixMilli(r.Now) }
		o.HTTPClient = &http.Client{Transport: &network{queue: slices.Repeat([]answer{{JSON: r.Keys}}, 99)}}
		p, err := provider.New(c.ID, o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Info().IDTokens != c.Supported {
			t.Errorf("%s %d: supported %v, want %v", c.ID, i, !c.Supported, c.Supported)
		}
		for _, v := range c.Verdicts {
			err := p.VerifyIDToken(t.Context(), v.Token, v.Nonce)
			if (err == nil) != v.Accepted {
				t.Errorf("%s %d, %s: %v, want accepted %v", c.ID, i, v.Name, err, v.Accepted)
			}
			if !c.Supported && !errors.Is(err, provider.ErrUnsupported) {
				t.Errorf("%s: %v", c.ID, err)
			}
			if v.Accepted {
				accepted++
			} else {
				refused++
			}
		}
	}
	if accepted < 40 || refused < 100 {
		t.Errorf("%d tokens to accept and %d to refuse are too few", accepted, refused)
	}
}
