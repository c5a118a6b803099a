package apikey

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// How secondary storage has keys: as JSON of the row with its hash, and with metadata as the
// value that it is. Names and forms are the reference's, which may share the storage.

func hashName(hash string) string  { return "api-key:" + hash }
func idName(id string) string      { return "api-key:by-id:" + id }
func listName(owner string) string { return "api-key:by-ref:" + owner }

// madeOrder is the order of members of keys that the table never had; permissions come last
// when a key has none.
var madeOrder = []string{
	"configId", "createdAt", "updatedAt", "name", "prefix", "start", "key", "enabled", "expiresAt", "referenceId", "lastRefillAt",
	"lastRequest", "metadata", "rateLimitMax", "rateLimitTimeWindow", "remaining", "refillAmount", "refillInterval",
	"rateLimitEnabled", "requestCount", "permissions", "id",
}

// kept is a key as it is stored.
func (k Key) kept() string {
	o := auth.Object{}
	for _, name := range k.names() {
		switch v := k.Row.Get(name); {
		case name == "metadata":
			o = append(o, auth.Member{Key: name, Value: k.Metadata()})
		case name == "permissions" && v == nil && k.order != nil: // undefined there
		default:
			o = append(o, auth.Member{Key: name, Value: v})
		}
	}
	return string(o.AppendJSON(nil))
}

// readKept reads a stored key; ok is false when it is none.
func readKept(m *store.Model, text string) (k Key, ok bool) {
	o, _ := parsed(text).(auth.Object)
	if o == nil {
		return Key{}, false
	}
	k.Row = store.Row{Model: m, V: make([]any, len(m.Fields))}
	for _, member := range o {
		i := m.IndexOf(member.Key)
		if i < 0 {
			continue
		}
		k.order = append(k.order, member.Key)
		k.Row.V[i] = fieldOf(&m.Fields[i], member)
	}
	for _, name := range []string{"metadata", "permissions"} {
		if !slices.Contains(k.order, name) {
			k.order = append(k.order, name)
		}
	}
	return k, k.ID() != "" && k.Row.String("key") != "" && k.Owner() != "" && !k.Row.Time("createdAt").IsZero()
}

func fieldOf(f *store.Field, member auth.Member) any {
	if member.Key == "metadata" {
		return string(auth.JSON(member.Value))
	}
	switch v := member.Value.(type) {
	case float64:
		if f.Type == store.Number {
			return int64(v)
		}
	case bool:
		if f.Type == store.Boolean {
			return v
		}
	case string:
		if f.Type != store.Date {
			return v
		}
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t
		}
	}
	return nil
}

// with is the key with other values; names that it had not come last.
func (k Key) with(values store.Values) Key {
	changed := Key{Row: k.Row.With(values), order: slices.Clone(k.order)}
	for name := range values {
		if !slices.Contains(changed.order, name) {
			changed.order = append(changed.order, name)
		}
	}
	return changed
}

// made is a new key that no table has.
func (p *Plugin) made(values store.Values) Key {
	m := p.auth.Schema().Model(model)
	row := store.Row{Model: m, V: make([]any, len(m.Fields))}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Default != nil {
			row.V[i] = f.Default()
		}
	}
	values["id"] = p.auth.NewID(model)
	return Key{Row: row.With(values), order: madeOrder}
}

func readList(text string) (ids []string) {
	_ = json.Unmarshal([]byte(text), &ids)
	return ids
}
