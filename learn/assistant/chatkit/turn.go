package chatkit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/learn/api"
)

// saveTimeout bounds the storing of what was said, which goes on when the reader has left.
const saveTimeout = 10 * time.Second

// stoppedText is what the model is told when a reader stopped an answer.
const stoppedText = "The reader stopped this answer before it was complete."

// begun is a turn that may be answered: all that can be refused was not.
type begun struct {
	turn     Turn
	thread   Thread
	created  bool // the thread is new
	retried  bool // the message is not
	question Question
}

// answer runs a turn.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, user *api.User, request Request) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	release, err := s.options.Admit(user)
	if err != nil {
		return err
	}
	defer release()
	b, err := s.begin(r.Context(), user, request)
	if err != nil {
		return refusal(err)
	}
	defer s.finish(b.turn)

	ctx, cancel := context.WithTimeoutCause(r.Context(), s.options.MaxTurn, errTooLong)
	defer cancel()
	ctx, end := context.WithCancelCause(ctx)
	defer context.AfterFunc(s.life, func() { end(context.Cause(s.life)) })()
	ctx, stream := OpenStream(ctx, w, s.options.Timing)
	defer stream.Close()
	s.run(ctx, stream, b)
	return nil
}

var errTooLong = errors.New("the answer took too long")

// finish frees the thread, before the client can know that the answer has ended.
func (s *Server) finish(turn Turn) {
	ctx, cancel := context.WithTimeout(context.Background(), saveTimeout)
	defer cancel()
	if err := s.options.Store.End(ctx, turn); err != nil {
		s.options.Log.ErrorContext(ctx, "a turn did not end", "thread", turn.Thread, "cause", err)
	}
}

// begin stores the message and claims the thread, waiting a moment for an answer that is just ending.
func (s *Server) begin(ctx context.Context, user *api.User, request Request) (*begun, error) {
	b := &begun{
		turn:     Turn{ID: s.options.NewID("turn"), Thread: request.Thread},
		question: Question{User: user, Lesson: request.Lesson, Message: request.Input},
	}
	if request.Operation == opCreate {
		b.created = true
		b.turn.Thread = s.options.NewID("thr")
	}
	deadline := time.Now().Add(s.options.BusyWait)
	for {
		err := s.claim(ctx, user.ID, request, b)
		if !errors.Is(err, ErrBusy) || time.Now().After(deadline) {
			return b, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Server) claim(ctx context.Context, user string, request Request, b *begun) (err error) {
	store, now := s.options.Store, s.now()
	b.turn.Until = now.Add(s.options.MaxTurn + 2*saveTimeout)
	message := &b.question.Message
	if request.Operation != opRetry {
		message.ID, message.ThreadID, message.CreatedAt = s.options.NewID("msg"), b.turn.Thread, now
	}
	switch request.Operation {
	case opCreate:
		b.thread = Thread{ID: b.turn.Thread, CreatedAt: now, Status: Status{Type: StatusActive}, Title: titleOf(message.Text())}
		err = store.Create(ctx, user, b.thread, *message, b.turn)
	case opRetry:
		b.retried = true
		b.thread, *message, err = store.Retry(ctx, user, request.Thread, request.Item, b.turn)
	default:
		b.thread, err = store.Begin(ctx, user, *message, b.turn)
	}
	if err != nil {
		return err
	}
	b.question.Thread, b.question.Text, b.question.Quoted = b.thread.ID, message.Text(), message.QuotedText
	if !b.created {
		items, err := store.History(ctx, user, b.thread.ID, history+1)
		if err != nil {
			s.finish(b.turn)
			return err
		}
		b.question.History = before(items, message.ID)
	}
	return nil
}

// before returns the items before the one with the id.
func before(items []Item, id string) []Item {
	for i, item := range items {
		if item.ID == id {
			return items[:i]
		}
	}
	return items
}

// run sends the events of a turn.
func (s *Server) run(ctx context.Context, stream *Stream, b *begun) {
	if b.created {
		untitled := b.thread
		untitled.Title = "" // it follows at the end, as a change
		_ = stream.Send(threadCreated(untitled))
	}
	if !b.retried {
		_ = stream.Send(itemDone(b.question.Message))
	}
	_ = stream.Send(streamOptions())
	answer := &Answer{ctx: ctx, stream: stream, newID: s.options.NewID, now: s.now, thread: b.thread.ID}
	err := s.respond(ctx, b.question, answer)
	gone := false
	if cause := context.Cause(ctx); cause != nil && err != nil {
		gone, err = errors.Is(cause, context.Canceled) || errors.Is(cause, ErrGone), cause
	}
	if saved := s.save(ctx, stream, answer, b, gone); saved != nil {
		err = saved
	}
	switch {
	case gone:
		s.options.Log.DebugContext(ctx, "the reader stopped an answer", "thread", b.thread.ID)
		return
	case err != nil:
		s.report(ctx, stream, b, err)
	}
	if b.created && !errors.Is(err, ErrNotFound) {
		_ = stream.Send(threadUpdated(b.thread))
	}
}

// respond calls the responder. A panic in it is a failure of this answer, not of the server.
func (s *Server) respond(ctx context.Context, question Question, answer *Answer) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the responder panicked: %v", cause)
		}
	}()
	return s.options.Responder.Respond(ctx, question, answer)
}

// save stores what was said, and sends it as done. When the reader is gone it stores that too.
func (s *Server) save(ctx context.Context, stream *Stream, answer *Answer, b *begun, gone bool) error {
	var items []Item
	switch {
	case !answer.blank():
		items = append(items, answer.message())
		_ = stream.Send(partDone(answer.item.ID, answer.Text()))
	case answer.item != nil: // begun, and nothing said
		_ = stream.Send(itemRemoved(answer.item.ID))
	}
	if gone {
		items = append(items, Item{
			ID: s.options.NewID("shcx"), ThreadID: b.thread.ID, CreatedAt: s.now(), Type: HiddenContext,
			Content: []Content{{Type: InputText, Text: stoppedText}},
		})
	}
	if len(items) == 0 {
		return nil
	}
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	err := s.options.Store.Add(detached, b.turn, items...)
	switch {
	case errors.Is(err, ErrNotFound):
		return &Failure{Message: "This conversation was deleted while the answer was being written.", Cause: err}
	case err != nil:
		return fmt.Errorf("store the answer: %w", err)
	case !answer.blank():
		_ = stream.Send(itemDone(items[0]))
	}
	return nil
}

// report tells the reader of a failure, and the log why.
func (s *Server) report(ctx context.Context, stream *Stream, b *begun, err error) {
	failure, _ := errors.AsType[*Failure](err)
	switch {
	case errors.Is(err, ErrShutdown):
		failure = &Failure{Message: "The server is restarting. Ask again in a moment.", Retry: true}
	case errors.Is(err, errTooLong):
		failure = &Failure{Message: "The answer took too long and was broken off.", Retry: true}
	}
	if failure == nil || failure.Cause != nil {
		s.options.Log.ErrorContext(ctx, "an answer failed", "thread", b.thread.ID, "cause", err)
	}
	_ = stream.Send(failed(failure))
}
