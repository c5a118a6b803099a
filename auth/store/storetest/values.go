package storetest

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/store"
)

// roundTrip writes a value three ways and returns how it is read.
func (k *kit) roundTrip(t *testing.T, field string, v any) any {
	t.Helper()
	row := k.create(t, "author", store.Values{"fullName": "x", field: v})
	byID := store.Eq("id", row.ID())
	found, err := k.Find(t.Context(), store.Query{Model: "author", Where: []store.Cond{byID}})
	must(t, err)
	wantEqual(t, field+": Create returns what Find reads", row.Get(field), found.Get(field))
	_, err = k.Update(t.Context(), "author", store.Values{field: nil}, byID)
	if field != "fullName" && field != "active" {
		must(t, err)
	}
	updated, err := k.Update(t.Context(), "author", store.Values{field: v}, byID)
	must(t, err)
	wantEqual(t, field+": Update returns what Find reads", updated.Get(field), found.Get(field))
	return found.Get(field)
}

func testValues(t *testing.T, k *kit) {
	for field, values := range map[string][]any{
		"age":    {int64(0), int64(-1), int64(math.MaxInt32), int64(math.MinInt32)},
		"big":    {int64(math.MaxInt64), int64(math.MinInt64), int64(1) << 53},
		"active": {true, false},
		"tags":   {[]string{}, []string{"a", "", `"quoted", [x]`, "ünï"}, []string{"null"}},
		"scores": {[]float64{}, []float64{0, -1.5, 1e300, 0.1}},
	} {
		for _, v := range values {
			wantEqual(t, field, k.roundTrip(t, field, v), v)
		}
	}
	row := k.create(t, "author", store.Values{"fullName": "x", "age": 7, "big": 8.0})
	wantEqual(t, "int", row.Int("age"), int64(7))
	wantEqual(t, "whole float64", row.Int("big"), int64(8))
	text := "pointed at"
	wantEqual(t, "*string", k.create(t, "author", store.Values{"fullName": &text}).String("fullName"), text)
	for _, v := range []int64{math.MaxInt64, math.MinInt64} {
		wantEqual(t, "compared", k.count(t, "author", store.Eq("big", v)), int64(1))
		// Beyond what the column can hold, and still a comparison.
		wantEqual(t, "compared", k.count(t, "author", store.Eq("age", v)), int64(0))
		wantEqual(t, "compared", k.count(t, "author", store.Cond{Field: "age", Op: store.OpIn, Value: []int64{v, 7}}), int64(1))
	}
	wantEqual(t, "below", k.count(t, "author", store.Lt("age", int64(math.MaxInt64))), k.count(t, "author", store.Ne("age", nil)))
}

func testDates(t *testing.T, k *kit) {
	zone := time.FixedZone("", 5*3600+1800)
	for _, d := range []time.Time{
		start, time.Unix(0, 0), time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(33, 4, 3, 15, 0, 0, 1e6, time.UTC), time.Date(1883, 11, 18, 12, 3, 58, 0, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, zone),
		time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(99999, 2, 28, 1, 2, 3, 4e6, time.UTC),
		time.Date(200000, 2, 29, 1, 2, 3, 4e6, time.UTC), time.Date(275760, 9, 13, 0, 0, 0, 0, time.UTC), time.Date(-43, 3, 15, 12, 0, 0, 0, time.UTC),
	} {
		wantEqual(t, "date", k.roundTrip(t, "born", d), any(d.UTC()))
		wantEqual(t, "found by the date", k.count(t, "author", store.Eq("born", d)), int64(1))
	}
	// Milliseconds are what the other server can hold; the rest is cut off.
	exact := start.Add(789 * time.Nanosecond)
	wantEqual(t, "cut to milliseconds", k.roundTrip(t, "born", exact.Add(999*time.Microsecond)), any(start))
	wantEqual(t, "cut before it is stored", k.count(t, "author", store.Eq("fullName", "x"), store.Eq("born", start)), int64(2))
	old := time.Date(1900, 1, 1, 0, 0, 0, 999_999, time.UTC)
	wantEqual(t, "cut before 1970", k.roundTrip(t, "born", old), any(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)))
	k.mu.Lock()
	k.clock = exact
	k.mu.Unlock()
	wantEqual(t, "the clock is cut as well", k.author(t, "now").Time("createdAt"), start)
	_, err := k.Create(t.Context(), "author", store.Values{"fullName": "x", "born": time.Date(275761, 1, 1, 0, 0, 0, 0, time.UTC)})
	wantFault(t, err)
}

