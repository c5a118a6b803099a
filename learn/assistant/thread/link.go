package thread

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lyceum/lyceum/learn/db"
)

// Linked is what [Link] has done.
type Linked struct {
	Linked, Already int
	// Problems are rows of the mapping that could not be followed.
	Problems []string
}

// Link gives threads of an earlier assistant to users, by a mapping table with the columns thread_id and new_user_id. A
// thread that has an owner keeps it. In a dry run nothing is written, and the users in coming count as there.
func Link(ctx context.Context, database *db.DB, mapping string, users db.MigrateOptions, dryRun bool, coming map[string]bool) (Linked, error) {
	var result Linked
	err := database.InTx(ctx, func(tx *sql.Tx) error {
		pairs, err := read(ctx, tx, mapping, users)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			if dryRun && coming[p.userID.String] {
				p.user = p.userID
			}
			if err := p.link(ctx, tx, dryRun, &result); err != nil {
				return err
			}
		}
		return nil
	})
	return result, wrap("link threads", err)
}

// pair is one row of the mapping with what it leads to.
type pair struct{ threadID, userID, thread, owner, user sql.NullString }

func read(ctx context.Context, tx *sql.Tx, mapping string, users db.MigrateOptions) ([]pair, error) {
	quoted := func(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
	key := quoted(cmp.Or(users.UserIDColumn, "id"))
	rows, err := tx.QueryContext(ctx, `SELECT CAST(m.thread_id AS TEXT), CAST(m.new_user_id AS TEXT), t.id, CAST(t.user_id AS TEXT), CAST(u.`+key+` AS TEXT)
		FROM `+quoted(mapping)+` AS m
		LEFT JOIN threads AS t ON t.id = CAST(m.thread_id AS TEXT)
		LEFT JOIN `+quoted(cmp.Or(users.UserTable, "user"))+` AS u ON CAST(u.`+key+` AS TEXT) = CAST(m.new_user_id AS TEXT)
		ORDER BY m.thread_id`)
	if err != nil {
		return nil, fmt.Errorf("the mapping table %s cannot be read; it needs the columns thread_id and new_user_id: %w", mapping, err)
	}
	defer rows.Close()
	var pairs []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.threadID, &p.userID, &p.thread, &p.owner, &p.user); err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	return pairs, rows.Err()
}

func (p pair) link(ctx context.Context, tx *sql.Tx, dryRun bool, result *Linked) error {
	problem := func(format string, args ...any) {
		result.Problems = append(result.Problems, fmt.Sprintf("thread "+p.threadID.String+" "+format, args...))
	}
	switch {
	case !p.thread.Valid:
		problem("does not exist")
	case !p.user.Valid:
		problem("goes to the user %s, who does not exist", p.userID.String)
	case p.owner.Valid && p.owner.String == p.user.String:
		result.Already++
	case p.owner.Valid:
		problem("belongs to another user already, %s", p.owner.String)
	case dryRun:
		result.Linked++
	default:
		done, err := tx.ExecContext(ctx, `UPDATE threads SET user_id = $1 WHERE id = $2 AND user_id IS NULL`, p.user.String, p.thread.String)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			problem("is in the mapping twice")
		}
		result.Linked += int(n)
	}
	return nil
}
