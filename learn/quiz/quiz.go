// Package quiz asks the book's questions and grades the answers. What a browser gets before it answers holds no
// answer and no feedback.
//
//	bank := func() (*quiz.Bank, error) { return quiz.Load(quizzes) } // the folder of <id>.yaml files
//	service := quiz.New(quiz.Options{Bank: bank, DB: database, Now: time.Now})
//	service.Register(router)
//
// # The file
//
// One quiz a file, named after its id:
//
//	id: rotation-basics
//	lesson: kinematics/rotations/what-is-a-rotation
//	title: Rotations
//	pass: 0.7                       # share of the questions to pass, above 0, at most 1
//	questions:
//	  - id: order
//	    type: single                # exactly one option is right
//	    prompt: Do rotations in space commute?
//	    options:
//	      - {id: yes-always, text: Always, feedback: Turn a book about two axes.}
//	      - {id: in-general-not, text: In general not, right: true, feedback: Yes.}
//	    explanation: The group is not abelian.      # optional, shown after answering
//	  - id: axes
//	    type: multiple              # at least one option is right
//	    …
//	  - id: angle
//	    type: numeric
//	    prompt: What is $\pi/3$ in degrees?
//	    answer: 60
//	    tolerance: 0.5              # or relative: 0.01
//	    unit: °
//	    explanation: $180/3 = 60$   # needed here, as there are no options to comment on
//	    feedback: {low: Too small., high: Too large.}   # optional
//
// Texts are Markdown. Raw HTML is refused, links may not run scripts, and what stands between dollar signs is left
// exactly as it is written, dollar signs included, for the page to typeset: see [Text].
//
// # Grading
//
// Each question counts one point. A multiple question is right when all right options are chosen and no wrong one. A
// numeric answer is right within the tolerance, bounds included: |x − answer| ≤ tolerance, or ≤ relative·|answer|.
// An unanswered question is wrong.
//
// # Attempts
//
// The client chooses the attempt's id (a UUID), so that it may repeat a request whose reply was lost: the same answers
// under the same id get the same reply, however many requests arrive at once, also after the quiz has changed; other
// answers under that id are refused.
package quiz

import (
	"slices"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// The types of questions.
const (
	Single   = "single"
	Multiple = "multiple"
	Numeric  = "numeric"
)

// Quiz is a loaded quiz with its answers. Texts are rendered.
type Quiz struct {
	ID, Lesson, Title string
	Pass              float64
	Questions         []*Question

	File string
	Line strictyaml.Line // of the key lesson's mapping, for messages
}

// Question is one question of a quiz.
type Question struct {
	ID, Type    string
	Prompt      Text
	Explanation Text

	Options []Option // of single and multiple

	Answer, Tolerance float64 // of numeric; Tolerance is absolute
	Unit              string
	Low, High         Text // said when the given number is too small, too large
}

// Option is one answer to choose.
type Option struct {
	ID       string
	Text     Text // without a paragraph around it when it is a single one, so that it fits into a label
	Right    bool
	Feedback Text
}

// Bank is a set of quizzes. It does not change, and is safe for concurrent use.
type Bank struct{ quizzes map[string]*Quiz }

// Quiz returns the quiz with the id.
func (b *Bank) Quiz(id string) (*Quiz, bool) {
	quiz, ok := b.quizzes[id]
	return quiz, ok
}

// IDs returns the ids of all quizzes, sorted.
func (b *Bank) IDs() []string {
	ids := make([]string, 0, len(b.quizzes))
	for id := range b.quizzes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
