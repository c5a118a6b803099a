package course

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// contentsFile is the table of contents, in the docs folder.
const contentsFile = "contents.yaml"

type contents struct {
	Title       string      `yaml:"title"`
	Description string      `yaml:"description"`
	Summary     string      `yaml:"summary"`
	Parts       []partEntry `yaml:"parts"`
}

type partEntry struct {
	Line     strictyaml.Line
	Slug     string         `yaml:"slug"`
	Title    string         `yaml:"title"`
	Summary  string         `yaml:"summary"`
	Chapters []chapterEntry `yaml:"chapters"`
}

type chapterEntry struct {
	Line    strictyaml.Line
	Slug    string        `yaml:"slug"`
	Title   string        `yaml:"title"`
	Summary string        `yaml:"summary"`
	Lessons []lessonEntry `yaml:"lessons"`
}

type lessonEntry struct {
	Line    strictyaml.Line
	Slug    string `yaml:"slug"`
	Title   string `yaml:"title"`
	Summary string `yaml:"summary"`
}

// slugs are safe in addresses, and cannot be taken for an order number by the site.
var slugs = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// readContents builds the outline with no lesson written yet.
func readContents(docs fs.FS) (*Course, error) {
	text, err := fs.ReadFile(docs, contentsFile)
	if err != nil {
		return nil, fmt.Errorf("read the table of contents: %w", err)
	}
	var table contents
	if err := strictyaml.Decode(contentsFile, 1, text, &table); err != nil {
		return nil, err
	}
	builder := &outline{course: &Course{Title: table.Title, byID: map[string]*Lesson{}}}
	builder.need(1, "title", table.Title)
	if len(table.Parts) == 0 {
		builder.report(1, "there are no parts")
	}
	seen := map[string]strictyaml.Line{}
	for _, entry := range table.Parts {
		builder.entry("part", entry.Line, entry.Slug, entry.Title, seen)
		builder.part(entry)
	}
	return builder.course, errors.Join(builder.problems...)
}

// outline builds a course from the contents and collects what is wrong with them.
type outline struct {
	course   *Course
	problems []error
}

func (o *outline) report(line strictyaml.Line, format string, args ...any) {
	o.problems = append(o.problems,
		&strictyaml.Problem{File: contentsFile, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (o *outline) need(line strictyaml.Line, key, value string) {
	if value == "" {
		o.report(line, "%s is missing", key)
	}
}

// entry checks what parts, chapters and lessons have in common. seen holds the slugs of the siblings.
func (o *outline) entry(kind string, line strictyaml.Line, slug, title string, seen map[string]strictyaml.Line) {
	o.need(line, kind+" title", title)
	if !slugs.MatchString(slug) {
		o.report(line, "%s slug %q must be lower-case words joined by hyphens, beginning with a letter", kind, slug)
		return
	}
	if first, twice := seen[slug]; twice {
		o.report(line, "%s slug %q is there twice, first in line %d", kind, slug, first)
		return
	}
	seen[slug] = line
}

func (o *outline) part(entry partEntry) {
	part := &Part{Slug: entry.Slug, Title: entry.Title, Summary: entry.Summary, Number: len(o.course.Parts) + 1}
	o.course.Parts = append(o.course.Parts, part)
	if len(entry.Chapters) == 0 {
		o.report(entry.Line, "part %q has no chapters", entry.Slug)
	}
	seen := map[string]strictyaml.Line{}
	for _, child := range entry.Chapters {
		o.entry("chapter", child.Line, child.Slug, child.Title, seen)
		o.chapter(part, child)
	}
}

func (o *outline) chapter(part *Part, entry chapterEntry) {
	chapter := &Chapter{Slug: entry.Slug, Title: entry.Title, Summary: entry.Summary, Number: len(part.Chapters) + 1}
	part.Chapters = append(part.Chapters, chapter)
	if len(entry.Lessons) == 0 {
		o.report(entry.Line, "chapter %q has no lessons", entry.Slug)
	}
	seen := map[string]strictyaml.Line{}
	for _, child := range entry.Lessons {
		o.entry("lesson", child.Line, child.Slug, child.Title, seen)
		lesson := &Lesson{
			ID:   part.Slug + "/" + chapter.Slug + "/" + child.Slug,
			Slug: child.Slug, Title: child.Title, Summary: child.Summary, Number: len(chapter.Lessons) + 1,
		}
		chapter.Lessons = append(chapter.Lessons, lesson)
		o.course.lessons = append(o.course.lessons, lesson)
		o.course.byID[lesson.ID] = lesson
	}
}
