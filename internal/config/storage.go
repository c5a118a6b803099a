package config

import (
	"net/url"
	"slices"
	"time"
)

// SecondaryStorage is secondaryStorage: a Valkey or Redis server.
type SecondaryStorage struct {
	URL       SecretURL     `yaml:"url" env:"VALKEY_URL,REDIS_URL" help:"valkey://user:password@host:6379/0 (redis:// is the same; valkeys:// and rediss:// speak TLS): sessions, one-time values and counters live there and no longer in the database"`
	KeyPrefix string        `yaml:"keyPrefix" help:"as in @better-auth/redis-storage"`
	Timeout   time.Duration `yaml:"timeout" help:"time for one answer"`
}

func defaultSecondaryStorage() SecondaryStorage {
	return SecondaryStorage{KeyPrefix: "better-auth:", Timeout: 2 * time.Second}
}

var storageSchemes = []string{"valkey", "valkeys", "redis", "rediss", "unix"}

// storage checks what belongs together: where sessions, values and counters are kept.
func (c *checker) storage() {
	auth := c.settings.Auth
	c.positive("auth.secondaryStorage.timeout", auth.SecondaryStorage.Timeout)
	second := auth.SecondaryStorage.URL.Reveal()
	if second != "" {
		u, err := url.Parse(second)
		if err != nil || !slices.Contains(storageSchemes, u.Scheme) {
			c.report("auth.secondaryStorage.url", "must look like valkey://user:password@host:6379/0")
		}
		return
	}
	if auth.RateLimit.Storage == "secondary-storage" {
		c.report("auth.rateLimit.storage", "is secondary-storage, but auth.secondaryStorage.url is not set")
	}
}
