//go:build amd64 && !purego

package scrypt

// lane is where the vectorised function keeps each word of 64 bytes: Salsa20's four
// diagonals, one behind the other, so that a quarter round works on four words at once.
var lane = [16]int{0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11}

// mix is mixPlain on blocks in the order of lane, in SSE2, which every amd64 has.
func mix(out, in, mask *block) { mixVector(out, in, mask) }

//go:noescape
func mixVector(out, in, mask *block)
