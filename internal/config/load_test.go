package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// write puts a settings file into a folder of its own and returns its path.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lyceum.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// variables is an environment.
func variables(pairs ...string) func(string) (string, bool) {
	set := map[string]string{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		set[name] = value
	}
	return func(name string) (string, bool) { value, ok := set[name]; return value, ok }
}

func TestLaterSourcesWin(t *testing.T) {
	t.Parallel()
	path := write(t, "server:\n  port: 1001\n  host: 0.0.0.0\n  frontendURL: https://book.example\n")
	settings, err := Load(Source{
		File:      path,
		LookupEnv: variables("PORT=1002", "FRONTEND_URL="),
		Set:       []Override{{Path: "server.host", Value: "::1", Origin: "--host"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"server.port": "PORT", "server.host": "--host", "server.frontendURL": path + ":4", "server.data": ""}
	for setting, origin := range want {
		if got := settings.Origin(setting); got != origin {
			t.Errorf("Origin(%q) = %q, want %q", setting, got, origin)
		}
	}
	got := []any{settings.Server.Port, settings.Server.Host, settings.Server.FrontendURL, settings.Server.Data}
	if diff := cmp.Diff([]any{1002, "::1", "https://book.example", "data"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryKindOfValue(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{File: write(t, `
server: {drainTimeout: 1m30s}
auth:
  trustedOrigins: [https://a.example, "https://*.b.example"]
  secrets:
    - {version: 2, value: newer-secret}
    - {version: 1, value: older-secret}
  rateLimit:
    enabled: true
    customRules:
      /sign-in/email: {window: 60, max: 5}
      /get-session: false
mail:
  smtp:
    password: |-
      two words
`)})
	if err != nil {
		t.Fatal(err)
	}
	on := true
	if diff := cmp.Diff(RateLimit{
		Enabled: &on, Window: 10, Max: 100,
		CustomRules: []RateRule{{Path: "/sign-in/email", Window: 60, Max: 5}, {Path: "/get-session", Off: true}},
	}, settings.Auth.RateLimit); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"https://a.example", "https://*.b.example"}, settings.Auth.TrustedOrigins); diff != "" {
		t.Error(diff)
	}
	if got := settings.Auth.Secrets; len(got) != 2 || got[0].Version != 2 || got[1].Value.Reveal() != "older-secret" {
		t.Errorf("secrets: %#v", got)
	}
	if settings.Server.DrainTimeout != 90*time.Second || settings.Mail.SMTP.Password.Reveal() != "two words" {
		t.Errorf("got %v and %q", settings.Server.DrainTimeout, settings.Mail.SMTP.Password.Reveal())
	}
}

// TestMistakesInTheFile expects the exact sentence for each mistake.
func TestMistakesInTheFile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"unknown section": {"serve:\n  port: 1\n", `:1: unknown key "serve"; did you mean "server"?`},
		"unknown key":     {"auth:\n  emailAndPasword:\n    enabled: true\n", `:2: unknown key "emailAndPasword" in auth; did you mean "emailAndPassword"?`},
		"unknown plugin":  {"auth:\n  plugins:\n    magic-link: {}\n", `:3: unknown key "magic-link" in auth.plugins; did you mean "magicLink"?`},
		"text for number": {"server:\n\n  port: http\n", `:3: server.port must be a whole number, not a text`},
		"fraction":        {"server: {port: 1.5}", `:1: server.port must be a whole number, not a number with a fraction`},
		"number for text": {"auth: {secret: 1234}", `:1: auth.secret must be a text, not a whole number (put it in quotes)`},
		"word for truth":  {"auth: {plugins: {bearer: {requireSignature: maybe}}}", `:1: auth.plugins.bearer.requireSignature must be true or false, not a text`},
		"bare duration":   {"server: {bodyTimeout: 30}", `:1: server.bodyTimeout must be a duration such as 30s or 2m, not a whole number`},
		"odd duration":    {"server: {bodyTimeout: soon}", `:1: server.bodyTimeout: want a duration such as 30s or 2m, not "soon"`},
		"text for list":   {"auth: {trustedOrigins: https://a.example}", `:1: auth.trustedOrigins must be a list, not a text`},
		"list for keys":   {"server: [1]", `:1: server must be keys and values, not a list`},
		"later":           {"assistant:\n  enabled: true\n  qdrantURL: x\n", `:3: assistant.qdrantURL is not supported yet by this version`},
		"function":        {"auth: {hooks: {}}", `:1: auth.hooks is a function in the reference: it can only be set through the Go package`},
		"elsewhere":       {"auth: {database: x}", `:1: auth.database is set as database.url`},
		"anchor":          {"server: &s {port: 1}", `:1: anchors, aliases and tags are not supported: write the value out`},
		"scalar":          {"hello", `:1: the settings must be keys and values, not a text`},
		"two documents":   {"log: {}\n---\nlog: {}\n", `:3: a second document: settings are one`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, test.text)
			_, err := Load(Source{File: path})
			if got := fmt.Sprint(err); got != path+test.want {
				t.Errorf("got  %s\nwant %s", got, path+test.want)
			}
		})
	}
}

