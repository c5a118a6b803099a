package course_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/internal/learntest"
)

const contents = `# the book
title: Robots
parts:
  - slug: body
    title: Bodies
    summary: About bodies.
    chapters:
      - slug: legs
        title: Legs
        lessons:
          - {slug: walk, title: Walk, summary: Falling forward.}
          - slug: run
            title: Run
      - slug: arms
        title: Arms
        lessons:
          - slug: reach
            title: Reach
  - slug: mind
    title: Minds
    chapters:
      - slug: plans
        title: Plans
        lessons:
          - slug: walk
            title: A plan to walk
`

const lesson = `---
title: Walking
minutes: 12
quiz: walking
python: true
---

# Walking

` + "```mdx\n<Quiz id=\"no-quiz\" />\n```" + `

<Quiz
  id={'second'} /> <Quiz id="walking" />
`

// book returns a docs folder with changes: nil removes a file.
func book(changes map[string]*string) fstest.MapFS {
	files := fstest.MapFS{
		"contents.yaml":                   {Data: []byte(contents)},
		"01-body/01-legs/01-walk.mdx":     {Data: []byte(lesson)},
		"01-body/01-legs/_category_.json": {Data: []byte("{}")},
		"01-body/01-legs/_part.mdx":       {Data: []byte("no front matter")},
		"01-body/_drafts/x/y/z.mdx":       {Data: []byte("no front matter")},
		"intro.mdx":                       {Data: []byte("a page")},
		"02-mind/01-plans/05-walk.md":     {Data: []byte("---\r\ntitle: Plan\r\nminutes: 5\r\ndescription: D.\r\n---\r\nText")},
	}
	for name, text := range changes {
		if delete(files, name); text != nil {
			files[name] = &fstest.MapFile{Data: []byte(*text)}
		}
	}
	return files
}

