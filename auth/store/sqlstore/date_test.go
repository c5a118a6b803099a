package sqlstore

import (
	"testing"
	"time"
)

func TestDateFormat(t *testing.T) {
	t.Parallel()
	// From JavaScript's new Date(n).toISOString().
	for millis, want := range map[int64]string{
		0: "1970-01-01T00:00:00.000Z", -1: "1969-12-31T23:59:59.999Z", maxDate: "+275760-09-13T00:00:00.000Z", -maxDate: "-271821-04-20T00:00:00.000Z",
		253402300799999: "9999-12-31T23:59:59.999Z", 253402300800000: "+010000-01-01T00:00:00.000Z",
		-62167219200000: "0000-01-01T00:00:00.000Z", -62167219200001: "-000001-12-31T23:59:59.999Z",
	} {
		if got := formatDate(time.UnixMilli(millis).UTC()); got != want {
			t.Errorf("%d: %s, want %s", millis, got, want)
		}
	}
}

func FuzzFormatDate(f *testing.F) {
	for _, n := range []int64{0, -1, 1, maxDate, -maxDate, 951782400000, 253402300800000, -62167219200001} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, millis int64) {
		want := time.UnixMilli(millis % (maxDate + 1)).UTC()
		text := formatDate(want)
		if got, err := parseDate(text); err != nil || got != any(want) {
			t.Errorf("%s was read as %v (%v)", text, got, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2026-11-22T17:47:13.038Z", "2026-02-31T00:00:00.000Z", "+010000-01-01T00:00:00.000Z", "-000001-12-31T23:59:59.999Z",
		"2026-11-22 17:47:13.5+05:30", "2026-11-22", "+01x234-01-01T00:00:00.000Z", "2026-11-22T24:00:00.000Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseDate(s)
		if err != nil {
			return
		}
		d, ok := got.(time.Time)
		if !ok || d.Location() != time.UTC || d.Nanosecond()%int(time.Millisecond) != 0 {
			t.Fatalf("%q was read as %v", s, got)
		}
		if again, err := parseDate(formatDate(d)); err != nil || again != any(d) {
			t.Errorf("%q was read as %v, which is written and read as %v (%v)", s, d, again, err)
		}
	})
}
