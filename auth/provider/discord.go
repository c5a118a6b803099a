package provider

import (
	"math/big"
	"strconv"
	"strings"
)

func discord() spec {
	return spec{
		id: "discord", name: "Discord", requestFirst: true, prompt: true, otherPrompt: "none",
		authorize: "https://discord.com/api/oauth2/authorize", token: "https://discord.com/api/oauth2/token",
		profile: "https://discord.com/api/users/@me", scopes: []string{"identify", "email"},
		adjust: func(p *oauth, r *AuthorizeRequest) {
			bot := false
			for _, s := range r.Scopes {
				bot = bot || s == "bot"
			}
			if bot && p.options.Permissions != nil {
				own := Params{{"permissions", strconv.FormatInt(*p.options.Permissions, 10)}}
				for _, m := range r.Params {
					own.Set(m.Name, m.Value)
				}
				r.Params = own
			}
		},
		enrich: func(_ *Options, profile Object) (Object, bool) {
			return profile.Set("image_url", discordAvatar(profile)), true
		},
		subject: at("id"),
		user: mapping{
			{"name", or(at("global_name"), at("username"), say(""))}, {"email", at("email")}, {"emailVerified", at("verified")},
			{"image", at("image_url")},
		},
	}
}

// discordAvatar is the address of a person's picture. Who has none gets one by their id,
// or, with an old kind of name, by its number.
func discordAvatar(profile Object) string {
	const cdn = "https://cdn.discordapp.com/"
	if avatar := profile.Text("avatar"); avatar != "" {
		format := "png"
		if strings.HasPrefix(avatar, "a_") {
			format = "gif"
		}
		return cdn + "avatars/" + text(at("id")(profile)) + "/" + avatar + "." + format
	}
	number := int64(0)
	if discriminator := profile.Text("discriminator"); discriminator == "0" {
		if id, ok := new(big.Int).SetString(profile.Text("id"), 10); ok {
			number = new(big.Int).Mod(id.Rsh(id, 22), big.NewInt(6)).Int64()
		}
	} else if n, err := strconv.ParseUint(discriminator, 10, 32); err == nil {
		number = int64(n % 5)
	}
	return cdn + "embed/avatars/" + strconv.FormatInt(number, 10) + ".png"
}
