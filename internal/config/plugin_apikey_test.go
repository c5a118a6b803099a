package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKindsOfKeys: a list in the place of apiKey, with the defaults in each, which is printed as it is read.
func TestKindsOfKeys(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{File: write(t, "auth: {plugins: {apiKey: [{configId: default}, {configId: robot, requireName: true, minimumNameLength: 3}]}}")})
	if err != nil {
		t.Fatal(err)
	}
	keys := settings.Auth.Plugins.APIKey
	want := []APIKeyConfig{defaultAPIKey().APIKeyConfig, defaultAPIKey().APIKeyConfig}
	want[0].ConfigID, want[1].ConfigID, want[1].RequireName, want[1].MinimumNameLength = "default", "robot", true, 3
	if diff := cmp.Diff(want, keys.Each()); diff != "" || keys.Off {
		t.Errorf("off: %t\n%s", keys.Off, diff)
	}
	var out strings.Builder
	if err := settings.Write(&out); err != nil {
		t.Fatal(err)
	}
	again, err := Load(Source{File: write(t, out.String())})
	if err != nil {
		t.Fatalf("the output is no settings file: %v\n%s", err, out.String())
	}
	if diff := cmp.Diff(keys, again.Auth.Plugins.APIKey); diff != "" {
		t.Errorf("%s\n%s", diff, out.String())
	}
	one, err := Load(Source{File: write(t, "auth: {plugins: {apiKey: {requireName: true}}}")})
	if err != nil || len(one.Auth.Plugins.APIKey.Each()) != 1 || !one.Auth.Plugins.APIKey.Each()[0].RequireName {
		t.Errorf("one kind: %v", err)
	}
}

func TestKindsOfKeysThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[{requireName: true}]":                                      "auth.plugins.apiKey[0].configId is needed where there is a list of configurations",
		"[{configId: a}, {configId: a}]":                             `:1: auth.plugins.apiKey[1].configId "a" is there twice`,
		"{configurations: [{configId: a}]}":                          ":1: auth.plugins.apiKey.configurations is written as a list in the place of apiKey itself",
		"[{configId: a, references: school}]":                        "auth.plugins.apiKey[0].references must be one of user, organization",
		"[{configId: a, defaultKeyLength: 3}]":                       "auth.plugins.apiKey[0].defaultKeyLength must be between 32 and 256, not 3",
		"[{configId: a, name: b}]":                                   `unknown key "name" in auth.plugins.apiKey[0]`,
		"[a]":                                                        "auth.plugins.apiKey[0] must be keys and values, not a text",
		"{rateLimit: {maxRequests: 0}}":                              "auth.plugins.apiKey.rateLimit.maxRequests must be between 1",
		"[{configId: a, permissions: {defaultPermissions: [read]}}]": "auth.plugins.apiKey[0].permissions.defaultPermissions",
		"7": "auth.plugins.apiKey must be",
	} {
		_, err := Load(Source{File: write(t, "auth: {plugins: {apiKey: "+text+"}}")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
