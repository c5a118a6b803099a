package password_test

import (
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// A user imported with a bcrypt hash signs in, and has a hash of our own afterwards.
func TestImportedUserSignsIn(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{})}})
	hash, err := bcrypt.GenerateFromPassword([]byte("correct horse"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	u, err := s.CreateUser(t.Context(), store.Values{"name": "Ann", "email": "ann@example.com"}, "import")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateAccount(t.Context(), store.Values{
		"userId": u.ID, "providerId": auth.Credential, "accountId": u.ID, "password": string(hash),
	}); err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	b.POST("/sign-in/email", `{"email":"ann@example.com","password":"wrong horse"}`).Want(401)
	for range 2 {
		b.POST("/sign-in/email", `{"email":"ann@example.com","password":"correct horse"}`).Want(200)
		account, err := s.CredentialAccount(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		if stored := *account.Password; auth.IsForeignHash(stored) || strings.Count(stored, ":") != 1 {
			t.Errorf("stored %q", stored)
		}
	}
}
