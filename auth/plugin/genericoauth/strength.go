package genericoauth

import (
	"fmt"
	"slices"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/provider"
)

// strongEnough reports whether verified claims say what the configuration demands of the
// sign-in at the provider. Without claims nothing is said.
func (c *Config) strongEnough(claims auth.Object) error {
	if len(c.ACR) > 0 && !slices.Contains(c.ACR, claims.Text("acr")) {
		return fmt.Errorf("%w: the acr of the ID token is %q, which is not accepted", provider.ErrNoIdentity, claims.Text("acr"))
	}
	methods, _ := claims.Get("amr")
	list, _ := methods.([]any)
	named := func(method any) bool {
		text, ok := method.(string)
		return ok && slices.Contains(c.AMR, text)
	}
	if len(c.AMR) > 0 && !slices.ContainsFunc(list, named) {
		return fmt.Errorf("%w: the amr of the ID token names no method that is accepted", provider.ErrNoIdentity)
	}
	return nil
}
