-- At most one answer is being written in a thread at a time: turn names it, and turn_until frees the thread when the
-- process that wrote it died. Feedback is one opinion a reader and item.

-- +goose Up
ALTER TABLE threads
    ADD COLUMN turn TEXT,
    ADD COLUMN turn_until TIMESTAMPTZ;

CREATE TABLE thread_feedback (
    user_id    {{.IDType}} NOT NULL REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE,
    item_id    TEXT NOT NULL REFERENCES thread_items (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, item_id)
);
CREATE INDEX idx_thread_feedback_item_id ON thread_feedback (item_id);
