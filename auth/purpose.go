package auth

import "github.com/lyceum/lyceum/auth/internal/secret"

// EncryptFor is Encrypt under a key for one purpose only, such as
// "oauth-state-cookie": what was encrypted for another use does not decrypt
// (better-auth-core, section 3.4).
func (a *Auth) EncryptFor(purpose, plain string) (string, error) {
	return a.secrets.ForPurpose(purpose).Encrypt(a.options.Random, plain)
}

// DecryptFor reverses EncryptFor.
func (a *Auth) DecryptFor(purpose, text string) (string, error) {
	return a.secrets.ForPurpose(purpose).Decrypt(text)
}

// SealToken is the form in which a provider's access or refresh token is stored: as it
// is, or encrypted when Account.EncryptOAuthTokens is on. ID tokens are never encrypted.
func (a *Auth) SealToken(token string) (string, error) {
	if token == "" || !a.options.Account.EncryptOAuthTokens {
		return token, nil
	}
	return a.Encrypt(token)
}

// OpenToken reverses SealToken. What was stored before encryption was turned on is
// returned as it is.
func (a *Auth) OpenToken(stored string) (string, error) {
	if !a.options.Account.EncryptOAuthTokens || !secret.IsEncrypted(stored) {
		return stored, nil
	}
	return a.Decrypt(stored)
}
