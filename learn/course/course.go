// Package course knows the book: its parts, chapters and lessons, in order, with their addresses.
//
//	book, err := course.Load(docs, course.Options{}) // docs is the folder that has contents.yaml
//	lesson, ok := book.Lesson("physical-ai/embodiment/what-is-physical-ai")
//
// Two things are read. contents.yaml is the whole table of contents:
//
//	title: Physical AI and Humanoid Robotics
//	parts:
//	  - slug: physical-ai
//	    title: Physical AI
//	    chapters:
//	      - slug: embodiment
//	        title: Embodiment
//	        lessons:
//	          - {slug: what-is-physical-ai, title: What is physical AI?, summary: One sentence.}
//
// And the lessons that are written, <NN-part>/<NN-chapter>/<NN-lesson>.mdx (or .md), each with front matter (see
// [FrontMatter]). The numbers order the site's sidebar and are no part of ids and addresses; Load checks that the
// sidebar's order is the one of contents.yaml, that every file is in the contents, and that nothing is there twice.
// A lesson without a file is not yet written: it is listed, but has no address. Files directly in the docs folder are
// pages of the site and no lessons; names with a leading underscore are ignored, as Docusaurus does.
//
// All mistakes are reported together, each with file and line.
package course

import "cmp"

// Course is the loaded book. It does not change, and is safe for concurrent use.
type Course struct {
	Title string
	Parts []*Part

	lessons []*Lesson
	byID    map[string]*Lesson
}

// Part is the first level of the book.
type Part struct {
	Slug, Title, Summary string
	Number               int // from 1
	Chapters             []*Chapter
}

// Chapter is the second level of the book.
type Chapter struct {
	Slug, Title, Summary string
	Number               int // from 1 in its part
	Lessons              []*Lesson
}

// Lesson is one page of the book.
type Lesson struct {
	ID      string // <part-slug>/<chapter-slug>/<lesson-slug>
	Slug    string
	Number  int    // from 1 in its chapter
	Title   string // of the front matter when written, else of the contents
	Summary string // the front matter's description when written and given, else of the contents

	Written bool
	// The rest is empty unless Written.
	URL     string   // path on the site, as /book/<id>
	File    string   // path in the docs folder
	Minutes int      // reading time
	Quiz    string   // id of the lesson's main quiz; "" when it has none
	Quizzes []Placed // the quizzes that the text shows
	Python  bool     // it has runnable cells
}

// Placed is a quiz shown in a lesson's text.
type Placed struct {
	ID   string
	Line int
}

// Lessons returns all lessons, written or not, in reading order.
func (c *Course) Lessons() []*Lesson { return c.lessons }

// Lesson returns the lesson with the id.
func (c *Course) Lesson(id string) (*Lesson, bool) {
	lesson, ok := c.byID[id]
	return lesson, ok
}

// Options configure [Load].
type Options struct {
	BasePath string // where the site shows the book; "/book" when empty
}

func (o Options) url(id string) string { return cmp.Or(o.BasePath, "/book") + "/" + id }
