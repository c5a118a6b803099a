package sqlstore

import (
	"fmt"
	"strconv"
	"time"
)

// dateLayout is how the reference writes dates to SQLite: JavaScript's toISOString.
const dateLayout = "2006-01-02T15:04:05.000Z"

// maxDate is the largest distance of a JavaScript date from 1970, in milliseconds.
const maxDate = 8_640_000_000_000_000

// floorMillis is t as JavaScript can hold it.
func floorMillis(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }

// formatDate writes years beyond four digits with a sign and six, as JavaScript does.
func formatDate(t time.Time) string {
	if y := t.Year(); y < 0 || y > 9999 {
		return fmt.Sprintf("%+07d", y) + t.Format(dateLayout[4:])
	}
	return t.Format(dateLayout)
}

// parseDate reads what formatDate wrote, and the forms that other programs use.
func parseDate(s string) (any, error) {
	if t, ok := parseOwn(s); ok {
		return t, nil
	}
	if len(s) > 7 && (s[0] == '+' || s[0] == '-') {
		return parseFar(s)
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return floorMillis(t), nil
		}
	}
	return nil, fmt.Errorf("%q is not a date", s)
}

// parseOwn reads dateLayout, three times as fast as package time.
func parseOwn(s string) (t time.Time, ok bool) {
	if len(s) != len(dateLayout) {
		return t, false
	}
	const shape = "0000-00-00T00:00:00.000Z"
	var n [7]int
	part := 0
	for i := range len(shape) {
		switch c := s[i]; {
		case shape[i] != '0':
			if c != shape[i] {
				return t, false
			}
			part++
		case c < '0' || c > '9':
			return t, false
		default:
			n[part] = n[part]*10 + int(c-'0')
		}
	}
	t = time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6]*int(time.Millisecond), time.UTC)
	// Package time normalises a 31st of February; that was no date.
	return t, t.Day() == n[2] && t.Month() == time.Month(n[1]) && t.Hour() == n[3] && t.Minute() == n[4] && t.Second() == n[5]
}

// parseFar reads a year of six digits with a sign. Package time knows none beyond 9999, but
// the calendar repeats every 400 years.
func parseFar(s string) (any, error) {
	year, err := strconv.Atoi(s[:7])
	if err != nil {
		return nil, fmt.Errorf("%q is not a date", s)
	}
	near := 2000 + ((year%400)+400)%400
	t, ok := parseOwn(strconv.Itoa(near) + s[7:])
	if !ok {
		return nil, fmt.Errorf("%q is not a date", s)
	}
	return t.AddDate(year-near, 0, 0), nil
}
