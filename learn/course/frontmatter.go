package course

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// FrontMatter is the head of a lesson's file, between two lines of three hyphens. Title and minutes are needed; the
// last five are for the site alone. The keys id and slug are not there on purpose: the address of a lesson is that of
// its file.
type FrontMatter struct {
	Title       string `yaml:"title"`
	Description string `yaml:"description"`
	Minutes     int    `yaml:"minutes"` // reading time, 1 to 240
	Quiz        string `yaml:"quiz"`
	Python      bool   `yaml:"python"`

	Keywords     []string `yaml:"keywords"`
	SidebarLabel string   `yaml:"sidebar_label"`
	Image        string   `yaml:"image"`
	TOCMin       int      `yaml:"toc_min_heading_level"`
	TOCMax       int      `yaml:"toc_max_heading_level"`
}

const maxMinutes = 240

// ParseFrontMatter splits the text of a lesson. The body begins in line bodyLine of the file.
func ParseFrontMatter(file string, text []byte) (front FrontMatter, body []byte, bodyLine int, err error) {
	head, body, lines, ok := splitFrontMatter(text)
	if !ok {
		return front, nil, 0, &strictyaml.Problem{
			File: file, Line: 1, Message: "a lesson begins with front matter: a line ---, keys and values, a line ---",
		}
	}
	if err := strictyaml.Decode(file, 2, head, &front); err != nil {
		return front, nil, 0, err
	}
	problem := ""
	switch {
	case front.Title == "":
		problem = "title is missing in the front matter"
	case front.Minutes < 1 || front.Minutes > maxMinutes:
		problem = "minutes must be the reading time, from 1 to 240"
	}
	if problem != "" {
		return front, nil, 0, &strictyaml.Problem{File: file, Line: 1, Message: problem}
	}
	return front, body, lines + 1, nil
}

// splitFrontMatter returns the text between the fences, the text after them, and how many lines come before that.
func splitFrontMatter(text []byte) (head, body []byte, lines int, ok bool) {
	first, rest, found := bytes.Cut(text, []byte("\n"))
	if !found || !isFence(first) {
		return nil, nil, 0, false
	}
	for at, line := range lineOffsets(rest) {
		if isFence(line) {
			end := min(at+len(line)+1, len(rest))
			return rest[:at], rest[end:], 2 + bytes.Count(rest[:at], []byte("\n")), true
		}
	}
	return nil, nil, 0, false
}

func isFence(line []byte) bool { return string(bytes.TrimRight(line, " \t\r")) == "---" }

// lineOffsets yields the lines of a text without their ends, each with the offset at which it begins.
func lineOffsets(text []byte) func(yield func(int, []byte) bool) {
	return func(yield func(int, []byte) bool) {
		at := 0
		for line := range bytes.Lines(text) {
			if !yield(at, bytes.TrimSuffix(line, []byte("\n"))) {
				return
			}
			at += len(line)
		}
	}
}

var quizElement = regexp.MustCompile(`<Quiz\s[^>]*?\bid=(?:"([^"]*)"|'([^']*)'|\{["']([^"'}]*)["']\})`)

// placedQuizzes finds the <Quiz id="…"/> elements outside code blocks. bodyLine is the line of the file at which the
// body begins.
func placedQuizzes(body []byte, bodyLine int) []Placed {
	var placed []Placed
	text := withoutCode(string(body))
	for _, match := range quizElement.FindAllStringSubmatchIndex(text, -1) {
		quiz := Placed{Line: bodyLine + strings.Count(text[:match[0]], "\n")}
		for group := 2; group < len(match); group += 2 { // one for each way to quote
			if match[group] >= 0 {
				quiz.ID = text[match[group]:match[group+1]]
			}
		}
		placed = append(placed, quiz)
	}
	return placed
}

// withoutCode empties the lines of fenced code blocks.
func withoutCode(body string) string {
	var text strings.Builder
	fence := ""
	for line := range strings.Lines(body) {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			text.WriteString("\n")
		case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
			fence = trimmed[:3]
			text.WriteString("\n")
		default:
			text.WriteString(line)
		}
	}
	return text.String()
}
