package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// minSecret is the length in characters below which a kept secret is taken for damaged.
const minSecret = 32

// prepareFolder makes the data folder and sees to it that it can be written. Its error is a sentence for the operator.
func prepareFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w; choose another with --data", path, cause(err))
	}
	probe, err := os.CreateTemp(path, ".probe-*")
	if err != nil {
		return fmt.Errorf("the data folder %s cannot be written: %w; choose another with --data", path, cause(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// cause is the reason of a file error without the operation and the path, which the sentence has already.
func cause(err error) error {
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return file.Err
	}
	return err
}

// keptSecret returns the secret kept in the data folder, and makes one when there is none yet.
func keptSecret(folder string) (string, error) {
	path := filepath.Join(folder, "secret")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(folder, path); err != nil {
			return "", fmt.Errorf("make a secret: %w", err)
		}
		text, err = os.ReadFile(path) // another process may have been first
	}
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	secret := strings.TrimSpace(string(text))
	if len(secret) < minSecret {
		return "", fmt.Errorf("%s holds fewer than %d characters: remove it to get a new one (everybody is signed out then)", path, minSecret)
	}
	return secret, nil
}

// makeSecret creates the file whole and only if there is none: two processes that start together must agree.
func makeSecret(folder, path string) error {
	file, err := os.CreateTemp(folder, ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.WriteString(rand.Text() + rand.Text() + "\n")
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		if err = os.Link(file.Name(), path); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	return errors.Join(err, os.Remove(file.Name()))
}
