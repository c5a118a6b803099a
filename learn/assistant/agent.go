package assistant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// Agent writes answers.
type Agent interface {
	// Answer writes to out and returns. It says only what the turn's passages say, with a citation for each statement,
	// or that the book does not say. It returns soon after the context has ended.
	Answer(ctx context.Context, turn Turn, out Writer) error
}

// Writer takes an answer; [*chatkit.Answer] is one.
type Writer interface {
	Write(text string) error          // appends Markdown
	Cite(source chatkit.Source) error // says where what was written last comes from
	Progress(icon, text string) error // says what is being done
	Warn(message string) error        // shows a notice beside the answer
	Text() string                     // what was written so far
}

var _ Writer = (*chatkit.Answer)(nil)

// Turn is what an [Agent] answers.
type Turn struct {
	Question string
	Quoted   string          // what the reader selected in the page
	Lesson   string          // the title of the lesson the reader is in, or ""
	History  []chatkit.Item  // what was said before, oldest first
	Found    retrieve.Result // what the book says
}

// Respond implements [chatkit.Responder].
func (s *Service) Respond(ctx context.Context, question chatkit.Question, answer *chatkit.Answer) error {
	if err := answer.Progress("search", "Searching the book"); err != nil {
		return err
	}
	lesson, title := s.lesson(question.Lesson)
	found, err := s.retrieve.Find(ctx, retrieve.Request{
		Question: question.Text, Context: about(question), Lesson: lesson, Access: s.options.Access(question.User),
	})
	if err != nil {
		return err
	}
	if n := len(found.Passages); n > 0 {
		if err := answer.Progress("book-open", reading(n)); err != nil {
			return err
		}
	}
	turn := Turn{Question: question.Text, Quoted: question.Quoted, Lesson: title, History: question.History, Found: found}
	return s.agent.Answer(ctx, turn, answer)
}

func reading(passages int) string {
	if passages == 1 {
		return "Reading one passage"
	}
	return fmt.Sprintf("Reading %d passages", passages)
}

// about is what the question may refer to: what the reader selected, or else the question before.
func about(question chatkit.Question) string {
	if question.Quoted != "" {
		return question.Quoted
	}
	for i := len(question.History) - 1; i >= 0; i-- {
		if item := question.History[i]; item.Type == chatkit.UserMessage {
			return item.Text()
		}
	}
	return ""
}

// lesson finds the lesson that a request names: by its id, its address, or the last part of either.
func (s *Service) lesson(name string) (id, title string) {
	name, _, _ = strings.Cut(name, "#")
	name = strings.Trim(name, "/")
	if s.options.Course == nil || name == "" {
		return name, ""
	}
	for _, lesson := range s.options.Course.Lessons() {
		if lesson.Written && (lesson.ID == name || strings.HasSuffix(name, "/"+lesson.ID) || lesson.Slug == name) {
			return lesson.ID, lesson.Title
		}
	}
	return "", ""
}

// source is the citation of a part of a passage, from a byte of the lesson's file to another.
func source(passage retrieve.Passage, start, end int) chatkit.Source {
	c := passage.Chunk
	return chatkit.Source{
		Type: "entity", ID: c.ID, Title: c.Heading(), Description: above(c), Icon: "book-open", Interactive: true,
		Data: map[string]any{
			"lesson": c.Lesson, "anchor": c.Anchor, "url": c.URL, "start": start, "end": end, "access": c.Access,
		},
	}
}

// above is where a passage's section stands in the book.
func above(c chunk.Chunk) string {
	if len(c.Path) < 2 {
		return ""
	}
	return strings.Join(c.Path[:len(c.Path)-1], " › ")
}

// errProvider marks errors of the language model's provider, as opposed to those of the reader's connection.
var errProvider = errors.New("the language model failed")

// fallback lets the model answer, and quotes when it cannot.
type fallback struct {
	model Agent
	log   *slog.Logger
}

func (f fallback) Answer(ctx context.Context, turn Turn, out Writer) error {
	err := f.model.Answer(ctx, turn, out)
	switch {
	case !errors.Is(err, errProvider) || ctx.Err() != nil:
		return err
	case strings.TrimSpace(out.Text()) != "":
		return &chatkit.Failure{Message: "The language model broke off. What it had written is kept.", Retry: true, Cause: err}
	}
	f.log.WarnContext(ctx, "quoting instead of the model", "cause", err)
	if err := (Extractive{}).Answer(ctx, turn, out); err != nil {
		return err
	}
	return &chatkit.Failure{
		Message: "The language model does not answer at the moment, so the book was quoted instead.", Retry: true, Cause: err,
	}
}
