package apikey

import (
	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/access"
	"github.com/lyceum/lyceum/auth/store"
)

// Key is a stored key. Its secret is not in it.
type Key struct {
	Row   store.Row
	order []string // of the members, where it is not the table's
}

// ID, Config and Owner are the row's id, configId and referenceId: the id of a user or an
// organization.
func (k Key) ID() string     { return k.Row.ID() }
func (k Key) Config() string { return k.Row.String("configId") }
func (k Key) Owner() string  { return k.Row.String("referenceId") }

// Permissions are what the key allows, nil when it has none.
func (k Key) Permissions() access.Statements {
	all, _ := parsed(k.Row.String("permissions")).(auth.Object)
	if all == nil {
		return nil
	}
	statements := access.Statements{}
	for _, m := range all {
		list, _ := m.Value.([]any)
		for _, v := range list {
			if action, ok := v.(string); ok {
				statements[m.Key] = append(statements[m.Key], action)
			}
		}
	}
	return statements
}

// Metadata is what the application stored with the key, nil when there is nothing.
func (k Key) Metadata() any {
	value := parsed(k.Row.String("metadata"))
	if text, twice := value.(string); twice { // as versions before 1.3 wrote it
		value = parsed(text)
	}
	return value
}

// AppendJSON writes the key as clients see it.
func (k Key) AppendJSON(dst []byte) []byte { return k.object("").AppendJSON(dst) }

// object is the row without its hash, or with the secret in its place.
func (k Key) object(secret string) auth.Object {
	o := make(auth.Object, 0, len(k.Row.V))
	for _, name := range k.names() {
		switch name {
		case "key":
			if secret == "" {
				continue
			}
			o = append(o, auth.Member{Key: name, Value: secret})
		case "permissions":
			o = append(o, auth.Member{Key: name, Value: parsed(k.Row.String(name))})
		case "metadata":
			o = append(o, auth.Member{Key: name, Value: k.Metadata()})
		default:
			o = append(o, auth.Member{Key: name, Value: k.Row.Get(name)})
		}
	}
	return o
}

// names are the members in their order.
func (k Key) names() []string {
	if k.order != nil {
		return k.order
	}
	names := make([]string, len(k.Row.Model.Fields))
	for i := range names {
		names[i] = k.Row.Model.Fields[i].Name
	}
	return names
}

// parsed is a JSON document, nil when it is none.
func parsed(text string) any {
	if text == "" {
		return nil
	}
	value, err := auth.ParseJSON([]byte(text))
	if err != nil {
		return nil
	}
	return value
}
