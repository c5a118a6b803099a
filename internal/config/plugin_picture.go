package config

// Picture is the plugin picture, which is ours.
type Picture struct {
	Off           bool `yaml:"-" mark:"off"`
	Size          int  `yaml:"size" help:"pixels: the side of what is kept"`
	MaxMegapixels int  `yaml:"maxMegapixels" help:"of a file; its bytes are bounded by server.maxBodyBytes"`
}

const picturePath = "auth.plugins.picture"

func defaultPicture() Picture { return Picture{Size: 256, MaxMegapixels: 16} }

func (o Picture) check(c *checker) {
	c.between(picturePath+".size", o.Size, 32, 1024)
	c.between(picturePath+".maxMegapixels", o.MaxMegapixels, 1, 100)
}
