package password_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/plugin/password"
)

func TestPasswordsOfKnownWordsAreRefused(t *testing.T) {
	t.Parallel()
	for _, compat := range []string{"", "reference"} {
		s := authtest.New(t, auth.Options{
			Compat: compat, AppName: "Lyceum Press", BaseURL: "https://book.academy.org",
			Plugins: []auth.Plugin{password.New(password.Options{Hash: func(context.Context, string) (string, error) { return "x", nil }})},
		})
		for i, c := range []struct {
			password string
			refused  bool
		}{
			{"Lyceum2026!", true}, {"lyceumpress", true}, {"press-lyceum-1", true}, {"ACADEMY.1999", true},
			{"annabel.lee", true}, {"Annabel19991231", true}, {"example-example", true}, {"ｌｙｃｅｕｍ２０２６", true},
			{"ｐａｓｓｗｏｒｄ", true}, {"Password1", true},
			{"lyceum of athens", false}, {"annabel sails away", false}, {"correct horse", false}, {"パスワードではありません", false},
		} {
			want := 200
			if c.refused && compat == "" {
				want = 400
			}
			body := fmt.Sprintf(`{"name":"Annabel Lee","email":"annabel.lee+%d@example.com","password":%q}`, i, c.password)
			if r := s.Browser().POST("/sign-up/email", body); r.StatusCode != want {
				t.Errorf("compat %q, %q: %d %s", compat, c.password, r.StatusCode, r.Body)
			}
		}
	}
}

// A password typed on another keyboard, in another composition, is the same password.
func TestPasswordsAreNormalised(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, auth.Options{Plugins: []auth.Plugin{password.New(password.Options{})}})
	b := s.Browser()
	b.POST("/sign-up/email", `{"name":"Z","email":"z@example.com","password":"Zoe\u0308 reads books"}`).Want(200)
	b.POST("/sign-in/email", `{"email":"z@example.com","password":"Zo\u00eb reads books"}`).Want(200)
	// No rules of composition: one kind of letter will do, and spaces count.
	b.POST("/sign-up/email", `{"name":"Z","email":"y@example.com","password":"qzxwvkjh bnmrtplf"}`).Want(200)
}
