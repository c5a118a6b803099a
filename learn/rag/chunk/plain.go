package chunk

import "strings"

// Plain writes the formulas of a text, which stand between dollar signs, as text. Code between backquotes stays as it
// is, and an escaped dollar sign is one.
func Plain(text string) string {
	var plain strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "`$\\")
		if at < 0 {
			break
		}
		plain.WriteString(text[:at])
		text = text[at:]
		length := special(text)
		switch {
		case length > 0 && text[0] == '$':
			run := runOf([]byte(text))
			plain.WriteString(plainTeX(text[run : length-run]))
		case length > 0:
			plain.WriteString(text[:length])
		case strings.HasPrefix(text, `\$`):
			plain.WriteByte('$')
			length = 2
		default:
			plain.WriteByte(text[0])
			length = 1
		}
		text = text[length:]
	}
	plain.WriteString(text)
	return plain.String()
}

// special is the length of the code or formula with which a text begins, or 0.
func special(text string) int {
	if text == "" || text[0] != '`' && text[0] != '$' {
		return 0
	}
	run := runOf([]byte(text))
	for at := run; at < len(text); {
		if text[at] != text[0] {
			at++
			continue
		}
		n := runOf([]byte(text[at:]))
		at += n
		if n == run {
			return at
		}
	}
	return 0
}
