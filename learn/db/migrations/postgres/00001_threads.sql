-- Conversations with the assistant. The tables may exist already, made by an earlier assistant: then they gain the
-- columns they lack, and items go when their thread goes.

-- +goose Up
CREATE TABLE IF NOT EXISTS threads (
    id         TEXT PRIMARY KEY,
    title      TEXT,
    metadata   JSONB,
    user_id    {{.IDType}} REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE,
    public     BOOLEAN NOT NULL DEFAULT false,
    status     TEXT NOT NULL DEFAULT 'active',
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
ALTER TABLE threads
    ADD COLUMN IF NOT EXISTS user_id {{.IDType}} REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE,
    ADD COLUMN IF NOT EXISTS public BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS status TEXT NOT NULL DEFAULT 'active';
CREATE INDEX IF NOT EXISTS idx_threads_user_id ON threads (user_id);

-- position orders the items of a thread (then id); whoever adds an item gives it the next one.
CREATE TABLE IF NOT EXISTS thread_items (
    id         TEXT PRIMARY KEY,
    thread_id  TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    type       TEXT,
    role       TEXT,
    content    TEXT,
    sources    JSONB,
    metadata   JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    position   BIGINT NOT NULL DEFAULT 0
);
ALTER TABLE thread_items ADD COLUMN IF NOT EXISTS position BIGINT NOT NULL DEFAULT 0;
UPDATE thread_items SET position = numbered.n
FROM (
    SELECT id, row_number() OVER (PARTITION BY thread_id ORDER BY created_at, id) AS n FROM thread_items
) AS numbered
WHERE thread_items.id = numbered.id AND thread_items.position = 0;
CREATE INDEX IF NOT EXISTS idx_thread_items_thread_id ON thread_items (thread_id, position);

-- +goose StatementBegin
DO $$
DECLARE
    old TEXT;
BEGIN
    FOR old IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'thread_items'::regclass AND confrelid = 'threads'::regclass
          AND contype = 'f' AND confdeltype <> 'c'
    LOOP
        EXECUTE format('ALTER TABLE thread_items DROP CONSTRAINT %I', old);
        EXECUTE format('ALTER TABLE thread_items ADD CONSTRAINT %I
            FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE', old);
    END LOOP;
END $$;
-- +goose StatementEnd
