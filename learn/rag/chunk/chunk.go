// Package chunk cuts the book's lessons into passages for search and for quoting.
//
//	chunks, err := chunk.Parse(docs, lessons, chunk.Options{})
//	err = chunk.CheckAnchors(build, chunks) // every passage can be linked to in the built site
//
// A lesson is MDX. [Parse] reads it the way the site does: imports, exports, JSX and comments are no text (what stands
// between JSX tags is, and so are captions); code, tables, lists and admonitions stay whole. Quizzes and the hidden
// code that checks an exercise are never in a passage, because passages are shown to everyone who asks.
//
// # Sections
//
// A lesson is divided at its headings of level two and three; deeper ones belong to the section they are in. A
// section's anchor is exactly the one Docusaurus gives it (see [Slugger]). Text before the first heading has no anchor
// and is linked to by the page alone. A section that is longer than [Options.Max] becomes several passages of about
// equal length, each beginning with the last sentences of the one before it. Passages never span two sections.
//
// # Text
//
// A [Block] is Markdown, but only the part that carries meaning: list markers, table bars, code fences, `code`, and
// formulas between dollar signs. [Plain] writes the formulas as text (θ̈ = g/l θ), for search and for titles. Start and
// End are the block's place in the lesson's file, so that a quotation can be traced to its source.
package chunk

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Public is the access label of text that everybody may read.
const Public = "public"

// Lesson says which file to read and where its page is.
type Lesson struct {
	ID     string   // <part>/<chapter>/<lesson>
	File   string   // in the docs folder
	URL    string   // path of its page
	Path   []string // titles from the part to the lesson
	Access string   // who may read it; Public when empty
}

// Chunk is one passage of a lesson.
type Chunk struct {
	ID     string   `json:"id"` // <lesson>#<anchor>.<number in the section>; stable while the headings are
	Lesson string   `json:"lesson"`
	Anchor string   `json:"anchor,omitempty"`
	URL    string   `json:"url"`  // of the section
	Path   []string `json:"path"` // titles from the part to the section
	Access string   `json:"access"`
	File   string   `json:"file"`
	Blocks []Block  `json:"blocks"`
	// Overlap is how many leading blocks repeat the passage before this one.
	Overlap int `json:"overlap,omitempty"`
}

// Kind tells what a [Block] is.
type Kind string

// The kinds. Do not rename: they are stored in the index.
const (
	Prose Kind = "prose" // a paragraph, a quotation or a formula
	List  Kind = "list"
	Table Kind = "table"
	Code  Kind = "code"
	Note  Kind = "note" // an admonition
)

// Block is the smallest unit that is shown as a whole.
type Block struct {
	Kind  Kind   `json:"kind"`
	Text  string `json:"text"`
	Start int    `json:"start"` // bytes from the start of the lesson's file
	End   int    `json:"end"`
}

// Heading is the title of the section.
func (c Chunk) Heading() string {
	if len(c.Path) == 0 {
		return ""
	}
	return c.Path[len(c.Path)-1]
}

// Section names the section across lessons.
func (c Chunk) Section() string { return c.Lesson + "#" + c.Anchor }

// Plain is the block's text with its formulas as text.
func (b Block) Plain() string {
	if b.Kind == Code {
		return b.Text
	}
	return Plain(b.Text)
}

// Text joins the blocks.
func (c Chunk) Text() string {
	texts := make([]string, len(c.Blocks))
	for i, block := range c.Blocks {
		texts[i] = block.Text
	}
	return strings.Join(texts, "\n\n")
}

// Options configure [Parse]. The zero value is right for the book.
type Options struct {
	// Max is the length above which a section is divided, in tokens; 400 when zero.
	Max int
	// Overlap is how much of the passage before is repeated inside a divided section, in tokens; 40 when zero.
	Overlap int
	// Skip lists titles of sections that are not worth finding; "References" when nil.
	Skip []string
}

func (o Options) withDefaults() Options {
	if o.Max == 0 {
		o.Max = 400
	}
	if o.Overlap == 0 {
		o.Overlap = 40
	}
	if o.Skip == nil {
		o.Skip = []string{"References"}
	}
	return o
}

// Parse cuts lessons into passages, in reading order. The error joins what is wrong with each lesson.
func Parse(docs fs.FS, lessons []Lesson, options Options) ([]Chunk, error) {
	options = options.withDefaults()
	var chunks []Chunk
	var problems []error
	for _, lesson := range lessons {
		text, err := fs.ReadFile(docs, lesson.File)
		if err != nil {
			problems = append(problems, fmt.Errorf("cut lesson %s into passages: %w", lesson.ID, err))
			continue
		}
		chunks = append(chunks, cut(lesson, text, options)...)
	}
	return chunks, errors.Join(problems...)
}

// cut divides one lesson.
func cut(lesson Lesson, text []byte, options Options) []Chunk {
	if lesson.Access == "" {
		lesson.Access = Public
	}
	var chunks []Chunk
	number := map[string]int{} // of passages, by anchor: an explicit id may be there twice
	for _, section := range sections(text) {
		if skipped(section.path, options.Skip) {
			continue
		}
		base := Chunk{
			Lesson: lesson.ID, Anchor: section.anchor, URL: lesson.URL, Access: lesson.Access, File: lesson.File,
			Path: append(append([]string{}, lesson.Path...), section.path...),
		}
		if section.anchor != "" {
			base.URL += "#" + section.anchor
		}
		for _, passage := range pack(section.blocks, options) {
			number[base.Anchor]++
			c := base
			c.ID = fmt.Sprintf("%s.%d", c.Section(), number[base.Anchor])
			c.Blocks, c.Overlap = passage.blocks, passage.overlap
			chunks = append(chunks, c)
		}
	}
	return chunks
}

func skipped(path, skip []string) bool {
	for _, title := range path {
		for _, unwanted := range skip {
			if strings.EqualFold(title, unwanted) {
				return true
			}
		}
	}
	return false
}

// Tokens estimates how many tokens of a language model a text is: about four characters each.
func Tokens(text string) int { return (len([]rune(text)) + 3) / 4 }
