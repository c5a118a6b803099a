// Package docstest holds tests that the documentation says what is: that what it names
// exists, and that its lists are those of the code.
package docstest
