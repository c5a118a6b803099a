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
	var claims []jwt.Claim
	for _, claim := range o.JWT.Claims {
		claims = append(claims, jwt.Claim(claim))
	}
	w.issuer = jwt.New(jwt.Options{
		Algorithm: o.JWKS.KeyPairConfig.Alg, ModulusBits: o.JWKS.KeyPairConfig.ModulusLength,
		PlainPrivateKeys: o.JWKS.DisablePrivateKeyEncryption, Path: o.JWKS.JWKSPath,
		RotationInterval: seconds(o.JWKS.RotationInterval), GracePeriod: seconds(o.JWKS.GracePeriod),
		Issuer: o.JWT.Issuer, Audience: o.JWT.Audience, Expires: life, Claims: claims, NoHeader: o.DisableSettingJWTHeader,
	})
	return w.issuer
}
