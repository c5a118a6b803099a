package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lyceum/lyceum/auth/store"
)

var _ store.Watcher = (*sqlStore)(nil)

// feeds are those who want to know of changes made through any store of a database.
type feeds struct {
	mu   sync.Mutex
	list []*feed
}

// feed is one of them with its source of others' changes.
type feed struct {
	store.Watch
	db     *DB
	source source
}

// source notices what others change.
type source interface {
	store.Feed
	Close()
}

// Watch opens a feed.
func (s *sqlStore) Watch(w store.Watch) (store.Feed, error) {
	tables := make([]string, len(w.Models))
	for i, name := range w.Models {
		t := s.tables[name]
		if t == nil || !t.Watched {
			return nil, fmt.Errorf("sqlstore: model %q is unknown or not declared as watched", name)
		}
		tables[i] = t.name
	}
	f := &feed{Watch: w, db: s.db}
	switch backend := s.db.backend.(type) {
	case *postgres:
		f.source = newNotices(w, tables, backend.pool.Config().ConnConfig.Copy())
	case *lite:
		f.source = newDataVersion(w, backend)
	}
	s.db.feeds.mu.Lock()
	defer s.db.feeds.mu.Unlock()
	s.db.feeds.list = append(s.db.feeds.list, f)
	return f, nil
}

// State says what can be relied upon; nothing in a transaction.
func (f *feed) State(ctx context.Context) store.FeedState {
	if t, err := f.db.tx(ctx); t != nil || err != nil {
		return store.FeedOff
	}
	return f.source.State(ctx)
}

// changed tells of a write to the rows that match, now or when the transaction has ended.
// Failed writes are told of too: of some nobody knows whether they have happened. So are
// tables that this store does not watch: another store of the database may.
func (s *sqlStore) changed(ctx context.Context, model string, where []store.Cond) {
	t := s.tables[model]
	if t == nil {
		return
	}
	changes := t.changesOf(where, s.schema.Options.IDs)
	if tx, _ := ctx.Value(txKey{s.db}).(*tx); tx != nil {
		tx.changed = append(tx.changed, changes...)
		return
	}
	s.db.publish(changes)
}

// changesOf narrows a write down by a condition that all its rows meet: equality with a
// field that identifies rows or what they belong to.
func (t *table) changesOf(where []store.Cond, ids store.IDStrategy) []store.Change {
	for _, c := range where {
		f := t.Field(c.Field)
		if f == nil || c.Or || c.Fold || !isID(f) && !f.Unique {
			continue
		}
		values, ok := valuesOf(c)
		if !ok || isID(f) && !canonical(values, ids) {
			continue
		}
		changes := make([]store.Change, len(values))
		for i, v := range values {
			changes[i] = store.Change{Model: t.Model.Model, Field: c.Field, Value: v}
		}
		return changes
	}
	return []store.Change{{Model: t.Model.Model}}
}

// valuesOf are the texts that a condition admits, if it names them.
func valuesOf(c store.Cond) ([]string, bool) {
	switch v := c.Value.(type) {
	case string:
		return []string{v}, c.Op == store.OpEq
	case []string:
		return v, c.Op == store.OpIn
	}
	return nil, false
}

// canonical reports whether ids are written as the store would return them: the database
// finds others too, such as 007.
func canonical(list []string, ids store.IDStrategy) bool {
	for _, id := range list {
		switch ids {
		case store.SerialID:
			if n, err := strconv.ParseInt(id, 10, 64); err != nil || strconv.FormatInt(n, 10) != id {
				return false
			}
		case store.UUIDID:
			if len(id) != 36 || id != strings.ToLower(id) {
				return false
			}
		}
	}
	return true
}

func (db *DB) publish(changes []store.Change) {
	if len(changes) == 0 {
		return
	}
	db.feeds.mu.Lock()
	list := slices.Clone(db.feeds.list)
	db.feeds.mu.Unlock()
	for _, f := range list {
		for _, c := range changes {
			if slices.Contains(f.Models, c.Model) {
				f.Changed(c)
			}
		}
	}
}

func (fs *feeds) close() {
	fs.mu.Lock()
	list := fs.list
	fs.list = nil
	fs.mu.Unlock()
	for _, f := range list {
		f.source.Close()
	}
}
