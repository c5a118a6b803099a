//go:build unix && !linux

package scrypt

func advise([]byte) {}
