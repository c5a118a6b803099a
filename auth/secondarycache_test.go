package auth_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valkey-io/valkey-go"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/authtest"
	"github.com/lyceum/lyceum/auth/store"
	storevalkey "github.com/lyceum/lyceum/auth/store/valkey"
	"github.com/lyceum/lyceum/internal/valkeytest"
)

// otherClientEnv makes the test binary a second process on a Valkey; its value is the
// server's address.
const otherClientEnv = "LYCEUM_TEST_OTHER_CLIENT"

// otherClient sends one command a line, as any program would: the reference's storage has
// nothing but DEL, SET and SETEX.
func otherClient(address string) {
	ctx := context.Background()
	option := valkey.MustParseURL(address)
	option.DisableCache, option.ForceSingleClient = true, true
	client, err := valkey.NewClient(option)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		words := strings.Split(in.Text(), "\t")
		fmt.Println("done", client.Do(ctx, client.B().Arbitrary(words...).Build()).Error())
	}
}

// counting counts what is read from a storage.
type counting struct {
	*storevalkey.DB
	reads atomic.Int64
}

func (c *counting) Get(ctx context.Context, key string) (string, error) {
	c.reads.Add(1)
	return c.DB.Get(ctx, key)
}

// warmed asks for the session until it is answered without a read.
func warmed(t *testing.T, kv *counting, browsers ...*authtest.Browser) {
	t.Helper()
	began := time.Now()
	for _, b := range browsers {
		for {
			kv.reads.Store(0)
			b.GET("/get-session").Want(200, `{"session":{`)
			if kv.reads.Load() == 0 {
				break
			}
			if time.Since(began) > time.Minute {
				t.Fatal("the session cache does not answer")
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// realValkey is the address of a server that tracks keys, which the one in this process does not.
func realValkey(t *testing.T) string {
	t.Helper()
	address := valkeytest.Real(t)
	if address == "" {
		t.Skip("this machine has no valkey-server, and miniredis does not track keys")
	}
	return address
}

func TestSessionCacheBesideSecondaryStorage(t *testing.T) {
	t.Parallel()
	kv := &counting{DB: openValkey(t, realValkey(t))}
	s := authtest.New(t, auth.Options{SecondaryStorage: kv, Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	first := ann.GET("/get-session").Want(200)
	warmed(t, kv, ann)
	if again := ann.GET("/get-session").Want(200); first.Body != again.Body {
		t.Errorf("the cache answers %s, the storage %s", again.Body, first.Body)
	}
	ends := sessionEnds(s)
	for i, name := range []string{"revoke-session", "revoke-sessions", "revoke-other-sessions", "change-password", "sign-out", "DeleteSession"} {
		one := signUpAs(s, fmt.Sprintf("Bob%d", i))
		other := signInAs(s, fmt.Sprintf("Bob%d", i))
		warmed(t, kv, one, other)
		if err := ends[name](t.Context(), one, other); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := other.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
			t.Errorf("after %s: %d %s", name, r.StatusCode, r.Body)
		}
	}
	warmed(t, kv, ann)
	ann.POST("/update-user", `{"name":"Anna"}`).Want(200)
	ann.GET("/get-session").Want(200, `"name":"Anna"`)
}

// What another process does to the keys holds when 100 ms have passed.
func TestRevocationsInSecondaryStorage(t *testing.T) {
	t.Parallel()
	address := realValkey(t)
	kv := &counting{DB: openValkey(t, address)}
	s := authtest.New(t, auth.Options{SecondaryStorage: kv, Plugins: plainPasswords()})
	process := startProcess(t, otherClientEnv+"="+address)
	future := time.Now().Add(time.Hour).UnixMilli()
	for i, command := range []string{
		"DEL better-auth:TOKEN", "UNLINK better-auth:TOKEN", "SETEX better-auth:TOKEN 60 gone", "SET better-auth:TOKEN gone",
		"PEXPIRE better-auth:TOKEN 1", "RENAME better-auth:TOKEN elsewhere",
		fmt.Sprintf("SETEX better-auth:revoked-sessions-before-USER 60 %d", future), "FLUSHALL", "FLUSHDB ASYNC",
	} {
		ann := signUpAs(s, fmt.Sprintf("Ann%d", i))
		user, token := ann.GET("/get-session").Text("user", "id"), tokenOf(ann)
		text, err := kv.Get(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		warmed(t, kv, ann)
		changed := strings.ReplaceAll(text, fmt.Sprintf(`"name":"Ann%d"`, i), `"name":"Anna"`)
		process.do(t, strings.Join([]string{"SETEX", "better-auth:" + token, "3600", changed}, "\t"))
		time.Sleep(promise)
		ann.GET("/get-session").Want(200, `"name":"Anna"`)
		warmed(t, kv, ann)
		process.do(t, strings.ReplaceAll(strings.NewReplacer("TOKEN", token, "USER", user).Replace(command), " ", "\t"))
		time.Sleep(promise)
		if r := ann.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
			t.Errorf("after %s: %d %s", command, r.StatusCode, r.Body)
		}
	}
}

// Without its connection the cache falls silent before it could be wrong, and comes back by
// itself.
func TestCutTracking(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(*proxy){
		"a silent stall": (*proxy).stall, "a reset": (*proxy).cut,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := realValkey(t)
			between := startProxy(t, "unix", strings.TrimPrefix(address, "unix://"), "TRACKING")
			kv := &counting{DB: openValkey(t, "valkey://"+between.listener.Addr().String())}
			s := authtest.New(t, auth.Options{SecondaryStorage: kv, Plugins: plainPasswords()})
			process := startProcess(t, otherClientEnv+"="+address)
			ann, bob := signUpAs(s, "Ann"), signUpAs(s, "Bob")
			warmed(t, kv, ann, bob)
			text, err := kv.Get(t.Context(), tokenOf(bob))
			if err != nil {
				t.Fatal(err)
			}
			harm(between)
			process.do(t, "DEL\tbetter-auth:"+tokenOf(ann))
			process.do(t, "SETEX\tbetter-auth:"+tokenOf(bob)+"\t3600\t"+strings.ReplaceAll(text, `"Bob"`, `"Bobby"`))
			time.Sleep(promise)
			if r := ann.GET("/get-session"); r.StatusCode != 200 || r.Body != "null" {
				t.Errorf("%d %s", r.StatusCode, r.Body)
			}
			bob.GET("/get-session").Want(200, "Bobby")
			warmed(t, kv, bob)
			bob.GET("/get-session").Want(200, "Bobby")
		})
	}
}

// A storage that cannot tell of changes is asked every time.
func TestNoCacheWithoutTracking(t *testing.T) {
	t.Parallel()
	kv := &counting{DB: openValkey(t, valkeytest.New(t))}
	s := authtest.New(t, auth.Options{SecondaryStorage: kv, Plugins: plainPasswords()})
	ann := signUpAs(s, "Ann")
	plain := signUpWithout(t)
	for range 50 {
		kv.reads.Store(0)
		ann.GET("/get-session").Want(200, `"name":"Ann"`)
		if kv.reads.Load() == 0 {
			t.Fatal("answered from memory by a server that does not track keys")
		}
		plain.GET("/get-session").Want(200, `"name":"Ann"`)
		time.Sleep(5 * time.Millisecond)
	}
}

// signUpWithout signs up where the storage is no store.KeyWatcher.
func signUpWithout(t *testing.T) *authtest.Browser {
	t.Helper()
	var kv struct{ store.Secondary }
	kv.Secondary = openValkey(t, valkeytest.New(t))
	return signUpAs(authtest.New(t, auth.Options{SecondaryStorage: kv, Plugins: plainPasswords()}), "Ann")
}
