package admin

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"strings"
	"time"

	"github.com/lyceum/lyceum/auth"
	"github.com/lyceum/lyceum/auth/store"
)

// Greatest numbers of records: of one page, and of one export.
const (
	maxRecords  = 1000
	maxExported = 50_000
)

// AuditQuery selects records; empty fields select all.
type AuditQuery struct {
	ActorID, TargetID, Action, Outcome string
	// Since is included, Until is not.
	Since, Until time.Time
	// Limit 0 is 100.
	Limit, Offset int
}

// AuditLog is a page of records, newest first, and how many match in all.
type AuditLog struct {
	Entries []auth.Record `json:"entries"`
	Total   int64         `json:"total"`
}

func (q *AuditQuery) where() (where []store.Cond) {
	for field, value := range map[string]string{
		"actorId": q.ActorID, "targetId": q.TargetID, "action": q.Action, "outcome": q.Outcome,
	} {
		if value != "" {
			where = append(where, store.Eq(field, value))
		}
	}
	if !q.Since.IsZero() {
		where = append(where, store.Gte("createdAt", q.Since.UTC()))
	}
	if !q.Until.IsZero() {
		where = append(where, store.Lt("createdAt", q.Until.UTC()))
	}
	return where
}

// AuditLog reads records: two statements at most.
func (p *Plugin) AuditLog(ctx context.Context, q AuditQuery) (*AuditLog, error) {
	rows, total, err := p.auth.ListAndCount(ctx, q.query())
	if err != nil {
		return nil, err
	}
	return &AuditLog{auth.Records(rows), total}, nil
}

func (q AuditQuery) query() store.Query {
	return store.Query{Model: "auditLog", Where: q.where(), SortBy: "createdAt", Desc: true, Limit: q.Limit, Offset: q.Offset}
}

func (p *Plugin) auditEndpoints(b *auth.Builder) {
	codes := []auth.Code{YouAreNotAllowedToReadTheAuditLog}
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/admin/audit-log", Errors: codes,
		Summary: "Lists what administrators did, newest first. Not in the reference.",
	}, p.auditLogEndpoint)
	auth.Handle(b, auth.Endpoint{
		Method: "GET", Path: "/admin/audit-log/export", Errors: codes,
		Summary: "The audit log as JSON lines or CSV. Not in the reference.",
	}, p.exportEndpoint)
}

type auditInput struct {
	ActorID  *string        `json:"actorId"`
	TargetID *string        `json:"targetId"`
	Action   *string        `json:"action"`
	Outcome  *string        `json:"outcome"`
	Since    *moment        `json:"since"`
	Until    *moment        `json:"until"`
	Limit    auth.CountText `json:"limit"`
	Offset   auth.CountText `json:"offset"`
	Format   string         `json:"format" check:"optional,enum=jsonl|csv"`
}

// moment is an RFC 3339 date and time.
type moment time.Time

// ReadValue accepts the text of one.
func (m *moment) ReadValue(v any, _ bool) string {
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return "Invalid ISO datetime"
	}
	*m = moment(t)
	return ""
}

func (in auditInput) query(most int) (q AuditQuery, err error) {
	q = AuditQuery{ActorID: textOf(in.ActorID), TargetID: textOf(in.TargetID), Action: textOf(in.Action), Outcome: textOf(in.Outcome)}
	if in.Since != nil {
		q.Since = time.Time(*in.Since)
	}
	if in.Until != nil {
		q.Until = time.Time(*in.Until)
	}
	if q.Limit, err = in.Limit.Count("limit", most); err != nil {
		return q, err
	}
	q.Offset, err = in.Offset.Count("offset", 1<<31-1)
	return q, err
}

// reading authorises a reader of the audit log.
func (p *Plugin) reading(c *auth.Call) (*auth.User, error) {
	by, err := p.acting(c)
	if err == nil {
		err = p.authorise(c, by, YouAreNotAllowedToReadTheAuditLog, "audit", "read")
	}
	return by, err
}

func (p *Plugin) auditLogEndpoint(c *auth.Call, in auditInput) (*AuditLog, error) {
	if _, err := p.reading(c); err != nil {
		return nil, err
	}
	q, err := in.query(maxRecords)
	if err != nil {
		return nil, err
	}
	return p.AuditLog(c, q)
}

// exportEndpoint leaves a record of its own: a copy of the log is out of the server's
// hands.
func (p *Plugin) exportEndpoint(c *auth.Call, in auditInput) (auth.Page, error) {
	by, err := p.reading(c)
	if err != nil {
		return auth.Page{}, err
	}
	q, err := in.query(maxExported)
	if err != nil {
		return auth.Page{}, err
	}
	if q.Limit == 0 {
		q.Limit = maxExported
	}
	var rows []store.Row
	format := cmp.Or(in.Format, "jsonl")
	e := Entry{Action: "export-audit-log", Detail: auth.Object{{Key: "format", Value: format}}}
	err = p.act(c, by, &e, func() error { return nil }, func(ctx context.Context) (err error) {
		rows, err = p.auth.Store().List(ctx, q.query())
		return err
	})
	if err != nil {
		return auth.Page{}, err
	}
	c.Header.Set("Content-Disposition", `attachment; filename="audit-log.`+format+`"`)
	if format == "csv" {
		body, err := csvOf(rows)
		return auth.Page{ContentType: "text/csv; charset=utf-8", Body: body}, err
	}
	var body []byte
	for _, row := range rows {
		body = append(auth.AppendRow(body, row), '\n')
	}
	return auth.Page{ContentType: "application/x-ndjson", Body: body}, nil
}

var columns = []string{
	"createdAt", "action", "outcome", "actorId", impersonatedBy, "targetId", "detail", "ipAddress", "userAgent", "id",
}

// csvOf writes records as RFC 4180 has it, in cells that no spreadsheet takes for formulas.
func csvOf(rows []store.Row) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	lines := [][]string{columns}
	for _, row := range rows {
		line := make([]string, len(columns))
		for i, name := range columns {
			switch v := row.Get(name).(type) {
			case nil:
			case string:
				line[i] = harmless(v)
			case time.Time:
				line[i] = v.Format(time.RFC3339Nano)
			default:
				line[i] = harmless(string(auth.JSON(v)))
			}
		}
		lines = append(lines, line)
	}
	err := w.WriteAll(lines)
	return out.Bytes(), err
}

// harmless puts an apostrophe before what a spreadsheet would calculate (OWASP, CSV
// Injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