func testText(t *testing.T, k *kit) {
	for _, s := range []string{
		"", " ", "ünïcödé", "日本語", "🤖🏳️‍🌈", "a\u0301 not á", "e\u200bzero width", `'; DROP TABLE "author"; --`, `back\slash`, "line\nbreak\ttab\r",
		"$1", "%_", "123", "1e5", "true", "null", "2026-11-22T17:47:13.038Z", "\u0001\u007f", "\ufffd", strings.Repeat("long ", 50_000),
	} {
		wantEqual(t, "text", k.roundTrip(t, "fullName", s), any(s))
		wantEqual(t, "found by the text", k.count(t, "author", store.Eq("fullName", s)), int64(1))
		wantEqual(t, "found in a list", k.count(t, "author", store.In("fullName", []string{s, "x"})), int64(1))
	}
	// What a database may refuse to hold is never found, and no fault to look for.
	for _, s := range []string{"a\x00b", "a\xffb"} {
		wantEqual(t, "looking for "+s, k.count(t, "author", store.Eq("fullName", s)), int64(0))
		wantEqual(t, "looking for other than "+s, k.count(t, "author", store.Ne("fullName", s)), k.count(t, "author"))
	}
}

func testJSON(t *testing.T, k *kit) {
	for _, s := range []string{
		`{"a":[1,2,{"b":null}],"ü":"\"x\""}`, `[]`, `{}`, `"text"`, `0`, `-1.5`, `true`, `null`, ` { "spaced" :  1 } `, `"2026-11-22T17:47:13.038Z"`, `"ÿ🤖"`,
	} {
		got, ok := k.roundTrip(t, "meta", json.RawMessage(s)).(json.RawMessage)
		if !ok || !sameJSON(got, []byte(s)) {
			t.Errorf("%s came back as %s", s, got)
		}
	}
	got := k.roundTrip(t, "meta", map[string]any{"a": 1})
	if raw, ok := got.(json.RawMessage); !ok || !sameJSON(raw, []byte(`{"a":1}`)) {
		t.Errorf("a Go value came back as %v", got)
	}
	_, err := k.Create(t.Context(), "author", store.Values{"fullName": "x", "meta": json.RawMessage(`{"a":`)})
	wantFault(t, err)
}

func sameJSON(a, b []byte) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return bytes.Equal(p, q)
}

func testNull(t *testing.T, k *kit) {
	for field, null := range map[string]any{
		"age": nil, "big": nil, "born": nil, "email": (*string)(nil), "meta": json.RawMessage(nil), "tags": []string(nil), "scores": []float64(nil), "role": nil,
	} {
		row := k.create(t, "author", store.Values{"fullName": field, field: null})
		wantEqual(t, field, row.Get(field), nil)
		wantEqual(t, field+" IS NULL", k.count(t, "author", store.Eq("fullName", field), store.Eq(field, null)), int64(1))
		wantEqual(t, field+" IS NOT NULL", k.count(t, "author", store.Eq("fullName", field), store.Ne(field, null)), int64(0))
	}
	for _, field := range []string{"fullName", "active"} {
		_, err := k.Create(t.Context(), "author", store.Values{"fullName": "x", field: nil})
		wantFault(t, err)
	}
}

func testRow(t *testing.T, k *kit) {
	row := k.create(t, "author", store.Values{"fullName": "Ada", "email": "a@b.c", "meta": json.RawMessage(`{"a":1}`), "tags": []string{"x"}, "born": start})
	wantEqual(t, "Text", *row.Text("email"), "a@b.c")
	wantEqual(t, "Text of NULL", k.author(t, "Bob").Text("email"), (*string)(nil))
	wantEqual(t, "Strings", row.Strings("tags"), []string{"x"})
	wantEqual(t, "Time", row.Time("born"), start)
	wantEqual(t, "JSON", sameJSON(row.JSON("meta"), []byte(`{"a":1}`)), true)
	wantEqual(t, "no such field", row.Get("nothing"), nil)
	other := row.With(store.Values{"fullName": "Bob"})
	wantEqual(t, "With", other.String("fullName")+row.String("fullName"), "BobAda")
	wantEqual(t, "no row", store.Row{}.IsZero(), true)
}
