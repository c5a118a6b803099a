package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/plugin/password"
	"github.com/lyceum/lyceum/auth/store"
)

// userCommand is what an operator at the shell may do to accounts. Everything goes through the engine, so that what
// hangs on its events happens here too.
type userCommand struct {
	Create      userCreate      `cmd:"" help:"Add a user; the password is read from standard input."`
	List        userList        `cmd:"" help:"List users, newest first."`
	SetPassword userSetPassword `cmd:"" name:"set-password" help:"Give a user a new password, read from standard input, and end their sessions."`
	SetRole     userSetRole     `cmd:"" name:"set-role" help:"Change the field role of a user, where there is one."`
	VerifyEmail userVerifyEmail `cmd:"" name:"verify-email" help:"Mark a user's address as verified."`
	Sessions    userSessions    `cmd:"" help:"List where a user is signed in."`
	SignOut     userSignOut     `cmd:"" name:"sign-out" help:"End all sessions of a user."`
	Delete      userDelete      `cmd:"" help:"Delete a user with everything that belongs to them."`
	Log         userLog         `cmd:"" help:"List what was done to accounts and organizations, here and by administrators, newest first."`
}

// who names a user.
type who struct {
	User string `arg:"" help:"E-mail address or id."`
}

// onUser opens the engine and finds the user.
func (w who) onUser(i *invocation, do func(h *house, u *auth.User) error) error {
	return onAccounts(i, func(h *house) error {
		find := h.engine.FindUser
		if strings.Contains(w.User, "@") {
			find = h.engine.FindUserByEmail
		}
		user, err := find(i.context, w.User)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("there is no user %s", w.User)
		}
		if err != nil {
			return err
		}
		return do(h, user)
	})
}

// onAccounts opens the engine on a database that is up to date.
func onAccounts(i *invocation, do func(h *house) error) error {
	h, err := openForUpkeep(i)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.migrated(i.context); err != nil {
		return err
	}
	return do(h)
}

// passwords is the plugin that keeps them.
func (e *engine) passwords() (*password.Plugin, error) {
	for _, p := range e.Options().Plugins {
		if found, ok := p.(*password.Plugin); ok {
			return found, nil
		}
	}
	return nil, errors.New("there are no passwords in this installation")
}

// readPassword reads one line of standard input. A password in an argument could be read by every user of the machine.
func readPassword(i *invocation) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(i.program.Stdin, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password from standard input: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("no password on standard input: try  lyceum user … < file  or  pass show x | lyceum user …")
	}
	return line, nil
}

// spoken is an engine's refusal as a sentence for the shell.
func spoken(err error) error {
	if public, ok := errors.AsType[*auth.Error](err); ok && public.Message != "" {
		return errors.New(public.Message)
	}
	return err
}

type userCreate struct {
	Email      string `arg:"" help:"E-mail address."`
	Name       string `help:"Name; the part of the address before the @ when not given."`
	Role       string `help:"Field role, where there is one."`
	Verified   bool   `help:"Their address is known to be theirs."`
	NoPassword bool   `name:"no-password" help:"They sign in in another way; nothing is read from standard input."`
}

// Run adds the user with their password, or neither.
func (c *userCreate) Run(i *invocation) error {
	return onAccounts(i, func(h *house) error {
		if !auth.IsEmail(c.Email) {
			return fmt.Errorf("%s is not an e-mail address", c.Email)
		}
		values := store.Values{"email": auth.NormalizeEmail(c.Email), "name": c.Name, "emailVerified": c.Verified}
		if c.Name == "" {
			values["name"], _, _ = strings.Cut(c.Email, "@")
		}
		if err := h.engine.CheckProfile("name", values["name"]); err != nil {
			return spoken(err)
		}
		if c.Role != "" {
			if err := h.hasRole(); err != nil {
				return err
			}
			values["role"] = c.Role
		}
		id, err := c.create(i, h, values)
		if errors.Is(err, store.ErrConflict) {
			return fmt.Errorf("there is a user %s already", values["email"])
		}
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "created %s with id %s\n", values["email"], id)
		return err
	})
}

func (c *userCreate) create(i *invocation, h *house, values store.Values) (id string, err error) {
	var secret string
	plugin, err := h.engine.passwords()
	if !c.NoPassword {
		if err != nil {
			return "", err
		}
		if secret, err = readPassword(i); err != nil {
			return "", err
		}
	}
	err = h.engine.InTx(i.context, func(ctx context.Context) error {
		user, err := h.engine.CreateUser(ctx, values, "shell")
		if err != nil {
			return err
		}
		id = user.ID
		if !c.NoPassword {
			err = plugin.Set(ctx, user.ID, secret)
		}
		return h.report(ctx, err, "create-user", id)
	})
	return id, err
}

func (h *house) hasRole() error {
	if h.engine.Schema().Model("user").IndexOf("role") < 0 {
		return errors.New("users have no field role in this installation: a plugin or auth.user.additionalFields gives them one")
	}
	return nil
}

type userList struct {
	Search string `help:"Only those whose address or name contains this."`
	Limit  int    `default:"100" help:"How many at most."`
	Offset int    `help:"How many to leave out first."`
	JSON   bool   `name:"json" help:"One JSON object a line."`
}

