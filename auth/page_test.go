package auth_test

import (
	"fmt"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/store"
)

// TestListAndCount: the total is right whatever the page, and costs a statement only where
// the page does not tell.
func TestListAndCount(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: passwords(), Advanced: auth.AdvancedOptions{FindManyLimit: 5}})
	for i := range 5 {
		s.Browser().POST("/sign-up/email", fmt.Sprintf(`{"name":"N","email":"n%d@example.com","password":"correct horse"}`, i)).Want(200)
	}
	for _, test := range []struct{ limit, offset, rows, statements int }{
		{0, 0, 5, 2}, {5, 0, 5, 2}, {6, 0, 5, 1}, {store.NoLimit, 0, 5, 1}, {store.NoLimit, 2, 3, 1},
		{3, 0, 3, 2}, {3, 3, 2, 1}, {3, 5, 0, 2}, {3, 9, 0, 2},
	} {
		s.SQL.Reset()
		rows, total, err := s.ListAndCount(t.Context(), store.Query{Model: "user", Limit: test.limit, Offset: test.offset})
		if n := len(s.SQL.All()); err != nil || len(rows) != test.rows || total != 5 || n != test.statements {
			t.Errorf("%+v: %d rows of %d in %d statements, %v", test, len(rows), total, n, err)
		}
	}
	s.SQL.Reset()
	rows, total, err := s.ListAndCount(t.Context(), store.Query{Model: "user", Where: []store.Cond{store.Eq("email", "nobody@example.com")}})
	if n := len(s.SQL.All()); err != nil || len(rows) != 0 || total != 0 || n != 1 {
		t.Errorf("nothing found: %d rows of %d in %d statements, %v", len(rows), total, n, err)
	}
}
