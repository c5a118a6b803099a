package quiz_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/quiz"
)

const rotations = `id: rotations
lesson: body/legs/walk
title: Rotations
pass: 0.7
questions:
  - id: order
    type: single
    prompt: Do *rotations* commute?
    options:
      - {id: always, text: Always, feedback: Turn a book.}
      - {id: rarely, text: "If $R_1 * R_2$ share an **axis**", right: true, feedback: Yes.}
    explanation: The group is not abelian.
  - id: axes
    type: multiple
    prompt: Which are axes?
    options:
      - {id: x, text: x, right: true, feedback: It is.}
      - {id: y, text: y, right: true, feedback: It is.}
      - {id: w, text: w, feedback: No.}
  - id: angle
    type: numeric
    prompt: What is $\pi/3$ in degrees?
    answer: 60
    tolerance: 0.1
    unit: °
    explanation: $180/3 = 60$
    feedback: {low: Too small., high: Too large.}
  - id: tiny
    type: numeric
    prompt: Planck?
    answer: 6.626e-34
    relative: 0.01
    explanation: Look it up.
`

func parse(t *testing.T) *quiz.Quiz {
	t.Helper()
	q, err := quiz.Parse("rotations.yaml", []byte(rotations))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestParse(t *testing.T) {
	t.Parallel()
	q := parse(t)
	first := q.Questions[0]
	if first.Prompt != "<p>Do <em>rotations</em> commute?</p>" ||
		first.Options[1].Text != "If $R_1 * R_2$ share an <strong>axis</strong>" ||
		first.Options[1].Feedback != "<p>Yes.</p>" {
		t.Errorf("%+v", first)
	}
	if tiny := q.Questions[3]; tiny.Tolerance != 0.01*6.626e-34 {
		t.Errorf("tolerance %g", tiny.Tolerance)
	}
}

func TestParseRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ from, to, want string }{
		{"id: rotations", "id: rotation", `:1: id "rotation" must be the name of the file, "rotations"`},
		{"lesson: body/legs/walk", "lesson: ''", ":1: the quiz has no lesson"},
		{"pass: 0.7\n", "", ":1: pass must be"},
		{"pass: 0.7", "pass: 70", ":1: pass must be"},
		{"pass: 0.7", "pass: .nan", ":1: pass must be"},
		{"pass: 0.7", "pass: 0", ":1: pass must be"},
		{"pass: 0.7", "passs: 0.7", `:4: unknown key "passs" (did you mean "pass"?)`},
		{"id: axes", "id: order", `:13: question id "order" is there twice, first in line 6`},
		{"id: axes", "id: The Axes", `:13: question id "The Axes" must be`},
		{"type: single", "type: singel", `:6: question "order": unknown type "singel" (did you mean "single"?)`},
		{"right: true, feedback: Yes.", "feedback: Yes.", `:6: question "order": a single question has exactly one right option, this one 0`},
		{"text: Always,", "text: Always, right: true,", `exactly one right option, this one 2`},
		{"text: Always,", "text: Always, correct: true,", `:10: unknown key "correct"`},
		{"right: true, feedback: It is.}\n      - {id: y, text: y, right: true", "feedback: It is.}\n      - {id: y, text: y", "at least one right option"},
		{", feedback: Turn a book.", "", `:10: question "order", option "always" has no feedback`},
		{"text: Always, ", "", `option "always" has no text`},
		{"id: rarely", "id: always", `:11: option id "always" is there twice, first in line 10`},
		{"      - {id: always, text: Always, feedback: Turn a book.}\n", "", "has 1 options; 2 to 20"},
		{"tolerance: 0.1", "tolerance: 0", `:20: question "angle": tolerance must be above 0`},
		{"tolerance: 0.1", "tolerance: -1", "tolerance must be above 0"},
		{"tolerance: 0.1", "tolerance: .inf", "tolerance must be above 0"},
		{"tolerance: 0.1", "relative: 0.1\n    tolerance: 0.1", "give either tolerance (absolute) or relative"},
		{"    tolerance: 0.1\n", "", "give either tolerance (absolute) or relative"},
		{"relative: 0.01", "relative: 1", "relative must be above 0 and below 1"},
		{"answer: 6.626e-34", "answer: 0", "relative to an answer of 0"},
		{"answer: 60", "answer: .nan", "answer must be a number"},
		{"answer: 60", "answer: sixty", ":23: "},
		{"    answer: 60\n", "", "answer must be a number"},
		{"explanation: $180/3 = 60$", "explanation: ' '", `question "angle" has no explanation`},
		{", high: Too large.", "", `question "angle" has no feedback for high`},
		{"prompt: Which are axes?", "prompt: Which are axes?\n    answer: 3", "belong to numeric questions"},
		{"unit: °", "options: [{id: a, text: b, feedback: c}]", "options belong to single and multiple"},
		{"prompt: Which are axes?", "prompt: ''", `question "axes" has no prompt`},
		{"prompt: Planck?", "prompt: <b>Planck?</b>", `:28: question "tiny": prompt: raw HTML is not allowed`},
		{"text: Always", "text: <script>alert(1)</script>", `option "always": text: raw HTML is not allowed`},
		{rotations[strings.Index(rotations, "questions:"):], "questions: []", "a quiz has 1 to 50 questions, this one 0"},
	} {
		text := strings.Replace(rotations, test.from, test.to, 1)
		if text == rotations {
			t.Fatalf("%q is not in the quiz", test.from)
		}
		_, err := quiz.Parse("rotations.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "rotations.yaml:") {
			t.Errorf("%q: %v, want %q", test.to, err, test.want)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"rotations.yaml": {Data: []byte(rotations)}, "README.md": {Data: []byte("not a quiz")}}
	bank, err := quiz.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"rotations"}, bank.IDs()); diff != "" {
		t.Error(diff)
	}
	files["rotations.yml"] = files["rotations.yaml"]
	files["broken.yaml"] = &fstest.MapFile{Data: []byte("id: [")}
	_, err = quiz.Load(files)
	if err == nil || !strings.Contains(err.Error(), "broken.yaml:1: ") || !strings.Contains(err.Error(), `quiz "rotations" is there twice`) {
		t.Errorf("%v", err)
	}
}

