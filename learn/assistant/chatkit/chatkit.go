// Package chatkit speaks the ChatKit server protocol (npm @openai/chatkit 1.9): one POST address for every operation,
// answered with JSON or with a stream of events.
//
//	server := chatkit.New(chatkit.Options{Store: threads, Responder: agent, Log: log})
//	err := server.Serve(w, r, user) // an error was not answered yet
//
// # How a message travels
//
//	decode and check → thread claimed for this user (404, 409) → user message stored → stream opens
//	→ thread.created, thread.item.done, stream_options → Responder writes → message stored → thread.item.done
//	→ thread.updated
//
// Everything that can be refused is refused before the first byte, with a status. Afterwards there are only events: a
// failure is an error event, and what was written until then is kept. One answer at a time is written in a thread; a
// second message meanwhile is refused with 409.
//
// # Stopping
//
// A reader stops an answer by closing the connection. What was said so far is stored then, and after it a hidden item
// that tells the model about it. Hidden items never leave the server. When the server shuts down ([Server.Shutdown])
// the streams end with an error event that offers to try again.
//
// # The simple body
//
// A body without type but with a query, {"query", "thread_id"?, "context"?}, is the one the first edition of the
// book's panel sends. It means threads.create or threads.add_user_message and is answered with the same events.
//
// # Who may do what
//
// The protocol carries no identity. The caller names the verified user, and every call of the [Store] is scoped by it:
// the threads of others look exactly like threads that do not exist.
package chatkit

import (
	"context"
	"errors"
	"time"

	"github.com/lyceum/lyceum/learn/api"
)

// Errors of a [Store].
var (
	// ErrNotFound means that the thread or item does not exist, or is not this user's.
	ErrNotFound = errors.New("not found")
	// ErrBusy means that an answer is being written in the thread.
	ErrBusy = errors.New("an answer is being written in this thread")
	// ErrLocked means that the thread takes no more messages.
	ErrLocked = errors.New("the thread is locked")
	// ErrAccountGone means that the user's account was deleted.
	ErrAccountGone = errors.New("the account was deleted")
)

// Store keeps threads and their items. Methods with a user are scoped by it: what is not theirs is ErrNotFound, as is
// what does not exist. Items are ordered as they were added.
type Store interface {
	// Create adds a thread with its first message and begins a turn, all or nothing.
	Create(ctx context.Context, user string, thread Thread, message Item, turn Turn) error
	// Begin adds a message to a thread and begins a turn, all or nothing. While another turn is under way it is
	// ErrBusy; a thread that is not active is ErrLocked. The thread is as it was before.
	Begin(ctx context.Context, user string, message Item, turn Turn) (Thread, error)
	// Retry removes everything after a user message and begins a turn, all or nothing. An item that is not a user
	// message is ErrNotFound.
	Retry(ctx context.Context, user, thread, item string, turn Turn) (Thread, Item, error)
	// Add adds items to a thread in which the turn is under way. When it is not, or the thread was deleted, it is
	// ErrNotFound.
	Add(ctx context.Context, turn Turn, items ...Item) error
	// End ends a turn. That it has ended already is no error.
	End(ctx context.Context, turn Turn) error

	Thread(ctx context.Context, user, id string) (Thread, error)
	Threads(ctx context.Context, user string, page PageRequest) (Page[Thread], error)
	SetTitle(ctx context.Context, user, id, title string) (Thread, error)
	Delete(ctx context.Context, user, id string) error

	// Items returns what readers see, without hidden items.
	Items(ctx context.Context, user, thread string, page PageRequest) (Page[Item], error)
	// History returns the newest items, hidden ones too, oldest first. Of a thread that is not theirs there are none.
	History(ctx context.Context, user, thread string, limit int) ([]Item, error)
	// Rate keeps the user's opinion of items of a thread. Saying it again changes nothing or the opinion.
	Rate(ctx context.Context, user, thread string, items []string, kind FeedbackKind) error
}

// Turn is the right to write an answer in a thread. It ends by itself at Until, for the case that the process dies.
type Turn struct {
	ID, Thread string
	Until      time.Time
}

// Question is what a [Responder] answers.
type Question struct {
	User    *api.User
	Thread  string
	Message Item   // the user's message
	Text    string // its text
	Quoted  string // the part of the page that the reader selected
	Lesson  string // where the reader is; from the request, unchecked
	History []Item // what was said before, oldest first, hidden items too
}

// Responder writes answers.
type Responder interface {
	// Respond writes to the answer and returns. A [*Failure] is shown to the reader, any other error is only logged.
	// The context ends when the reader stops the answer; Respond then returns soon.
	Respond(ctx context.Context, question Question, answer *Answer) error
}

// Failure is an error whose message is for the reader.
type Failure struct {
	Message string
	Retry   bool // trying again may help
	Cause   error
}

func (f *Failure) Error() string {
	if f.Cause == nil {
		return f.Message
	}
	return f.Message + ": " + f.Cause.Error()
}

func (f *Failure) Unwrap() error { return f.Cause }
