// Package haveibeenpwned refuses new passwords that are known from breaches: the
// reference's `haveIBeenPwned` plugin (better-auth-plugins, section 22).
//
// Five of the forty characters of the password's SHA-1 leave the server, with padding in
// the answer, so that the service learns nothing. When it does not answer the password is
// accepted, and the log says so; with `compat: reference` the request fails instead.
package haveibeenpwned

import (
	"bufio"
	"context"
	"crypto/sha1" //nolint:gosec // the service knows passwords by their SHA-1
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
)

// Options: better-auth-plugins, section 22.
type Options struct {
	// Message replaces the code's sentence (customPasswordCompromisedMessage).
	Message string
	// Paths of the endpoints whose new passwords are checked. Default: all that set one.
	Paths []string
	// RangeURL is the service, ending in a slash. Default that of Have I Been Pwned.
	RangeURL string
	// HTTPClient makes the requests. Default: one with a time-out of 5 seconds.
	HTTPClient *http.Client
}

// PasswordCompromised is the code of a password that is known from a breach.
var PasswordCompromised = auth.Code{Name: "PASSWORD_COMPROMISED", Message: "The password you entered has been compromised. Please choose a different password."}

var paths = []string{
	"/sign-up/email", "/change-password", "/reset-password", "/email-otp/reset-password",
	"/phone-number/reset-password", "/admin/create-user", "/admin/set-user-password",
}

// maxAnswer bounds what is read of the service; an answer has some 60 KiB.
const maxAnswer = 1 << 20

// Plugin is the plugin; make it with New.
type Plugin struct {
	options Options
	auth    *auth.Auth
}

var (
	_ auth.Plugin  = (*Plugin)(nil)
	_ auth.Starter = (*Plugin)(nil)
)

// New returns the plugin.
func New(o Options) *Plugin {
	if len(o.Paths) == 0 {
		o.Paths = paths
	}
	if o.Message == "" {
		o.Message = PasswordCompromised.Message
	}
	if o.RangeURL == "" {
		o.RangeURL = "https://api.pwnedpasswords.com/range/"
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 5 * time.Second}
	}
	return &Plugin{options: o}
}

// ID is "have-i-been-pwned".
func (p *Plugin) ID() string { return "have-i-been-pwned" }

// Start keeps the finished server.
func (p *Plugin) Start(a *auth.Auth) error {
	p.auth = a
	return nil
}

// Setup declares the event.
func (p *Plugin) Setup(b *auth.Builder) error {
	events := b.Events()
	events.PasswordHashing = append(events.PasswordHashing, p.check)
	return nil
}

func (p *Plugin) check(ctx context.Context, password string) error {
	c := auth.CallFrom(ctx)
	if c == nil || !slices.Contains(p.options.Paths, c.Path) {
		return nil
	}
	compromised, err := p.Compromised(ctx, password)
	var public *auth.Error
	switch {
	case err != nil && p.auth.Safer():
		p.auth.Options().Log.Warn("the password could not be compared with known breaches and was accepted", "error", err)
		return nil
	case errors.As(err, &public):
		return public
	case err != nil:
		return auth.FailText(http.StatusInternalServerError, "Failed to check password. Please try again later.").Because(err)
	case compromised:
		return &auth.Error{Status: http.StatusBadRequest, Code: PasswordCompromised.Name, Message: p.options.Message}
	}
	return nil
}

// Compromised asks the service whether a password is known from a breach.
func (p *Plugin) Compromised(ctx context.Context, password string) (bool, error) {
	sum := sha1.Sum([]byte(password)) //nolint:gosec // the service knows passwords by their SHA-1
	digest := strings.ToUpper(hex.EncodeToString(sum[:]))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.options.RangeURL+digest[:5], nil)
	if err != nil {
		return false, err
	}
	request.Header.Set("Add-Padding", "true")
	request.Header.Set("User-Agent", "BetterAuth Password Checker")
	answer, err := p.options.HTTPClient.Do(request)
	if err != nil {
		return false, fmt.Errorf("haveibeenpwned: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return false, auth.FailText(http.StatusInternalServerError, "Failed to check password. Status: "+strconv.Itoa(answer.StatusCode))
	}
	return listed(io.LimitReader(answer.Body, maxAnswer), digest[5:])
}

// listed looks for the rest of a digest in lines of `suffix:count`; padding has a count of
// nought.
func listed(lines io.Reader, suffix string) (bool, error) {
	scanner := bufio.NewScanner(lines)
	for scanner.Scan() {
		have, count, ok := strings.Cut(scanner.Text(), ":")
		if !ok || !strings.EqualFold(have, suffix) {
			continue
		}
		n, err := strconv.ParseUint(count, 10, 53)
		if err != nil || strconv.FormatUint(n, 10) != count {
			return false, errors.New("haveibeenpwned: the service answered with a count that is none")
		}
		return n > 0, nil
	}
	if err := scanner.Err(); err != nil {
		return false, fmt.Errorf("haveibeenpwned: %w", err)
	}
	return false, nil
}
