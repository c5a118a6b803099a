package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/plugin/phonenumber"
	"github.com/lyceum/lyceum/auth/plugin/username"
	"github.com/lyceum/lyceum/auth/store"
)

// migration is a server with users whose hashes another system has made.
type migration struct {
	*authtest.Server
	hash     string
	imported int
	writing  func(ctx context.Context, w *auth.Write) error // before an account is changed
}

const importedWord = "correct horse"

func newMigration(t *testing.T, database string) *migration {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(importedWord), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	m := &migration{hash: string(hash)}
	watch := plugin{"watch", func(b *auth.Builder) error {
		b.Events().AccountUpdating = append(b.Events().AccountUpdating, func(ctx context.Context, w *auth.Write) error {
			if m.writing == nil {
				return nil
			}
			return m.writing(ctx, w)
		})
		return nil
	}}
	off := false
	m.Server = authtest.NewOn(t, database, auth.Options{
		Plugins: []auth.Plugin{
			password.New(password.Options{}), username.New(username.Options{}), watch,
			phonenumber.New(phonenumber.Options{Send: func(context.Context, phonenumber.Message) error { return nil }}),
		},
		User:      auth.UserOptions{DeleteUser: auth.DeleteUserOptions{Enabled: true}},
		RateLimit: auth.RateLimitOptions{Enabled: &off},
	})
	return m
}

// person is an imported user: person1@example.com, person1, +4915100000001.
func (m *migration) person(t *testing.T) (id string, number int) {
	t.Helper()
	m.imported++
	name := fmt.Sprintf("person%d", m.imported)
	u, err := m.CreateUser(t.Context(), store.Values{
		"name": name, "email": name + "@example.com", "username": name, "displayUsername": name,
		"phoneNumber": fmt.Sprintf("+49151%08d", m.imported), "phoneNumberVerified": true,
	}, "import")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.CreateAccount(t.Context(), store.Values{
		"userId": u.ID, "providerId": auth.Credential, "accountId": u.ID, "password": m.hash,
	}); err != nil {
		t.Fatal(err)
	}
	return u.ID, m.imported
}

func (m *migration) stored(t *testing.T, userID string) string {
	t.Helper()
	account, err := m.CredentialAccount(t.Context(), userID)
	if err != nil {
		t.Fatal(err)
	}
	return *account.Password
}

func isOwn(hash string) bool { return !auth.IsForeignHash(hash) && strings.Count(hash, ":") == 1 }

// signIns are the ways in with a password; %d is the number of the person, %s the password.
var signIns = map[string]string{
	"/sign-in/email":        `{"email":"person%d@example.com","password":"%s"}`,
	"/sign-in/username":     `{"username":"person%d","password":"%s"}`,
	"/sign-in/phone-number": `{"phoneNumber":"+49151%08d","password":"%s"}`,
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, url)
		})
	}
}

// Whatever asks for the password of an imported user leaves a hash of our own behind, and
// then costs no more statements than it does for anybody.
func TestImportedHashesAreRenewed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		m := newMigration(t, database)
		for path, body := range signIns {
			id, n := m.person(t)
			m.Browser().POST(path, fmt.Sprintf(body, n, "wrong horse")).Want(401)
			if m.stored(t, id) != m.hash {
				t.Errorf("%s: a wrong password has changed the hash", path)
			}
			var counts [3]int
			for i := range counts {
				m.SQL.Reset()
				m.Browser().POST(path, fmt.Sprintf(body, n, importedWord)).Want(200)
				if counts[i] = len(m.SQL.All()); !isOwn(m.stored(t, id)) {
					t.Errorf("%s: stored %q", path, m.stored(t, id))
				}
			}
			if counts[0] != counts[1]+1 || counts[1] != counts[2] {
				t.Errorf("%s: %d statements with the renewal, then %d and %d", path, counts[0], counts[1], counts[2])
			}
		}
		id, n := m.person(t)
		b := m.Browser()
		b.POST("/sign-in/email", fmt.Sprintf(signIns["/sign-in/email"], n, importedWord)).Want(200)
		m.restore(t, id)
		b.POST("/verify-password", `{"password":"wrong horse"}`).Want(400)
		b.POST("/verify-password", `{"password":"`+importedWord+`"}`).Want(200)
		if !isOwn(m.stored(t, id)) {
			t.Errorf("/verify-password: stored %q", m.stored(t, id))
		}
		m.restore(t, id)
		b.POST("/change-password", `{"currentPassword":"`+importedWord+`","newPassword":"battery staple"}`).Want(200)
		m.Browser().POST("/sign-in/email", fmt.Sprintf(signIns["/sign-in/email"], n, "battery staple")).Want(200)
		m.Browser().POST("/sign-in/email", fmt.Sprintf(signIns["/sign-in/email"], n, importedWord)).Want(401)
		m.restore(t, id)
		b.POST("/delete-user", `{"password":"`+importedWord+`"}`).Want(200)
	})
}

// restore gives a user the imported hash again.
func (m *migration) restore(t *testing.T, userID string) {
	t.Helper()
	if err := m.StoreHash(t.Context(), userID, m.hash); err != nil {
		t.Fatal(err)
	}
}

// Two sign-ins at once both work, and one hash of our own is left.
func TestImportedHashesAreRenewedAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		m := newMigration(t, database)
		id, n := m.person(t)
		var arrived atomic.Int32
		both := make(chan struct{})
		m.writing = func(context.Context, *auth.Write) error { // both have checked the imported hash
			if arrived.Add(1) == 2 {
				close(both)
			}
			select {
			case <-both:
				return nil
			case <-time.After(time.Minute):
				return errors.New("the other has not come")
			}
		}
		var all sync.WaitGroup
		for _, path := range []string{"/sign-in/email", "/sign-in/username"} {
			all.Go(func() {
				if r := m.Browser().POST(path, fmt.Sprintf(signIns[path], n, importedWord)); r.StatusCode != 200 {
					t.Errorf("%s: %d %s", path, r.StatusCode, r.Body)
				}
			})
		}
		all.Wait()
		if !isOwn(m.stored(t, id)) {
			t.Errorf("stored %q", m.stored(t, id))
		}
		m.Browser().POST("/sign-in/email", fmt.Sprintf(signIns["/sign-in/email"], n, importedWord)).Want(200)
	})
}

// Neither a write that fails nor a password that is changed meanwhile keeps a person out, and
// the changed password stays.
func TestRenewalsGiveWay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		m := newMigration(t, database)
		id, n := m.person(t)
		for path, body := range signIns {
			m.writing = func(context.Context, *auth.Write) error { return errors.New("the disk is full") }
			m.Browser().POST(path, fmt.Sprintf(body, n, importedWord)).Want(200)
			if m.stored(t, id) != m.hash {
				t.Errorf("%s: stored %q", path, m.stored(t, id))
			}
			m.writing = func(ctx context.Context, _ *auth.Write) error {
				_, err := m.Store().Update(ctx, "account", store.Values{"password": "changed:meanwhile"}, store.Eq("userId", id))
				return err
			}
			m.Browser().POST(path, fmt.Sprintf(body, n, importedWord)).Want(200)
			if m.stored(t, id) != "changed:meanwhile" {
				t.Errorf("%s: a renewal has taken a changed password back", path)
			}
			m.writing = nil
			m.restore(t, id)
		}
	})
}
