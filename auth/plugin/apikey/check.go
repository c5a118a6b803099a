package apikey

import (
	"net/http"
	"time"

	"github.com/lyceum/lyceum/auth"
)

func refuse(code auth.Code) error { return auth.Fail(http.StatusBadRequest, code) }

// checkNew finds what is wrong with a new key.
func (c *Config) checkNew(n NewKey) error {
	if err := c.checkNewMetadata(n.Metadata); err != nil {
		return err
	}
	if err := n.Refill.check(); err != nil {
		return err
	}
	if n.ExpiresIn > 0 {
		if err := c.checkExpiry(n.ExpiresIn); err != nil {
			return err
		}
	}
	if n.Prefix != nil && *n.Prefix != "" && !within(*n.Prefix, c.MinPrefix, c.MaxPrefix) {
		return refuse(InvalidPrefixLength)
	}
	if value(n.Name) != "" {
		return c.checkName(*n.Name)
	}
	if c.RequireName {
		return refuse(NameRequired)
	}
	return nil
}

func (c *Config) checkNewMetadata(metadata any) error {
	switch {
	case !truthy(metadata):
		return nil
	case !c.Metadata:
		return refuse(MetadataDisabled)
	}
	return checkMetadata(metadata)
}

// checkMetadata accepts what is an object to JavaScript: lists and null too.
func checkMetadata(metadata any) error {
	switch metadata.(type) {
	case string, bool, float64, int, int64:
		return refuse(InvalidMetadataType)
	}
	return nil
}

func (r *Refill) check() error {
	switch {
	case r == nil:
		return nil
	case r.Amount != 0 && r.Interval == 0:
		return refuse(RefillIntervalRequired)
	case r.Interval != 0 && r.Amount == 0:
		return refuse(RefillAmountRequired)
	}
	return nil
}

func (c *Config) checkExpiry(life time.Duration) error {
	switch {
	case c.Expiry.NoCustom:
		return refuse(KeyDisabledExpiration)
	case life < c.Expiry.Min:
		return refuse(ExpiresInIsTooSmall)
	case life > c.Expiry.Max:
		return refuse(ExpiresInIsTooLarge)
	}
	return nil
}

func (c *Config) checkName(name string) error {
	if !within(name, c.MinName, c.MaxName) {
		return refuse(InvalidNameLength)
	}
	return nil
}

func within(text string, least, most int) bool {
	n := auth.Length(text)
	return n >= least && n <= most
}
