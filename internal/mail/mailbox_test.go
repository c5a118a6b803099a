package mail

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func newMailbox(t *testing.T) (*Mailbox, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mail")
	// A clock that stands still: order must not depend on it.
	box, err := NewMailbox(folder, func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	return box, folder
}

func keep(t *testing.T, box *Mailbox, subject string) {
	t.Helper()
	err := box.Send(t.Context(), Message{To: "ada@example.com", Subject: subject, Text: "Open https://a.example/?a=1&b=2.", HTML: "<p>Hi</p>"})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTextMessagesAreKept(t *testing.T) {
	t.Parallel()
	box, err := NewMailbox(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.KeepText(t.Context(), "+491701234567", "482913 is your code"); err != nil {
		t.Fatal(err)
	}
	kept, err := box.All()
	if err != nil || len(kept) != 1 || kept[0].Subject != "SMS to +491701234567" || kept[0].Text != "482913 is your code" {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestMailboxKeepsOrderAndCount(t *testing.T) {
	t.Parallel()
	box, folder := newMailbox(t)
	var want []string
	for i := range keptMails + 7 {
		subject := fmt.Sprint("mail ", i)
		keep(t, box, subject)
		want = append(want, subject)
	}
	mails, err := box.All()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, mail := range mails {
		got = append(got, mail.Subject)
	}
	if diff := cmp.Diff(want[7:], got); diff != "" {
		t.Error(diff)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 || strings.HasPrefix(entry.Name(), ".") {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

func TestMailboxManyWriters(t *testing.T) {
	t.Parallel()
	box, _ := newMailbox(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { keep(t, box, "at once") })
	}
	all.Wait()
	if mails, err := box.All(); err != nil || len(mails) != 50 {
		t.Errorf("%d mails, %v", len(mails), err)
	}
}

func TestMailboxReadOnlyFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewMailbox(filepath.Join(file, "mail"), time.Now); err == nil {
		t.Error("a folder inside a file was made")
	}
	box, folder := newMailbox(t)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := box.Send(t.Context(), letter); err == nil {
		t.Error("a mail was kept nowhere")
	}
}

func TestMailboxIdsStayInside(t *testing.T) {
	t.Parallel()
	box, folder := newMailbox(t)
	if err := os.WriteFile(filepath.Join(folder, "..", "secret.json"), []byte(`{"subject":"secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"../secret", "..", ".", "", ".new-1", "/etc/passwd"} {
		if mail, err := box.Get(id); err == nil || mail.Subject != "" {
			t.Errorf("%q gave %+v, %v", id, mail, err)
		}
	}
}

// get asks a mailbox over a real connection.
func get(t *testing.T, server *httptest.Server, path string, change func(*http.Request)) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(request)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, reply.Header, string(body)
}

func TestMailboxPages(t *testing.T) {
	t.Parallel()
	box, _ := newMailbox(t)
	server := httptest.NewServer(box.Handler(slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)

	if _, _, body := get(t, server, "/dev/mail?format=json", nil); body != "[]\n" {
		t.Errorf("empty list: %s", body)
	}
	keep(t, box, "first <script>")
	keep(t, box, "second")
	mails, err := box.All()
	if err != nil {
		t.Fatal(err)
	}
	_, header, body := get(t, server, "/dev/mail?format=json", nil)
	var list []Kept
	if err := json.Unmarshal([]byte(body), &list); err != nil || header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v %s", err, body)
	}
	if diff := cmp.Diff(mails, list); diff != "" {
		t.Error(diff)
	}
	if _, _, body := get(t, server, "/dev/mail", nil); !strings.Contains(body, "first &lt;script&gt;") ||
		strings.Index(body, "second") > strings.Index(body, "first") {
		t.Errorf("list:\n%s", body)
	}
	_, _, body = get(t, server, "/dev/mail/"+mails[0].ID, nil)
	if !strings.Contains(body, `Open <a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>.`) {
		t.Errorf("mail:\n%s", body)
	}
	_, header, body = get(t, server, "/dev/mail/"+mails[0].ID+"/html", nil)
	if body != "<p>Hi</p>" || !strings.HasPrefix(header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("HTML part: %s %s", header, body)
	}
	if status, _, _ := get(t, server, "/dev/mail/none", nil); status != http.StatusNotFound {
		t.Errorf("unknown mail: %d", status)
	}
}

func TestMailboxIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	box, _ := newMailbox(t)
	keep(t, box, "private")
	server := httptest.NewServer(box.Handler(slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	for name, change := range map[string]func(*http.Request){
		"rebound name": func(r *http.Request) { r.Host = "evil.example" },
		"near name":    func(r *http.Request) { r.Host = "localhost.evil.example:80" },
		"proxy":        func(r *http.Request) { r.Header.Set("X-Forwarded-For", "127.0.0.1") },
	} {
		if status, _, body := get(t, server, "/dev/mail", change); status != http.StatusNotFound || strings.Contains(body, "private") {
			t.Errorf("%s: %d", name, status)
		}
	}
	for _, host := range []string{"localhost", "localhost:3000", "[::1]:3000"} {
		if status, _, _ := get(t, server, "/dev/mail", func(r *http.Request) { r.Host = host }); status != http.StatusOK {
			t.Errorf("%s: %d", host, status)
		}
	}
	// Without a connection there is no address to trust.
	recorder := httptest.NewRecorder()
	box.Handler(slog.New(slog.DiscardHandler)).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "http://localhost/dev/mail", nil))
	if recorder.Code != http.StatusNotFound {
		t.Errorf("no address: %d", recorder.Code)
	}
}

func FuzzLinkParts(f *testing.F) {
	f.Add("Open https://a.example/?x=1. Or http://b.example)!")
	f.Fuzz(func(t *testing.T, text string) {
		var whole strings.Builder
		for _, part := range linkParts(text) {
			whole.WriteString(part.Text)
			if part.URL != "" && part.URL != part.Text {
				t.Fatalf("the link %q shows %q", part.URL, part.Text)
			}
		}
		if whole.String() != text {
			t.Fatalf("%q became %q", text, whole.String())
		}
	})
}
