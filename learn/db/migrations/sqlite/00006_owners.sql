-- Threads go with their user and items with their thread, also in tables of an earlier assistant. SQLite cannot change a
-- constraint, so a trigger does it.

-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER threads_take_items BEFORE DELETE ON threads BEGIN
    DELETE FROM thread_items WHERE thread_id = OLD.id;
END;
-- +goose StatementEnd
