//go:build !unix

package scrypt

func allocate(words int) ([]uint32, error) { return make([]uint32, words), nil }

func release([]uint32) {}
