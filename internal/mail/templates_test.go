package mail

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestBuiltInTemplates(t *testing.T) {
	t.Parallel()
	templates, err := LoadTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	data := Data{
		AppName: "Physical AI", URL: "https://a.example/verify?token=T&callbackURL=%2F", Code: "482913", Name: "Ada <b>",
		NewEmail: "new@example.com", Inviter: "Grace", Organization: "Robots & Co", Expires: 5 * time.Minute,
	}
	for _, kind := range Kinds() {
		message, err := templates.Render(kind, data)
		if err != nil {
			t.Fatal(err)
		}
		message.To = "ada@example.com"
		if err := message.check(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		carried, inHTML, life := data.URL, `href="https://a.example/verify?token=T&amp;callbackURL=%2F"`, "5 minutes"
		switch {
		case strings.HasSuffix(string(kind), "-code"):
			carried, inHTML = data.Code, data.Code
		case slices.Contains(notices, kind): // they lead nowhere: a link in an alarming mail is how people are robbed
			carried, inHTML, life = "Hello Ada", "Hello Ada &lt;b&gt;", ""
		}
		if !strings.Contains(message.Text, carried) || !strings.Contains(message.HTML, inHTML) {
			t.Errorf("%s does not carry %s:\n%s\n%s", kind, carried, message.Text, message.HTML)
		}
		if !strings.Contains(message.Text, life) || strings.Contains(message.HTML, "Ada <b>") {
			t.Errorf("%s:\n%s\n%s", kind, message.Text, message.HTML)
		}
		checkHTML(t, kind, message.HTML)
	}
	text, err := templates.RenderText(TextCode, data)
	if err != nil || !strings.HasPrefix(text, "482913 ") || !strings.Contains(text, "5 minutes") || strings.Contains(text, "\n") {
		t.Errorf("text message %q, %v", text, err)
	}
}

var notices = []Kind{ExistingAccount, PasswordChanged, EmailChanged, PasskeyAdded, PasskeyRemoved, TwoFactorChanged}

// checkHTML asserts that a mail loads nothing, names its language, and takes no colour for granted but the button's.
func checkHTML(t *testing.T, kind Kind, html string) {
	t.Helper()
	for _, want := range []string{`<html lang="en">`, `content="light dark"`, "<title>", "charset"} {
		if !strings.Contains(html, want) {
			t.Errorf("%s: no %s in its HTML", kind, want)
		}
	}
	for _, not := range []string{"<img", "src=", "url(", "<link", "<script", "@import"} {
		if strings.Contains(html, not) {
			t.Errorf("%s: %s in its HTML", kind, not)
		}
	}
	if strings.Count(html, "color:#") != strings.Count(html, "background:#1f5fbf;color:#ffffff") {
		t.Errorf("%s sets a colour of text without its background", kind)
	}
}

func TestOwnTemplatesReplaceSingleFiles(t *testing.T) {
	t.Parallel()
	templates, err := LoadTemplates(fstest.MapFS{
		"magic-link.txt": {Data: []byte("Subject: Hi from {{.AppName}}\n\nGo: {{.URL}}\n")},
		".DS_Store":      {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	message, err := templates.Render(MagicLink, Data{AppName: "A\r\nBcc: x@y.example", URL: "javascript:alert(1)"})
	if err != nil {
		t.Fatal(err)
	}
	if message.Subject != "Hi from A" || message.Text != "Bcc: x@y.example\n\nGo: javascript:alert(1)\n" {
		// The break ends the subject; what follows is text.
		t.Errorf("subject %q, text %q", message.Subject, message.Text)
	}
	if strings.Contains(message.HTML, `href="javascript`) {
		t.Errorf("a script became a link:\n%s", message.HTML)
	}
}

func TestBrokenTemplatesAreFoundAtStart(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fstest.MapFS{
		"unknown file":        {"magiclink.txt": {Data: []byte("Subject: x\n\ny")}},
		"magic-link.txt:3":    {"magic-link.txt": {Data: []byte("Subject: x\n\n{{.URL")}},
		"magic-link.html:2":   {"magic-link.html": {Data: []byte("<p>\n{{if}}")}},
		"magic-link.html:2:2": {"magic-link.html": {Data: []byte("<p>\n{{.Link}}")}},
		"magic-link.txt:4:":   {"magic-link.txt": {Data: []byte("Subject: x\n\n\n{{.Link}}")}},
		"text-code.txt:1":     {"text-code.txt": {Data: []byte("{{.Cod}}")}, "magic-link.html": {Data: []byte("x")}},
		"no subject":          {"magic-link.txt": {Data: []byte("Hello\n\n{{.URL}}")}},
	} {
		_, err := LoadTemplates(files)
		if place := strings.Contains(name, "."); err == nil || !strings.Contains(err.Error(), "magic") && !place || place && !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLifetime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Minute: "1 minute", 5 * time.Minute: "5 minutes", time.Hour: "1 hour", 90 * time.Minute: "90 minutes",
		24 * time.Hour: "24 hours", 72 * time.Hour: "3 days",
	} {
		if got := (Data{Expires: d}).Lifetime(); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// FuzzTemplates: what people and their requests bring into a mail stays text.
func FuzzTemplates(f *testing.F) {
	templates, err := LoadTemplates(nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"Ada", "Ada <b>", "a\r\nBcc: x@y.z", "{{.URL}}", `"><script>`, "\x00\xff", "javascript:alert(1)"} {
		f.Add(uint8(len(seed)), seed, seed)
	}
	f.Fuzz(func(t *testing.T, which uint8, name, url string) {
		kind := Kinds()[int(which)%len(Kinds())]
		plain, err := templates.Render(kind, Data{AppName: "x", Name: "x", URL: "https://x.example/", Inviter: "x", Organization: "x", NewEmail: "x"})
		if err != nil {
			t.Fatal(err)
		}
		m, err := templates.Render(kind, Data{AppName: name, Name: name, URL: url, Inviter: name, Organization: name, NewEmail: name})
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(m.Subject, "\r\n") {
			t.Fatalf("subject %q", m.Subject)
		}
		if got, want := strings.Count(m.HTML, "<"), strings.Count(plain.HTML, "<"); got != want {
			t.Fatalf("%s has %d tags, not %d:\n%s", kind, got, want, m.HTML)
		}
		if strings.Contains(strings.ToLower(m.HTML), `href="javascript:`) {
			t.Fatalf("%s leads to a script:\n%s", kind, m.HTML)
		}
	})
}