// Run lists users.
func (c *userList) Run(i *invocation) error {
	return onAccounts(i, func(h *house) error {
		query := store.Query{Model: "user", SortBy: "createdAt", Desc: true, Limit: max(1, c.Limit), Offset: max(0, c.Offset)}
		if c.Search != "" {
			for _, field := range []string{"email", "name"} {
				query.Where = append(query.Where, store.Cond{Field: field, Op: store.OpContains, Value: c.Search, Or: true, Fold: true})
			}
		}
		rows, err := h.engine.Store().List(i.context, query)
		if err != nil {
			return err
		}
		table := newTable(i.program.Stdout, c.JSON, "ID", "ADDRESS", "VERIFIED", "NAME", "SINCE")
		for _, row := range rows {
			u := auth.UserFrom(row)
			table.add(u, u.ID, u.Email, yes(u.EmailVerified), u.Name, u.CreatedAt.Format(time.DateOnly))
		}
		return table.flush()
	})
}

type userSetPassword struct{ who }

// Run changes the password, ends all sessions and makes links in old mails worthless.
func (c *userSetPassword) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		plugin, err := h.engine.passwords()
		if err != nil {
			return err
		}
		secret, err := readPassword(i)
		if err != nil {
			return err
		}
		err = h.reported(i.context, "set-user-password", u.ID, func(ctx context.Context) error {
			return errors.Join(plugin.Replace(ctx, u.ID, secret), h.engine.EndOutstanding(ctx, u.ID), h.engine.DeleteSessions(ctx, u.ID))
		})
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%s has a new password and is signed out everywhere\n", u.Email)
		return err
	})
}

type userSetRole struct {
	who
	Role string `arg:"" help:"The role, or several joined by commas."`
}

// Run changes the role.
func (c *userSetRole) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		if err := h.hasRole(); err != nil {
			return err
		}
		err := h.reported(i.context, "set-role", u.ID, func(ctx context.Context) error {
			_, err := h.engine.UpdateUser(ctx, u.ID, store.Values{"role": c.Role})
			return err
		}, auth.Member{Key: "role", Value: c.Role})
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%s has the role %s%s\n", u.Email, c.Role, h.remark(c.Role))
		return err
	})
}

// remark says of roles, separated by commas, that one is unknown: misspelt, it would allow nothing without a word.
func (h *house) remark(role string) string {
	if h.settings.Auth.Plugins.Admin.Off {
		return ""
	}
	_, roles, err := (&wiring{settings: h.settings.Auth}).adminRoles()
	if err != nil {
		return ""
	}
	for name := range strings.SplitSeq(role, ",") {
		if _, known := roles[strings.TrimSpace(name)]; !known {
			return fmt.Sprintf(", but the settings know only %s", strings.Join(slices.Sorted(maps.Keys(roles)), ", "))
		}
	}
	return ""
}

type userVerifyEmail struct{ who }

// Run marks the address as verified.
func (c *userVerifyEmail) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		err := h.reported(i.context, "update-user", u.ID, func(ctx context.Context) error {
			_, err := h.engine.UpdateUser(ctx, u.ID, store.Values{"emailVerified": true})
			return err
		}, auth.Member{Key: "fields", Value: []string{"emailVerified"}})
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%s is verified\n", u.Email)
		return err
	})
}

type userSessions struct {
	who
	JSON bool `name:"json" help:"One JSON object a line."`
}

// Run lists sessions without what would let anybody use them.
func (c *userSessions) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		sessions, err := h.engine.Auth.Sessions(i.context, u.ID)
		if err != nil {
			return err
		}
		table := newTable(i.program.Stdout, c.JSON, "ID", "SINCE", "UNTIL", "FROM", "WITH")
		for _, s := range sessions {
			table.add(auth.Record{Row: s.Row.With(store.Values{"token": nil})}, s.ID, s.CreatedAt.Format(time.RFC3339), s.ExpiresAt.Format(time.RFC3339), s.IPAddress, s.UserAgent)
		}
		return table.flush()
	})
}

type userSignOut struct{ who }

// Run ends all sessions.
func (c *userSignOut) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		err := h.reported(i.context, "revoke-user-sessions", u.ID, func(ctx context.Context) error {
			return h.engine.DeleteSessions(ctx, u.ID)
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(i.program.Stdout, "%s is signed out everywhere\n", u.Email)
		return err
	})
}

type userDelete struct {
	who
	Yes bool `help:"Do it. Without this it is only said what would go."`
}

// Run deletes the user.
func (c *userDelete) Run(i *invocation) error {
	return c.onUser(i, func(h *house, u *auth.User) error {
		if !c.Yes {
			return fmt.Errorf("this would delete %s (%s, id %s) with their sessions, threads and progress: add --yes to do it", u.Email, u.Name, u.ID)
		}
		err := h.reported(i.context, "remove-user", u.ID, func(ctx context.Context) error {
			return h.engine.DeleteUser(ctx, u.ID)
		})
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(i.program.Stdout, "deleted %s\n", u.Email)
		return err
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// table prints rows for people, or JSON for programs.
type table struct {
	out  io.Writer
	tab  *tabwriter.Writer // nil for JSON
	errs []error
}

func newTable(out io.Writer, json bool, head ...string) *table {
	t := &table{out: out}
	if !json {
		t.tab = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		t.line(head)
	}
	return t
}

func (t *table) line(cells []string) {
	_, err := fmt.Fprintln(t.tab, strings.Join(cells, "\t"))
	t.errs = append(t.errs, err)
}

func (t *table) add(object interface{ AppendJSON([]byte) []byte }, cells ...string) {
	if t.tab != nil {
		for i, cell := range cells { // a name must not move the columns
			cells[i] = strings.NewReplacer("\t", " ", "\n", " ").Replace(cell)
		}
		t.line(cells)
		return
	}
	_, err := fmt.Fprintf(t.out, "%s\n", object.AppendJSON(nil))
	t.errs = append(t.errs, err)
}

func (t *table) flush() error {
	if t.tab != nil {
		t.errs = append(t.errs, t.tab.Flush())
	}
	return errors.Join(t.errs...)
}
