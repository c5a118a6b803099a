//go:build !amd64 || purego

package scrypt

// lane is the order of the words in 64 bytes: the plain function keeps them as they come.
var lane = [16]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

func mix(out, in, mask *block) { mixPlain(out, in, mask) }
