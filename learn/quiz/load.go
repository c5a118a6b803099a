package quiz

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// The keys of a quiz file. Pointers tell "absent" from zero.
type quizFile struct {
	Line      strictyaml.Line
	ID        string         `yaml:"id"`
	Lesson    string         `yaml:"lesson"`
	Title     string         `yaml:"title"`
	Pass      *float64       `yaml:"pass"`
	Questions []questionFile `yaml:"questions"`
}

type questionFile struct {
	Line        strictyaml.Line
	ID          string        `yaml:"id"`
	Type        string        `yaml:"type"`
	Prompt      string        `yaml:"prompt"`
	Explanation string        `yaml:"explanation"`
	Options     []optionFile  `yaml:"options"`
	Answer      *float64      `yaml:"answer"`
	Tolerance   *float64      `yaml:"tolerance"`
	Relative    *float64      `yaml:"relative"`
	Unit        string        `yaml:"unit"`
	Feedback    *feedbackFile `yaml:"feedback"`
}

type optionFile struct {
	Line     strictyaml.Line
	ID       string `yaml:"id"`
	Text     string `yaml:"text"`
	Right    bool   `yaml:"right"`
	Feedback string `yaml:"feedback"`
}

type feedbackFile struct {
	Low  string `yaml:"low"`
	High string `yaml:"high"`
}

// Limits that keep a quiz answerable and its replies small.
const (
	maxQuestions = 50
	maxOptions   = 20
)

// ids of quizzes, questions and options travel in addresses and JSON keys.
var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Load reads all quizzes of a folder. The error joins everything that is wrong, with file and line.
func Load(quizzes fs.FS) (*Bank, error) {
	files, err := fs.Glob(quizzes, "*.y*ml")
	if err != nil {
		return nil, fmt.Errorf("load the quizzes: %w", err)
	}
	bank := &Bank{quizzes: map[string]*Quiz{}}
	var problems []error
	for i, read := range readAll(quizzes, files) {
		if read.err != nil {
			problems = append(problems, read.err)
			continue
		}
		if _, twice := bank.quizzes[read.quiz.ID]; twice { // x.yaml beside x.yml
			problems = append(problems, &strictyaml.Problem{File: files[i], Message: fmt.Sprintf("quiz %q is there twice", read.quiz.ID)})
		}
		bank.quizzes[read.quiz.ID] = read.quiz
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("load the quizzes: %w", err)
	}
	return bank, nil
}

// parsed is what became of a file.
type parsed struct {
	quiz *Quiz
	err  error
}

// readAll parses the files on all processors, as the server's start waits for it.
func readAll(quizzes fs.FS, files []string) []parsed {
	results := make([]parsed, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				text, err := fs.ReadFile(quizzes, files[i])
				if err == nil {
					results[i].quiz, err = Parse(files[i], text)
				}
				results[i].err = err
			}
		})
	}
	workers.Wait()
	return results
}

// Parse reads one quiz. file is its name, from which the id follows.
func Parse(file string, text []byte) (*Quiz, error) {
	var source quizFile
	if err := strictyaml.Decode(file, 1, text, &source); err != nil {
		return nil, err
	}
	p := &quizParser{file: file, render: newRenderer()}
	quiz := p.quiz(source)
	if err := errors.Join(p.problems...); err != nil {
		return nil, err
	}
	return quiz, nil
}

type quizParser struct {
	file     string
	render   renderer
	problems []error
}

