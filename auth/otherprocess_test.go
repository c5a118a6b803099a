package auth_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
)

// otherProcessEnv makes the test binary a second process on a database; its value is the
// database's URL.
const otherProcessEnv = "LYCEUM_TEST_OTHER_PROCESS"

// otherProcess obeys one command a line: "end <token>" and "name <user id> <name>" through an
// engine of its own, "sql <statement>" as any program would.
func otherProcess(url string) {
	ctx := context.Background()
	db, err := sqlstore.Open(ctx, url)
	if err != nil {
		panic(err)
	}
	a, err := auth.New(auth.Options{Secret: authtest.Secret, BaseURL: "http://localhost:3000", Database: db})
	if err != nil {
		panic(err)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		command, rest, _ := strings.Cut(in.Text(), " ")
		switch command {
		case "end":
			err = a.DeleteSession(ctx, rest)
		case "name":
			id, name, _ := strings.Cut(rest, " ")
			_, err = a.UpdateUser(ctx, id, store.Values{"name": name})
		case "sql":
			err = execute(db.SQL(), rest)
		}
		fmt.Println("done", err)
	}
}

func execute(db *sql.DB, text string) error {
	_, err := db.ExecContext(context.Background(), text)
	return err
}

// other is a second process.
type other struct {
	in  io.Writer
	out *bufio.Scanner
}

func startOther(t *testing.T, url string) *other {
	t.Helper()
	return startProcess(t, otherProcessEnv+"="+url)
}

func startProcess(t *testing.T, env string) *other {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), env), os.Stderr
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if errIn != nil || errOut != nil {
		t.Fatal(errIn, errOut)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &other{in, bufio.NewScanner(out)}
}

func (o *other) do(t *testing.T, command string) {
	t.Helper()
	if _, err := fmt.Fprintln(o.in, command); err != nil {
		t.Fatal(err)
	}
	if !o.out.Scan() || o.out.Text() != "done <nil>" {
		t.Fatalf("%s: %s", command, o.out.Text())
	}
}

// promise is the time within which another process's change must hold.
const promise = 100 * time.Millisecond

// What another process does holds when 100 ms have passed: an engine's writes and any
// program's SQL.
func TestRevocationsByAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.NewOn(t, url, auth.Options{Plugins: plainPasswords()})
			process := startOther(t, url)
			commands := []string{
				"end TOKEN", "sql delete from session where token = 'TOKEN'", "sql update session set token = 'x' where token = 'TOKEN'",
				`sql delete from "user" where id = 'USER'`, "sql delete from session",
			}
			if name == "postgres" {
				commands = append(commands, "sql truncate session", `sql truncate "user" cascade`)
			}
			for i, command := range commands {
				ann := signUpAs(s, fmt.Sprintf("Ann%d", i))
				user := ann.GET("/get-session").Text("user", "id")
				process.do(t, fmt.Sprintf("name %s Anna%d", user, i))
				time.Sleep(promise)
				ann.GET("/get-session").Want(200, fmt.Sprintf(`"name":"Anna%d"`, i))
				for range 70 { // more than notices name one by one
					if _, err := s.CreateSession(t.Context(), auth.NewSession{UserID: user}); err != nil {
						t.Fatal(err)
					}
				}
				warm(t, s, ann)
				process.do(t, strings.NewReplacer("TOKEN", tokenOf(ann), "USER", user).Replace(command))
				time.Sleep(promise)
				if r := ann.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
					t.Errorf("after %s: %d %s", command, r.StatusCode, r.Body)
				}
			}
		})
	}
}
