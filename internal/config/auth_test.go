package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestShortForms: some options of the reference are a word or a mapping.
func TestShortForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Auth{
		"auth: {baseURL: 'https://a.example'}":                        {BaseURL: BaseURL{URL: "https://a.example"}},
		"auth: {baseURL: {allowedHosts: [a.example, '*.b.example']}}": {BaseURL: BaseURL{AllowedHosts: []string{"a.example", "*.b.example"}}},
		"auth: {verification: {storeIdentifier: hashed}}":             {Verification: Verification{StoreIdentifier: StoreIdentifier{Default: "hashed"}}},
		"auth: {verification: {storeIdentifier: {default: plain, overrides: {'reset-password:': hashed}}}}": {
			Verification: Verification{StoreIdentifier: StoreIdentifier{Default: "plain", Overrides: []Identifier{{"reset-password:", "hashed"}}}},
		},
	} {
		settings := Default()
		if err := readFile("lyceum.yaml", []byte(text), settings); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := Auth{BaseURL: settings.Auth.BaseURL}
		if want.BaseURL.URL == "" && want.BaseURL.AllowedHosts == nil {
			got.Verification.StoreIdentifier = settings.Auth.Verification.StoreIdentifier
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
		var out strings.Builder
		if err := settings.Write(&out); err != nil {
			t.Fatal(err)
		}
		again := Default()
		if err := readFile("lyceum.yaml", []byte(out.String()), again); err != nil {
			t.Errorf("own output refused: %v\n%s", err, out.String())
		}
		same := func(a Auth) []any { return []any{a.BaseURL, a.Verification} }
		if diff := cmp.Diff(same(settings.Auth), same(again.Auth)); diff != "" {
			t.Errorf("%s is read back otherwise:\n%s", text, diff)
		}
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"auth: {baseURL: [a]}":                                                                                "auth.baseURL",
		"auth: {baseURL: {fallback: 'https://a.example'}}":                                                    "auth.baseURL.allowedHosts is needed",
		"auth: {baseURL: {allowedHosts: [a], protocol: ftp}}":                                                 "auth.baseURL.protocol",
		"auth: {verification: {storeIdentifier: {overrides: {x: secret}}}}":                                   "overrides.x",
		"auth: {advanced: {database: {defaultFindManyLimit: 0}}}":                                             "defaultFindManyLimit",
		"auth: {onAPIError: {throw: true}}":                                                                   "auth.onAPIError.throw does not exist",
		"auth: {user: {additionalFields: {a: {type: string, references: {field: id}}}}}":                      "references.model is needed",
		"auth: {user: {additionalFields: {a: {type: string, references: {model: user, onDelete: explode}}}}}": "references.onDelete",
		"auth: {onAPIError: {customizeDefaultErrorPage: {colors: {gridColor: red}}}}":                         "gridColor has no meaning",
	} {
		settings := Default()
		err := readFile("lyceum.yaml", []byte(text), settings)
		if err == nil {
			err = settings.check()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
