package config

// MultiSession is the plugin multiSession.
type MultiSession struct {
	Off             bool `yaml:"-" mark:"off"`
	MaximumSessions int  `yaml:"maximumSessions" help:"accounts in one browser"`
}

func defaultMultiSession() MultiSession { return MultiSession{MaximumSessions: 5} }

func (o MultiSession) check(c *checker) {
	c.between("auth.plugins.multiSession.maximumSessions", o.MaximumSessions, 1, 100)
}
