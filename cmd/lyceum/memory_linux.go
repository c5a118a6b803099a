package main

import (
	"bufio"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// giveBack returns the memory that only the start needed: the heap's, and the pages of the program's own file, of which
// the kernel maps sixteen for each one that is touched. What is needed again is mapped again from the kernel's cache.
func giveBack() {
	debug.FreeOSMemory()
	if program, err := os.Executable(); err == nil {
		_ = unmap(program) // without it there is just less memory left to others
	}
}

// unmap lets go of the pages of a file that are mapped into this process and that nobody has written to.
func unmap(file string) error {
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return err
	}
	defer maps.Close()
	var from, to uintptr // of the mapping whose lines are being read, 0 when it is another file's or may be written to
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) == 6 && strings.Contains(fields[0], "-"):
			from, to = 0, 0
			if fields[5] == file && fields[1][1] == '-' {
				from, to = bounds(fields[0])
			}
		case len(fields) == 3 && fields[0] == "Private_Dirty:" && fields[1] == "0" && to > from:
			// Nothing was written, by a linker either, so all of it is in the file.
			if _, _, failed := syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED); failed != 0 {
				return failed
			}
		}
	}
	return nil
}

// bounds reads "00400000-01eba000".
func bounds(text string) (from, to uintptr) {
	first, last, _ := strings.Cut(text, "-")
	low, err1 := strconv.ParseUint(first, 16, 64)
	high, err2 := strconv.ParseUint(last, 16, 64)
	if err1 != nil || err2 != nil {
		return 0, 0
	}
	return uintptr(low), uintptr(high)
}
