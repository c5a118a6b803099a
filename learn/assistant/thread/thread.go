// Package thread keeps the assistant's conversations in the platform's database.
//
//	store := thread.New(database) // tables come with the migrations of learn/db
//
// [Store] implements [chatkit.Store]. Every statement has the user's id in its condition: there is no way to ask for a
// thread without saying for whom, and a foreign thread gives the same error as none. The one exception is [Store.Readable],
// which also finds threads that were made public.
//
// # One answer at a time
//
// A turn is a claim on a thread, kept in its row: the statement that sets it changes a row only when no other turn is
// there or the other one has run out. So it holds between processes, and a process that dies blocks a thread for a few
// minutes at most. Items are only added under a turn, which is why their positions need no lock.
//
// # Rows of earlier installations
//
// An item's text is in content, its citations in sources, and what else there is in metadata. The assistant before this
// one used the same columns; its rows are read as far as they go, and kinds of items that are not known are not shown.
package thread

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/db"
)

// Store keeps threads. It is safe for concurrent use.
type Store struct {
	db  *db.DB
	now func() time.Time
}

var _ chatkit.Store = (*Store)(nil)

// New makes a store on a migrated database.
func New(database *db.DB) *Store { return &Store{db: database, now: time.Now} }

// Create implements [chatkit.Store].
func (s *Store) Create(ctx context.Context, user string, thread chatkit.Thread, message chatkit.Item, turn chatkit.Turn) error {
	err := s.db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO threads (id, user_id, title, status, turn, turn_until, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`, thread.ID, user, thread.Title, thread.Status.Type,
			turn.ID, db.At(turn.Until), db.At(thread.CreatedAt.Time))
		if err != nil {
			return err
		}
		return insert(ctx, tx, message)
	})
	if db.IsForeignKey(err) {
		return fmt.Errorf("create thread: %w", chatkit.ErrAccountGone)
	}
	return wrap("create thread", err)
}

// Begin implements [chatkit.Store].
func (s *Store) Begin(ctx context.Context, user string, message chatkit.Item, turn chatkit.Turn) (before chatkit.Thread, err error) {
	err = s.db.InTx(ctx, func(tx *sql.Tx) error {
		if before, err = s.claim(ctx, tx, user, turn); err != nil {
			return err
		}
		return insert(ctx, tx, message)
	})
	return before, wrap("begin a turn", err)
}

// Retry implements [chatkit.Store].
func (s *Store) Retry(ctx context.Context, user, id, item string, turn chatkit.Turn) (before chatkit.Thread, message chatkit.Item, err error) {
	err = s.db.InTx(ctx, func(tx *sql.Tx) error {
		if before, err = s.claim(ctx, tx, user, turn); err != nil {
			return err
		}
		found, err := items(ctx, tx, `WHERE thread_id = $1 AND id = $2 AND type = $3`, id, item, chatkit.UserMessage)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return chatkit.ErrNotFound
		}
		message = found[0].Item
		_, err = tx.ExecContext(ctx, `DELETE FROM thread_items WHERE thread_id = $1 AND (position, id) > ($2, $3)`,
			id, found[0].position, item)
		return err
	})
	return before, message, wrap("retry", err)
}

// claim begins a turn, or says why that cannot be.
func (s *Store) claim(ctx context.Context, tx *sql.Tx, user string, turn chatkit.Turn) (chatkit.Thread, error) {
	now := db.At(s.now())
	row := tx.QueryRowContext(ctx, `UPDATE threads SET turn = $3, turn_until = $4, updated_at = $5
		WHERE id = $1 AND user_id = $2 AND status = $6 AND (turn IS NULL OR turn_until IS NULL OR turn_until <= $5)
		RETURNING `+columns, turn.Thread, user, turn.ID, db.At(turn.Until), now, chatkit.StatusActive)
	thread, err := scan(row)
	if !errors.Is(err, chatkit.ErrNotFound) {
		return thread, err
	}
	thread, err = one(ctx, tx, turn.Thread, user)
	switch {
	case err != nil:
		return thread, err
	case thread.Status.Type != chatkit.StatusActive:
		return thread, chatkit.ErrLocked
	default:
		return thread, chatkit.ErrBusy
	}
}

// Add implements [chatkit.Store].
func (s *Store) Add(ctx context.Context, turn chatkit.Turn, items ...chatkit.Item) error {
	err := s.db.InTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE threads SET updated_at = $1 WHERE id = $2 AND turn = $3`,
			db.At(s.now()), turn.Thread, turn.ID)
		if err := changed(result, err); err != nil {
			return err
		}
		for _, item := range items {
			if err := insert(ctx, tx, item); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("add items", err)
}

// End implements [chatkit.Store].
func (s *Store) End(ctx context.Context, turn chatkit.Turn) error {
	_, err := s.db.ExecContext(ctx, `UPDATE threads SET turn = NULL, turn_until = NULL WHERE id = $1 AND turn = $2`,
		turn.Thread, turn.ID)
	return wrap("end a turn", err)
}

// columns are those that [scan] reads.
const columns = `id, coalesce(title, ''), status, created_at`

func scan(row interface{ Scan(...any) error }) (chatkit.Thread, error) {
	var thread chatkit.Thread
	var created db.Time
	err := row.Scan(&thread.ID, &thread.Title, &thread.Status.Type, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return chatkit.Thread{}, chatkit.ErrNotFound
	}
	thread.CreatedAt = chatkit.Time{Time: created.Time}
	return thread, err
}

func one(ctx context.Context, q db.Querier, id, user string) (chatkit.Thread, error) {
	return scan(q.QueryRowContext(ctx, `SELECT `+columns+` FROM threads WHERE id = $1 AND user_id = $2`, id, user))
}

// Thread implements [chatkit.Store].
func (s *Store) Thread(ctx context.Context, user, id string) (chatkit.Thread, error) {
	thread, err := one(ctx, s.db, id, user)
	return thread, wrap("read thread", err)
}

// Readable returns a thread, with its first items, that is the user's or public. User is "" for a visitor.
func (s *Store) Readable(ctx context.Context, user, id string) (chatkit.Thread, error) {
	thread, err := scan(s.db.QueryRowContext(ctx, `SELECT `+columns+` FROM threads WHERE id = $1 AND public`, id))
	if errors.Is(err, chatkit.ErrNotFound) && user != "" {
		thread, err = one(ctx, s.db, id, user)
	}
	if err != nil {
		return chatkit.Thread{}, wrap("read thread", err)
	}
	thread.Items, err = page(ctx, s.db, id, chatkit.PageRequest{Limit: readable, Order: chatkit.Ascending})
	return thread, wrap("read thread", err)
}

// readable is how many items [Store.Readable] returns.
const readable = 100

// Threads implements [chatkit.Store].
func (s *Store) Threads(ctx context.Context, user string, request chatkit.PageRequest) (chatkit.Page[chatkit.Thread], error) {
	query, args := `SELECT `+columns+` FROM threads WHERE user_id = $1`, []any{user}
	compare, direction := along(request.Order)
	if request.After != nil {
		// The time is taken from the row: rows of earlier installations have finer times than the cursor.
		query += ` AND (created_at, id) ` + compare +
			` (coalesce((SELECT created_at FROM threads WHERE id = $2 AND user_id = $1), $3), $2)`
		args = append(args, request.After.ID, db.At(time.UnixMilli(request.After.Key)))
	}
	query += ` ORDER BY created_at ` + direction + `, id ` + direction + ` LIMIT ` + strconv.Itoa(request.Limit+1)
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return chatkit.Page[chatkit.Thread]{}, wrap("list threads", err)
	}
	defer rows.Close()
	var threads []chatkit.Thread
	for rows.Next() {
		thread, err := scan(rows)
		if err != nil {
			return chatkit.Page[chatkit.Thread]{}, wrap("list threads", err)
		}
		threads = append(threads, thread)
	}
	return cut(threads, request.Limit, func(t chatkit.Thread) chatkit.Cursor {
		return chatkit.Cursor{Key: t.CreatedAt.UnixMilli(), ID: t.ID}
	}), wrap("list threads", rows.Err())
}

