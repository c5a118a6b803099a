package mail

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// keptMails is how many mails a mailbox keeps; the oldest go first.
const keptMails = 200

// Mailbox keeps mails in a folder, one file each, instead of sending them. Its handler shows them; see [Mailbox.Handler]
// for to whom. Mails hold sign-in links, so the files are readable by their owner only.
type Mailbox struct {
	folder string
	now    func() time.Time
	mu     sync.Mutex // one writer, so that names rise and the count holds
	last   time.Time
}

// Kept is a mail in a mailbox.
type Kept struct {
	ID        string    `json:"id"`
	To        string    `json:"to"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	HTML      string    `json:"html"`
	CreatedAt time.Time `json:"createdAt"`
}

// NewMailbox makes the folder if there is none.
func NewMailbox(folder string, now func() time.Time) (*Mailbox, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	return &Mailbox{folder: folder, now: now}, nil
}

// Send keeps the message. After a crash it is there as a whole or not at all.
func (b *Mailbox) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return &RefusedError{fmt.Errorf("keep mail: %w", err)}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	return b.keep(m)
}

// KeepText keeps a text message to a phone, which a provider would have carried.
func (b *Mailbox) KeepText(ctx context.Context, to, text string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("keep text message: %w", err)
	}
	return b.keep(Message{To: to, Subject: "SMS to " + to, Text: text})
}

func (b *Mailbox) keep(m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	created := b.now().UTC()
	if !created.After(b.last) {
		created = b.last.Add(1) // names are times, and must rise even when the clock does not
	}
	b.last = created
	mail := Kept{
		ID: created.Format("20060102T150405.000000000") + "-" + strings.ToLower(rand.Text()[:8]),
		To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, CreatedAt: created,
	}
	text, err := json.MarshalIndent(mail, "", "  ")
	if err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	if err := writeWhole(filepath.Join(b.folder, mail.ID+".json"), text); err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	return b.trim()
}

// writeWhole writes a file that appears complete or not at all.
func writeWhole(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}

func (b *Mailbox) trim() error {
	ids, err := b.ids()
	if err != nil {
		return err
	}
	for len(ids) > keptMails {
		if err := os.Remove(filepath.Join(b.folder, ids[0]+".json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop old mail: %w", err)
		}
		ids = ids[1:]
	}
	return nil
}

// ids lists the kept mails, oldest first.
func (b *Mailbox) ids() ([]string, error) {
	entries, err := os.ReadDir(b.folder)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	var ids []string
	for _, entry := range entries {
		if id, ok := strings.CutSuffix(entry.Name(), ".json"); ok && !strings.HasPrefix(id, ".") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// All returns the kept mails, oldest first.
func (b *Mailbox) All() ([]Kept, error) {
	ids, err := b.ids()
	if err != nil {
		return nil, err
	}
	mails := make([]Kept, 0, len(ids))
	for _, id := range ids {
		mail, err := b.Get(id)
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped since the folder was read
		}
		if err != nil {
			return nil, err
		}
		mails = append(mails, mail)
	}
	return mails, nil
}

// Get returns one mail. An unknown id gives an error that is [fs.ErrNotExist].
func (b *Mailbox) Get(id string) (Kept, error) {
	if id != filepath.Base(id) || strings.HasPrefix(id, ".") {
		return Kept{}, fmt.Errorf("mail %q: %w", id, fs.ErrNotExist)
	}
	text, err := os.ReadFile(filepath.Join(b.folder, id+".json"))
	if err != nil {
		return Kept{}, fmt.Errorf("read mail: %w", err)
	}
	var mail Kept
	if err := json.Unmarshal(text, &mail); err != nil {
		return Kept{}, fmt.Errorf("read mail %s: %w", id, err)
	}
	mail.ID = id
	return mail, nil
}
