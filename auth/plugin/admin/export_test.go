package admin

// Harmless is for the tests.
var Harmless = harmless
