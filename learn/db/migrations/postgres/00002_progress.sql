-- Where each reader is in the book.

-- +goose Up
CREATE TABLE IF NOT EXISTS lesson_progress (
    user_id      {{.IDType}} NOT NULL REFERENCES {{.UserTable}} ({{.UserID}}) ON DELETE CASCADE,
    lesson       TEXT NOT NULL,
    completed    BOOLEAN NOT NULL DEFAULT false,
    anchor       TEXT,
    updated_at   TIMESTAMPTZ NOT NULL,
    completed_at TIMESTAMPTZ,
    PRIMARY KEY (user_id, lesson)
);
