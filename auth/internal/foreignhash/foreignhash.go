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
//	$fbscrypt$v=1,n=…,r=…,p=1,ss=…,sk=…$salt$hash
//	                                       Firebase's scrypt, as Supabase writes it: ss is the salt separator and sk
//	                                       the signer key of the project
package foreignhash

import (
	"crypto/aes"
	"crypto/cipher"
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
	"golang.org/x/crypto/scrypt"
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
	maxScryptLogN = 17 // with r = 8 that is 128 MiB
	maxScryptR    = 16
)

// Known reports whether a stored hash is one of the known forms.
func Known(stored string) bool {
	for _, prefix := range []string{"$2a$", "$2b$", "$2y$", "$argon2id$", "$pbkdf2-sha256$", "$pbkdf2-sha512$", "pbkdf2_sha256$", "$fbscrypt$"} {
		if strings.HasPrefix(stored, prefix) {
			return true
		}
	}
	return false
}

// Verify reports whether a password belongs to a stored hash of a known form.
func Verify(stored, password string) (bool, error) {
	matches, err := parse(stored)
	if err != nil {
		return false, err
	}
	return matches(password)
}

// Check reports whether a stored hash is whole, without the work of a password.
func Check(stored string) error {
	_, err := parse(stored)
	return err
}

// matcher compares a password with a hash that has been read.
type matcher func(password string) (bool, error)

func parse(stored string) (matcher, error) {
	switch {
	case strings.HasPrefix(stored, "$2"):
		return parseBcrypt(stored)
	case strings.HasPrefix(stored, "$argon2id$"):
		return parseArgon(stored)
	case strings.HasPrefix(stored, "$pbkdf2-"):
		return parsePHC(stored)
	case strings.HasPrefix(stored, "pbkdf2_sha256$"):
		return parseDjango(stored)
	case strings.HasPrefix(stored, "$fbscrypt$"):
		return parseFirebase(stored)
	}
	return nil, ErrFormat
}

func equal(got, want []byte) (bool, error) { return subtle.ConstantTimeCompare(got, want) == 1, nil }

func parseBcrypt(stored string) (matcher, error) {
	cost, err := bcrypt.Cost([]byte(stored))
	if err != nil || cost > maxBcryptCost || len(stored) != 60 {
		return nil, ErrFormat
	}
	return func(password string) (bool, error) {
		// bcrypt looks at 72 bytes; what made the hash cut there without a word.
		secret := []byte(password)
		err := bcrypt.CompareHashAndPassword([]byte(stored), secret[:min(len(secret), 72)])
		if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
			return false, nil
		}
		return err == nil, err
	}, nil
}

func parseArgon(stored string) (matcher, error) {
	parts := strings.Split(stored, "$") // "", argon2id, v=19, m=…, salt, hash
	if len(parts) != 6 || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return nil, ErrFormat
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return nil, ErrFormat
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	want, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || memory > maxArgonKiB || time == 0 || time > maxArgonTime || threads == 0 || !saneKey(want) {
		return nil, ErrFormat
	}
	return func(password string) (bool, error) {
		return equal(argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(want))), want)
	}, nil
}

func saneKey(key []byte) bool { return len(key) >= 16 && len(key) <= maxKey }

// parsePHC reads both the PHC string format and Passlib's, which writes the bare
// number of iterations and a base64 with dots.
func parsePHC(stored string) (matcher, error) {
	parts := strings.Split(stored, "$") // "", pbkdf2-sha256, i=…, salt, hash
	if len(parts) != 5 {
		return nil, ErrFormat
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
		return nil, ErrFormat
	}
	iterations, _, _ := strings.Cut(strings.TrimPrefix(parts[2], "i="), ",")
	return byPBKDF2(digest, salt, want, iterations)
}

func parseDjango(stored string) (matcher, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 4 {
		return nil, ErrFormat
	}
	want, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return nil, ErrFormat
	}
	return byPBKDF2(sha256.New, []byte(parts[2]), want, parts[1])
}

func byPBKDF2(digest func() hash.Hash, salt, want []byte, iterations string) (matcher, error) {
	n, err := strconv.Atoi(iterations)
	if err != nil || n < 1 || n > maxIterations || !saneKey(want) {
		return nil, ErrFormat
	}
	return func(password string) (bool, error) {
		got, err := pbkdf2.Key(digest, password, salt, n, len(want))
		if err != nil {
			return false, fmt.Errorf("foreignhash: %w", err)
		}
		return equal(got, want)
	}, nil
}

// parseFirebase: the hash is the project's signer key, encrypted by AES-256-CTR under a key
// that scrypt derives from the password (Firebase's own description, github.com/firebase/scrypt).
func parseFirebase(stored string) (matcher, error) {
	parts := strings.Split(stored, "$") // "", fbscrypt, v=1,…, salt, hash
	if len(parts) != 5 {
		return nil, ErrFormat
	}
	options := map[string]string{}
	for option := range strings.SplitSeq(parts[2], ",") {
		name, value, _ := strings.Cut(option, "=")
		options[name] = value
	}
	logN, errN := strconv.Atoi(options["n"])
	r, errR := strconv.Atoi(options["r"])
	var decoded [4][]byte
	errs := []error{errN, errR}
	for i, text := range []string{parts[3], options["ss"], options["sk"], parts[4]} {
		value, err := base64.StdEncoding.DecodeString(text)
		decoded[i], errs = value, append(errs, err)
	}
	salt, signer, want := append(decoded[0], decoded[1]...), decoded[2], decoded[3]
	if errors.Join(errs...) != nil || options["v"] != "1" || options["p"] != "1" || logN < 1 || logN > maxScryptLogN ||
		r < 1 || r > maxScryptR || !saneKey(want) || len(want) != len(signer) {
		return nil, ErrFormat
	}
	return func(password string) (bool, error) {
		key, err := scrypt.Key([]byte(password), salt, 1<<logN, r, 1, 32)
		if err != nil {
			return false, fmt.Errorf("foreignhash: %w", err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return false, fmt.Errorf("foreignhash: %w", err)
		}
		got := make([]byte, len(signer))
		cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(got, signer) //nolint:gosec // the scheme has a zero nonce
		return equal(got, want)
	}, nil
}
