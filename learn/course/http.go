package course

import (
	"net/http"

	"github.com/lyceum/lyceum/learn/api"
)

// The reply of GET /api/course. Do not rename: the site reads it.
type courseReply struct {
	Title string      `json:"title"`
	Parts []partReply `json:"parts"`
}

type partReply struct {
	Slug     string         `json:"slug"`
	Title    string         `json:"title"`
	Summary  string         `json:"summary,omitempty"`
	Number   int            `json:"number"`
	Chapters []chapterReply `json:"chapters"`
}

type chapterReply struct {
	Slug    string        `json:"slug"`
	Title   string        `json:"title"`
	Summary string        `json:"summary,omitempty"`
	Number  int           `json:"number"`
	Lessons []lessonReply `json:"lessons"`
}

type lessonReply struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Summary string  `json:"summary,omitempty"`
	Number  int     `json:"number"`
	URL     string  `json:"url,omitempty"`
	Minutes int     `json:"minutes"`
	Quiz    *string `json:"quiz"`
	Written bool    `json:"written"`
}

// Register adds GET /api/course.
func (c *Course) Register(router *api.Router) error {
	document, err := api.NewDocument(c.reply())
	if err != nil {
		return err
	}
	router.Anyone("GET /api/course", func(w http.ResponseWriter, r *http.Request) error {
		document.Serve(w, r)
		return nil
	})
	return nil
}

func (c *Course) reply() courseReply {
	reply := courseReply{Title: c.Title}
	for _, part := range c.Parts {
		p := partReply{Slug: part.Slug, Title: part.Title, Summary: part.Summary, Number: part.Number}
		for _, chapter := range part.Chapters {
			c := chapterReply{Slug: chapter.Slug, Title: chapter.Title, Summary: chapter.Summary, Number: chapter.Number}
			for _, lesson := range chapter.Lessons {
				c.Lessons = append(c.Lessons, lesson.reply())
			}
			p.Chapters = append(p.Chapters, c)
		}
		reply.Parts = append(reply.Parts, p)
	}
	return reply
}

func (lesson *Lesson) reply() lessonReply {
	reply := lessonReply{
		ID: lesson.ID, Title: lesson.Title, Summary: lesson.Summary, Number: lesson.Number,
		URL: lesson.URL, Minutes: lesson.Minutes, Written: lesson.Written,
	}
	if lesson.Quiz != "" {
		reply.Quiz = &lesson.Quiz
	}
	return reply
}
