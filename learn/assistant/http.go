package assistant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant/chatkit"
)

func (s *Service) routes() {
	s.router.SignedIn("POST /assistant/chatkit", s.chat.Serve)
	s.router.Anyone("GET /assistant/thread/{id}", s.getThread)
	s.router.SignedIn("DELETE /assistant/thread/{id}", s.deleteThread)
	s.router.Anyone("GET /assistant/health", s.health)
}

func (s *Service) getThread(w http.ResponseWriter, r *http.Request) error {
	user := ""
	if signedIn := s.router.User(r); signedIn != nil {
		user = signedIn.ID
	}
	found, err := s.threads.Readable(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return unknown(err)
	}
	return api.WriteJSON(w, http.StatusOK, found)
}

func (s *Service) deleteThread(w http.ResponseWriter, r *http.Request, user *api.User) error {
	if err := s.threads.Delete(r.Context(), user.ID, r.PathValue("id")); err != nil {
		return unknown(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// unknown answers alike whether a thread does not exist or is somebody else's.
func unknown(err error) error {
	if errors.Is(err, chatkit.ErrNotFound) {
		return api.NotFound("THREAD_NOT_FOUND", "There is no such conversation.")
	}
	return err
}

// health is the reply of GET /assistant/health. Do not rename.
type health struct {
	Status  string `json:"status"` // "healthy" or "unhealthy"
	Version string `json:"version"`
	Checks  checks `json:"checks"`
}

type checks struct {
	Database string `json:"database"` // "ok" or "failed"
	Index    string `json:"index"`    // "ok", "empty" or "failed"
	Model    string `json:"model"`    // "on" or "off"; whether it answers is not tried
}

const healthTimeout = 3 * time.Second

func (s *Service) health(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
	defer cancel()
	reply := health{Status: "healthy", Version: s.options.Version, Checks: checks{Database: "ok", Index: "ok", Model: "off"}}
	if s.options.Model != nil {
		reply.Checks.Model = "on"
	}
	if err := s.options.DB.PingContext(ctx); err != nil {
		s.options.Log.ErrorContext(ctx, "the database does not answer", "cause", err)
		reply.Checks.Database = "failed"
	}
	switch stats, err := s.options.Index.Stats(ctx); {
	case err != nil:
		s.options.Log.ErrorContext(ctx, "the index does not answer", "cause", err)
		reply.Checks.Index = "failed"
	case stats.Chunks == 0:
		reply.Checks.Index = "empty"
	}
	status := http.StatusOK
	if reply.Checks.Database != "ok" || reply.Checks.Index != "ok" {
		reply.Status, status = "unhealthy", http.StatusServiceUnavailable
	}
	return api.WriteJSON(w, status, reply)
}

// perUser counts what each user has under way.
type perUser struct {
	most int
	mu   sync.Mutex
	now  map[string]int
}

func newPerUser(most int) *perUser { return &perUser{most: most, now: map[string]int{}} }

func (p *perUser) enter(user string) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now[user] >= p.most {
		return nil, &api.Error{
			Status: http.StatusTooManyRequests, Code: "TOO_MANY_ANSWERS", Header: http.Header{"Retry-After": {"5"}},
			Message: fmt.Sprintf("%d answers are being written for you already. Wait until one has ended.", p.most),
		}
	}
	p.now[user]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.now[user]--; p.now[user] == 0 {
			delete(p.now, user)
		}
	}, nil
}