func (p *quizParser) report(line strictyaml.Line, format string, args ...any) {
	p.problems = append(p.problems, &strictyaml.Problem{File: p.file, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (p *quizParser) quiz(source quizFile) *Quiz {
	quiz := &Quiz{ID: source.ID, Lesson: source.Lesson, Title: source.Title, File: p.file, Line: source.Line}
	stem := strings.TrimSuffix(path.Base(p.file), path.Ext(p.file))
	switch {
	case source.ID != stem:
		p.report(source.Line, "id %q must be the name of the file, %q", source.ID, stem)
	case !idPattern.MatchString(source.ID):
		p.report(source.Line, "id %q must be lower-case words joined by hyphens", source.ID)
	}
	p.need(source.Line, "the quiz", "lesson", source.Lesson)
	p.need(source.Line, "the quiz", "title", source.Title)
	if source.Pass == nil || !(*source.Pass > 0 && *source.Pass <= 1) {
		p.report(source.Line, "pass must be a share above 0 and at most 1, as in 0.7")
	} else {
		quiz.Pass = *source.Pass
	}
	if n := len(source.Questions); n == 0 || n > maxQuestions {
		p.report(source.Line, "a quiz has 1 to %d questions, this one %d", maxQuestions, n)
	}
	seen := map[string]strictyaml.Line{}
	for _, question := range source.Questions {
		p.id(question.Line, "question", question.ID, seen)
		quiz.Questions = append(quiz.Questions, p.question(question))
	}
	return quiz
}

func (p *quizParser) need(line strictyaml.Line, what, key, value string) {
	if strings.TrimSpace(value) == "" {
		p.report(line, "%s has no %s", what, key)
	}
}

func (p *quizParser) id(line strictyaml.Line, kind, id string, seen map[string]strictyaml.Line) {
	if !idPattern.MatchString(id) {
		p.report(line, "%s id %q must be lower-case words joined by hyphens", kind, id)
		return
	}
	if first, twice := seen[id]; twice {
		p.report(line, "%s id %q is there twice, first in line %d", kind, id, first)
		return
	}
	seen[id] = line
}

func (p *quizParser) question(source questionFile) *Question {
	name := fmt.Sprintf("question %q", source.ID)
	p.need(source.Line, name, "prompt", source.Prompt)
	question := &Question{
		ID: source.ID, Type: source.Type,
		Prompt:      p.text(source.Line, name+": prompt", source.Prompt, p.render.block),
		Explanation: p.text(source.Line, name+": explanation", source.Explanation, p.render.block),
	}
	switch source.Type {
	case Single, Multiple:
		p.choice(name, source, question)
	case Numeric:
		p.numeric(name, source, question)
	default:
		known := []string{Single, Multiple, Numeric}
		p.report(source.Line, "%s: unknown type %q%s", name, source.Type, strictyaml.Suggest(source.Type, known))
	}
	return question
}

func (p *quizParser) text(line strictyaml.Line, what, markdown string, render func(string) (Text, error)) Text {
	html, err := render(strings.TrimSpace(markdown))
	if err != nil {
		p.report(line, "%s: %v", what, err)
	}
	return html
}

func (p *quizParser) choice(name string, source questionFile, question *Question) {
	if source.Answer != nil || source.Tolerance != nil || source.Relative != nil || source.Unit != "" || source.Feedback != nil {
		p.report(source.Line, "%s: answer, tolerance, relative, unit and feedback belong to numeric questions; "+
			"an option has its own feedback", name)
	}
	if n := len(source.Options); n < 2 || n > maxOptions {
		p.report(source.Line, "%s has %d options; 2 to %d are expected", name, n, maxOptions)
	}
	seen := map[string]strictyaml.Line{}
	right := 0
	for _, option := range source.Options {
		p.id(option.Line, "option", option.ID, seen)
		what := fmt.Sprintf("%s, option %q", name, option.ID)
		p.need(option.Line, what, "text", option.Text)
		p.need(option.Line, what, "feedback", option.Feedback)
		if option.Right {
			right++
		}
		question.Options = append(question.Options, Option{
			ID: option.ID, Right: option.Right,
			Text:     p.text(option.Line, what+": text", option.Text, p.render.inline),
			Feedback: p.text(option.Line, what+": feedback", option.Feedback, p.render.block),
		})
	}
	switch {
	case source.Type == Single && right != 1:
		p.report(source.Line, "%s: a single question has exactly one right option, this one %d", name, right)
	case right == 0:
		p.report(source.Line, "%s: a multiple question has at least one right option", name)
	}
}

// option finds an option by its id.
func (q *Question) option(id string) (int, bool) {
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == id })
	return i, i >= 0
}
