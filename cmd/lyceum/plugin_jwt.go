package main

import (
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/jwt"
)

func makeJWT(w *wiring) auth.Plugin {
	o := w.settings.Plugins.JWT
	if o.Off {
		return nil
	}
	life, _ := time.ParseDuration(o.JWT.ExpirationTime) // checked by config
	w.issuer = jwt.New(jwt.Options{
		Algorithm: o.JWKS.KeyPairConfig.Alg, ModulusBits: o.JWKS.KeyPairConfig.ModulusLength,
		PlainPrivateKeys: o.JWKS.DisablePrivateKeyEncryption, Path: o.JWKS.JWKSPath,
		RotationInterval: seconds(o.JWKS.RotationInterval), GracePeriod: seconds(o.JWKS.GracePeriod),
		Issuer: o.JWT.Issuer, Audience: o.JWT.Audience, Expires: life, NoHeader: o.DisableSettingJWTHeader,
	})
	return w.issuer
}
