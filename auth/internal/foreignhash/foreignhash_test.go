package foreignhash

import (
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// Made by Python's hashlib in the forms of Passlib, the PHC string format and Django.
var made = map[string]string{
	"$pbkdf2-sha256$29000$c2FsdHNhbHRzYWx0MTIzNA$BixC0u8r6dbve/Ixu7dkH2Cl/vHYFaTADNlpyO7BpdY":                                              "correct horse",
	"$pbkdf2-sha512$i=25000$c2FsdHNhbHRzYWx0MTIzNA$TSDkVLMHpN21YFt9yFYqi2yCBbKhjZ64MzWvHTOIclBLb7/cbyYY086kSWS+uy+pRQo4AAR2FyhlnshZ/Geo7A": "correct horse",
	"pbkdf2_sha256$260000$seasalt$htpQDYdyy5MZ7bxS8mQJ0sjrWSVIvZJLEHJYe2DWsYQ=":                                                            "correct horse",
}

// firebase is the example of github.com/firebase/scrypt.
const firebase = "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==" +
	"$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="

func TestVerify(t *testing.T) {
	t.Parallel()
	own, err := bcrypt.GenerateFromPassword([]byte("correct horse"), 6)
	if err != nil {
		t.Fatal(err)
	}
	hashes := map[string]string{string(own): "correct horse", strings.Replace(string(own), "$2a$", "$2y$", 1): "correct horse"}
	salt := []byte("saltsaltsalt1234")
	key := argon2.IDKey([]byte("correct horse"), salt, 2, 64, 1, 32)
	phc := base64.RawStdEncoding.EncodeToString
	hashes["$argon2id$v=19$m=64,t=2,p=1$"+phc(salt)+"$"+phc(key)] = "correct horse"
	for h, p := range made {
		hashes[h] = p
	}
	hashes[firebase] = "user1password"
	for stored, password := range hashes {
		if !Known(stored) {
			t.Errorf("%s is not known", stored)
		}
		if ok, err := Verify(stored, password); err != nil || !ok {
			t.Errorf("%s: %v, %v", stored, ok, err)
		}
		if ok, err := Verify(stored, "wrong horse"); err != nil || ok {
			t.Errorf("%s with a wrong password: %v, %v", stored, ok, err)
		}
	}
}

func TestDamagedAndExcessive(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{
		"", "$2a$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "$2a$", "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=16$m=64,t=1,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=0,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=0$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$", "$pbkdf2-sha256$99999999999$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
		"$pbkdf2-sha256$0$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "pbkdf2_sha256$1$salt$", "pbkdf2_sha256$x$salt$AAAAAAAAAAAAAAAAAAAAAA==",
		strings.Replace(firebase, "n=14", "n=30", 1), strings.Replace(firebase, "r=8", "r=0", 1), strings.Replace(firebase, "sk=j", "sk=", 1), "$fbscrypt$",
	} {
		if ok, err := Verify(stored, "x"); ok || err == nil {
			t.Errorf("Verify(%q) = %v, %v", stored, ok, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	for stored := range made {
		f.Add(stored)
	}
	f.Fuzz(func(t *testing.T, stored string) {
		if strings.Count(stored, "0") > 4 || strings.HasPrefix(stored, "$2") || strings.HasPrefix(stored, "$argon") || strings.HasPrefix(stored, "$fb") {
			return // dear, and bounded by the test above
		}
		if ok, _ := Verify(stored, "x"); ok {
			t.Fatalf("%q belongs to a password nobody chose", stored)
		}
	})
}
