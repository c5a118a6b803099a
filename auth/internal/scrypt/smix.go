package scrypt

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
)

// The function of RFC 7914 at the reference's cost, over memory that the caller
// provides. golang.org/x/crypto/scrypt, which allocates 32 MiB each time, is the oracle
// in the tests.

// The inner functions work on memory that one goroutine owns and are left out of the race
// detector, under which a hash would take seconds.
//
// Nearly all of the time goes to mix: in assembly where there is some (mix_amd64.s), else
// mixPlain, which is what the assembly is tested against. The build tag purego leaves
// assembly out.

const (
	blockWords = 32 * costR          // words of one block of 128·r bytes
	memWords   = costN * blockWords  // words of the large table: 32 MiB
	rowMask    = uint32(costN - 1)   // N is a power of two
	lastOffset = (2*costR - 1) * 16  // where a block's last 64 bytes begin
	bytesR     = costR * 128 * costP // bytes of PBKDF2 output to mix
)

// block is 128·r bytes, the words of each 64 bytes in the order of lane.
type block [blockWords]uint32

// derive computes the key. table must have memWords words; their content does not
// matter and is overwritten.
func derive(password, salt []byte, table []uint32) ([]byte, error) {
	b, err := pbkdf2.Key(sha256.New, string(password), salt, 1, bytesR)
	if err != nil {
		return nil, err
	}
	var x block
	for i := range x {
		x[i] = binary.LittleEndian.Uint32(b[4*wordOf(i):])
	}
	smix(&x, table)
	for i, w := range x {
		binary.LittleEndian.PutUint32(b[4*wordOf(i):], w)
	}
	return pbkdf2.Key(sha256.New, string(password), b, 1, keyLen)
}

// wordOf is the position in RFC 7914's order of the word that is kept at i.
func wordOf(i int) int { return i&^15 | lane[i&15] }

// smix fills the table with N successive blocks, then walks it N times in an order
// that depends on the data.
//
//go:norace
func smix(x *block, table []uint32) {
	var y, zero block
	row := func(i uint32) *block { return (*block)(table[i*blockWords:]) }
	*row(0) = *x
	for i := range uint32(costN - 1) {
		mix(row(i+1), row(i), &zero)
	}
	mix(x, row(costN-1), &zero)
	from, to := x, &y
	for range costN {
		// The first word stays the first in every order.
		mix(to, from, row(from[lastOffset]&rowMask))
		from, to = to, from
	}
	// N is even, so that the result is in x again.
}
