package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// Options configure a [Service].
type Options struct {
	// Bank is asked for the quizzes once, by [Service.Ready] or the first request that needs them: reading them takes
	// longer than everything else at a start.
	Bank  func() (*Bank, error)
	DB    *db.DB
	Now   func() time.Time
	Limit func(client string) error // counts an attempt, see [api.Limiter]; nil for no limit
	// ClientIP names a visitor for the limit; [api.RemoteIP] when nil.
	ClientIP api.ClientIP
}

// Service grades and keeps attempts.
type Service struct {
	content  func() (*content, error)
	store    store
	now      func() time.Time
	limit    func(client string) error
	clientIP api.ClientIP
}

// content is the quizzes with what the public sees of them.
type content struct {
	bank  *Bank
	views map[string]api.Document
}

// New makes a service.
func New(options Options) *Service {
	service := &Service{
		store: store{options.DB}, now: options.Now, limit: options.Limit, clientIP: options.ClientIP,
		content: sync.OnceValues(func() (*content, error) { return read(options.Bank) }),
	}
	if service.clientIP == nil {
		service.clientIP = api.RemoteIP
	}
	return service
}

func read(from func() (*Bank, error)) (*content, error) {
	bank, err := from()
	if err != nil {
		return nil, err
	}
	c := &content{bank, map[string]api.Document{}}
	for id, quiz := range bank.quizzes {
		if c.views[id], err = api.NewDocument(quiz.view()); err != nil {
			return nil, fmt.Errorf("quiz %q: %w", id, err)
		}
	}
	return c, nil
}

// Ready reads the quizzes, unless that was done, and tells what is wrong with them.
func (s *Service) Ready() error {
	_, err := s.content()
	return err
}

// Codes of refusals. Do not rename.
const (
	CodeUnknownQuiz    = "UNKNOWN_QUIZ"
	CodeInvalidAttempt = "INVALID_ATTEMPT"
	CodeAttemptTaken   = "ATTEMPT_TAKEN"
)

// Submit grades the answers, stores the attempt and returns the reply, which is JSON (a [Grade]). user is "" for a
// visitor. A repeated request gets the stored reply, and when a visitor's attempt is repeated by a signed-in reader it
// becomes hers. Refusals are [api.Error]s: an unknown quiz, an id that is no UUID, answers that do not fit, and an id
// that is taken by other answers or by another user.
func (s *Service) Submit(ctx context.Context, quizID, attemptID string, answers Answers, user string) (string, error) {
	quiz, err := s.quiz(quizID)
	if err != nil {
		return "", err
	}
	id, err := parseAttempt(attemptID)
	if err != nil {
		return "", err
	}
	text, err := canonical(answers)
	if err != nil {
		return "", api.BadRequest(CodeInvalidAnswer, "An answer cannot be read: numbers must be within the usual range.")
	}
	hash := requestHash(quizID, text)
	// First of all: a repeated request must not fail because the quiz has changed since.
	if reply, found, err := s.stored(ctx, id, hash, user); found || err != nil {
		return reply, err
	}
	grade, err := quiz.Grade(id, answers)
	if err != nil {
		return "", err
	}
	reply, err := json.Marshal(grade)
	if err != nil {
		return "", fmt.Errorf("write a grade: %w", err)
	}
	row := attempt{id: id, quiz: quizID, user: user, answers: text, grade: grade, hash: hash, reply: string(reply)}
	switch inserted, err := s.store.insert(ctx, row, s.now()); {
	case db.IsForeignKey(err):
		return "", api.AccountGone(err)
	case err != nil:
		return "", err
	case inserted:
		return row.reply, nil
	}
	// The same request came twice at once, and the other one was faster.
	stored, found, err := s.stored(ctx, id, hash, user)
	if err == nil && !found {
		err = errors.New("an attempt was deleted while it was being repeated")
	}
	return stored, err
}

// stored answers a repeated request.
func (s *Service) stored(ctx context.Context, id, hash, user string) (reply string, found bool, err error) {
	row, found, err := s.store.find(ctx, id)
	if err != nil || !found {
		return "", false, err
	}
	if row.hash != hash || (user != "" && row.user != "" && row.user != user) {
		return "", true, api.Conflict(CodeAttemptTaken, "Attempt %s was already sent with other answers. Use a new id.", id)
	}
	if user != "" && row.user == "" {
		if err := s.Claim(ctx, s.store.db, user, []string{id}); err != nil {
			return "", true, err
		}
	}
	return row.reply, true, nil
}

// Claim gives a visitor's attempts to the user who made them, known by their ids, which only the visitor's browser has.
// Ids that do not exist or belong to somebody are passed over, ids that are no UUIDs refused. The querier may be a
// transaction.
func (s *Service) Claim(ctx context.Context, q db.Querier, user string, attempts []string) error {
	ids := make([]string, 0, len(attempts))
	for _, attempt := range attempts {
		id, err := parseAttempt(attempt)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids) // two claims that lock the same rows in different orders would wait for each other
	err := claim(ctx, q, user, ids)
	if db.IsForeignKey(err) {
		return api.AccountGone(err)
	}
	return err
}

func (s *Service) quiz(id string) (*Quiz, error) {
	c, err := s.content()
	if err != nil {
		return nil, err
	}
	quiz, ok := c.bank.Quiz(id)
	if !ok {
		return nil, api.NotFound(CodeUnknownQuiz, "There is no quiz %q%s.", id, strictyaml.Suggest(id, c.bank.IDs()))
	}
	return quiz, nil
}

// parseAttempt checks the id of an attempt and returns its usual form.
func parseAttempt(id string) (string, error) {
	parsed, err := uuid.Parse(id)
	if err != nil || len(id) != 36 || parsed == uuid.Nil { // Parse also knows braces and URNs
		return "", api.BadRequest(CodeInvalidAttempt, "An attempt's id must be a UUID of 36 characters.")
	}
	return parsed.String(), nil
}
