package mail

import (
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"
)

//go:embed templates
var builtIn embed.FS

// Kind names what a mail is about.
type Kind string

// The kinds. Each is a pair of files, <kind>.txt and <kind>.html; the first line of the text is the subject.
const (
	MagicLink     Kind = "magic-link"
	Verification  Kind = "verification"
	ResetPassword Kind = "reset-password"
	ChangeEmail   Kind = "change-email"
	DeleteAccount Kind = "delete-account"
	Invitation    Kind = "invitation"

	SignInCode        Kind = "sign-in-code"
	VerificationCode  Kind = "verification-code"
	ResetPasswordCode Kind = "reset-password-code"
	ChangeEmailCode   Kind = "change-email-code"
	TwoFactorCode     Kind = "two-factor-code"
	OneTimeCode       Kind = "one-time-code" // for any other purpose

	ExistingAccount  Kind = "existing-account" // somebody signed up with an address that has an account
	PasswordChanged  Kind = "password-changed"
	EmailChanged     Kind = "email-changed" // to the old address
	PasskeyAdded     Kind = "passkey-added"
	PasskeyRemoved   Kind = "passkey-removed"
	TwoFactorChanged Kind = "two-factor-changed"

	// TextCode is a text message to a phone: one file, without a subject.
	TextCode Kind = "text-code"
)

// Kinds lists all kinds of mails.
func Kinds() []Kind {
	return []Kind{
		MagicLink, Verification, ResetPassword, ChangeEmail, DeleteAccount, Invitation,
		SignInCode, VerificationCode, ResetPasswordCode, ChangeEmailCode, TwoFactorCode, OneTimeCode,
		ExistingAccount, PasswordChanged, EmailChanged, PasskeyAdded, PasskeyRemoved, TwoFactorChanged,
	}
}

// Data is what templates can say. Which fields are set depends on the kind.
type Data struct {
	AppName      string
	URL          string        // what the reader is to open
	Code         string        // of the kinds that end in -code
	Name         string        // of the reader; may be empty
	NewEmail     string        // of ChangeEmail
	Inviter      string        // of Invitation
	Organization string        // of Invitation
	Role         string        // of Invitation; may be empty
	Expires      time.Duration // how long URL or Code work
}

// Lifetime says Expires in words, such as "5 minutes".
func (d Data) Lifetime() string {
	count, unit := int(d.Expires.Round(time.Minute)/time.Minute), "minute"
	switch {
	case count >= 48*60:
		count, unit = count/(24*60), "day"
	case count >= 120:
		count, unit = count/60, "hour"
	case count == 60:
		count, unit = 1, "hour"
	}
	if count != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", count, unit)
}

// Templates write mails.
type Templates struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

// LoadTemplates reads the built-in templates and puts those of own, which may be nil, in their place. A file in own
// whose name is no template's, or that does not work, is an error.
func LoadTemplates(own fs.FS) (*Templates, error) {
	t := &Templates{
		text: texttemplate.New("text").Option("missingkey=error"),
		html: htmltemplate.New("html").Option("missingkey=error"),
	}
	base, err := fs.Sub(builtIn, "templates")
	if err != nil {
		return nil, err
	}
	if err := t.add(base); err != nil {
		return nil, fmt.Errorf("built-in mail templates: %w", err)
	}
	if own == nil {
		return t, nil // a test has tried the built-in ones
	}
	if err := t.add(own); err != nil {
		return nil, fmt.Errorf("mail templates: %w", err)
	}
	return t, t.try()
}

func (t *Templates) add(files fs.FS) error {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return err
	}
	known := []string{"layout.html", string(TextCode) + ".txt"}
	for _, kind := range Kinds() {
		known = append(known, string(kind)+".txt", string(kind)+".html")
	}
	var problems []error
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		if !slices.Contains(known, name) {
			problems = append(problems, fmt.Errorf("%s is no template; known are %s", name, strings.Join(known, ", ")))
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err == nil {
			err = t.parse(name, string(text))
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (t *Templates) parse(name, text string) (err error) {
	if strings.HasSuffix(name, ".txt") {
		_, err = t.text.New(name).Parse(text)
	} else {
		_, err = t.html.New(name).Parse(text)
	}
	return err
}

// try renders every kind, so that a template that cannot work is noticed at start and not at someone's sign-in.
func (t *Templates) try() error {
	sample := Data{
		AppName: "Lyceum", URL: "https://lyceum.example/open", Code: "123456", Name: "Ada", NewEmail: "new@example.com",
		Inviter: "Grace", Organization: "Robotics", Role: "teacher", Expires: time.Hour,
	}
	var problems []error
	for _, kind := range Kinds() {
		if _, err := t.Render(kind, sample); err != nil {
			problems = append(problems, err)
		}
	}
	if _, err := t.RenderText(TextCode, sample); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// RenderText writes a text message of a kind.
func (t *Templates) RenderText(kind Kind, data Data) (string, error) {
	var text strings.Builder
	if err := t.text.ExecuteTemplate(&text, string(kind)+".txt", data); err != nil {
		return "", fmt.Errorf("message template %s: %w", kind, err)
	}
	return strings.TrimSpace(text.String()), nil
}

// Render writes the mail of a kind; the caller adds the recipient.
func (t *Templates) Render(kind Kind, data Data) (Message, error) {
	var text, html strings.Builder
	if err := t.text.ExecuteTemplate(&text, string(kind)+".txt", data); err != nil {
		return Message{}, fmt.Errorf("mail template %s: %w", kind, err)
	}
	if err := t.html.ExecuteTemplate(&html, string(kind)+".html", data); err != nil {
		return Message{}, fmt.Errorf("mail template %s: %w", kind, err)
	}
	subject, body, found := strings.Cut(text.String(), "\n")
	subject, isSubject := strings.CutPrefix(subject, "Subject: ")
	if !found || !isSubject {
		return Message{}, fmt.Errorf("mail template %s: %s.txt must begin with a line “Subject: …”", kind, kind)
	}
	return Message{Subject: oneLine(subject), Text: strings.TrimLeft(body, "\n"), HTML: html.String()}, nil
}

// oneLine keeps names that people choose from adding headers or directions to a subject.
func oneLine(subject string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, subject))
}
