package quiz

import (
	"net/http"

	"github.com/lyceum/lyceum/learn/api"
)

// maxAttemptBody is the limit of a posted attempt, in bytes: fifty questions with twenty options fit many times.
const maxAttemptBody = 64 << 10

// Register adds the endpoints below /api/quizzes.
func (s *Service) Register(router *api.Router) {
	router.Anyone("GET /api/quizzes/{id}", s.get)
	router.Anyone("POST /api/quizzes/{id}/attempts", func(w http.ResponseWriter, r *http.Request) error {
		return s.post(w, r, router.User(r))
	})
	router.SignedIn("GET /api/quizzes/{id}/attempts", s.list)
}

func (s *Service) get(w http.ResponseWriter, r *http.Request) error {
	quiz, err := s.quiz(r.PathValue("id"))
	if err != nil {
		return err
	}
	c, err := s.content()
	if err != nil {
		return err
	}
	c.views[quiz.ID].Serve(w, r)
	return nil
}

func (s *Service) post(w http.ResponseWriter, r *http.Request, user *api.User) error {
	client, userID := "ip "+s.clientIP(r), ""
	if user != nil {
		client, userID = "user "+user.ID, user.ID
	}
	if s.limit != nil {
		if err := s.limit(client); err != nil {
			return err
		}
	}
	if _, err := s.quiz(r.PathValue("id")); err != nil {
		return err
	}
	var body struct {
		Attempt string  `json:"attempt"`
		Answers Answers `json:"answers"`
	}
	if err := api.ReadJSON(w, r, maxAttemptBody, &body); err != nil {
		return err
	}
	if body.Answers == nil {
		return api.BadRequest(CodeInvalidAnswer, `"answers" is missing: an object with an answer for each question.`)
	}
	reply, err := s.Submit(r.Context(), r.PathValue("id"), body.Attempt, body.Answers, userID)
	if err != nil {
		return err
	}
	api.WriteRaw(w, http.StatusOK, []byte(reply))
	return nil
}

func (s *Service) list(w http.ResponseWriter, r *http.Request, user *api.User) error {
	quiz, err := s.quiz(r.PathValue("id"))
	if err != nil {
		return err
	}
	list, err := s.store.list(r.Context(), user.ID, quiz.ID)
	if err != nil {
		return err
	}
	return api.WriteJSON(w, http.StatusOK, list)
}

// The public view, the reply of GET /api/quizzes/{id}: nothing in it tells an answer. Do not rename.
type view struct {
	ID        string         `json:"id"`
	Lesson    string         `json:"lesson"`
	Title     string         `json:"title"`
	PassMark  float64        `json:"passMark"`
	Questions []questionView `json:"questions"`
}

type questionView struct {
	ID      string       `json:"id"`
	Type    string       `json:"type"`
	Prompt  Text         `json:"prompt"`
	Unit    string       `json:"unit,omitempty"`
	Options []optionView `json:"options,omitempty"`
}

type optionView struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
}

func (quiz *Quiz) view() view {
	v := view{ID: quiz.ID, Lesson: quiz.Lesson, Title: quiz.Title, PassMark: quiz.Pass}
	for _, question := range quiz.Questions {
		q := questionView{ID: question.ID, Type: question.Type, Prompt: question.Prompt, Unit: question.Unit}
		for _, option := range question.Options {
			q.Options = append(q.Options, optionView{ID: option.ID, Text: option.Text})
		}
		v.Questions = append(v.Questions, q)
	}
	return v
}
