// Package learn is the learning platform's API: the course, quizzes and progress under one handler.
//
//	platform, err := learn.New(learn.Options{DB: database, Book: docs, Quizzes: quizzes, Auth: auth, Log: log})
//	mux.Handle("/api/", platform.Handler())
//
// # Endpoints
//
//	GET  /api/course                  anyone   the table of contents
//	GET  /api/quizzes/{id}            anyone   the questions, without answers
//	POST /api/quizzes/{id}/attempts   anyone   answers, graded; kept with the user when signed in
//	GET  /api/quizzes/{id}/attempts   user     the user's attempts, newest first
//	GET  /api/progress                user     where the user is
//	PUT  /api/progress                user     a change
//	POST /api/progress/merge          user     what a browser kept for a visitor
//	GET  /api/me                      user     the verified claims
//
// Errors are {"code","message"} everywhere, see package api. New reads the book and the quizzes once, checks that they
// fit together and reports all mistakes; nothing is read from files afterwards.
//
// The database's tables must be there: see db.Migrate.
package learn

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/internal/strictyaml"
	"github.com/lyceum/lyceum/learn/progress"
	"github.com/lyceum/lyceum/learn/quiz"
)

// Options configure [New]. DB, Book, Quizzes and Auth are needed.
type Options struct {
	DB       *db.DB
	Book     fs.FS  // the docs folder, with contents.yaml
	BookPath string // where the site shows the book; "/book" when empty
	Quizzes  fs.FS  // the folder of quiz files
	// Tested says that book and quizzes are known to fit together, as those in the binary are: then [New] does not read the
	// quizzes. [API.Ready] does, or the first request for one.
	Tested bool

	Auth     api.Auth
	ClientIP api.ClientIP // names visitors for limits; [api.RemoteIP] when nil
	// AttemptsPerMinute is how many quiz attempts a client may post, a user or an address; 60 when 0: a class behind
	// one address must be able to answer together.
	AttemptsPerMinute int

	Log *slog.Logger     // slog.Default() when nil
	Now func() time.Time // time.Now when nil
}

const (
	defaultAttempts = 60
	limitedClients  = 10_000 // remembered by the limit, about 2 MB
)

// API is the platform's API. It is safe for concurrent use.
type API struct {
	router  *api.Router
	course  *course.Course
	quizzes *quiz.Service
}

// New loads the book, and the quizzes unless they are Tested.
func New(options Options) (*API, error) {
	if options.DB == nil || options.Auth.Required == nil || options.Auth.Optional == nil || options.Auth.User == nil {
		return nil, errors.New("learn: DB and Auth are needed")
	}
	log, now := cmp.Or(options.Log, slog.Default()), options.Now
	if now == nil {
		now = time.Now
	}
	book, bank, err := load(options, log)
	if err != nil {
		return nil, err
	}
	limiter := api.NewLimiter(cmp.Or(options.AttemptsPerMinute, defaultAttempts), limitedClients, now)
	quizzes := quiz.New(quiz.Options{
		Bank: bank, DB: options.DB, Now: now, Limit: limiter.Allow, ClientIP: options.ClientIP,
	})
	if !options.Tested {
		if err := quizzes.Ready(); err != nil {
			return nil, err
		}
	}
	router := api.NewRouter(api.Options{Auth: options.Auth, Log: log})
	if err := book.Register(router); err != nil {
		return nil, err
	}
	quizzes.Register(router)
	progress.New(progress.Options{Course: book, DB: options.DB, Now: now, Attempts: quizzes}).Register(router)
	router.SignedIn("GET /api/me", me)
	return &API{router: router, course: book, quizzes: quizzes}, nil
}

// Ready reads the quizzes if that was not done yet, so that no reader waits for it.
func (a *API) Ready() error { return a.quizzes.Ready() }

// Handler serves the endpoints; it answers 404 to any other path.
func (a *API) Handler() http.Handler { return a.router }

// Routes are the patterns of the endpoints.
func (a *API) Routes() []string { return a.router.Routes() }

// Course returns the book's outline, for other parts of the platform.
func (a *API) Course() *course.Course { return a.course }

func me(w http.ResponseWriter, _ *http.Request, user *api.User) error {
	return api.WriteJSON(w, http.StatusOK, user.Claims)
}

// load reads the book, and the quizzes when they are asked for. Those that are not tested are read side by side with it,
// and what is wrong with both is told.
func load(options Options, log *slog.Logger) (*course.Course, func() (*quiz.Bank, error), error) {
	read := sync.OnceValues(func() (*quiz.Bank, error) { return quiz.Load(options.Quizzes) })
	if !options.Tested {
		go func() { _, _ = read() }()
	}
	book, err := course.Load(options.Book, course.Options{BasePath: options.BookPath})
	if err != nil {
		if !options.Tested {
			_, bankErr := read()
			err = errors.Join(err, bankErr)
		}
		return nil, nil, err
	}
	return book, func() (*quiz.Bank, error) {
		bank, err := read()
		if err != nil {
			return nil, err
		}
		if err := crossCheck(book, bank, log); err != nil {
			return nil, fmt.Errorf("the book and its quizzes do not fit together: %w", err)
		}
		return bank, nil
	}, nil
}

// crossCheck reports quizzes that a lesson shows and nobody wrote, and quizzes that name another lesson than the one
// that shows them. A quiz that no lesson shows is only worth a warning: its lesson may be in the making.
func crossCheck(book *course.Course, bank *quiz.Bank, log *slog.Logger) error {
	var problems []error
	report := func(file string, line strictyaml.Line, format string, args ...any) {
		problems = append(problems, &strictyaml.Problem{File: file, Line: line, Message: fmt.Sprintf(format, args...)})
	}
	shown := map[string]bool{}
	for _, lesson := range book.Lessons() {
		for _, placed := range lesson.Quizzes {
			shown[placed.ID] = true
			q, ok := bank.Quiz(placed.ID)
			switch {
			case !ok:
				report(lesson.File, strictyaml.Line(placed.Line), "there is no quiz %q%s", placed.ID,
					strictyaml.Suggest(placed.ID, bank.IDs()))
			case q.Lesson != lesson.ID:
				report(q.File, q.Line, "quiz %q names lesson %q, but %s shows it", q.ID, q.Lesson, lesson.File)
			}
		}
	}
	for _, id := range bank.IDs() {
		q, _ := bank.Quiz(id)
		if _, ok := book.Lesson(q.Lesson); !ok {
			report(q.File, q.Line, "quiz %q names lesson %q, which the book does not have", id, q.Lesson)
		} else if !shown[id] {
			log.Warn("no lesson shows this quiz", "quiz", id, "file", q.File)
		}
	}
	return errors.Join(problems...)
}
