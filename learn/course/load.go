package course

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// Load reads the book from its docs folder. The error joins everything that is wrong.
func Load(docs fs.FS, options Options) (*Course, error) {
	course, err := readContents(docs)
	if err != nil {
		return nil, fmt.Errorf("load the book: %w", err)
	}
	loader := &loader{docs: docs, options: options, course: course, order: map[string]int{}}
	if err := fs.WalkDir(docs, ".", loader.visit); err != nil {
		return nil, fmt.Errorf("load the book: %w", err)
	}
	loader.checkOrder()
	if err := errors.Join(loader.problems...); err != nil {
		return nil, fmt.Errorf("load the book: %w", err)
	}
	return course, nil
}

type loader struct {
	docs     fs.FS
	options  Options
	course   *Course
	order    map[string]int // number prefix by id of part, chapter or lesson
	problems []error
}

func (l *loader) report(file string, line int, format string, args ...any) {
	l.problems = append(l.problems,
		&strictyaml.Problem{File: file, Line: strictyaml.Line(line), Message: fmt.Sprintf(format, args...)})
}

func (l *loader) visit(file string, entry fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	if strings.HasPrefix(path.Base(file), "_") {
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	extension := path.Ext(file)
	isPage := extension == ".mdx" || extension == ".md"
	if entry.IsDir() || !isPage || path.Dir(file) == "." {
		return nil
	}
	segments := strings.Split(strings.TrimSuffix(file, extension), "/")
	if len(segments) != 3 {
		l.report(file, 0, "a lesson's place is <NN-part>/<NN-chapter>/<NN-lesson>.mdx")
		return nil
	}
	id, ok := l.identify(file, segments)
	if !ok {
		return nil
	}
	lesson, ok := l.course.byID[id]
	if !ok {
		l.report(file, 0, "lesson %q is not in %s%s", id, contentsFile, strictyaml.Suggest(id, l.ids()))
		return nil
	}
	if lesson.Written {
		l.report(file, 0, "lesson %q is also in %s", id, lesson.File)
		return nil
	}
	return l.lesson(lesson, file)
}

var numbered = regexp.MustCompile(`^(\d+)-(.+)$`)

// identify derives the lesson's id from its path, and keeps the numbers for checkOrder.
func (l *loader) identify(file string, segments []string) (id string, ok bool) {
	var slugs []string
	for _, segment := range segments {
		match := numbered.FindStringSubmatch(segment)
		if match == nil {
			l.report(file, 0, "%q needs an order number, as in 01-%s", segment, segment)
			return "", false
		}
		slugs = append(slugs, match[2])
		id = strings.Join(slugs, "/")
		number, err := strconv.Atoi(match[1])
		if err != nil {
			l.report(file, 0, "%q: the number is too large", segment)
			return "", false
		}
		if before, known := l.order[id]; known && before != number {
			l.report(file, 0, "%q has two order numbers: %d and %d", id, before, number)
			return "", false
		}
		l.order[id] = number
	}
	return id, true
}

func (l *loader) ids() []string {
	ids := make([]string, 0, len(l.course.lessons))
	for _, lesson := range l.course.lessons {
		ids = append(ids, lesson.ID)
	}
	return ids
}

func (l *loader) lesson(lesson *Lesson, file string) error {
	text, err := fs.ReadFile(l.docs, file)
	if err != nil {
		return err
	}
	front, body, bodyLine, err := ParseFrontMatter(file, text)
	if err != nil {
		l.problems = append(l.problems, err)
		return nil
	}
	lesson.Written = true
	lesson.Title = front.Title
	if front.Description != "" {
		lesson.Summary = front.Description
	}
	lesson.File, lesson.URL = file, l.options.url(lesson.ID)
	lesson.Minutes, lesson.Python = front.Minutes, front.Python
	lesson.Quiz, lesson.Quizzes = front.Quiz, placedQuizzes(body, bodyLine)
	if front.Quiz != "" && !shows(lesson.Quizzes, front.Quiz) {
		l.report(file, 1, "the front matter names quiz %q, but the text does not show it: add <Quiz id=%q />", front.Quiz, front.Quiz)
	}
	return nil
}

func shows(placed []Placed, id string) bool {
	for _, quiz := range placed {
		if quiz.ID == id {
			return true
		}
	}
	return false
}

// checkOrder compares the numbers of files and folders with the order of the contents.
func (l *loader) checkOrder() {
	var parts []string
	for _, part := range l.course.Parts {
		parts = append(parts, part.Slug)
		var chapters []string
		for _, chapter := range part.Chapters {
			id := part.Slug + "/" + chapter.Slug
			chapters = append(chapters, id)
			var lessons []string
			for _, lesson := range chapter.Lessons {
				lessons = append(lessons, lesson.ID)
			}
			l.ascending(lessons)
		}
		l.ascending(chapters)
	}
	l.ascending(parts)
}

func (l *loader) ascending(siblings []string) {
	last, before := -1, ""
	for _, id := range siblings {
		number, exists := l.order[id]
		if !exists {
			continue
		}
		if number <= last {
			l.report(contentsFile, 0, "%q has number %d, but comes after %q with number %d: renumber the files",
				id, number, before, last)
		}
		last, before = number, id
	}
}
