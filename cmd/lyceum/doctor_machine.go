package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/internal/mail"
)

// checkFolder looks at the data folder, which holds the secret and the database.
func (d *doctor) checkFolder() {
	path := d.settings.Server.Data
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.note(warning, "folder", "there is no data folder "+path+" yet", "lyceum serve makes it; if there should be one, name it with --data or LYCEUM_DATA")
		return
	case err != nil:
		d.note(failure, "folder", fmt.Sprintf("the data folder %s cannot be looked at: %v", path, cause(err)), "run lyceum as its owner")
		return
	case !info.IsDir():
		d.note(failure, "folder", path+" is not a folder", "name another with --data or LYCEUM_DATA")
		return
	}
	probe, err := os.CreateTemp(path, ".probe-*")
	if err != nil {
		d.note(failure, "folder", fmt.Sprintf("the data folder %s cannot be written: %v", path, cause(err)), "run lyceum as its owner, or chown it")
		return
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		d.note(failure, "folder", fmt.Sprintf("the data folder %s is not sound: %v", path, err), "look at its file system")
		return
	}
	if !d.private(path, info.Mode(), 0o700) {
		return
	}
	d.note(fine, "folder", path+" can be written, and read by its owner only", "")
}

// private reports whether only the owner can read something, and says what to do if not.
func (d *doctor) private(path string, mode fs.FileMode, want fs.FileMode) bool {
	if mode.Perm()&0o077 == 0 {
		return true
	}
	d.note(warning, "files", fmt.Sprintf("%s has mode %04o: other users of this machine can get at it", path, mode.Perm()), fmt.Sprintf("chmod %04o %s", want, path))
	return false
}

// examples are secrets that everybody knows: the reference's fallback, and those of documentation.
var examples = []string{"better-auth-secret-12345678901234567890", "better-auth-secret", "your-secret-key", "changeme", "change-me", "secret", "example"}

// checkSecret looks at the current secret and never shows it.
func (d *doctor) checkSecret() {
	secret, from := d.settings.Auth.Secret.Reveal(), "BETTER_AUTH_SECRET" //nolint:gosec // the name of a variable
	if list := versions(d.settings.Auth.Secrets); len(list) > 0 {
		secret, from = list[0].Value, "auth.secrets"
	}
	if secret == "" {
		path := filepath.Join(d.settings.Server.Data, "secret")
		text, err := os.ReadFile(path)
		if d.settings.Production() {
			d.note(failure, "secret", "BETTER_AUTH_SECRET is not set, which production needs", makeOne)
			return
		}
		if err != nil {
			d.note(warning, "secret", "there is none yet", "lyceum serve makes one in the data folder; in production set BETTER_AUTH_SECRET")
			return
		}
		secret, from = strings.TrimSpace(string(text)), path
		if info, err := os.Stat(path); err == nil {
			d.private(path, info.Mode(), 0o600)
		}
	}
	distinct := map[rune]bool{}
	for _, r := range secret {
		distinct[r] = true
	}
	known := false
	for _, example := range examples {
		known = known || strings.EqualFold(secret, example) || strings.HasPrefix(strings.ToLower(secret), "your-")
	}
	switch {
	case known:
		d.note(failure, "secret", "the one from "+from+" is an example that everybody knows", makeOne)
	case len(secret) < minSecret:
		d.note(failure, "secret", fmt.Sprintf("the one from %s has %d characters, fewer than %d", from, len(secret), minSecret), makeOne)
	case len(distinct) < 12:
		d.note(failure, "secret", fmt.Sprintf("the one from %s has only %d different characters: it was not made at random", from, len(distinct)), makeOne)
	default:
		d.note(fine, "secret", "from "+from+", "+strconv.Itoa(len(secret))+" characters", "")
	}
}

const makeOne = "openssl rand -base64 32; add the old one to auth.secrets with a lower version to keep people signed in"

