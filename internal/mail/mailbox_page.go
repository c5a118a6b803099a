package mail

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

//go:embed mailbox.html
var mailboxHTML string

// link finds addresses in the text of a mail.
var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// Handler shows the mailbox below /dev/mail: the list, /dev/mail/<id>, its HTML part at /dev/mail/<id>/html, and all
// mails as JSON, oldest first, at /dev/mail?format=json.
//
// Mails hold links that sign people in, so only a browser on this machine may look: the connection must arrive at a
// loopback address, the Host header must name one (else a page elsewhere could reach it by DNS rebinding), and nothing
// may tell of a proxy in between. Everybody else gets 404. The caller mounts the handler only on a listener that is
// loopback itself, and never in production.
func (b *Mailbox) Handler(log *slog.Logger) http.Handler {
	p := &mailboxPages{box: b, log: log}
	p.page = template.Must(template.New("page").Funcs(template.FuncMap{"parts": linkParts}).Parse(mailboxHTML))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /dev/mail", p.handle(p.list))
	mux.HandleFunc("GET /dev/mail/{id}", p.handle(p.show))
	mux.HandleFunc("GET /dev/mail/{id}/html", p.handle(p.html))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocal(r) {
			http.NotFound(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

type mailboxPages struct {
	box  *Mailbox
	log  *slog.Logger
	page *template.Template
}

// handle gives every page the same headers and its error one reply.
func (p *mailboxPages) handle(page func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		err := page(w, r)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			http.Error(w, "There is no such mail.", http.StatusNotFound)
		case err != nil:
			p.log.ErrorContext(r.Context(), "mailbox", "error", err)
			http.Error(w, "The mailbox cannot be read.", http.StatusInternalServerError)
		}
	}
}

func (p *mailboxPages) list(w http.ResponseWriter, r *http.Request) error {
	mails, err := p.box.All()
	if err != nil {
		return err
	}
	if r.URL.Query().Get("format") == "json" {
		return reply(w, "application/json", func(out *bytes.Buffer) error { return json.NewEncoder(out).Encode(mails) })
	}
	slices.Reverse(mails)
	return p.render(w, map[string]any{"Mails": mails})
}

func (p *mailboxPages) show(w http.ResponseWriter, r *http.Request) error {
	mail, err := p.box.Get(r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.render(w, map[string]any{"Mail": &mail})
}

// html shows the HTML part as a mail program would: without scripts, apart from our origin.
func (p *mailboxPages) html(w http.ResponseWriter, r *http.Request) error {
	mail, err := p.box.Get(r.PathValue("id"))
	if err == nil && mail.HTML == "" {
		err = fmt.Errorf("mail without HTML: %w", fs.ErrNotExist)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	return reply(w, "text/html; charset=utf-8", func(out *bytes.Buffer) error { _, err := out.WriteString(mail.HTML); return err })
}

func (p *mailboxPages) render(w http.ResponseWriter, data any) error {
	return reply(w, "text/html; charset=utf-8", func(out *bytes.Buffer) error { return p.page.Execute(out, data) })
}

// reply writes nothing unless all could be made.
func reply(w http.ResponseWriter, contentType string, write func(*bytes.Buffer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(out.Bytes()) // a reader who has gone is no fault of ours
	return nil
}

// part is a piece of a mail's text, with or without a link.
type part struct{ Text, URL string }

func linkParts(text string) []part {
	var parts []part
	end := 0
	for _, place := range link.FindAllStringIndex(text, -1) {
		address := strings.TrimRight(text[place[0]:place[1]], ".,;:!?)")
		parts = append(parts, part{Text: text[end:place[0]]}, part{Text: address, URL: address})
		end = place[0] + len(address)
	}
	return append(parts, part{Text: text[end:]})
}

// isLocal reports whether a request comes from a browser on this machine.
func isLocal(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	address, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && isLoopbackAddress(address.String()) && isLoopbackAddress(r.RemoteAddr) && isLoopbackAddress(r.Host)
}

// isLoopbackAddress judges host:port, host, or [host].
func isLoopbackAddress(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	}
	return isLoopback(host)
}
