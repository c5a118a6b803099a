// Package foreignhash checks passwords against hashes that other systems made, so that
// their users can be imported. It makes none: after the next sign-in a user has a hash
// of our own.
//
// Known forms, by their beginning:
//
//	$2a$ $2b$ $2y$                         bcrypt
//	$argon2id$v=19$m=…,t=…,p=…$salt$hash   Argon2id, PHC string format
//	$pbkdf2-sha256$i=…$salt$hash           PBKDF2, PHC string format; also -sha512
//	$pbkdf2-sha256$29000$salt$hash         PBKDF2 as Passlib writes it; also -sha512
//	pbkdf2_sha256$260000$salt$hash         PBKDF2 as Django writes it
package foreignhash

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// ErrFormat: the hash has a known beginning but is damaged, or asks for more work than
// any sane system does.
var ErrFormat = errors.New("foreignhash: damaged or excessive hash")

// Bounds on what a stored hash may ask of us.
const (
	maxBcryptCost = 16
	maxArgonKiB   = 1 << 20
	maxArgonTime  = 32
	maxIterations = 10_000_000
	maxKey        = 128
)

// Known reports whether a stored hash is one of the known forms.
func Known(stored string) bool {
	for _, prefix := range []string{"$2a$", "$2b$", "$2y$", "$argon2id$", "$pbkdf2-sha256$", "$pbkdf2-sha512$", "pbkdf2_sha256$"} {
		if strings.HasPrefix(stored, prefix) {
			return true
		}
	}
	return false
}

// Verify reports whether a password belongs to a stored hash of a known form.
func Verify(stored, password string) (bool, error) {
	switch {
	case strings.HasPrefix(stored, "$2"):
		return verifyBcrypt(stored, password)
	case strings.HasPrefix(stored, "$argon2id$"):
		return verifyArgon(stored, password)
	case strings.HasPrefix(stored, "$pbkdf2-"):
		return verifyPHC(stored, password)
	case strings.HasPrefix(stored, "pbkdf2_sha256$"):
		return verifyDjango(stored, password)
	}
	return false, ErrFormat
}

func verifyBcrypt(stored, password string) (bool, error) {
	cost, err := bcrypt.Cost([]byte(stored))
	if err != nil || cost > maxBcryptCost {
		return false, ErrFormat
	}
	// bcrypt looks at 72 bytes; what made the hash cut there without a word.
	secret := []byte(password)
	err = bcrypt.CompareHashAndPassword([]byte(stored), secret[:min(len(secret), 72)])
	if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, nil
	}
	return err == nil, err
}

func verifyArgon(stored, password string) (bool, error) {
	parts := strings.Split(stored, "$") // "", argon2id, v=19, m=…, salt, hash
	if len(parts) != 6 || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return false, ErrFormat
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false, ErrFormat
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	want, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || memory > maxArgonKiB || time == 0 || time > maxArgonTime || threads == 0 || !saneKey(want) {
		return false, ErrFormat
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func saneKey(key []byte) bool { return len(key) >= 16 && len(key) <= maxKey }

// verifyPHC reads both the PHC string format and Passlib's, which writes the bare
// number of iterations and a base64 with dots.
func verifyPHC(stored, password string) (bool, error) {
	parts := strings.Split(stored, "$") // "", pbkdf2-sha256, i=…, salt, hash
	if len(parts) != 5 {
		return false, ErrFormat
	}
	digest := sha256.New
	if parts[1] == "pbkdf2-sha512" {
		digest = sha512.New
	}
	decode := func(s string) ([]byte, error) {
		return base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.ReplaceAll(s, ".", "+"), "="))
	}
	salt, errSalt := decode(parts[3])
	want, errKey := decode(parts[4])
	if errSalt != nil || errKey != nil {
		return false, ErrFormat
	}
	iterations, _, _ := strings.Cut(strings.TrimPrefix(parts[2], "i="), ",")
	return verifyPBKDF2(digest, password, salt, want, iterations)
}

func verifyDjango(stored, password string) (bool, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 4 {
		return false, ErrFormat
	}
	want, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return false, ErrFormat
	}
	return verifyPBKDF2(sha256.New, password, []byte(parts[2]), want, parts[1])
}

func verifyPBKDF2(digest func() hash.Hash, password string, salt, want []byte, iterations string) (bool, error) {
	n, err := strconv.Atoi(iterations)
	if err != nil || n < 1 || n > maxIterations || !saneKey(want) {
		return false, ErrFormat
	}
	got, err := pbkdf2.Key(digest, password, salt, n, len(want))
	if err != nil {
		return false, fmt.Errorf("foreignhash: %w", err)
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
