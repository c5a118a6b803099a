package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lyceum/lyceum/learn/db"
)

const columns = `lesson, completed, anchor, updated_at, completed_at`

// saveSQL applies a change in one statement, so that changes that arrive together cannot overwrite each other.
// $3 is the new completed and $6 whether it was given; $4 is the new anchor and $7 whether it was given; $5 is the time.
const saveSQL = `
INSERT INTO lesson_progress AS old (user_id, lesson, completed, anchor, updated_at, completed_at)
VALUES ($1, $2, $3, $4, $5, $8)
ON CONFLICT (user_id, lesson) DO UPDATE SET
	completed = CASE
		WHEN CAST($6 AS BOOLEAN) AND (excluded.completed OR excluded.updated_at >= old.updated_at) THEN excluded.completed
		ELSE old.completed END,
	completed_at = CASE
		WHEN CAST($6 AS BOOLEAN) AND excluded.completed THEN
			CASE WHEN old.completed_at <= excluded.completed_at THEN old.completed_at ELSE excluded.completed_at END
		WHEN CAST($6 AS BOOLEAN) AND excluded.updated_at >= old.updated_at THEN NULL
		ELSE old.completed_at END,
	anchor = CASE
		WHEN CAST($7 AS BOOLEAN) AND excluded.updated_at >= old.updated_at THEN excluded.anchor
		ELSE old.anchor END,
	updated_at = CASE
		WHEN excluded.updated_at >= old.updated_at THEN excluded.updated_at
		ELSE old.updated_at END
RETURNING ` + columns

func save(ctx context.Context, q db.Querier, user string, change Change) (Entry, error) {
	completed := change.Completed != nil && *change.Completed
	anchor := sql.NullString{}
	if change.Anchor != nil && *change.Anchor != "" {
		anchor = sql.NullString{String: *change.Anchor, Valid: true}
	}
	completedAt := db.Time{}
	if completed {
		completedAt = db.At(change.At)
	}
	entry, err := scan(q.QueryRowContext(ctx, saveSQL, user, change.Lesson, completed, anchor, db.At(change.At),
		change.Completed != nil, change.Anchor != nil, completedAt))
	if err != nil {
		return Entry{}, fmt.Errorf("save the progress of lesson %q: %w", change.Lesson, err)
	}
	return entry, nil
}

func list(ctx context.Context, q db.Querier, user string) (_ map[string]Entry, err error) {
	rows, err := q.QueryContext(ctx, `SELECT `+columns+` FROM lesson_progress WHERE user_id = $1`, user)
	if err != nil {
		return nil, fmt.Errorf("list progress: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	entries := map[string]Entry{}
	for rows.Next() {
		entry, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list progress: %w", err)
		}
		entries[entry.Lesson] = entry
	}
	return entries, rows.Err()
}

func scan(row interface{ Scan(...any) error }) (entry Entry, err error) {
	err = row.Scan(&entry.Lesson, &entry.Completed, &entry.Anchor, &entry.UpdatedAt, &entry.CompletedAt)
	return entry, err
}
