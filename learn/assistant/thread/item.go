package thread

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/db"
)

// row is an item and its place in the thread.
type row struct {
	chatkit.Item
	position int64
}

// extra is what an item has besides text and citations.
type extra struct {
	Parts            []chatkit.Content         `json:"parts,omitempty"` // when it is not one text
	QuotedText       string                    `json:"quoted_text,omitempty"`
	InferenceOptions *chatkit.InferenceOptions `json:"inference_options,omitempty"`
}

// roles are for readers of the table; the type says more.
var roles = map[chatkit.ItemType]string{
	chatkit.UserMessage: "user", chatkit.AssistantMessage: "assistant", chatkit.HiddenContext: "system",
}

// insert adds an item at the end of its thread.
func insert(ctx context.Context, tx *sql.Tx, item chatkit.Item) error {
	more := extra{QuotedText: item.QuotedText, InferenceOptions: item.InferenceOptions}
	var notes []chatkit.Annotation
	switch {
	case len(item.Content) == 1 && item.Content[0].Type == chatkit.OutputText:
		notes = item.Content[0].Annotations
	case len(item.Content) != 1 || item.Content[0].Type != chatkit.InputText:
		more.Parts = item.Content
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO thread_items
		(id, thread_id, type, role, content, sources, metadata, created_at, position)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT coalesce(max(position), 0) + 1 FROM thread_items WHERE thread_id = $2))`,
		item.ID, item.ThreadID, string(item.Type), roles[item.Type], item.Text(),
		db.JSON[[]chatkit.Annotation]{V: notes}, db.JSON[extra]{V: more}, db.At(item.CreatedAt.Time))
	return err
}

// items reads rows of thread_items that meet a condition.
func items(ctx context.Context, q db.Querier, condition string, args ...any) ([]row, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, thread_id, coalesce(type, CASE role WHEN 'user' THEN 'user_message'
		WHEN 'assistant' THEN 'assistant_message' ELSE '' END), coalesce(content, ''), sources, metadata, created_at, position
		FROM thread_items `+condition, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		var r row
		var text string
		var sources, metadata db.JSON[json.RawMessage]
		var created db.Time
		err := rows.Scan(&r.ID, &r.ThreadID, &r.Type, &text, &sources, &metadata, &created, &r.position)
		if err != nil {
			return nil, err
		}
		r.CreatedAt = chatkit.Time{Time: created.Time}
		r.restore(text, sources.V, metadata.V)
		list = append(list, r)
	}
	return list, rows.Err()
}

// restore builds the item's content. What an earlier installation wrote in another form is left out.
func (r *row) restore(text string, sources, metadata json.RawMessage) {
	var more extra
	_ = json.Unmarshal(metadata, &more)
	r.QuotedText, r.InferenceOptions = more.QuotedText, more.InferenceOptions
	content := chatkit.Content{Type: chatkit.InputText, Text: text}
	if r.Type == chatkit.AssistantMessage {
		content.Type = chatkit.OutputText
		var notes []chatkit.Annotation
		_ = json.Unmarshal(sources, &notes)
		content.Annotations = slices.DeleteFunc(notes, func(a chatkit.Annotation) bool { return a.Type != "annotation" })
	}
	r.Content = []chatkit.Content{content}
	if len(more.Parts) > 0 {
		r.Content = more.Parts
	}
}

// shown is the condition for what readers see. Kinds of items that this server does not write are not shown.
const shown = `(type IN ('user_message', 'assistant_message') OR type IS NULL AND role IN ('user', 'assistant'))`

// Items implements [chatkit.Store].
func (s *Store) Items(ctx context.Context, user, id string, request chatkit.PageRequest) (chatkit.Page[chatkit.Item], error) {
	if _, err := one(ctx, s.db, id, user); err != nil {
		return chatkit.Page[chatkit.Item]{}, wrap("list items", err)
	}
	result, err := page(ctx, s.db, id, request)
	return result, wrap("list items", err)
}

// page reads items of a thread that may be read.
func page(ctx context.Context, q db.Querier, id string, request chatkit.PageRequest) (chatkit.Page[chatkit.Item], error) {
	condition, args := `WHERE thread_id = $1 AND `+shown, []any{id}
	compare, direction := along(request.Order)
	if request.After != nil {
		condition += ` AND (position, id) ` + compare + ` ($2, $3)`
		args = append(args, request.After.Key, request.After.ID)
	}
	condition += ` ORDER BY position ` + direction + `, id ` + direction + ` LIMIT ` + strconv.Itoa(request.Limit+1)
	rows, err := items(ctx, q, condition, args...)
	if err != nil {
		return chatkit.Page[chatkit.Item]{}, err
	}
	cursored := cut(rows, request.Limit, func(r row) chatkit.Cursor { return chatkit.Cursor{Key: r.position, ID: r.ID} })
	return chatkit.Page[chatkit.Item]{Data: plain(cursored.Data), HasMore: cursored.HasMore, After: cursored.After}, nil
}

func plain(rows []row) []chatkit.Item {
	list := make([]chatkit.Item, len(rows))
	for i, r := range rows {
		list[i] = r.Item
	}
	return list
}

// History implements [chatkit.Store].
func (s *Store) History(ctx context.Context, user, id string, limit int) ([]chatkit.Item, error) {
	rows, err := items(ctx, s.db, `WHERE thread_id = (SELECT id FROM threads WHERE id = $1 AND user_id = $2)
		AND (`+shown+` OR type = 'sdk_hidden_context') ORDER BY position DESC, id DESC LIMIT `+strconv.Itoa(limit), id, user)
	slices.Reverse(rows)
	return plain(rows), wrap("read history", err)
}

// Rate implements [chatkit.Store].
func (s *Store) Rate(ctx context.Context, user, id string, rated []string, kind chatkit.FeedbackKind) error {
	err := s.db.InTx(ctx, func(tx *sql.Tx) error {
		for _, item := range rated {
			found, err := items(ctx, tx, `WHERE id = $3 AND thread_id = (SELECT id FROM threads WHERE id = $1 AND user_id = $2)
				AND `+shown, id, user, item)
			if err != nil {
				return err
			}
			if len(found) == 0 {
				return chatkit.ErrNotFound
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO thread_feedback (user_id, item_id, kind, created_at) VALUES ($1, $2, $3, $4)
				ON CONFLICT (user_id, item_id) DO UPDATE SET kind = excluded.kind, created_at = excluded.created_at`,
				user, item, string(kind), db.At(s.now()))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("keep feedback", err)
}
