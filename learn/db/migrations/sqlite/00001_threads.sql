-- Conversations with the assistant. The tables may exist already, made by an earlier assistant: then they gain the
-- columns they lack.

-- +goose Up
CREATE TABLE IF NOT EXISTS threads (
    id         TEXT PRIMARY KEY,
    title      TEXT,
    metadata   TEXT,
    user_id    {{.IDType}} REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE,
    public     BOOLEAN NOT NULL DEFAULT 0,
    status     TEXT NOT NULL DEFAULT 'active',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
{{if missing "threads" "user_id" -}}
ALTER TABLE threads ADD COLUMN user_id {{.IDType}} REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE;
{{end -}}
{{if missing "threads" "public" -}}
ALTER TABLE threads ADD COLUMN public BOOLEAN NOT NULL DEFAULT 0;
{{end -}}
{{if missing "threads" "status" -}}
ALTER TABLE threads ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
{{end -}}
CREATE INDEX IF NOT EXISTS idx_threads_user_id ON threads (user_id);

-- position orders the items of a thread (then id); whoever adds an item gives it the next one.
CREATE TABLE IF NOT EXISTS thread_items (
    id         TEXT PRIMARY KEY,
    thread_id  TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    type       TEXT,
    role       TEXT,
    content    TEXT,
    sources    TEXT,
    metadata   TEXT,
    created_at TEXT NOT NULL,
    position   INTEGER NOT NULL DEFAULT 0
);
{{if missing "thread_items" "position" -}}
ALTER TABLE thread_items ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
{{end -}}
UPDATE thread_items SET position = (
    SELECT count(*) FROM thread_items AS earlier
    WHERE earlier.thread_id = thread_items.thread_id
      AND (earlier.created_at, earlier.id) <= (thread_items.created_at, thread_items.id)
) WHERE position = 0;
CREATE INDEX IF NOT EXISTS idx_thread_items_thread_id ON thread_items (thread_id, position);