func TestNestedAuthOptions(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{File: write(t, `
auth:
  user:
    modelName: people
    fields: {email: mail_address}
    additionalFields:
      role: {type: string, defaultValue: student, input: false}
      level: {type: number, defaultValue: 1.5, required: false}
      tags: {type: "string[]", defaultValue: [a, b]}
  advanced:
    disableOriginCheck: [/callback]
    cookies:
      session_token: {name: sid, attributes: {sameSite: strict, secure: true}}
  plugins:
    bearer: false
    jwt: {jwt: {expirationTime: 5m}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	want := Model{
		ModelName: "people", Fields: map[string]string{"email": "mail_address"},
		AdditionalFields: []AdditionalField{
			{Name: "role", Type: "string", DefaultValue: "student", Input: &no},
			{Name: "level", Type: "number", DefaultValue: 1.5, Required: &no},
			{Name: "tags", Type: "string[]", DefaultValue: []any{"a", "b"}},
		},
	}
	if diff := cmp.Diff(want, settings.Auth.User.Model); diff != "" {
		t.Error(diff)
	}
	advanced := settings.Auth.Advanced
	if diff := cmp.Diff(OriginCheck{Paths: []string{"/callback"}}, advanced.DisableOriginCheck); diff != "" {
		t.Error(diff)
	}
	cookies := []Cookie{{Key: "session_token", Name: "sid", Attributes: CookieAttributes{SameSite: "strict", Secure: &yes}}}
	if diff := cmp.Diff(cookies, advanced.Cookies); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"bearer", "jwt"}, settings.Auth.Plugins.Order); diff != "" {
		t.Error(diff)
	}
	if plugins := settings.Auth.Plugins; !plugins.Bearer.Off || plugins.JWT.Off || plugins.MagicLink.Off || plugins.JWT.JWT.ExpirationTime != "5m" {
		t.Errorf("%+v", plugins)
	}
	var out strings.Builder
	if err := settings.Write(&out); err != nil {
		t.Fatal(err)
	}
	again := Default()
	if err := readFile("again", []byte(out.String()), again); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	again.Auth.Plugins.Order = settings.Auth.Plugins.Order // writing lists all plugins
	if diff := cmp.Diff(settings.Auth, again.Auth); diff != "" {
		t.Errorf("written and read again: %s", diff)
	}
}

func TestSocialProviders(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{
		File:      write(t, "auth:\n  socialProviders:\n    kick: {clientId: k}\n    google: {clientId: [web, ios], scope: [x], pkce: false}\n"),
		LookupEnv: variables("GITHUB_CLIENT_ID=g", "GITHUB_CLIENT_SECRET=gs", "KICK_CLIENT_SECRET=ks", "MICROSOFT_CLIENT_SECRET=only"),
	})
	if err != nil {
		t.Fatal(err)
	}
	no := false
	want := []SocialProvider{
		{ID: "kick", ClientID: Words{"k"}, ClientSecret: "ks"},
		{ID: "google", ClientID: Words{"web", "ios"}, Scope: []string{"x"}, PKCE: &no},
		{ID: "github", ClientID: Words{"g"}, ClientSecret: "gs"},
	}
	if diff := cmp.Diff(want, settings.Auth.SocialProviders); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceDefaults(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{File: write(t, "auth: {compat: reference, emailAndPassword: {enabled: true}, plugins: {jwt: {}}}")})
	if err != nil {
		t.Fatal(err)
	}
	auth := settings.Auth
	if auth.AppName != "Better Auth" || !auth.EmailAndPassword.Enabled || auth.EmailAndPassword.SendResetPassword ||
		auth.EmailVerification.SendVerificationEmail || auth.Plugins.JWT.Off || !auth.Plugins.Bearer.Off || !auth.Plugins.MagicLink.Off {
		t.Errorf("%+v", auth)
	}
	settings, err = Load(Source{File: write(t, "auth: {compat: reference}")})
	if err != nil || settings.Auth.EmailAndPassword.Enabled {
		t.Errorf("%v %+v", err, settings.Auth.EmailAndPassword)
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Load(Source{File: write(t, "server: {prot: 1}\nlog: {level: 3}\nauth: {baseUrl: x}\n")})
	if got := strings.Count(fmt.Sprint(err), "\n") + 1; got != 3 {
		t.Errorf("%d mistakes reported, want 3: %v", got, err)
	}
}

func TestNotYAML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"server: {", "a: b: c", "\tserver: 1", "server: 1\nserver: 2\n"} {
		path := write(t, text)
		if _, err := Load(Source{File: path}); err == nil || !strings.HasPrefix(err.Error(), path+":") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := Load(Source{File: filepath.Join(t.TempDir(), "none.yaml")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a named file that does not exist: %v", err)
	}
	if _, err := Load(Source{}); err != nil {
		t.Errorf("no file at all: %v", err)
	}
}

func TestEnvironmentNames(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{LookupEnv: variables(
		"DATABASE_URL=postgres://u:p@db/lyceum", "AUTH_SECRET=second", "BETTER_AUTH_SECRETS=2:new,1:old",
		"BETTER_AUTH_URL=https://auth.example", "BASE_URL=https://ignored.example",
		"BETTER_AUTH_TRUSTED_ORIGINS=https://a.example, https://b.example", "PORT=8080", "FRONTEND_URL=https://book.example",
		"AUTH_SERVICE_URL=https://auth.example", "JWT_SECRET=shared", "EMAIL_FROM=Book <book@example.com>", "RESEND_API_KEY=re_1",
		"OPENAI_API_KEY=sk", "OPENAI_BASE_URL=http://localhost:9/v1", "OPENAI_MODEL=m", "NODE_ENV=production", "LYCEUM_DATA=/srv/lyceum",
	)})
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		settings.Database.URL.Reveal(), settings.Auth.Secret.Reveal(), len(settings.Auth.Secrets), settings.Auth.BaseURL.URL,
		settings.Auth.TrustedOrigins, settings.Server.Port, settings.Server.FrontendURL, settings.Server.AuthURL,
		settings.API.JWTSecret.Reveal(), settings.Mail.From, settings.Mail.ResendAPIKey.Reveal(),
		settings.Assistant.OpenAIAPIKey.Reveal(), settings.Assistant.OpenAIURL, settings.Assistant.Model, settings.Production(),
		settings.Server.Data,
	}
	want := []any{
		"postgres://u:p@db/lyceum", "second", 2, "https://auth.example",
		[]string{"https://a.example", " https://b.example"}, 8080, "https://book.example", "https://auth.example",
		"shared", "Book <book@example.com>", "re_1", "sk", "http://localhost:9/v1", "m", true, "/srv/lyceum",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestVariablesOfLaterReleasesWarn(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{LookupEnv: variables("QDRANT_URL=http://q")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"QDRANT_URL has no effect: assistant.qdrantURL is not supported yet by this version",
	}
	if diff := cmp.Diff(want, settings.Warnings()); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesInTheEnvironment(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ pair, want string }{
		"number":  {"PORT=http", `PORT: want a whole number, not "http"`},
		"range":   {"PORT=70000", `PORT: server.port must be between 0 and 65535, not 70000`},
		"secrets": {"BETTER_AUTH_SECRETS=hunter2hunter2", `BETTER_AUTH_SECRETS: entry 1 is not <version>:<value> with a whole number as version`},
		"mode":    {"LYCEUM_ENV=prodution", `LYCEUM_ENV: environment must be one of production, development, dev, test; did you mean "production"?`},
		"url":     {"FRONTEND_URL=book.example", `FRONTEND_URL: server.frontendURL must be a URL that begins with http:// or https://`},
		"path":    {"AUTH_SERVICE_URL=https://a.example/x", `AUTH_SERVICE_URL: server.authURL must be a URL without a path`},
		"sender":  {"RESEND_API_KEY=k", `mail.from is needed with mail.resendApiKey (EMAIL_FROM)`},
		"address": {"EMAIL_FROM=nobody", `EMAIL_FROM: mail.from must be an e-mail address, with or without a name`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Source{LookupEnv: variables(test.pair)})
			if got := fmt.Sprint(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(" kept blanks \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, err := Load(Source{LookupEnv: variables("BETTER_AUTH_SECRET_FILE=" + file)})
	if err != nil {
		t.Fatal(err)
	}
	if got := settings.Auth.Secret.Reveal(); got != " kept blanks " {
		t.Errorf("secret %q", got)
	}
	if got := settings.Origin("auth.secret"); got != "BETTER_AUTH_SECRET_FILE" {
		t.Errorf("origin %q", got)
	}
	_, err = Load(Source{LookupEnv: variables("BETTER_AUTH_SECRET_FILE="+file, "BETTER_AUTH_SECRET=x")})
	if got := fmt.Sprint(err); got != "BETTER_AUTH_SECRET and BETTER_AUTH_SECRET_FILE are both set: keep one" {
		t.Errorf("both: %s", got)
	}
	if _, err = Load(Source{LookupEnv: variables("OPENAI_API_KEY_FILE=" + file + "x")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = Load(Source{LookupEnv: variables("DATABASE_URL_FILE=" + empty)}); err == nil {
		t.Error("an empty secret file was accepted")
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ path, value, want string }{
		"section":  {"server", "x", "--set: server is a section; name one of its keys"},
		"unknown":  {"server.prot", "1", `--set: unknown setting "server.prot"; did you mean "server.port"?`},
		"too deep": {"server.port.number", "1", "--set: server.port has no keys of its own"},
		"type":     {"server.port", "x", `--set: server.port: want a whole number, not "x"`},
		"later":    {"assistant.qdrantURL", "x", "--set: assistant.qdrantURL is not supported yet by this version"},
		"map":      {"auth.rateLimit.customRules", "x", "--set: auth.rateLimit.customRules: can only be set in the file"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Source{Set: []Override{{Path: test.path, Value: test.value, Origin: "--set"}}})
			if got := fmt.Sprint(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestTagsAreComplete guards the vocabulary: every field has a key, and no variable sets two settings.
func TestTagsAreComplete(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	var walk func(path, prefix string, section reflect.Type)
	walk = func(path, prefix string, section reflect.Type) {
		for i := range section.NumField() {
			if f := section.Field(i); f.IsExported() && !f.Anonymous && f.Tag.Get("yaml") == "" {
				t.Errorf("%s.%s has no yaml tag", path, f.Name)
			}
		}
		for _, f := range fields(section) {
			inner := section.FieldByIndex(f.index).Type
			if isSection(inner) {
				walk(join(path, f.name), prefix+f.env, inner)
				continue
			}
			for _, name := range f.environmentNames(prefix) {
				if other := owner[name]; other != "" {
					t.Errorf("%s sets both %s and %s", name, other, join(path, f.name))
				}
				owner[name] = join(path, f.name)
			}
		}
	}
	walk("", "", reflect.TypeFor[Settings]())
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte("server:\n  port: 3000\nauth:\n  rateLimit: {customRules: {/x: false}}\n"))
	f.Add([]byte("auth: {secrets: [{version: 1, value: x}]}"))
	f.Add([]byte("auth: {plugins: {genericOAuth: {config: [{providerId: a, scopes: [b], tokenUrlParams: {c: d}}, {}]}}}"))
	f.Add([]byte("a: &b [*b]\n--- !!str 1\n? {}: 2"))
	f.Fuzz(func(t *testing.T, text []byte) {
		settings := Default()
		if err := readFile("lyceum.yaml", text, settings); err != nil {
			if !strings.HasPrefix(err.Error(), "lyceum.yaml:") {
				t.Fatalf("an error without a file: %v", err)
			}
			return
		}
		// What was accepted can be written, and what is written is accepted again with the same meaning.
		var out strings.Builder
		if err := settings.Write(&out); err != nil {
			t.Fatal(err)
		}
		again := Default()
		if err := readFile("lyceum.yaml", []byte(out.String()), again); err != nil {
			t.Fatalf("own output refused: %v\n%s", err, out.String())
		}
	})
}

func FuzzSecrets(f *testing.F) {
	f.Add("2:new,1:old")
	f.Fuzz(func(t *testing.T, text string) {
		var secrets VersionedSecrets
		if err := secrets.setText(text); err != nil {
			return
		}
		for _, secret := range secrets {
			if secret.Value == "" || secret.Version < 0 {
				t.Fatalf("%q gave %#v", text, secrets)
			}
		}
	})
}
