package strictyaml

import (
	"fmt"
	"strings"
)

const maxWord = 200

// Suggest ends a message about a word that does not exist: it names the nearest of the known ones, or lists them
// when none is near. The word may come from anybody: a very long one is not compared.
func Suggest(word string, known []string) string {
	if len(word) > maxWord {
		return ""
	}
	best, distance := "", len(word)/2+1
	for _, candidate := range known {
		if d := editDistance(strings.ToLower(word), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf(" (did you mean %q?)", best)
	case len(known) > 0 && len(known) <= 12:
		return fmt.Sprintf(" (known: %s)", strings.Join(known, ", "))
	default:
		return ""
	}
}

// editDistance counts the insertions, deletions and substitutions (of bytes) between two words.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
