package apikey

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Where keys live: in the table, in secondary storage, or in the table with secondary storage
// before it. What is done to a key passes here.

// alone reports whether no table has the keys.
func (c *Config) alone() bool { return c.Secondary && !c.Fallback }

// turns lets those who change one value in secondary storage do so one after the other, in
// this process.
type turns struct {
	seed  maphash.Seed
	once  sync.Once
	locks [64]sync.Mutex
}

func (t *turns) take(name string) (done func()) {
	t.once.Do(func() { t.seed = maphash.MakeSeed() })
	lock := &t.locks[maphash.String(t.seed, name)%uint64(len(t.locks))]
	lock.Lock()
	return lock.Unlock
}

// lookup finds a key by "id" or by "key", its hash. store.ErrNotFound.
func (p *Plugin) lookup(ctx context.Context, c *Config, field, value string) (Key, error) {
	if c.Secondary {
		name := hashName(value)
		if field == "id" {
			name = idName(value)
		}
		key, err := p.kept(ctx, c, name)
		if c.alone() || !errors.Is(err, store.ErrNotFound) {
			return key, err
		}
	}
	row, err := p.auth.Store().Find(ctx, store.Query{Model: model, Where: []store.Cond{store.Eq(field, value)}})
	key := Key{Row: row}
	if err == nil && c.Secondary {
		err = p.keep(ctx, c, key)
	}
	return key, err
}

// kept is what secondary storage has under a name.
func (p *Plugin) kept(ctx context.Context, c *Config, name string) (Key, error) {
	text, err := c.Storage.Get(ctx, name)
	if err != nil {
		return Key{}, err
	}
	key, ok := readKept(p.auth.Schema().Model(model), text)
	if !ok {
		return Key{}, store.ErrNotFound
	}
	return key, nil
}

// keep puts a key into secondary storage. Before a table the list of its owner's keys is
// forgotten, otherwise it is kept there too.
func (p *Plugin) keep(ctx context.Context, c *Config, key Key) error {
	text, ttl := key.kept(), time.Duration(0)
	if expires := key.Row.Time("expiresAt"); !expires.IsZero() {
		ttl = max(expires.Sub(p.auth.Options().Now()), 0).Truncate(time.Second)
	}
	err := errors.Join(c.Storage.Set(ctx, hashName(key.Row.String("key")), text, ttl), c.Storage.Set(ctx, idName(key.ID()), text, ttl))
	if err != nil {
		return err
	}
	if !c.alone() {
		return c.Storage.Delete(ctx, listName(key.Owner()))
	}
	return p.relist(ctx, c, key.Owner(), func(ids []string) []string {
		if slices.Contains(ids, key.ID()) {
			return ids
		}
		return append(ids, key.ID())
	})
}

func (p *Plugin) relist(ctx context.Context, c *Config, owner string, edit func(ids []string) []string) error {
	name := listName(owner)
	defer p.listTurns.take(name)()
	text, err := c.Storage.Get(ctx, name)
	if _, err := auth.NotFoundOr(err); err != nil {
		return err
	}
	ids := edit(readList(text))
	if len(ids) == 0 {
		return c.Storage.Delete(ctx, name)
	}
	return c.Storage.Set(ctx, name, string(auth.JSON(ids)), 0)
}

func (p *Plugin) insert(ctx context.Context, c *Config, values store.Values) (Key, error) {
	if c.alone() {
		key := p.made(values)
		return key, p.keep(ctx, c, key)
	}
	row, err := p.auth.Store().Create(ctx, model, values)
	key := Key{Row: row}
	if err == nil && c.Secondary {
		err = p.keep(ctx, c, key)
	}
	return key, err
}

func (p *Plugin) amend(ctx context.Context, c *Config, key Key, values store.Values) (Key, error) {
	if c.alone() {
		values["updatedAt"] = p.auth.Options().Now()
		return p.rewrite(ctx, c, key, func(Key) (store.Values, error) { return values, nil })
	}
	row, err := p.auth.Store().Update(ctx, model, values, store.Eq("id", key.ID()))
	key = Key{Row: row}
	if err == nil && c.Secondary {
		err = p.keep(ctx, c, key)
	}
	return key, err
}

// rewrite changes a key that only secondary storage has, as it is now.
func (p *Plugin) rewrite(ctx context.Context, c *Config, key Key, edit func(now Key) (store.Values, error)) (Key, error) {
	name := hashName(key.Row.String("key"))
	defer p.keyTurns.take(name)()
	now, err := p.kept(ctx, c, name)
	if err != nil {
		return key, err
	}
	values, err := edit(now)
	if err != nil {
		return key, err
	}
	changed := now.with(values)
	return changed, p.keep(ctx, c, changed)
}

