package auth

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/lyceum/lyceum/auth/internal/wire"
	"github.com/lyceum/lyceum/auth/store"
)

// User is a person. The struct fields are copies of the row's; additional fields
// are read from Row.
type User struct {
	ID            string
	Name          string
	Email         string
	EmailVerified bool
	Image         *string
	CreatedAt     time.Time
	UpdatedAt     time.Time
	// Row is the whole stored row.
	Row store.Row

	order []string // of the members that come first, where it is not the schema's
}

// UserFrom reads a user from a row of the "user" model.
func UserFrom(r store.Row) *User {
	return &User{
		ID: r.ID(), Name: r.String("name"), Email: r.String("email"), EmailVerified: r.Bool("emailVerified"),
		Image: r.Text("image"), CreatedAt: r.Time("createdAt"), UpdatedAt: r.Time("updatedAt"), Row: r,
	}
}

// AppendJSON writes the user as clients see it: additional fields included, hidden
// fields left out.
func (u *User) AppendJSON(dst []byte) []byte {
	return appendIn(dst, u.Row, u.order)
}

// Session is one signed-in browser or device. Token is its secret.
type Session struct {
	ID        string
	Token     string
	UserID    string
	ExpiresAt time.Time
	CreatedAt time.Time
	UpdatedAt time.Time
	IPAddress string
	UserAgent string
	// Row is the whole stored row.
	Row store.Row

	order []string // as in User
}

// SessionFrom reads a session from a row of the "session" model.
func SessionFrom(r store.Row) *Session {
	return &Session{
		ID: r.ID(), Token: r.String("token"), UserID: r.String("userId"), ExpiresAt: r.Time("expiresAt"),
		CreatedAt: r.Time("createdAt"), UpdatedAt: r.Time("updatedAt"),
		IPAddress: r.String("ipAddress"), UserAgent: r.String("userAgent"), Row: r,
	}
}

// AppendJSON writes the session as its owner sees it, token included.
func (s *Session) AppendJSON(dst []byte) []byte {
	return appendIn(dst, s.Row, s.order)
}

// SessionUser is a session with its user. What a session check returns is shared by all
// requests with the session: do not change it.
type SessionUser struct {
	Session *Session `json:"session"`
	User    *User    `json:"user"`

	encoded []byte // the JSON, when it has been made before
}

// AppendJSON writes {"session":…,"user":…}.
func (s *SessionUser) AppendJSON(dst []byte) []byte {
	if s.encoded != nil {
		return append(dst, s.encoded...)
	}
	dst = append(dst, `{"session":`...)
	dst = s.Session.AppendJSON(dst)
	dst = append(dst, `,"user":`...)
	dst = s.User.AppendJSON(dst)
	return append(dst, '}')
}

// Account links a user to a way of signing in. AccountID is the provider's id of the
// person, ID the row's.
type Account struct {
	ID         string
	AccountID  string
	ProviderID string
	UserID     string
	Password   *string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Row        store.Row
}

// AccountFrom reads an account from a row of the "account" model.
func AccountFrom(r store.Row) *Account {
	return &Account{
		ID: r.ID(), AccountID: r.String("accountId"), ProviderID: r.String("providerId"), UserID: r.String("userId"),
		Password: r.Text("password"), CreatedAt: r.Time("createdAt"), UpdatedAt: r.Time("updatedAt"), Row: r,
	}
}

// The reference writes what it has read from the cookie cache in another order than
// what it has read from the database.
var (
	cachedSession = []string{"id", "createdAt", "updatedAt", "userId", "expiresAt", "token", "ipAddress", "userAgent"}
	cachedUser    = []string{"id", "createdAt", "updatedAt", "email", "emailVerified", "name", "image"}
)

// AppendRow writes a row of any model in wire order without its hidden fields.
func AppendRow(dst []byte, r store.Row) []byte { return appendIn(dst, r, nil) }

// appendIn writes some fields first, then the others in wire order.
func appendIn(dst []byte, r store.Row, first []string) []byte {
	if r.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '{')
	for _, name := range first {
		if i := r.Model.IndexOf(name); i >= 0 {
			dst = appendField(dst, r, i)
		}
	}
	for i := range r.Model.Fields {
		if first == nil || !slices.Contains(first, r.Model.Fields[i].Name) {
			dst = appendField(dst, r, i)
		}
	}
	return append(dst, '}')
}

func appendField(dst []byte, r store.Row, i int) []byte {
	if r.Model.Fields[i].Hidden {
		return dst
	}
	return appendValue(dst, &r.Model.Fields[i], r.V[i])
}

// whole is all that a row has to say, hidden fields included.
func whole(r store.Row) []byte {
	dst := []byte{'{'}
	for i := range r.Model.Fields {
		dst = appendValue(dst, &r.Model.Fields[i], r.V[i])
	}
	return append(dst, '}')
}

func appendValue(dst []byte, f *store.Field, v any) []byte {
	if store.IsAbsent(v) {
		return dst
	}
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	if f.TransformOutput != nil {
		v = f.TransformOutput(v)
	}
	if raw, ok := v.(json.RawMessage); ok {
		v = storedJSON(raw)
	}
	dst = wire.AppendString(dst, f.Name)
	dst = append(dst, ':')
	return wire.Append(dst, v)
}

// storedJSON parses what the database keeps as JSON. PostgreSQL writes it with blanks and
// with keys in an order of its own, JavaScript in another.
func storedJSON(raw json.RawMessage) any {
	v, err := wire.Parse(raw)
	if err != nil {
		return raw
	}
	return v
}

// Record writes a row of any model as a result.
type Record struct{ store.Row }

// AppendJSON writes the row; see AppendRow.
func (r Record) AppendJSON(dst []byte) []byte { return AppendRow(dst, r.Row) }

// Records makes results of rows.
func Records(rows []store.Row) []Record {
	out := make([]Record, len(rows))
	for i := range rows {
		out[i] = Record{rows[i]}
	}
	return out
}
