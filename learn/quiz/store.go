package quiz

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lyceum/lyceum/learn/db"
)

// store keeps attempts in the table quiz_attempts.
type store struct{ db *db.DB }

// attempt is a stored row; user is "" for a visitor's.
type attempt struct {
	id, quiz, user string
	answers        string // canonical JSON
	grade          *Grade
	hash           string // of the quiz and the answers: what makes two requests the same
	reply          string
}

// insert stores the attempt unless its id is taken; stored tells whether it was.
func (s store) insert(ctx context.Context, a attempt, now time.Time) (stored bool, err error) {
	result, err := s.db.ExecContext(ctx,
		`INSERT INTO quiz_attempts (id, quiz, user_id, answers, score, max, passed, request_hash, reply, created_at)
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
		a.id, a.quiz, owner(a.user), a.answers, a.grade.Score, a.grade.Max, a.grade.Passed,
		a.hash, a.reply, db.At(now))
	if err != nil {
		return false, fmt.Errorf("store an attempt: %w", err)
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("store an attempt: %w", err)
	}
	return rows == 1, nil
}

// find returns the attempt's owner, hash and reply; found is false when there is none.
func (s store) find(ctx context.Context, id string) (a attempt, found bool, err error) {
	var user sql.NullString
	err = s.db.QueryRowContext(ctx, `SELECT user_id, request_hash, reply FROM quiz_attempts WHERE id = $1`, id).
		Scan(&user, &a.hash, &a.reply)
	if errors.Is(err, sql.ErrNoRows) {
		return attempt{}, false, nil
	}
	if err != nil {
		return attempt{}, false, fmt.Errorf("find an attempt: %w", err)
	}
	a.id, a.user = id, user.String
	return a, true, nil
}

// summary is an attempt in a list. Do not rename: the site reads it.
type summary struct {
	Attempt   string  `json:"attempt"`
	Score     int     `json:"score"`
	Max       int     `json:"max"`
	Passed    bool    `json:"passed"`
	CreatedAt db.Time `json:"createdAt"`
}

// maxListed is how many attempts a list has; older ones are left out.
const maxListed = 100

func (s store) list(ctx context.Context, user, quiz string) (_ []summary, err error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT id, score, max, passed, created_at FROM quiz_attempts
		 WHERE user_id = $1 AND quiz = $2 ORDER BY created_at DESC, id LIMIT $3`, user, quiz, maxListed)
	if err != nil {
		return nil, fmt.Errorf("list attempts: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	list := []summary{}
	for rows.Next() {
		var s summary
		if err := rows.Scan(&s.Attempt, &s.Score, &s.Max, &s.Passed, &s.CreatedAt); err != nil {
			return nil, fmt.Errorf("list attempts: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// claim gives a visitor's attempts to the user; attempts that do not exist or belong to someone stay as they are.
func claim(ctx context.Context, q db.Querier, user string, attempts []string) error {
	for _, id := range attempts {
		_, err := q.ExecContext(ctx, `UPDATE quiz_attempts SET user_id = $1 WHERE id = $2 AND user_id IS NULL`, user, id)
		if err != nil {
			return fmt.Errorf("claim attempt %s: %w", id, err)
		}
	}
	return nil
}

func owner(user string) sql.NullString { return sql.NullString{String: user, Valid: user != ""} }

// canonical returns the answers in a form that is the same for requests that mean the same: white space, the order of
// keys and the spelling of numbers do not count. It is what is stored, so that no database meets a number it cannot
// hold.
func canonical(answers Answers) (string, error) {
	parsed := make(map[string]any, len(answers))
	for id, answer := range answers {
		var value any
		if err := json.Unmarshal(answer, &value); err != nil {
			return "", fmt.Errorf("read the answer to %q: %w", id, err)
		}
		parsed[id] = value
	}
	text, err := json.Marshal(parsed)
	if err != nil {
		return "", fmt.Errorf("write answers: %w", err)
	}
	return string(text), nil
}

func requestHash(quiz, answers string) string {
	sum := sha256.Sum256([]byte(quiz + "\n" + answers))
	return hex.EncodeToString(sum[:])
}
