package verify_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lyceum/lyceum/auth/verify"
)

// TestAttacks offers tokens that must be refused to a verifier that knows an
// Ed25519 key k1, an RSA key "rsa" and a P-256 key "ec".
func TestAttacks(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t)
	ed := issuer.key(0)
	rsaKey := issuer.add(t, "rsa", jose.RS256)
	ec := issuer.add(t, "ec", jose.ES256)
	v := newVerifier(t, options(issuer))

	stranger := jose.JSONWebKey{KeyID: "k1", Algorithm: "EdDSA", Key: generate(t, jose.EdDSA)}
	good := sign(t, ed, claims(nil), nil)
	body, err := json.Marshal(claims(nil))
	if err != nil {
		t.Fatal(err)
	}
	payload := string(body)
	parts := strings.Split(good, ".")
	with := func(changes map[string]any) string { return sign(t, ed, claims(changes), nil) }
	header := func(name jose.HeaderKey, value any) string {
		return sign(t, ed, claims(nil), map[jose.HeaderKey]any{name: value})
	}
	// signed by hand, for headers that no library writes
	byHand := func(header string) string {
		input := strings.TrimSuffix(raw(header, payload, nil), ".")
		return input + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(ed.Key.(ed25519.PrivateKey), []byte(input)))
	}
	asHMAC := func(secret []byte, kid string) string {
		input := strings.TrimSuffix(raw(`{"alg":"HS256","kid":"`+kid+`"}`, payload, nil), ".")
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	edPublic := ed.Public().Key.(ed25519.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(&rsaKey.Key.(*rsa.PrivateKey).PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }

	if _, err := v.Verify(t.Context(), good); err != nil {
		t.Fatalf("the token that all others derive from: %v", err)
	}
	if _, err := v.Verify(t.Context(), byHand(`{"alg":"EdDSA","kid":"k1"}`)); err != nil {
		t.Fatalf("the hand-made token that others derive from: %v", err)
	}
	for name, c := range map[string]struct {
		token string
		want  error
	}{
		"nothing":                         {"", verify.ErrMissing},
		"no token":                        {"hello", verify.ErrInvalid},
		"two parts":                       {parts[0] + "." + parts[1], verify.ErrInvalid},
		"four parts":                      {good + "." + parts[2], verify.ErrInvalid},
		"encrypted form":                  {"a.b.c.d.e", verify.ErrInvalid},
		"JSON serialization":              {`{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`, verify.ErrInvalid},
		"empty signature":                 {parts[0] + "." + parts[1] + ".", verify.ErrInvalid},
		"detached payload":                {parts[0] + ".." + parts[2], verify.ErrInvalid},
		"line break":                      {good[:30] + "\n" + good[30:], verify.ErrInvalid},
		"space":                           {good + " ", verify.ErrInvalid},
		"padding":                         {good + "=", verify.ErrInvalid},
		"huge":                            {with(map[string]any{"name": strings.Repeat("x", 20<<10)}), verify.ErrInvalid},
		"huge without dots":               {strings.Repeat("A", 1<<20), verify.ErrInvalid},
		"deeply nested header":            {raw(`{"alg":"EdDSA","kid":"k1","x":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+"}", payload, []byte("x")), verify.ErrInvalid},
		"other signature":                 {parts[0] + "." + parts[1] + "." + strings.Split(sign(t, stranger, claims(nil), nil), ".")[2], verify.ErrInvalid},
		"other payload":                   {parts[0] + "." + strings.Split(with(map[string]any{"sub": "admin"}), ".")[1] + "." + parts[2], verify.ErrInvalid},
		"none":                            {raw(`{"alg":"none","kid":"k1"}`, payload, []byte("x")), verify.ErrInvalid},
		"none without signature":          {raw(`{"alg":"none"}`, payload, nil), verify.ErrInvalid},
		"nOnE":                            {raw(`{"alg":"nOnE","kid":"k1"}`, payload, []byte("x")), verify.ErrInvalid},
		"no alg":                          {byHand(`{"kid":"k1"}`), verify.ErrInvalid},
		"alg is a list":                   {byHand(`{"alg":["EdDSA"],"kid":"k1"}`), verify.ErrInvalid},
		"alg in lower case":               {byHand(`{"alg":"eddsa","kid":"k1"}`), verify.ErrInvalid},
		"HS256 by the public key":         {asHMAC(edPublic, "k1"), verify.ErrInvalid},
		"HS256 by the public key as text": {asHMAC([]byte(base64.RawURLEncoding.EncodeToString(edPublic)), "k1"), verify.ErrInvalid},
		"HS256 by the RSA key as PEM":     {asHMAC(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "rsa"), verify.ErrInvalid},
		"HS256 by nothing":                {asHMAC(nil, "k1"), verify.ErrInvalid},
		"key of another type":             {sign(t, jose.JSONWebKey{KeyID: "k1", Algorithm: "ES256", Key: ec.Key}, claims(nil), nil), verify.ErrInvalid},
		"RS256 key used as PS256":         {sign(t, jose.JSONWebKey{KeyID: "rsa", Algorithm: "PS256", Key: rsaKey.Key}, claims(nil), nil), verify.ErrInvalid},
		"algorithm not on the list":       {sign(t, jose.JSONWebKey{KeyID: "rsa", Algorithm: "RS512", Key: rsaKey.Key}, claims(nil), nil), verify.ErrInvalid},
		"stranger's key":                  {sign(t, stranger, claims(nil), nil), verify.ErrInvalid},
		"unknown key":                     {sign(t, jose.JSONWebKey{KeyID: "k9", Algorithm: "EdDSA", Key: ed.Key}, claims(nil), nil), verify.ErrInvalid},
		"no key named":                    {sign(t, jose.JSONWebKey{Algorithm: "EdDSA", Key: ed.Key}, claims(nil), nil), verify.ErrInvalid},
		"kid as a path":                   {byHand(`{"alg":"EdDSA","kid":"../../dev/null"}`), verify.ErrInvalid},
		"kid as a path to k1":             {byHand(`{"alg":"EdDSA","kid":"./k1"}`), verify.ErrInvalid},
		"kid as SQL":                      {byHand(`{"alg":"EdDSA","kid":"x' UNION SELECT 'k1"}`), verify.ErrInvalid},
		"kid with NUL":                    {byHand(`{"alg":"EdDSA","kid":"k1\u0000"}`), verify.ErrInvalid},
		"kid is a number":                 {byHand(`{"alg":"EdDSA","kid":1}`), verify.ErrInvalid},
		"embedded key": {sign(t, jose.JSONWebKey{KeyID: "k1", Algorithm: "EdDSA", Key: stranger.Key}, claims(nil),
			map[jose.HeaderKey]any{"jwk": stranger.Public()}), verify.ErrInvalid},
		"embedded key, unknown name": {sign(t, jose.JSONWebKey{KeyID: "k9", Algorithm: "EdDSA", Key: stranger.Key}, claims(nil),
			map[jose.HeaderKey]any{"jwk": stranger.Public()}), verify.ErrInvalid},
		"embedded private key":         {raw(`{"alg":"EdDSA","kid":"k1","jwk":{"kty":"oct","k":"AAAA"}}`, payload, []byte("x")), verify.ErrInvalid},
		"jku of the stranger":          {sign(t, stranger, claims(nil), map[jose.HeaderKey]any{"jku": "http://127.0.0.1:1/jwks"}), verify.ErrInvalid},
		"x5u of the stranger":          {sign(t, stranger, claims(nil), map[jose.HeaderKey]any{"x5u": "http://127.0.0.1:1/cert"}), verify.ErrInvalid},
		"crit":                         {header("crit", []string{"exp"}), verify.ErrInvalid},
		"crit that the library knows":  {byHand(`{"alg":"EdDSA","kid":"k1","b64":true,"crit":["b64"]}`), verify.ErrInvalid},
		"empty crit":                   {header("crit", []string{}), verify.ErrInvalid},
		"b64":                          {byHand(`{"alg":"EdDSA","kid":"k1","b64":true}`), verify.ErrInvalid},
		"session cookie":               {header("typ", "better-auth.session-cache+jwt"), verify.ErrInvalid},
		"logout token":                 {header("typ", "logout+jwt"), verify.ErrInvalid},
		"typ is a number":              {header("typ", 7), verify.ErrInvalid},
		"alg twice":                    {byHand(`{"alg":"EdDSA","alg":"EdDSA","kid":"k1"}`), verify.ErrInvalid},
		"kid twice":                    {byHand(`{"alg":"EdDSA","kid":"k9","kid":"k1"}`), verify.ErrInvalid},
		"header is null":               {byHand(`null`), verify.ErrInvalid},
		"claims are null":              {sign(t, ed, "null", nil), verify.ErrInvalid},
		"claims are a list":            {sign(t, ed, "[]", nil), verify.ErrInvalid},
		"claims are no JSON":           {sign(t, ed, "{", nil), verify.ErrInvalid},
		"sub twice":                    {sign(t, ed, strings.Replace(payload, "{", `{"sub":"admin",`, 1), nil), verify.ErrInvalid},
		"wrong issuer":                 {with(map[string]any{"iss": "https://evil.example"}), verify.ErrInvalid},
		"issuer with slash":            {with(map[string]any{"iss": iss + "/"}), verify.ErrInvalid},
		"no issuer":                    {with(map[string]any{"iss": nil}), verify.ErrInvalid},
		"issuer is a list":             {with(map[string]any{"iss": []string{iss}}), verify.ErrInvalid},
		"wrong audience":               {with(map[string]any{"aud": "https://other.example"}), verify.ErrInvalid},
		"no audience":                  {with(map[string]any{"aud": nil}), verify.ErrInvalid},
		"empty audience":               {with(map[string]any{"aud": []string{}}), verify.ErrInvalid},
		"audience is an object":        {with(map[string]any{"aud": map[string]any{aud: true}}), verify.ErrInvalid},
		"no subject":                   {with(map[string]any{"sub": nil}), verify.ErrInvalid},
		"empty subject":                {with(map[string]any{"sub": ""}), verify.ErrInvalid},
		"subject is a number":          {with(map[string]any{"sub": 1}), verify.ErrInvalid},
		"no expiry":                    {with(map[string]any{"exp": nil}), verify.ErrInvalid},
		"expiry is null":               {sign(t, ed, strings.Replace(payload, "{", `{"exp":null,"x":`, 1), nil), verify.ErrInvalid},
		"expiry is text":               {with(map[string]any{"exp": "2999-01-01"}), verify.ErrInvalid},
		"expiry beyond all bounds":     {with(map[string]any{"exp": 1e300}), verify.ErrInvalid},
		"negative expiry":              {with(map[string]any{"exp": -1}), verify.ErrInvalid},
		"expired":                      {with(map[string]any{"exp": at(-time.Hour)}), verify.ErrExpired},
		"expired just beyond the skew": {with(map[string]any{"exp": at(-30 * time.Second)}), verify.ErrExpired},
		"nbf in the future":            {with(map[string]any{"nbf": at(31 * time.Second)}), verify.ErrInvalid},
		"iat in the future":            {with(map[string]any{"iat": at(31 * time.Second)}), verify.ErrInvalid},
		"nbf is text":                  {with(map[string]any{"nbf": "now"}), verify.ErrInvalid},
		"expired, for somebody else":   {with(map[string]any{"exp": at(-time.Hour), "aud": "x"}), verify.ErrInvalid},
		"expired, by a stranger":       {sign(t, stranger, claims(map[string]any{"exp": at(-time.Hour)}), nil), verify.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user, err := v.Verify(t.Context(), c.token)
			if user != nil || !errors.Is(err, c.want) {
				t.Fatalf("got %+v, %v; want %v", user, err, c.want)
			}
			if len(c.token) > 20 && strings.Contains(err.Error(), c.token[:20]) {
				t.Errorf("the error repeats the token: %v", err)
			}
		})
	}
}

// TestTolerated are tokens that look odd and are right.
func TestTolerated(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t)
	ed := issuer.key(0)
	stranger := jose.JSONWebKey{KeyID: "k2", Algorithm: "EdDSA", Key: generate(t, jose.EdDSA)}
	v := newVerifier(t, options(issuer))
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	for name, token := range map[string]string{
		"only key, not named":      sign(t, jose.JSONWebKey{Algorithm: "EdDSA", Key: ed.Key}, claims(nil), nil),
		"several audiences":        sign(t, ed, claims(map[string]any{"aud": []string{"x", aud}}), nil),
		"expired within the skew":  sign(t, ed, claims(map[string]any{"exp": at(-29 * time.Second)}), nil),
		"begins within the skew":   sign(t, ed, claims(map[string]any{"nbf": at(30 * time.Second), "iat": at(30 * time.Second)}), nil),
		"a date with a fraction":   sign(t, ed, claims(map[string]any{"exp": float64(at(60)) + 0.5}), nil),
		"no iat":                   sign(t, ed, claims(map[string]any{"iat": nil}), nil),
		"typ JWT":                  sign(t, ed, claims(nil), map[jose.HeaderKey]any{"typ": "JWT"}),
		"typ of RFC 9068":          sign(t, ed, claims(nil), map[jose.HeaderKey]any{"typ": "application/at+JWT"}),
		"someone's key as a guest": sign(t, ed, claims(nil), map[jose.HeaderKey]any{"jwk": stranger.Public(), "jku": "http://127.0.0.1:1/"}),
	} {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnfitKeysInAKeySet: a set that publishes a secret or private key
// gives nobody the power to sign.
func TestUnfitKeysInAKeySet(t *testing.T) {
	t.Parallel()
	secret := []byte("0123456789abcdef0123456789abcdef")
	private := jose.JSONWebKey{KeyID: "bad", Algorithm: "EdDSA", Key: generate(t, jose.EdDSA)}
	public := private.Public()
	encryption := public
	encryption.Use = "enc"
	operations := func(list string) string {
		text, err := public.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Replace(string(text), "{", `{"key_ops":`+list+`,`, 1)
	}
	document := func(key jose.JSONWebKey) string {
		text, err := key.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	weak := jose.JSONWebKey{KeyID: "bad", Algorithm: "RS256", Key: small}
	for name, c := range map[string]struct {
		key    string
		signer jose.JSONWebKey
		fit    bool
	}{
		"public":          {document(public), private, true},
		"for verifying":   {operations(`["verify"]`), private, true},
		"private":         {document(private), private, false},
		"for encryption":  {document(encryption), private, false},
		"for wrapping":    {operations(`["wrapKey"]`), private, false},
		"odd operations":  {operations(`"verify"`), private, false},
		"symmetric":       {document(jose.JSONWebKey{KeyID: "bad", Algorithm: "HS256", Key: secret}), jose.JSONWebKey{KeyID: "bad", Algorithm: "HS256", Key: secret}, false},
		"unknown type":    {`{"kty":"XYZ","kid":"bad"}`, private, false},
		"other algorithm": {strings.Replace(document(public), `"EdDSA"`, `"ES256"`, 1), private, false},
		"RSA, 1024 bits":  {document(weak.Public()), weak, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Beside a good key, so that the set as a whole is usable.
			other := jose.JSONWebKey{KeyID: "good", Algorithm: "EdDSA", Key: generate(t, jose.EdDSA)}
			source := fixed(`{"keys":[` + c.key + `,` + document(other.Public()) + `]}`)
			v := newVerifier(t, verify.Options{Keys: source, Issuer: iss, Audience: aud, Now: func() time.Time { return noon }})
			if _, err := v.Verify(t.Context(), sign(t, other, claims(nil), nil)); err != nil {
				t.Errorf("the good key beside it: %v", err)
			}
			_, err := v.Verify(t.Context(), sign(t, c.signer, claims(nil), nil))
			if c.fit && err != nil || !c.fit && !errors.Is(err, verify.ErrInvalid) {
				t.Errorf("fit is %t, got %v", c.fit, err)
			}
		})
	}
}
