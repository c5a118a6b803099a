// Package progress remembers for each reader which lessons are completed and where reading stopped.
//
//	service := progress.New(progress.Options{Course: book, DB: database, Now: time.Now, Attempts: quizzes})
//	service.Register(router)
//
// # Rules
//
// Changes carry the time at which they happened, because a browser may have kept them while it was offline or nobody
// was signed in, and they may arrive in any order:
//
//   - a time in the future is taken for now, so that a wrong clock cannot win for ever;
//   - the newest anchor wins;
//   - a completed lesson stays completed, unless the reader says otherwise in a newer change of hers
//     (PUT with completed false); merging never takes a completion away;
//   - completedAt is the first completion.
//
// A change of a lesson that the book does not have is refused. Merging is the exception: a browser may have kept
// progress of a lesson that was renamed since, and that must not keep the rest from the account; such lessons are
// passed over and listed in the reply as "skipped".
package progress

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

// Claimer gives a visitor's quiz attempts to a user, and refuses ids that are none; the quiz service does.
type Claimer interface {
	Claim(ctx context.Context, q db.Querier, user string, attempts []string) error
}

// Options configure a [Service].
type Options struct {
	Course   *course.Course
	DB       *db.DB
	Now      func() time.Time
	Attempts Claimer
}

// Service keeps readers' progress.
type Service struct {
	course   *course.Course
	db       *db.DB
	now      func() time.Time
	attempts Claimer
}

// New makes a service.
func New(options Options) *Service {
	return &Service{course: options.Course, db: options.DB, now: options.Now, attempts: options.Attempts}
}

// Change is what happened in a lesson.
type Change struct {
	Lesson    string
	Completed *bool     // nil: as it was
	Anchor    *string   // heading id without #; nil: as it was, "": the top of the page
	At        time.Time // zero: now
}

// Entry is the state of one lesson. Do not rename: the site reads it.
type Entry struct {
	Lesson      string  `json:"lesson"`
	Completed   bool    `json:"completed"`
	Anchor      *string `json:"anchor"`
	UpdatedAt   db.Time `json:"updatedAt"`
	CompletedAt db.Time `json:"completedAt"`
}

// Last is where reading stopped. Do not rename: the site reads it.
type Last struct {
	Lesson    string  `json:"lesson"`
	URL       string  `json:"url"`
	Anchor    *string `json:"anchor"`
	UpdatedAt db.Time `json:"updatedAt"`
}

// State is a reader's whole progress. Do not rename: the site reads it.
type State struct {
	Lessons []Entry  `json:"lessons"` // in the order of the book; only lessons with progress
	Last    *Last    `json:"last"`    // nil when nothing was read
	Skipped []string `json:"skipped,omitempty"`
}

// Codes of refusals. Do not rename.
const (
	CodeUnknownLesson   = "UNKNOWN_LESSON"
	CodeInvalidProgress = "INVALID_PROGRESS"
)

// Get returns the user's progress.
func (s *Service) Get(ctx context.Context, user string) (*State, error) {
	entries, err := list(ctx, s.db, user)
	if err != nil {
		return nil, err
	}
	state := &State{Lessons: []Entry{}}
	for _, lesson := range s.course.Lessons() {
		entry, ok := entries[lesson.ID]
		if !ok || !lesson.Written {
			continue
		}
		state.Lessons = append(state.Lessons, entry)
		if state.Last == nil || !entry.UpdatedAt.Before(state.Last.UpdatedAt.Time) {
			state.Last = &Last{Lesson: lesson.ID, URL: lesson.URL, Anchor: entry.Anchor, UpdatedAt: entry.UpdatedAt}
		}
	}
	return state, nil
}

// Put stores a change and returns the lesson's new state.
func (s *Service) Put(ctx context.Context, user string, change Change) (Entry, error) {
	if err := s.known(change.Lesson); err != nil {
		return Entry{}, err
	}
	change, err := s.valid(change)
	if err != nil {
		return Entry{}, err
	}
	entry, err := save(ctx, s.db, user, change)
	if db.IsForeignKey(err) {
		return Entry{}, api.AccountGone(err)
	}
	return entry, err
}

// Merge stores what a browser kept while nobody was signed in, all or nothing, and gives the quiz attempts with these
// ids to the user. It returns the progress afterwards.
func (s *Service) Merge(ctx context.Context, user string, changes []Change, attempts []string) (*State, error) {
	changes, skipped, err := s.mergeable(changes)
	if err != nil {
		return nil, err
	}
	err = s.db.InTx(ctx, func(tx *sql.Tx) error {
		for _, change := range changes {
			if _, err := save(ctx, tx, user, change); err != nil {
				return err
			}
		}
		return s.attempts.Claim(ctx, tx, user, attempts)
	})
	if db.IsForeignKey(err) {
		return nil, api.AccountGone(err)
	}
	if err != nil {
		return nil, err
	}
	state, err := s.Get(ctx, user)
	if err != nil {
		return nil, err
	}
	state.Skipped = skipped
	return state, nil
}

// mergeable returns the changes of lessons that exist, in a fixed order: two merges of the same user that lock the same
// rows in different orders would wait for each other.
func (s *Service) mergeable(changes []Change) (valid []Change, skipped []string, err error) {
	for _, change := range changes {
		if s.known(change.Lesson) != nil {
			skipped = append(skipped, change.Lesson)
			continue
		}
		if change.At.IsZero() { // now would win over everything
			return nil, nil, api.BadRequest(CodeInvalidProgress, "Lesson %q has no updatedAt.", change.Lesson)
		}
		if change.Completed != nil && !*change.Completed {
			change.Completed = nil
		}
		change, err := s.valid(change)
		if err != nil {
			return nil, nil, err
		}
		valid = append(valid, change)
	}
	slices.SortStableFunc(valid, func(a, b Change) int { return strings.Compare(a.Lesson, b.Lesson) })
	return valid, skipped, nil
}

func (s *Service) known(id string) error {
	lesson, ok := s.course.Lesson(id)
	switch {
	case !ok:
		ids := make([]string, 0, len(s.course.Lessons()))
		for _, lesson := range s.course.Lessons() {
			ids = append(ids, lesson.ID)
		}
		return api.BadRequest(CodeUnknownLesson, "The book has no lesson %q%s.", id, strictyaml.Suggest(id, ids))
	case !lesson.Written:
		return api.BadRequest(CodeUnknownLesson, "Lesson %q is not written yet.", id)
	}
	return nil
}

// anchors are made of headings by the site: letters, digits, marks, hyphens and underscores of any script.
var anchors = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_-]*$`)

const maxAnchor = 300 // bytes

// earliest is before any use of the platform; a browser that sends less has lost its clock.
var earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *Service) valid(change Change) (Change, error) {
	if anchor := change.Anchor; anchor != nil && (len(*anchor) > maxAnchor || !anchors.MatchString(*anchor)) {
		return change, api.BadRequest(CodeInvalidProgress,
			"The anchor of lesson %q must be the id of a heading, without #, of at most %d bytes.", change.Lesson, maxAnchor)
	}
	now := s.now()
	switch {
	case change.At.IsZero() || change.At.After(now):
		change.At = now
	case change.At.Before(earliest):
		return change, api.BadRequest(CodeInvalidProgress, "The time of lesson %q is before the year 2000.", change.Lesson)
	}
	return change, nil
}
