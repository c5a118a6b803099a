package password

import (
	_ "embed"
	"strings"
	"sync"
)

// commonText lists the ten thousand most used passwords of eight characters or more, in
// lower case and sorted (data/README.md).
//
//go:embed data/common.txt
var commonText string

var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	set := make(map[string]struct{}, 10_000)
	for line := range strings.Lines(commonText) {
		set[strings.TrimSuffix(line, "\n")] = struct{}{}
	}
	return set
})

// isCommon reports whether a guesser would try a password among the first.
func isCommon(password string) bool {
	_, common := commonPasswords()[strings.ToLower(password)]
	return common
}