// erase deletes a key, first where it is answered from.
func (p *Plugin) erase(ctx context.Context, c *Config, key Key) error {
	if c.Secondary {
		name := hashName(key.Row.String("key"))
		defer p.keyTurns.take(name)()
		err := c.Storage.Delete(ctx, name, idName(key.ID()))
		if err == nil && c.alone() {
			return p.relist(ctx, c, key.Owner(), func(ids []string) []string {
				return slices.DeleteFunc(ids, func(id string) bool { return id == key.ID() })
			})
		}
		if err == nil {
			err = c.Storage.Delete(ctx, listName(key.Owner()))
		}
		if err != nil {
			return err
		}
	}
	_, err := p.auth.Store().Delete(ctx, model, store.Eq("id", key.ID()))
	return err
}

// anywhere finds a key by its id, whatever its configuration.
func (p *Plugin) anywhere(ctx context.Context, id string) (Key, *Config, error) {
	for _, c := range p.storages() {
		key, config, err := p.byID(ctx, c, id)
		if !errors.Is(err, errNotFound) {
			return key, config, err
		}
	}
	return Key{}, nil, errNotFound
}

// storages are the first configurations of each place where keys live.
func (p *Plugin) storages() (list []*Config) {
	for i := range p.configs {
		c := &p.configs[i]
		known := slices.ContainsFunc(list, func(other *Config) bool {
			return c.Secondary == other.Secondary && c.Fallback == other.Fallback && c.Storage == other.Storage
		})
		if !known {
			list = append(list, c)
		}
	}
	return list
}

// sorting is how a list is to be sorted; by nothing when by is "".
type sorting struct {
	by   string
	desc bool
}

// owned are the keys of an owner, wherever those of a configuration live, or those of all.
func (p *Plugin) owned(ctx context.Context, owner, configID string, s sorting) ([]Key, error) {
	places := p.storages()
	if configID != "" {
		c, err := p.config(configID)
		if err != nil {
			return nil, err
		}
		places = []*Config{c}
	}
	var all []Key
	seen := map[string]bool{}
	for _, c := range places {
		keys, err := p.list(ctx, c, owner, s)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			if !seen[key.ID()] && key.Owner() == owner {
				seen[key.ID()] = true
				all = append(all, key)
			}
		}
	}
	return all, nil
}

func (p *Plugin) list(ctx context.Context, c *Config, owner string, s sorting) ([]Key, error) {
	if c.Secondary {
		text, err := c.Storage.Get(ctx, listName(owner))
		if _, err := auth.NotFoundOr(err); err != nil {
			return nil, err
		}
		if ids := readList(text); len(ids) > 0 || c.alone() {
			return p.listed(ctx, c, ids, s)
		}
	}
	rows, err := p.auth.Store().List(ctx, store.Query{
		Model: model, Where: []store.Cond{store.Eq("referenceId", owner)}, SortBy: s.by, Desc: s.desc,
	})
	if err != nil {
		return nil, err
	}
	keys, ids := make([]Key, len(rows)), make([]string, len(rows))
	for i := range rows {
		keys[i], ids[i] = Key{Row: rows[i]}, rows[i].ID()
		if c.Secondary {
			if err := p.keep(ctx, c, keys[i]); err != nil {
				return nil, err
			}
		}
	}
	if c.Secondary && len(ids) > 0 {
		err = c.Storage.Set(ctx, listName(owner), string(auth.JSON(ids)), 0)
	}
	return keys, err
}

func (p *Plugin) listed(ctx context.Context, c *Config, ids []string, s sorting) ([]Key, error) {
	keys := make([]Key, 0, len(ids))
	for _, id := range ids {
		key, err := p.kept(ctx, c, idName(id))
		missing, err := auth.NotFoundOr(err)
		if err != nil {
			return nil, err
		}
		if !missing {
			keys = append(keys, key)
		}
	}
	if s.by != "" {
		slices.SortStableFunc(keys, func(a, b Key) int {
			order := compare(a.Row.Get(s.by), b.Row.Get(s.by))
			if s.desc {
				return -order
			}
			return order
		})
	}
	return keys, nil
}

// compare is JavaScript's order of two values of one kind; null comes first.
func compare(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(given(a), given(b))
	}
	switch a := a.(type) {
	case int64:
		b, _ := b.(int64)
		return cmp.Compare(a, b)
	case time.Time:
		b, _ := b.(time.Time)
		return a.Compare(b)
	case bool:
		b, _ := b.(bool)
		return cmp.Compare(given(a), given(b))
	case string:
		b, _ := b.(string)
		return strings.Compare(a, b)
	}
	return 0
}

func given(v any) int {
	if v == nil || v == false {
		return 0
	}
	return 1
}
