package config

import (
	"strings"
	"testing"
)

func TestWithoutADatabase(t *testing.T) {
	t.Parallel()
	settings, err := Load(Source{LookupEnv: variables("DATABASE_URL=none")})
	if err != nil {
		t.Fatal(err)
	}
	cache, account := settings.Auth.Session.CookieCache, settings.Auth.Account
	if !cache.Enabled || cache.Strategy != "jwe" || cache.MaxAge != settings.Auth.Session.ExpiresIn || !account.StoreAccountCookie || account.StoreStateStrategy != "cookie" {
		t.Errorf("%+v %+v", cache, account)
	}
	settings, err = Load(Source{LookupEnv: variables("DATABASE_URL=none", "VALKEY_URL=valkey://localhost")})
	if err != nil {
		t.Fatal(err)
	}
	cache, account = settings.Auth.Session.CookieCache, settings.Auth.Account
	if cache.Enabled || cache.Strategy != "compact" || cache.MaxAge != 300 || !account.StoreAccountCookie || account.StoreStateStrategy != "database" {
		t.Errorf("with secondary storage: %+v %+v", cache, account)
	}
}

func TestWhatCookiesCannotDoWithout(t *testing.T) {
	t.Parallel()
	for set, want := range map[string]string{
		"auth.session.cookieCache.enabled=false":                 "sessions have no other place",
		"auth.account.storeAccountCookie=false":                  "accounts have no other place",
		"auth.session.cookieCache.refreshCache.updateAge=700000": "must be between 0 and 604800",
	} {
		path, value, _ := strings.Cut(set, "=")
		_, err := Load(Source{LookupEnv: variables("DATABASE_URL=none"), Set: []Override{{Path: path, Value: value, Origin: "--set"}}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", set, err)
		}
	}
}

// TestRefreshWithADatabase: it has no effect, and says so.
func TestRefreshWithADatabase(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"true": 1, "{updateAge: 60}": 1, "false": 0} {
		settings := Default()
		err := readFile("lyceum.yaml", []byte("auth: {session: {cookieCache: {refreshCache: "+text+"}}}"), settings)
		if err == nil {
			err = settings.check()
		}
		if err != nil || len(settings.Warnings()) != want {
			t.Errorf("%s: %v %v", text, settings.Warnings(), err)
		}
	}
}
