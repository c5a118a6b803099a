package main

import (
	"os"
	"testing"
)

// A program goes on without the pages of its file: what it needs of them comes back.
func TestGivenBackMemoryComesBack(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := unmap(program); err != nil {
			t.Fatal(err)
		}
		giveBack()
		if _, err := os.ReadFile("/proc/self/status"); err != nil {
			t.Fatal(err)
		}
	}
	if from, to := bounds("00400000-01eba000"); from != 0x400000 || to != 0x1eba000 {
		t.Errorf("%x-%x", from, to)
	}
	if from, to := bounds("nothing"); from != 0 || to != 0 {
		t.Errorf("%x-%x", from, to)
	}
}