// TestTextIsSafe renders what an attacker or a careless author might write.
func TestTextIsSafe(t *testing.T) {
	t.Parallel()
	for prompt, want := range map[string]string{
		`[a](javascript:alert(1))`:           `<p><a href="">a</a></p>`,
		`![a](data:text/html;base64,PHN2Zz)`: `<p><img src="" alt="a"></p>`,
		`a < b & c`:                          `<p>a &lt; b &amp; c</p>`,
		"`<script>`":                         `<p><code>&lt;script&gt;</code></p>`,
		`$a<b$ and $$x_1*y_2*z$$`:            `<p>$a&lt;b$ and $$x_1*y_2*z$$</p>`,
		`$\frac{a_1}{b_1}$`:                  `<p>$\frac{a_1}{b_1}$</p>`,
		`from $5 to $6 *now*`:                `<p>from $5 to $6 <em>now</em></p>`,
		`\$a *b* $`:                          `<p>$a <em>b</em> $</p>`,
		`$&amp;$`:                            `<p>$&amp;amp;$</p>`,
		`lonely $`:                           `<p>lonely $</p>`,
		`$$`:                                 `<p>$$</p>`,
		"$<script>$":                         `<p>$&lt;script&gt;$</p>`,
	} {
		text := strings.Replace(rotations, "Do *rotations* commute?", mustJSON(prompt), 1)
		q, err := quiz.Parse("rotations.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", prompt, err)
			continue
		}
		if got := string(q.Questions[0].Prompt); got != want {
			t.Errorf("%s:\n got %s\nwant %s", prompt, got, want)
		}
	}
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
}

