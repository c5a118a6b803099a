package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
)

// masked is what is shown in place of a secret.
const masked = "********"

// Secret is a text that is never printed: formatting, logging and encoding it give a mask.
type Secret string

// Reveal returns the text itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return masked
}

// GoString keeps %#v from showing the text.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// LogValue masks the text in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks the text in encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// SecretURL is a URL that may hold a password, which is masked whenever it is printed.
type SecretURL string

// Reveal returns the URL itself.
func (s SecretURL) Reveal() string { return string(s) }

func (s SecretURL) String() string {
	text := string(s)
	if !strings.Contains(text, "://") && !strings.Contains(text, "=") {
		return text // a plain path
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Opaque != "" && strings.Contains(u.Opaque, "@") {
		return masked // such as the "host=… password=…" form
	}
	query := u.Query()
	for name := range query {
		if name == "password" || strings.Contains(name, "key") || strings.Contains(name, "secret") {
			query.Set(name, masked)
			u.RawQuery = query.Encode()
		}
	}
	if _, ok := u.User.Password(); ok {
		// Written by hand: the mask's asterisks would be escaped.
		name := url.User(u.User.Username()).String()
		u.User = nil
		return strings.Replace(u.String(), "://", "://"+name+":"+masked+"@", 1)
	}
	return u.String()
}

// GoString keeps %#v from showing the password.
func (s SecretURL) GoString() string { return strconv.Quote(s.String()) }

// LogValue masks the password in logs.
func (s SecretURL) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks the password in encodings.
func (s SecretURL) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// VersionedSecret is one of several secrets, for rotation.
type VersionedSecret struct {
	Version int    `yaml:"version"`
	Value   Secret `yaml:"value"`
}

// VersionedSecrets are secrets, the current one first.
type VersionedSecrets []VersionedSecret

// setText reads the environment's form, 2:new,1:old.
func (v *VersionedSecrets) setText(text string) error {
	var list VersionedSecrets
	for i, entry := range strings.Split(text, ",") {
		version, value, found := strings.Cut(entry, ":")
		number, err := strconv.Atoi(strings.TrimSpace(version))
		value = strings.TrimSpace(value)
		if !found || err != nil || number < 0 || value == "" {
			// The entry itself is not repeated: it may be a secret.
			return fmt.Errorf("entry %d is not <version>:<value> with a whole number as version", i+1)
		}
		list = append(list, VersionedSecret{Version: number, Value: Secret(value)})
	}
	*v = list
	return nil
}