// along gives what an order is in SQL.
func along(order chatkit.Order) (compare, direction string) {
	if order == chatkit.Ascending {
		return ">", "ASC"
	}
	return "<", "DESC"
}

// cut makes a page of the rows that were read, one of which may be too many.
func cut[T any](rows []T, limit int, cursor func(T) chatkit.Cursor) chatkit.Page[T] {
	if len(rows) <= limit {
		return chatkit.Page[T]{Data: rows}
	}
	rows = rows[:limit]
	return chatkit.Page[T]{Data: rows, HasMore: true, After: cursor(rows[limit-1]).String()}
}

// SetTitle implements [chatkit.Store].
func (s *Store) SetTitle(ctx context.Context, user, id, title string) (chatkit.Thread, error) {
	thread, err := scan(s.db.QueryRowContext(ctx, `UPDATE threads SET title = $3, updated_at = $4
		WHERE id = $1 AND user_id = $2 RETURNING `+columns, id, user, title, db.At(s.now())))
	return thread, wrap("rename thread", err)
}

// Delete implements [chatkit.Store].
func (s *Store) Delete(ctx context.Context, user, id string) error {
	err := s.db.InTx(ctx, func(tx *sql.Tx) error {
		// Items go first: on SQLite those of earlier installations do not go with their thread.
		_, err := tx.ExecContext(ctx, `DELETE FROM thread_items
			WHERE thread_id IN (SELECT id FROM threads WHERE id = $1 AND user_id = $2)`, id, user)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM threads WHERE id = $1 AND user_id = $2`, id, user)
		return changed(result, err)
	})
	return wrap("delete thread", err)
}

// changed turns a statement that changed nothing into ErrNotFound.
func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	rows, err := result.RowsAffected()
	if err == nil && rows == 0 {
		return chatkit.ErrNotFound
	}
	return err
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
