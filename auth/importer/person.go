package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// person is a row that has been understood.
type person struct {
	line   int
	oldID  string
	email  string
	hash   string
	values store.Values
}

// copy is what the engine gets, which may change it.
func (p *person) copy() store.Values { return maps.Clone(p.values) }

// known are the names a field has in exports, without case, spaces and underscores. The first
// that has a value counts.
var known = map[string][]string{
	"id":            {"id", "userid", "uid", "localid"},
	"email":         {"email", "emailaddress", "mail"},
	"name":          {"name", "displayname", "fullname"},
	"emailVerified": {"emailverified", "verified", "emailconfirmedat"},
	"image":         {"image", "picture", "photourl", "avatarurl"},
	"createdAt":     {"createdat", "creationtime"},
	"updatedAt":     {"updatedat"},
	"password":      {"passwordhash", "encryptedpassword", "password"},
	"salt":          {"salt"},
}

func plain(name string) string {
	return strings.NewReplacer("_", "", " ", "", "-", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// reading is one row on its way to a person.
type reading struct {
	values map[string]any // by plain name
	used   map[string]bool
}

// get returns a field's value; nil when it is missing, null or empty.
func (g *reading) get(field string) any {
	var found any
	for _, name := range known[field] {
		value, ok := g.values[name]
		if !ok {
			continue
		}
		g.used[name] = true
		if found == nil && value != nil && value != "" {
			found = value
		}
	}
	return found
}

func (g *reading) text(field string) (string, error) {
	switch value := g.get(field).(type) {
	case nil:
		return "", nil
	case string:
		return strings.TrimSpace(value), nil
	case int64, float64:
		return fmt.Sprint(value), nil
	case map[string]any: // {"$oid": …}
		if id, ok := value["$oid"].(string); ok {
			return id, nil
		}
	}
	return "", fmt.Errorf("%s is not a text", field)
}

func (r *run) person(row Row) (*person, error) {
	g := &reading{values: map[string]any{}, used: map[string]bool{}}
	for name, value := range row.Values {
		g.values[plain(name)] = value
	}
	p := &person{line: row.Line, values: store.Values{}}
	for _, read := range []func(*reading, *person) error{r.identity, r.profile, r.dates, r.password, r.additional} {
		if err := read(g, p); err != nil {
			return nil, err
		}
	}
	for name := range row.Values {
		if !g.used[plain(name)] {
			r.ignored[name] = true
		}
	}
	return p, nil
}

func (r *run) identity(g *reading, p *person) (err error) {
	email, errEmail := g.text("email")
	p.oldID, err = g.text("id")
	if err := errors.Join(errEmail, err); err != nil {
		return err
	}
	if p.email = auth.NormalizeEmail(email); !auth.IsEmail(p.email) {
		return fmt.Errorf("%q is not an e-mail address", email)
	}
	p.values["email"] = p.email
	if p.oldID == "" || r.options.NewIDs {
		return nil
	}
	id := p.oldID
	if r.auth.Schema().Options.IDs == store.UUIDID {
		id = strings.ToLower(id) // as databases write them
		if _, err := uuid.Parse(p.oldID); err != nil || len(p.oldID) != 36 {
			return fmt.Errorf("the id %q is not a UUID, as this database's are: give the users new ids", p.oldID)
		}
	}
	p.values["id"] = id
	return nil
}

func (r *run) profile(g *reading, p *person) error {
	name, errName := g.text("name")
	image, errImage := g.text("image")
	verified, errVerified := truth(g.get("emailVerified"))
	if err := errors.Join(errName, errImage, errVerified); err != nil {
		return err
	}
	local, _, _ := strings.Cut(p.email, "@")
	p.values["name"], p.values["emailVerified"] = cmp.Or(name, local), verified
	if image != "" {
		p.values["image"] = image
	}
	for _, field := range []string{"name", "image"} {
		if err := r.auth.CheckProfile(field, p.values[field]); err != nil {
			_, reason, _ := strings.Cut(err.Error(), "[body."+field+"] ")
			return fmt.Errorf("the %s cannot be taken: %s", field, reason)
		}
	}
	return nil
}

func (r *run) dates(g *reading, p *person) error {
	for _, field := range []string{"createdAt", "updatedAt"} {
		value := g.get(field)
		if value == nil {
			continue
		}
		moment, err := date(value)
		if err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
		if moment.After(r.auth.Options().Now().Add(24 * time.Hour)) {
			return fmt.Errorf("%s lies in the future: %v", field, value)
		}
		p.values[field] = moment
	}
	if p.values["updatedAt"] == nil && p.values["createdAt"] != nil {
		p.values["updatedAt"] = p.values["createdAt"]
	}
	return nil
}

func (r *run) password(g *reading, p *person) error {
	hash, err := g.text("password")
	salt, errSalt := g.text("salt")
	if err := errors.Join(err, errSalt); err != nil || hash == "" {
		return err
	}
	if salt != "" {
		if r.options.Firebase == nil {
			return errors.New("the password hash has a salt beside it, as Firebase's have: its project's hash parameters are needed")
		}
		hash = r.options.Firebase.hash(hash, salt)
	}
	if auth.CheckPasswordHash(hash) != nil {
		return errors.New("the password hash is of no known form (it is not shown here)")
	}
	p.hash = hash
	return nil
}

// core are the fields that the steps before have read.
var core = []string{"id", "email", "name", "emailVerified", "image", "createdAt", "updatedAt"}

func (r *run) additional(g *reading, p *person) error {
	m := r.auth.Schema().Model("user")
	for i := range m.Fields {
		f := &m.Fields[i]
		if slices.Contains(core, f.Name) {
			continue
		}
		for _, name := range []string{plain(f.Name), plain(f.Column)} {
			value, ok := g.values[name]
			if !ok || g.used[name] {
				continue
			}
			g.used[name] = true
			if value == nil || value == "" {
				continue
			}
			typed, err := convert(f, value)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			p.values[f.Name] = typed
		}
		if _, set := p.values[f.Name]; !set && !f.Nullable && f.Default == nil && !f.DefaultNow {
			return fmt.Errorf("%s is missing", f.Name)
		}
	}
	return nil
}

func convert(f *store.Field, value any) (any, error) {
	switch f.Type {
	case store.Boolean:
		return truth(value)
	case store.Date:
		return date(value)
	case store.Number:
		return number(value)
	case store.String:
		if text, ok := value.(string); ok && (len(f.Enum) == 0 || slices.Contains(f.Enum, text)) {
			return text, nil
		}
		return nil, fmt.Errorf("%v is not one of its values", value)
	}
	return list(f, value)
}

func truth(value any) (bool, error) {
	switch v := value.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case int64, float64:
		return fmt.Sprint(v) != "0", nil
	case time.Time:
		return true, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "t", "yes", "y", "1":
			return true, nil
		case "false", "f", "no", "n", "0", "null":
			return false, nil
		}
		if _, err := date(v); err == nil {
			return true, nil // such as email_confirmed_at
		}
	}
	return false, fmt.Errorf("%v is neither true nor false", value)
}

func number(value any) (int64, error) {
	switch v := value.(type) {
	case int64:
		return v, nil
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), nil
		}
	case string:
		if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%v is not a whole number", value)
}

var layouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-07", "2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", time.DateOnly, time.RFC1123,
}

func date(value any) (time.Time, error) {
	switch v := value.(type) {
	case time.Time:
		return v.UTC(), nil
	case string:
		text := strings.TrimSpace(v)
		for _, layout := range layouts {
			if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1970 {
				return t.UTC(), nil
			}
		}
	case map[string]any: // {"$date": …}
		return date(v["$date"])
	}
	n, err := number(value)
	switch {
	case err != nil || n <= 0:
		return time.Time{}, fmt.Errorf("%v is not a date", value)
	case n < 100_000_000_000: // seconds, until the year 5138
		return time.Unix(n, 0).UTC(), nil
	}
	return time.UnixMilli(n).UTC(), nil
}
