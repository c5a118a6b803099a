package scrypt

import "syscall"

// advise asks for large pages: the walk over the table is in no order, and a tenth of a
// hash would go into looking up small ones.
func advise(raw []byte) { _ = syscall.Madvise(raw, syscall.MADV_HUGEPAGE) }
