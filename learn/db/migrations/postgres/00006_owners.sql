-- Threads go with their user and items with their thread, also in tables of an earlier assistant that had columns
-- without foreign keys.

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.conrelid = 'threads'::regclass AND c.contype = 'f' AND a.attname = 'user_id'
    ) THEN
        ALTER TABLE threads ADD FOREIGN KEY (user_id) REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint c
        WHERE c.conrelid = 'thread_items'::regclass AND c.confrelid = 'threads'::regclass AND c.contype = 'f'
    ) THEN
        ALTER TABLE thread_items ADD FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE;
    END IF;
END $$;
-- +goose StatementEnd
