// Package config reads Lyceum's settings: defaults, then a YAML file, then the environment, then flags; later ones
// win.
//
//	settings, err := config.Load(config.Source{File: "lyceum.yaml", LookupEnv: os.LookupEnv})
//
// [Settings] is the whole vocabulary: its tags name each key, its environment variables and its meaning. The section
// auth has the reference's option names. A mistake in the file is reported with file and line, an unknown key with
// the nearest one that exists, and an option that this version does not have is refused rather than ignored.
//
// # Secrets
//
// Fields of type [Secret] and [SecretURL] print as a mask wherever they end up. Each of their variables can also be
// given as NAME_FILE, the path of a file that holds the value; a line break at its end is dropped. A variable and its
// _FILE both set are an error, since one of them would be silently wrong.
//
// # Where a value came from
//
// [Settings.Origin] tells, and [Settings.Write] prints all settings with their origins and with secrets masked.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// DefaultFile is read when no file is named and it exists.
const DefaultFile = "lyceum.yaml"

// Source is what settings are read from.
type Source struct {
	File      string                      // of YAML; empty means DefaultFile if there is one
	LookupEnv func(string) (string, bool) // nil means an empty environment
	Set       []Override                  // flags, in rising order
}

// Override is one setting given on the command line.
type Override struct {
	Path   string // such as server.port
	Value  string
	Origin string // such as --port
}

// Load reads and checks the settings. Its error is a sentence for the operator, or several, one a line.
func Load(source Source) (*Settings, error) {
	settings := Default()
	if err := loadFile(source.File, settings); err != nil {
		return nil, err
	}
	lookup := source.LookupEnv
	if lookup == nil {
		lookup = func(string) (string, bool) { return "", false }
	}
	if err := readEnvironment(lookup, settings); err != nil {
		return nil, err
	}
	for _, override := range source.Set {
		if err := settings.set(override); err != nil {
			return nil, err
		}
	}
	if settings.Auth.Compat == "reference" {
		settings.asReference()
	}
	settings.asStateless()
	if err := settings.check(); err != nil {
		return nil, err
	}
	return settings, nil
}

func loadFile(name string, settings *Settings) error {
	optional := name == ""
	if optional {
		name = DefaultFile
	}
	text, err := os.ReadFile(name)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	return readFile(name, text, settings)
}
