package config

import "strings"

// nearest returns the known word with the smallest edit distance to word, or "" when there is none to choose from.
func nearest(word string, known []string) string {
	best, least := "", -1
	for _, candidate := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(candidate)); least < 0 || d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete, replace or swap with their neighbour to turn a into b.
func distance(a, b string) int {
	older, old, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older, old, row = old, row, older
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := old[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, old[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