func TestLoad(t *testing.T) {
	t.Parallel()
	c, err := course.Load(book(nil), course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []*course.Lesson{
		{
			ID: "body/legs/walk", Slug: "walk", Number: 1, Title: "Walking", Summary: "Falling forward.", Written: true,
			URL: "/book/body/legs/walk", File: "01-body/01-legs/01-walk.mdx", Minutes: 12, Quiz: "walking",
			Quizzes: []course.Placed{{ID: "second", Line: 14}, {ID: "walking", Line: 15}}, Python: true,
		},
		{ID: "body/legs/run", Slug: "run", Number: 2, Title: "Run"},
		{ID: "body/arms/reach", Slug: "reach", Number: 1, Title: "Reach"},
		{
			ID: "mind/plans/walk", Slug: "walk", Number: 1, Title: "Plan", Summary: "D.", Written: true,
			URL: "/book/mind/plans/walk", File: "02-mind/01-plans/05-walk.md", Minutes: 5,
		},
	}
	if diff := cmp.Diff(want, c.Lessons()); diff != "" {
		t.Error(diff)
	}
	if got := c.Parts[0].Chapters[1]; got.Number != 2 || got.Slug != "arms" || c.Parts[1].Number != 2 {
		t.Errorf("numbers: %+v", got)
	}
	if _, ok := c.Lesson("body/legs/jump"); ok {
		t.Error("found a lesson that is not there")
	}
}

func TestLoadRefusals(t *testing.T) {
	t.Parallel()
	const walk, contentsFile = "01-body/01-legs/01-walk.mdx", "contents.yaml"
	replace := func(text, from, to string) *string {
		changed := strings.Replace(text, from, to, 1)
		if changed == text {
			t.Fatalf("%q is not in the text", from)
		}
		return &changed
	}
	added := lesson
	for name, test := range map[string]struct {
		file string
		text *string
		want string
	}{
		"no contents":        {contentsFile, nil, "contents.yaml: file does not exist"},
		"key of a lesson":    {walk, replace(lesson, "minutes", "minuts"), walk + `:3: unknown key "minuts" (did you mean "minutes"?)`},
		"id in front matter": {walk, replace(lesson, "python: true", "id: x"), walk + `:5: unknown key "id"`},
		"type in a lesson":   {walk, replace(lesson, "12", "twelve"), walk + ":3: "},
		"no title":           {walk, replace(lesson, "title: Walking\n", ""), walk + ":1: title is missing"},
		"no minutes":         {walk, replace(lesson, "12", "0"), walk + ":1: minutes must be"},
		"no front matter":    {walk, replace(lesson, "---\n", ""), walk + ":1: a lesson begins with front matter"},
		"open front matter":  {walk, replace(lesson, "true\n---", "true\n--"), walk + ":1: a lesson begins with front matter"},
		"quiz not shown":     {walk, replace(lesson, `"walking"`, `"other"`), walk + `:1: the front matter names quiz "walking"`},
		"not in contents":    {"01-body/01-legs/03-wolk.mdx", &added, `03-wolk.mdx: lesson "body/legs/wolk" is not in contents.yaml (did you mean "body/legs/walk"?)`},
		"twice":              {"01-body/01-legs/02-walk.mdx", &added, `"body/legs/walk" has two order numbers: 1 and 2`},
		"two extensions":     {"01-body/01-legs/01-walk.md", &added, `lesson "body/legs/walk" is also in`},
		"order":              {"01-body/01-legs/00-run.mdx", replace(withoutQuiz(lesson), "quiz: walking\n", ""), `"body/legs/run" has number 0, but comes after "body/legs/walk" with number 1`},
		"no number":          {"01-body/01-legs/run.mdx", &added, `"run" needs an order number, as in 01-run`},
		"depth":              {"01-body/02-run.mdx", &added, "01-body/02-run.mdx: a lesson's place is"},
		"key of contents":    {contentsFile, replace(contents, "summary: About", "sumary: About"), `contents.yaml:6: unknown key "sumary" (did you mean "summary"?)`},
		"two chapters":       {contentsFile, replace(contents, "slug: arms", "slug: legs"), `contents.yaml:14: chapter slug "legs" is there twice, first in line 8`},
		"two lessons":        {contentsFile, replace(contents, "slug: run", "slug: walk"), `contents.yaml:12: lesson slug "walk" is there twice, first in line 11`},
		"slug":               {contentsFile, replace(contents, "slug: run", "slug: 2Fast"), `contents.yaml:12: lesson slug "2Fast" must be`},
		"no chapter title":   {contentsFile, replace(contents, "        title: Arms\n", ""), "contents.yaml:14: chapter title is missing"},
		"no lessons":         {contentsFile, replace(contents, "        lessons:\n          - slug: reach\n            title: Reach\n", ""), `contents.yaml:14: chapter "arms" has no lessons`},
		"no book title":      {contentsFile, replace(contents, "title: Robots\n", ""), "contents.yaml:1: title is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := course.Load(book(map[string]*string{test.file: test.text}), course.Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// withoutQuiz makes the lesson one without quiz element.
func withoutQuiz(text string) string { return strings.ReplaceAll(text, "<Quiz", "<Other") }

func TestCourseReply(t *testing.T) {
	t.Parallel()
	c, err := course.Load(book(nil), course.Options{BasePath: "/b"})
	if err != nil {
		t.Fatal(err)
	}
	router := api.NewRouter(api.Options{Auth: learntest.Auth(), Log: slog.New(slog.DiscardHandler)})
	if err := c.Register(router); err != nil {
		t.Fatal(err)
	}
	got := learntest.Reply[any](t, learntest.Do(router, "", "GET", "/api/course", ""), 200)
	var want any
	if err := json.Unmarshal([]byte(`{"title": "Robots", "parts": [
		{"slug": "body", "title": "Bodies", "summary": "About bodies.", "number": 1, "chapters": [
			{"slug": "legs", "title": "Legs", "number": 1, "lessons": [
				{"id": "body/legs/walk", "title": "Walking", "summary": "Falling forward.", "number": 1,
				 "url": "/b/body/legs/walk", "minutes": 12, "quiz": "walking", "written": true},
				{"id": "body/legs/run", "title": "Run", "number": 2, "minutes": 0, "quiz": null, "written": false}]},
			{"slug": "arms", "title": "Arms", "number": 2, "lessons": [
				{"id": "body/arms/reach", "title": "Reach", "number": 1, "minutes": 0, "quiz": null, "written": false}]}]},
		{"slug": "mind", "title": "Minds", "number": 2, "chapters": [
			{"slug": "plans", "title": "Plans", "number": 1, "lessons": [
				{"id": "mind/plans/walk", "title": "Plan", "summary": "D.", "number": 1,
				 "url": "/b/mind/plans/walk", "minutes": 5, "quiz": null, "written": true}]}]}]}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseFrontMatter(f *testing.F) {
	f.Add([]byte(lesson))
	f.Add([]byte("---\r\ntitle: x\r\nminutes: 3\r\n---"))
	f.Add([]byte("---\n---\n---\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		front, body, line, err := course.ParseFrontMatter("f.mdx", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.mdx") {
				t.Errorf("an error without its file: %v", err)
			}
			return
		}
		if front.Title == "" || front.Minutes < 1 {
			t.Errorf("accepted %+v", front)
		}
		head := text[:len(text)-len(body)]
		if string(text[len(head):]) != string(body) {
			t.Error("the body is not the end of the text")
		}
		if got := strings.Count(string(head), "\n") + 1; len(body) > 0 && got != line {
			t.Errorf("the body begins in line %d, not %d", got, line)
		}
	})
}
