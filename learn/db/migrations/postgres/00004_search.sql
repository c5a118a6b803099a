-- The book cut into passages, for full-text search. Rebuilt from the lessons whenever they change, so it holds nothing
-- that could be lost. heading, path, body and code hold words only; document is the passage as it is shown.

-- +goose Up
CREATE TABLE book_chunks (
    row      BIGINT PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    lesson   TEXT NOT NULL,
    access   TEXT NOT NULL,
    heading  TEXT NOT NULL,
    path     TEXT NOT NULL,
    body     TEXT NOT NULL,
    code     TEXT NOT NULL,
    words    INTEGER NOT NULL,
    document TEXT NOT NULL,
    search   TSVECTOR NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', heading), 'A') ||
        setweight(to_tsvector('pg_catalog.english', path), 'B') ||
        setweight(to_tsvector('pg_catalog.english', body), 'C') ||
        setweight(to_tsvector('pg_catalog.english', code), 'D')
    ) STORED
);
CREATE INDEX book_chunks_search ON book_chunks USING gin (search);

-- One row: what the index was built from. Updating it first makes builders wait for each other.
CREATE TABLE book_index (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    hash       TEXT NOT NULL,
    updated_at TIMESTAMPTZ
);
INSERT INTO book_index (one, hash) VALUES (1, '');
