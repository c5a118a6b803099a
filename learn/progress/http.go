package progress

import (
	"net/http"
	"time"

	"github.com/lyceum/lyceum/learn/api"
)

// Limits of what a browser may have kept, and of the bodies that carry it, in bytes.
const (
	maxMerged    = 500 // lessons, and attempts
	maxPutBody   = 4 << 10
	maxMergeBody = 256 << 10
)

// Register adds the endpoints below /api/progress.
func (s *Service) Register(router *api.Router) {
	router.SignedIn("GET /api/progress", s.get)
	router.SignedIn("PUT /api/progress", s.put)
	router.SignedIn("POST /api/progress/merge", s.merge)
}

func (s *Service) get(w http.ResponseWriter, r *http.Request, user *api.User) error {
	state, err := s.Get(r.Context(), user.ID)
	if err != nil {
		return err
	}
	return api.WriteJSON(w, http.StatusOK, state)
}

func (s *Service) put(w http.ResponseWriter, r *http.Request, user *api.User) error {
	var body struct {
		Lesson    string  `json:"lesson"`
		Completed *bool   `json:"completed"`
		Anchor    *string `json:"anchor"`
		At        instant `json:"at"`
	}
	if err := api.ReadJSON(w, r, maxPutBody, &body); err != nil {
		return err
	}
	entry, err := s.Put(r.Context(), user.ID,
		Change{Lesson: body.Lesson, Completed: body.Completed, Anchor: body.Anchor, At: body.At.Time})
	if err != nil {
		return err
	}
	return api.WriteJSON(w, http.StatusOK, entry)
}

func (s *Service) merge(w http.ResponseWriter, r *http.Request, user *api.User) error {
	var body struct {
		Lessons []struct {
			Lesson    string  `json:"lesson"`
			Completed bool    `json:"completed"`
			Anchor    *string `json:"anchor"`
			UpdatedAt instant `json:"updatedAt"`
		} `json:"lessons"`
		Attempts []string `json:"attempts"`
	}
	if err := api.ReadJSON(w, r, maxMergeBody, &body); err != nil {
		return err
	}
	if len(body.Lessons) > maxMerged || len(body.Attempts) > maxMerged {
		return api.BadRequest(CodeInvalidProgress, "At most %d lessons and %d attempts can be merged at once.", maxMerged, maxMerged)
	}
	var changes []Change
	for _, entry := range body.Lessons {
		changes = append(changes, Change{
			Lesson: entry.Lesson, Completed: &entry.Completed, Anchor: entry.Anchor, At: entry.UpdatedAt.Time,
		})
	}
	state, err := s.Merge(r.Context(), user.ID, changes, body.Attempts)
	if err != nil {
		return err
	}
	return api.WriteJSON(w, http.StatusOK, state)
}

// instant is a time in a body. It exists for its error, which is written for the client's author.
type instant struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (i *instant) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if err := i.Time.UnmarshalJSON(text); err != nil {
		return api.BadRequest(api.CodeInvalidBody, "A time must be written as in %q.", "2026-01-31T12:00:00.000Z")
	}
	return nil
}
