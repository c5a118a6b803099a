package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite docs/settings.md")

func TestWriteMasksAndTellsOrigins(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{
		File: write(t, "auth:\n  secrets: [{version: 1, value: hunter2-in-list}]\n  trustedOrigins: [https://a.example]\nmail: {from: \"A <a@b.example>\"}\n"),
		LookupEnv: variables("BETTER_AUTH_SECRET=hunter2-env", "DATABASE_URL=postgres://u:hunter2-url@db/l?sslmode=require",
			"SMTP_URL=smtps://me:hunter2-smtp@mx.example:465"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := settings.Write(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if strings.Contains(text, "hunter2") {
		t.Errorf("a secret is printed:\n%s", text)
	}
	for _, want := range []string{
		`secret: "********" # from BETTER_AUTH_SECRET`,
		`url: "postgres://u:********@db/l?sslmode=require" # from DATABASE_URL`,
		`url: "smtps://me:********@mx.example:465" # from SMTP_URL`,
		`- {version: 1, value: "********"}`,
		`trustedOrigins: # from `, `from: "A <a@b.example>" # from `,
		"  port: 0\n", "  expiresIn: 604800\n", "  drainTimeout: 25s\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %s in\n%s", want, text)
		}
	}
	again := Default()
	if err := readFile("again", []byte(text), again); err != nil {
		t.Errorf("the output is no settings file: %v", err)
	}
}

func TestWriteListOfSections(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{File: write(t, "auth: {plugins: {genericOAuth: {config: [{providerId: a, clientId: b, clientSecret: hunter2, scopes: [c, d],\n"+
		"  authorizationHeaders: {X-Key: hunter2}}, {providerId: e, clientId: f, pkce: false}]}}}")})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := settings.Write(&out); err != nil {
		t.Fatal(err)
	}
	again := Default()
	if err := readFile("again", []byte(out.String()), again); err != nil {
		t.Fatalf("the output is no settings file: %v\n%s", err, out.String())
	}
	got, want := again.Auth.Plugins.GenericOAuth.Config, settings.Auth.Plugins.GenericOAuth.Config
	for i := range want {
		want[i].ClientSecret = Secret(want[i].ClientSecret.String())
		for name, value := range want[i].AuthorizationHeaders {
			want[i].AuthorizationHeaders[name] = Secret(value.String())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || strings.Contains(out.String(), "hunter2") {
		t.Errorf("%s\n%s", diff, out.String())
	}
}

// TestSecretsNeverShow tries the ways by which a value usually slips out.
func TestSecretsNeverShow(t *testing.T) {
	t.Parallel()
	values := struct {
		Key Secret
		URL SecretURL
		DSN SecretURL
	}{"hunter2", "postgres://u:hunter2@db/x?password=hunter2", "host=db password=hunter2"}
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("settings", "all", values, "key", values.Key, "url", values.URL, "dsn", values.DSN)
	fmt.Fprintf(&out, "%v %+v %#v %s %q", values, values, values, values.Key, values.URL)
	if err := json.NewEncoder(&out).Encode(values); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Errorf("a secret shows: %s", out.String())
	}
	if !strings.Contains(out.String(), "u:********@db") {
		t.Errorf("more than the password is hidden: %s", out.String())
	}
}

// TestReferencePage keeps docs/settings.md equal to the code; -update rewrites it.
func TestReferencePage(t *testing.T) {
	t.Parallel()
	const page = "../../docs/settings.md"
	const intro = `# Settings

Read from ` + "`lyceum.yaml`" + ` in the working folder (or the file given with ` + "`--config`" + `), then from the environment, then from
flags (` + "`--set path=value`" + ` reaches every setting); later ones win. ` + "`lyceum config`" + ` prints what is in effect and where it
came from. The section ` + "`auth`" + ` has Better Auth's option names, units (seconds) and defaults.

This page is written from the code: ` + "`make generate`" + `.

`
	var out strings.Builder
	out.WriteString(intro)
	if err := Reference(&out); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(out.String(), string(text)); diff != "" {
		t.Errorf("docs/settings.md is out of date; run make generate:\n%s", diff)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"port", "host", "trustedOrigins", "baseURL"}
	for word, want := range map[string]string{"prot": "port", "hots": "host", "trusted_origins": "trustedOrigins", "baseurl": "baseURL", "": "port"} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := distance("ab", "ba"); got != 1 {
		t.Errorf("a swap of neighbours counts %d", got)
	}
}
