// Package assistant answers questions about the book, from the book.
//
//	service, err := assistant.New(assistant.Options{DB: database, Index: idx, Course: book, Auth: auth, Log: log})
//	mux.Handle("/assistant/", service.Handler())
//	defer service.Shutdown(ctx) // before the server's own, so that streams end in order
//
// # Endpoints
//
//	POST   /assistant/chatkit      user     the ChatKit protocol, see package chatkit
//	GET    /assistant/thread/{id}  anyone   a thread of one's own, or a public one; else 404
//	DELETE /assistant/thread/{id}  user     204
//	GET    /assistant/health       anyone   whether it works; 503 when not
//
// # How a question is answered
//
//	package thread    stores the question, once it is clear whose thread it is
//	package retrieve  finds passages that this reader may read, or that there are none
//	[Agent]           writes the answer over these passages, each statement with the place it comes from
//	package chatkit   sends it as events and stores it
//
// There are two agents. [Extractive] quotes the best passages and needs nothing else; it gives the same answer to the
// same question always. [Model] lets a language model write, over the same passages and with the same citations; when
// the model cannot be had, the reader gets the quotations, and an error that says so.
package assistant

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/assistant/thread"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// Options configure [New]. DB, Index and Auth are needed.
type Options struct {
	DB     *db.DB      // migrated
	Index  index.Index // filled
	Course *course.Course
	Auth   api.Auth

	// Access gives the labels of what a reader may read; [chunk.Public] alone when nil.
	Access func(*api.User) []string
	// Model is the agent that writes; nil for quotations only.
	Model Agent
	// More are further sources of passages, see package retrieve.
	More []retrieve.Source

	// AnswersPerMinute bounds how often one user may ask, 20 when zero; Streams how many answers are written for one
	// user at a time, 3 when zero.
	AnswersPerMinute, Streams int
	// MaxAnswer bounds one answer; 5 min when zero.
	MaxAnswer time.Duration

	Version string       // told by the health check
	Log     *slog.Logger // slog.Default() when nil
	Now     func() time.Time
}

// limitedUsers are remembered by the rate limit, about 2 MB.
const limitedUsers = 10_000

// Service is the assistant. It is safe for concurrent use.
type Service struct {
	options  Options
	threads  *thread.Store
	chat     *chatkit.Server
	retrieve *retrieve.Retriever
	agent    Agent
	router   *api.Router
	limit    *api.Limiter
	streams  *perUser
}

// New makes the assistant.
func New(options Options) (*Service, error) {
	if options.DB == nil || options.Index == nil || options.Auth.Required == nil || options.Auth.Optional == nil || options.Auth.User == nil {
		return nil, errors.New("assistant: DB, Index and Auth are needed")
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Access == nil {
		options.Access = func(*api.User) []string { return []string{chunk.Public} }
	}
	if options.AnswersPerMinute == 0 {
		options.AnswersPerMinute = 20
	}
	if options.Streams == 0 {
		options.Streams = 3
	}
	s := &Service{
		options:  options,
		threads:  thread.New(options.DB),
		retrieve: retrieve.New(retrieve.Options{Index: options.Index, More: options.More}),
		agent:    Extractive{},
		limit:    api.NewLimiter(options.AnswersPerMinute, limitedUsers, options.Now),
		streams:  newPerUser(options.Streams),
	}
	if options.Model != nil {
		s.agent = fallback{model: options.Model, log: options.Log}
	}
	s.chat = chatkit.New(chatkit.Options{
		Store: s.threads, Responder: s, Log: options.Log, Admit: s.admit, MaxTurn: options.MaxAnswer, Now: options.Now,
	})
	s.router = api.NewRouter(api.Options{Auth: options.Auth, Log: options.Log})
	s.routes()
	return s, nil
}

// Handler serves the endpoints; it answers 404 to any other path.
func (s *Service) Handler() http.Handler { return s.router }

// Routes are the patterns of the endpoints.
func (s *Service) Routes() []string { return s.router.Routes() }

// Shutdown ends all answers, each with an event that says so, and returns when the last has ended. New ones are refused
// with 503 from now on.
func (s *Service) Shutdown(ctx context.Context) error { return s.chat.Shutdown(ctx) }

// admit lets an answer begin, unless the user asks too often or too much at once.
func (s *Service) admit(user *api.User) (release func(), err error) {
	if err := s.limit.Allow(user.ID); err != nil {
		return nil, err
	}
	return s.streams.enter(user.ID)
}
