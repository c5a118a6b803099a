-- The book cut into passages, for full-text search. Rebuilt from the lessons whenever they change, so it holds nothing
-- that could be lost. heading, path, body and code hold words only; document is the passage as it is shown.

-- +goose Up
CREATE TABLE book_chunks (
    row      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    lesson   TEXT NOT NULL,
    access   TEXT NOT NULL,
    heading  TEXT NOT NULL,
    path     TEXT NOT NULL,
    body     TEXT NOT NULL,
    code     TEXT NOT NULL,
    words    INTEGER NOT NULL,
    document TEXT NOT NULL
);
CREATE VIRTUAL TABLE book_search USING fts5 (
    heading, path, body, code,
    content = 'book_chunks', content_rowid = 'row', tokenize = 'porter unicode61'
);

-- One row: what the index was built from. Updating it first makes builders wait for each other.
CREATE TABLE book_index (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    hash       TEXT NOT NULL,
    updated_at TEXT
);
INSERT INTO book_index (one, hash) VALUES (1, '');
