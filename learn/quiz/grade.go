package quiz

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// Answers are a reader's answers by question id, as they came: an option's id, a list of such, or a number. A question
// that is missing, or null, is unanswered.
type Answers map[string]json.RawMessage

// Grade is the reply to an attempt. Do not rename: the site reads it.
type Grade struct {
	Attempt string   `json:"attempt"`
	Score   int      `json:"score"` // questions answered right
	Max     int      `json:"max"`
	Passed  bool     `json:"passed"`
	Results []Result `json:"results"`
}

// Result is the outcome of one question, in the order of the quiz.
type Result struct {
	ID          string         `json:"id"`
	Correct     bool           `json:"correct"`
	Feedback    Text           `json:"feedback,omitempty"`    // numeric: too low, too high
	Explanation Text           `json:"explanation,omitempty"` // why the right answer is right
	Options     []OptionResult `json:"options,omitempty"`
}

// OptionResult tells about one option whether it was chosen and whether it should have been.
type OptionResult struct {
	ID       string `json:"id"`
	Chosen   bool   `json:"chosen"`
	Right    bool   `json:"right"`
	Feedback Text   `json:"feedback"`
}

// CodeInvalidAnswer is the code of the refusal when answers do not fit the quiz. Do not rename.
const CodeInvalidAnswer = "INVALID_ANSWER"

// Grade grades the answers. Answers that do not fit the quiz (an unknown question or option, the wrong type) are
// refused with an [api.Error] rather than counted as wrong.
func (quiz *Quiz) Grade(attempt string, answers Answers) (*Grade, error) {
	if err := quiz.known(answers); err != nil {
		return nil, err
	}
	grade := &Grade{Attempt: attempt, Max: len(quiz.Questions)}
	for _, question := range quiz.Questions {
		result, err := question.grade(answers[question.ID])
		if err != nil {
			return nil, err
		}
		if result.Correct {
			grade.Score++
		}
		grade.Results = append(grade.Results, result)
	}
	// In whole questions, so that 0.7 of 10 is 7 whatever binary fractions say.
	grade.Passed = float64(grade.Score) >= quiz.Pass*float64(grade.Max)-roundoff
	return grade, nil
}

func (quiz *Quiz) known(answers Answers) error {
	ids := make([]string, 0, len(quiz.Questions))
	for _, question := range quiz.Questions {
		ids = append(ids, question.ID)
	}
	for id := range answers {
		if !slices.Contains(ids, id) {
			return api.BadRequest(CodeInvalidAnswer, "The quiz has no question %q%s.", id, strictyaml.Suggest(id, ids))
		}
	}
	return nil
}

func (q *Question) grade(answer json.RawMessage) (Result, error) {
	result := Result{ID: q.ID, Explanation: q.Explanation}
	if len(answer) == 0 || bytes.Equal(answer, []byte("null")) {
		answer = nil
	}
	if q.Type == Numeric {
		err := q.gradeNumber(answer, &result)
		return result, err
	}
	chosen, err := q.chosen(answer)
	if err != nil {
		return result, err
	}
	result.Correct = true
	for i, option := range q.Options {
		result.Correct = result.Correct && option.Right == chosen[i]
		result.Options = append(result.Options, OptionResult{
			ID: option.ID, Chosen: chosen[i], Right: option.Right, Feedback: option.Feedback,
		})
	}
	return result, nil
}

func (q *Question) gradeNumber(answer json.RawMessage, result *Result) error {
	if answer == nil {
		return nil
	}
	var x float64
	if err := json.Unmarshal(answer, &x); err != nil {
		return api.BadRequest(CodeInvalidAnswer, "The answer to %q must be a number.", q.ID)
	}
	switch result.Correct = q.accepts(x); {
	case result.Correct:
	case x < q.Answer:
		result.Feedback = q.Low
	default:
		result.Feedback = q.High
	}
	return nil
}

// chosen tells for each option whether the reader chose it.
func (q *Question) chosen(answer json.RawMessage) ([]bool, error) {
	chosen := make([]bool, len(q.Options))
	if answer == nil {
		return chosen, nil
	}
	var ids []string
	if q.Type == Single {
		ids = make([]string, 1)
		if err := json.Unmarshal(answer, &ids[0]); err != nil {
			return nil, api.BadRequest(CodeInvalidAnswer, "The answer to %q must be the id of an option.", q.ID)
		}
	} else if err := json.Unmarshal(answer, &ids); err != nil {
		return nil, api.BadRequest(CodeInvalidAnswer, "The answer to %q must be a list of option ids.", q.ID)
	}
	for _, id := range ids {
		i, ok := q.option(id)
		if !ok {
			return nil, api.BadRequest(CodeInvalidAnswer, "Question %q has no option %q.", q.ID, id)
		}
		if chosen[i] {
			return nil, api.BadRequest(CodeInvalidAnswer, "The answer to %q names option %q twice.", q.ID, id)
		}
		chosen[i] = true
	}
	return chosen, nil
}
