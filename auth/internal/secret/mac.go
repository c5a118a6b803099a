package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// macs computes HMAC-SHA256 under one key. Each request checks a signature, and preparing
// a key costs as much as the signature itself: states are used again.
type macs struct{ pool sync.Pool }

type mac struct {
	hash.Hash
	message, out []byte // so that neither is allocated each time
}

func newMACs(key string) *macs {
	m := &macs{}
	m.pool.New = func() any { return &mac{Hash: hmac.New(sha256.New, []byte(key))} }
	return m
}

func (m *macs) sum(message string) (sum [sha256.Size]byte) {
	one := m.pool.Get().(*mac)
	defer m.pool.Put(one)
	one.Reset()
	one.message = append(one.message[:0], message...)
	one.Write(one.message)
	one.out = one.Sum(one.out[:0])
	copy(sum[:], one.out)
	return sum
}
