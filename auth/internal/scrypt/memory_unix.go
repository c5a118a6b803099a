//go:build unix

package scrypt

import (
	"fmt"
	"syscall"
	"unsafe"
)

// allocate maps memory outside the collector's heap: 32 MiB of it would make the heap
// grow to twice that, and come back only slowly.
func allocate(words int) ([]uint32, error) {
	raw, err := syscall.Mmap(-1, 0, words*4, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("scrypt: no memory for a hash: %w", err)
	}
	advise(raw)
	return unsafe.Slice((*uint32)(unsafe.Pointer(&raw[0])), words), nil
}

func release(table []uint32) {
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&table[0])), len(table)*4)
	_ = syscall.Munmap(raw)
}