func TestGrade(t *testing.T) {
	t.Parallel()
	q := parse(t)
	for _, test := range []struct {
		answers string
		right   string // ids of the questions answered right
		passed  bool
	}{
		{`{}`, "", false},
		{`{"order": null, "axes": [], "angle": null}`, "", false},
		{`{"order": "rarely", "axes": ["y", "x"], "angle": 60}`, "order axes angle", true},
		{`{"order": "always", "axes": ["x"], "angle": 59}`, "", false},
		{`{"axes": ["x", "y", "w"], "angle": 60.1}`, "angle", false}, // the bound itself is right
		{`{"angle": 59.9}`, "angle", false},
		{`{"angle": 60.1000001}`, "", false},
		{`{"angle": 59.8999999}`, "", false},
		{`{"tiny": 6.69e-34}`, "tiny", false},
		{`{"tiny": 6.7e-34}`, "", false},
		{`{"tiny": 0}`, "", false},
	} {
		grade, err := q.Grade("id", decodeAnswers(t, test.answers))
		if err != nil {
			t.Errorf("%s: %v", test.answers, err)
			continue
		}
		var right []string
		for _, result := range grade.Results {
			if result.Correct {
				right = append(right, result.ID)
			}
		}
		if got := strings.Join(right, " "); got != test.right || grade.Score != len(right) || grade.Max != 4 || grade.Passed != test.passed {
			t.Errorf("%s: right %q, %+v", test.answers, got, grade)
		}
	}
}

func TestGradeFeedback(t *testing.T) {
	t.Parallel()
	grade, err := parse(t).Grade("id", decodeAnswers(t, `{"order": "always", "angle": 61}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []quiz.Result{
		{ID: "order", Explanation: "<p>The group is not abelian.</p>", Options: []quiz.OptionResult{
			{ID: "always", Chosen: true, Feedback: "<p>Turn a book.</p>"},
			{ID: "rarely", Right: true, Feedback: "<p>Yes.</p>"},
		}},
		{ID: "axes", Options: []quiz.OptionResult{
			{ID: "x", Right: true, Feedback: "<p>It is.</p>"},
			{ID: "y", Right: true, Feedback: "<p>It is.</p>"},
			{ID: "w", Feedback: "<p>No.</p>"},
		}},
		{ID: "angle", Feedback: "<p>Too large.</p>", Explanation: "<p>$180/3 = 60$</p>"},
		{ID: "tiny", Explanation: "<p>Look it up.</p>"},
	}
	if diff := cmp.Diff(want, grade.Results); diff != "" {
		t.Error(diff)
	}
}

// TestPassMark: 0.7 of ten questions is seven, though 0.7*10 is a little more in binary for some fractions.
func TestPassMark(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pass  float64
		of    int
		score int
		want  bool
	}{{0.7, 10, 7, true}, {0.7, 10, 6, false}, {0.55, 20, 11, true}, {0.55, 20, 10, false}, {0.29, 100, 29, true}, {1, 3, 3, true}, {1, 3, 2, false}} {
		q := &quiz.Quiz{Pass: test.pass}
		answers := quiz.Answers{}
		for i := range test.of {
			id := string(rune('a' + i))
			q.Questions = append(q.Questions, &quiz.Question{ID: id, Type: quiz.Numeric, Tolerance: 0.5})
			answers[id] = json.RawMessage("0")
			if i >= test.score {
				answers[id] = json.RawMessage("1")
			}
		}
		grade, err := q.Grade("id", answers)
		if err != nil || grade.Score != test.score || grade.Passed != test.want {
			t.Errorf("%+v: %+v, %v", test, grade, err)
		}
	}
}

func decodeAnswers(t testing.TB, text string) (answers quiz.Answers) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(rotations))
	f.Add([]byte("id: rotations\nquestions: [{type: numeric, answer: 1e400}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		q, err := quiz.Parse("rotations.yaml", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "rotations.yaml") {
				t.Errorf("an error without its file: %v", err)
			}
			return
		}
		grade, err := q.Grade("id", nil)
		if err != nil || grade.Max == 0 || grade.Score != 0 || grade.Passed {
			t.Errorf("an accepted quiz is passed without answers: %+v, %v", grade, err)
		}
	})
}
