package chatkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/lyceum/lyceum/learn/api"
)

// Options configure a [Server]. Store, Responder and Log are needed.
type Options struct {
	Store     Store
	Responder Responder
	Log       *slog.Logger

	// Admit is asked before an answer begins. It returns what to do when the answer has ended, or a refusal.
	Admit func(user *api.User) (release func(), err error)

	MaxBody  int64         // bytes; 64 kB when zero
	MaxTurn  time.Duration // for one answer; 5 min when zero
	BusyWait time.Duration // how long a message waits for the answer before it to end; 2 s when zero
	Timing   StreamTiming

	Now   func() time.Time
	NewID func(prefix string) string // ids of threads and items; 16 random bytes when nil
}

// Server answers the protocol's requests. It is safe for concurrent use.
type Server struct {
	options Options

	mu      sync.Mutex
	closing bool
	running sync.WaitGroup
	life    context.Context // ends at Shutdown
	end     context.CancelCauseFunc
}

// history is how many items before a question the responder sees.
const history = 20

// New makes a server.
func New(options Options) *Server {
	if options.Admit == nil {
		options.Admit = func(*api.User) (func(), error) { return func() {}, nil }
	}
	if options.MaxBody == 0 {
		options.MaxBody = 64 << 10
	}
	if options.MaxTurn == 0 {
		options.MaxTurn = 5 * time.Minute
	}
	if options.BusyWait == 0 {
		options.BusyWait = 2 * time.Second
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.NewID == nil {
		options.NewID = RandomID
	}
	s := &Server{options: options}
	s.life, s.end = context.WithCancelCause(context.Background())
	return s
}

// RandomID makes an id that nobody can guess and no two threads share.
func RandomID(prefix string) string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	return prefix + "_" + hex.EncodeToString(random[:])
}

func (s *Server) now() Time { return Time{s.options.Now().UTC().Truncate(time.Millisecond)} }

// Serve answers a request of the user. When it returns an error nothing was written yet.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, user *api.User) error {
	var body json.RawMessage
	if err := api.ReadJSON(w, r, s.options.MaxBody, &body); err != nil {
		return err
	}
	request, err := ParseRequest(body)
	if err != nil {
		return err
	}
	if request.Streams() {
		return s.answer(w, r, user, request)
	}
	reply, err := s.look(r.Context(), user.ID, request)
	if err != nil {
		return refusal(err)
	}
	return api.WriteJSON(w, http.StatusOK, reply)
}

// look answers what needs no stream.
func (s *Server) look(ctx context.Context, user string, request Request) (any, error) {
	store := s.options.Store
	switch request.Operation {
	case opList:
		return store.Threads(ctx, user, request.Page)
	case opGet:
		return WithItems(ctx, store, user, request.Thread)
	case opItems:
		return store.Items(ctx, user, request.Thread, request.Page)
	case opUpdate:
		return store.SetTitle(ctx, user, request.Thread, request.Title)
	case opDelete:
		return Empty{}, store.Delete(ctx, user, request.Thread)
	case opFeedback:
		return Empty{}, store.Rate(ctx, user, request.Thread, request.Items, request.Kind)
	default:
		return nil, errors.New("operation without code: " + string(request.Operation))
	}
}

// WithItems returns a thread with its first items.
func WithItems(ctx context.Context, store Store, user, id string) (Thread, error) {
	thread, err := store.Thread(ctx, user, id)
	if err != nil {
		return Thread{}, err
	}
	thread.Items, err = store.Items(ctx, user, id, PageRequest{Limit: defaultPage, Order: Ascending})
	return thread, err
}

// refusal turns errors of the store into replies. Those of others' threads and of no threads are the same.
func refusal(err error) error {
	switch {
	case errors.Is(err, ErrNotFound):
		return api.NotFound("THREAD_NOT_FOUND", "There is no such conversation.")
	case errors.Is(err, ErrBusy):
		return api.Conflict("THREAD_BUSY", "An answer is still being written in this conversation. Wait until it ends.")
	case errors.Is(err, ErrLocked):
		return api.Conflict("THREAD_LOCKED", "This conversation takes no more messages.")
	case errors.Is(err, ErrAccountGone):
		return api.AccountGone(err)
	default:
		return err
	}
}

// ErrShutdown is the cause with which answers end at [Server.Shutdown].
var ErrShutdown = errors.New("the server is shutting down")

// Shutdown ends every stream with an error event, refuses new ones with 503, and returns when the last has ended.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	s.end(ErrShutdown)
	ended := make(chan struct{})
	go func() { s.running.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// enter counts a stream in, unless the server is shutting down.
func (s *Server) enter() (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, &api.Error{
			Status: http.StatusServiceUnavailable, Code: "SHUTTING_DOWN", Message: "The server is restarting. Try again in a moment.",
			Header: http.Header{"Retry-After": {"5"}},
		}
	}
	s.running.Add(1)
	return s.running.Done, nil
}

const titleLength = 60

// titleOf makes a thread's title from its first question.
func titleOf(question string) string {
	title := strings.Join(strings.Fields(question), " ")
	runes := []rune(title)
	if len(runes) <= titleLength {
		return title
	}
	short := string(runes[:titleLength-1])
	if at := strings.LastIndexByte(short, ' '); at > titleLength/2 {
		short = short[:at]
	}
	return strings.TrimRight(short, " ,.;:") + "…"
}
