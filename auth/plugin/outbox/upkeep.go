package outbox

import (
	"context"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// Entry is a message in the outbox, as operators see it.
type Entry struct {
	ID        string
	Kind      string
	To        string // "" when it cannot be decrypted
	CreatedAt time.Time
	// DueAt is when it is tried next; zero once it is given up.
	DueAt     time.Time
	Attempts  int
	LastError string
}

// GivenUp reports whether the message will not be tried again by itself.
func (e Entry) GivenUp() bool { return e.DueAt.IsZero() }

// All lists the messages that are not sent yet, oldest first: at most limit, after the
// first offset.
func (p *Plugin) All(ctx context.Context, limit, offset int) ([]Entry, error) {
	rows, err := p.auth.Store().List(ctx, store.Query{
		Model: model, Where: []store.Cond{store.Ne("kind", "")}, SortBy: "position", Limit: limit, Offset: offset,
	})
	if err != nil {
		return nil, err
	}
	list := make([]Entry, len(rows))
	for i, row := range rows {
		m, _ := p.open(row) // its LastError says why it cannot be read
		list[i] = Entry{
			ID: row.ID(), Kind: row.String("kind"), To: m.To, CreatedAt: row.Time("createdAt"), DueAt: row.Time("dueAt"),
			Attempts: int(row.Int("attempts")), LastError: row.String("lastError"),
		}
	}
	return list, nil
}

// Retry makes messages due at once, as if they had not been tried, and returns how many. No ids mean all
// that were given up.
func (p *Plugin) Retry(ctx context.Context, ids ...string) (int64, error) {
	now := p.now()
	set := store.Values{"dueAt": now, "attempts": int64(0), "updatedAt": now}
	n, err := p.auth.Store().UpdateAll(ctx, model, set, chosen(ids)...)
	p.nudge()
	return n, err
}

// Drop deletes messages unsent and returns how many. No ids mean all that were given up.
func (p *Plugin) Drop(ctx context.Context, ids ...string) (int64, error) {
	return p.auth.Store().Delete(ctx, model, chosen(ids)...)
}

// chosen selects by id, but nothing that is being sent.
func chosen(ids []string) []store.Cond {
	if len(ids) == 0 {
		return []store.Cond{store.Eq("dueAt", nil)}
	}
	return []store.Cond{store.In("id", ids), store.Eq("claim", nil)}
}

// Count tells how many messages wait, and how many were given up.
func (p *Plugin) Count(ctx context.Context) (waiting, givenUp int64, err error) {
	if waiting, err = p.auth.Store().Count(ctx, model, store.Ne("dueAt", nil)); err != nil {
		return 0, 0, err
	}
	givenUp, err = p.auth.Store().Count(ctx, model, store.Eq("dueAt", nil))
	return waiting, givenUp, err
}