// checkAddresses looks for base URLs and origins that browsers would stumble over.
func (d *doctor) checkAddresses() {
	where, err := locate(serviceAll, d.settings, usualPorts[serviceAll])
	if err != nil {
		d.note(failure, "address", err.Error(), "set it to the address in the browser's address bar")
		return
	}
	before := len(d.findings)
	base, _ := url.Parse(where.auth)
	switch host := base.Hostname(); {
	case !d.settings.Production():
	case isLocal(host):
		d.note(failure, "address", "in production the base URL is "+where.auth+", which only this machine can reach", "set BETTER_AUTH_URL to the public address")
	case base.Scheme != "https":
		d.note(failure, "address", "in production the base URL is "+where.auth+": without https anybody on the way can take a session over",
			"put TLS in front and set BETTER_AUTH_URL to https://"+base.Host)
	}
	if front := d.settings.Server.FrontendURL; front != "" {
		if u, err := url.Parse(front); err == nil && domain(u.Hostname()) != domain(base.Hostname()) {
			d.note(warning, "address", fmt.Sprintf("the site %s and the auth service %s are of different domains: browsers keep cookies from crossing", front, where.auth),
				"serve both below one domain, such as book.example and auth.book.example")
		}
	}
	for _, origin := range d.settings.Auth.TrustedOrigins {
		d.checkOrigin(origin)
	}
	if len(d.findings) == before {
		d.note(fine, "address", where.auth, "")
	}
}

func (d *doctor) checkOrigin(origin string) {
	scheme, rest, found := strings.Cut(origin, "://")
	if !found {
		rest = origin
	}
	host, path, _ := strings.Cut(rest, "/")
	switch {
	case host == "*" || host == "**" || rest == "":
		d.note(failure, "address", "the trusted origin "+origin+" trusts every site in the world", "name the sites")
	case path != "" && (scheme == "http" || scheme == "https"):
		d.note(warning, "address", "the trusted origin "+origin+" has a path, which an Origin header never has", "leave the path out")
	case scheme == "http" && d.settings.Production() && !isLocal(host):
		d.note(warning, "address", "the trusted origin "+origin+" is not https", "whoever is on the way to it can act as one of its visitors: use https")
	}
}

func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// domain is about the registrable domain: cookies go by it. Good enough for a warning.
func domain(host string) string {
	if isLocal(host) {
		return "localhost"
	}
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// checkMail asks whether mails can leave, without sending one.
func (d *doctor) checkMail() {
	m := d.settings.Mail
	sender, err := carrier(m)
	switch {
	case err != nil:
		d.note(failure, "mail", err.Error(), "see docs/settings.md, mail")
	case sender == nil && d.settings.Production():
		d.note(warning, "mail", "no provider is set up: password resets and sign-in links reach nobody", "set SMTP_URL, RESEND_API_KEY or SENDGRID_API_KEY, and EMAIL_FROM")
	case sender == nil:
		d.note(fine, "mail", "kept in the data folder, to be read at /dev/mail", "")
	case m.SMTP.URL != "" || m.SMTP.Host != "":
		d.checkSMTP()
	default:
		d.note(fine, "mail", "a provider is set up (its key is not tried)", "")
	}
}

func (d *doctor) checkSMTP() {
	smtp := d.settings.Mail.SMTP
	host, port := smtp.Host, smtp.Port
	if smtp.URL != "" {
		options, err := mail.ParseSMTPURL(smtp.URL.Reveal())
		if err != nil {
			d.note(failure, "mail", err.Error(), "")
			return
		}
		host, port = options.Host, options.Port
	}
	if port == 0 {
		port = 587
	}
	address := net.JoinHostPort(host, strconv.Itoa(port))
	ctx, cancel := d.patient()
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		d.note(failure, "mail", fmt.Sprintf("the mail server %s cannot be reached: %v", address, reason(err)), "check host and port; many networks close port 25")
		return
	}
	_ = conn.Close()
	d.note(fine, "mail", "the mail server "+address+" answers (no mail was sent)", "")
}
