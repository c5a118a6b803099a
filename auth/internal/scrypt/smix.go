package scrypt

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// The function of RFC 7914 at the reference's cost, over memory that the caller
// provides. golang.org/x/crypto/scrypt, which allocates 32 MiB each time, is the oracle
// in the tests.

// The inner functions work on memory that one goroutine owns and are left out of the race
// detector, under which a hash would take seconds.

const (
	blockWords = 32 * costR          // words of one block of 128·r bytes
	memWords   = costN * blockWords  // words of the large table: 32 MiB
	rowMask    = uint32(costN - 1)   // N is a power of two
	lastOffset = (2*costR - 1) * 16  // where a block's last 64 bytes begin
	halfWords  = blockWords / 2      // even sub-blocks go to the first half
	bytesR     = costR * 128 * costP // bytes of PBKDF2 output to mix
)

// derive computes the key. table must have memWords words; their content does not
// matter and is overwritten.
func derive(password, salt []byte, table []uint32) ([]byte, error) {
	b, err := pbkdf2.Key(sha256.New, string(password), salt, 1, bytesR)
	if err != nil {
		return nil, err
	}
	var x, y [blockWords]uint32
	for i := range x {
		x[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	smix(&x, &y, table)
	for i, w := range x {
		binary.LittleEndian.PutUint32(b[4*i:], w)
	}
	return pbkdf2.Key(sha256.New, string(password), b, 1, keyLen)
}

// smix fills the table with N successive blocks, then walks it N times in an order
// that depends on the data.
//
//go:norace
func smix(x, y *[blockWords]uint32, table []uint32) {
	from, to := x, y
	for i := 0; i < memWords; i += blockWords {
		copy(table[i:i+blockWords], from[:])
		blockMix(from, to)
		from, to = to, from
	}
	for range costN {
		row := int(from[lastOffset]&rowMask) * blockWords
		v := (*[blockWords]uint32)(table[row : row+blockWords])
		for k := range from {
			from[k] ^= v[k]
		}
		blockMix(from, to)
		from, to = to, from
	}
	// N is even, so that the result is in x again.
}

// blockMix is scryptBlockMix: every 64 bytes go through Salsa20/8 chained with the
// ones before; even results to the first half, odd ones to the second.
//
//go:norace
func blockMix(in, out *[blockWords]uint32) {
	var t [16]uint32
	copy(t[:], in[lastOffset:])
	for i := 0; i < blockWords; i += 32 {
		salsa(&t, (*[16]uint32)(in[i:]), (*[16]uint32)(out[i/2:]))
		salsa(&t, (*[16]uint32)(in[i+16:]), (*[16]uint32)(out[halfWords+i/2:]))
	}
}

// salsa computes t = Salsa20/8(t ⊕ in) and writes it to out as well.
//
//go:norace
func salsa(t, in, out *[16]uint32) {
	w0, w1, w2, w3 := t[0]^in[0], t[1]^in[1], t[2]^in[2], t[3]^in[3]
	w4, w5, w6, w7 := t[4]^in[4], t[5]^in[5], t[6]^in[6], t[7]^in[7]
	w8, w9, w10, w11 := t[8]^in[8], t[9]^in[9], t[10]^in[10], t[11]^in[11]
	w12, w13, w14, w15 := t[12]^in[12], t[13]^in[13], t[14]^in[14], t[15]^in[15]
	x0, x1, x2, x3, x4, x5, x6, x7 := w0, w1, w2, w3, w4, w5, w6, w7
	x8, x9, x10, x11, x12, x13, x14, x15 := w8, w9, w10, w11, w12, w13, w14, w15
	for range 4 {
		x4 ^= bits.RotateLeft32(x0+x12, 7)
		x9 ^= bits.RotateLeft32(x5+x1, 7)
		x14 ^= bits.RotateLeft32(x10+x6, 7)
		x3 ^= bits.RotateLeft32(x15+x11, 7)

		x8 ^= bits.RotateLeft32(x4+x0, 9)
		x13 ^= bits.RotateLeft32(x9+x5, 9)
		x2 ^= bits.RotateLeft32(x14+x10, 9)
		x7 ^= bits.RotateLeft32(x3+x15, 9)

		x12 ^= bits.RotateLeft32(x8+x4, 13)
		x1 ^= bits.RotateLeft32(x13+x9, 13)
		x6 ^= bits.RotateLeft32(x2+x14, 13)
		x11 ^= bits.RotateLeft32(x7+x3, 13)

		x0 ^= bits.RotateLeft32(x12+x8, 18)
		x5 ^= bits.RotateLeft32(x1+x13, 18)
		x10 ^= bits.RotateLeft32(x6+x2, 18)
		x15 ^= bits.RotateLeft32(x11+x7, 18)

		x1 ^= bits.RotateLeft32(x0+x3, 7)
		x6 ^= bits.RotateLeft32(x5+x4, 7)
		x11 ^= bits.RotateLeft32(x10+x9, 7)
		x12 ^= bits.RotateLeft32(x15+x14, 7)

		x2 ^= bits.RotateLeft32(x1+x0, 9)
		x7 ^= bits.RotateLeft32(x6+x5, 9)
		x8 ^= bits.RotateLeft32(x11+x10, 9)
		x13 ^= bits.RotateLeft32(x12+x15, 9)

		x3 ^= bits.RotateLeft32(x2+x1, 13)
		x4 ^= bits.RotateLeft32(x7+x6, 13)
		x9 ^= bits.RotateLeft32(x8+x11, 13)
		x14 ^= bits.RotateLeft32(x13+x12, 13)

		x0 ^= bits.RotateLeft32(x3+x2, 18)
		x5 ^= bits.RotateLeft32(x4+x7, 18)
		x10 ^= bits.RotateLeft32(x9+x8, 18)
		x15 ^= bits.RotateLeft32(x14+x13, 18)
	}
	t[0], t[1], t[2], t[3] = x0+w0, x1+w1, x2+w2, x3+w3
	t[4], t[5], t[6], t[7] = x4+w4, x5+w5, x6+w6, x7+w7
	t[8], t[9], t[10], t[11] = x8+w8, x9+w9, x10+w10, x11+w11
	t[12], t[13], t[14], t[15] = x12+w12, x13+w13, x14+w14, x15+w15
	*out = *t
}
