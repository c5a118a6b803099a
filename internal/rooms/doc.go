// Package rooms has no code, only a test: it asserts that imports run one way through the repository, and that what
// tests need stays out of the programs. The rules are the table in rooms_test.go.
package rooms
