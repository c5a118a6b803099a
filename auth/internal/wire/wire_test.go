package wire

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestAppendLikeJavaScript(t *testing.T) {
	t.Parallel()
	var none *string
	for want, v := range map[string]any{
		`{"b":1,"a":null}`:           Object{{"b", 1}, {"gone", Undefined}, {"a", none}},
		`"2026-11-22T17:46:04.400Z"`: time.Date(2026, 11, 22, 17, 46, 4, 400e6, time.UTC),
		"\"<é>\u2028\\n\\u0001\"":    "<é>\u2028\n\x01",
		`[1e+21,1e-7,0.1,100,0]`:     []any{1e21, 1e-7, 0.1, 100.0, 0.0},
		`{"x":"1"}`: struct {
			X string `json:"x"`
			Y string `json:"y,omitempty"`
			Z string `json:"-"`
		}{"1", "", "no"},
	} {
		if got := string(Append(nil, v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestParseKeepsOrder(t *testing.T) {
	t.Parallel()
	v, err := Parse([]byte(` {"b":1,"a":[true,null,"\ud83d\ude00\u00e9"],"b":2,"1":3} `))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(Append(nil, v)), `{"1":3,"b":2,"a":[true,null,"😀é"]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	v, err := Parse(deep(MaxDepth))
	if err != nil || len(Append(nil, v)) != 2*MaxDepth {
		t.Error("not read:", err)
	}
	for _, n := range []int{MaxDepth + 2, 1 << 20} {
		if _, err := Parse(deep(n)); err == nil {
			t.Errorf("%d levels were read", n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `[1.5e3,"\u00e9"]`, `{"a":{"b":[]}}`, `"\ud800"`, `-0`, `01`, `{"a":1,}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Parse(text)
		var std any
		stdErr := json.Unmarshal(text, &std)
		if err == nil && !json.Valid(text) {
			t.Fatalf("accepted %q", text)
		}
		if err != nil && stdErr == nil && len(text) < MaxDepth {
			t.Fatalf("refused %q", text)
		}
		if err == nil {
			once := Append(nil, v)
			again, err := Parse(once)
			if err != nil || string(Append(nil, again)) != string(once) {
				t.Fatalf("%q does not round-trip: %v", text, err)
			}
		}
	})
}

type input struct {
	Name   string   `json:"name"`
	Email  string   `json:"email" check:"email"`
	Pass   string   `json:"password" check:"nonempty"`
	Image  *string  `json:"image"`
	Keep   *bool    `json:"rememberMe"`
	Scopes []string `json:"scopes" check:"optional"`
	Kind   string   `json:"kind" check:"enum=a|b,optional"`
	Nested *struct {
		Token string `json:"token"`
	} `json:"idToken"`
	Rest Object `json:",rest"`
}

func TestDecode(t *testing.T) {
	t.Parallel()
	d := NewDecoder(reflect.TypeFor[input]())
	const ok = `"name":"","email":"a@b.co","password":"x"`
	for body, want := range map[string]string{
		`{` + ok + `}`: "",
		`{"email":"no","password":""}`: "[body.name] Invalid input: expected string, received undefined; " +
			"[body.email] Invalid email address; [body.password] Too small: expected string to have >=1 characters",
		`{` + ok + `,"image":null}`:           "[body.image] Invalid input: expected string, received null",
		`{` + ok + `,"rememberMe":"false"}`:   "[body.rememberMe] Invalid input: expected boolean, received string",
		`{` + ok + `,"scopes":["a",1]}`:       "[body.scopes.1] Invalid input: expected string, received number",
		`{` + ok + `,"kind":"c"}`:             `[body.kind] Invalid option: expected one of "a"|"b"`,
		`{` + ok + `,"idToken":{}}`:           "[body.idToken.token] Invalid input: expected string, received undefined",
		`{` + ok + `,"idToken":{"token":""}}`: "",
		`[]`:                                  "[body] Invalid input: expected object, received array; [body] Invalid input: expected record, received array",
	} {
		v, err := Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		var in input
		if got := strings.Join(d.Decode(Body, v, true, &in), "; "); got != want {
			t.Errorf("%s\n got %q\nwant %q", body, got, want)
		}
	}
	var in input
	v, _ := Parse([]byte(`{` + ok + `,"extra":1,"image":"i"}`))
	if issues := d.Decode(Body, v, true, &in); len(issues) > 0 || *in.Image != "i" || len(in.Rest) != 1 || in.Rest[0].Key != "extra" {
		t.Errorf("%q %+v", issues, in)
	}
}

// TestManyMembers takes the time of one reading, not of the square of it: a body of the
// greatest size would take minutes.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	text := []byte("{")
	for i := range 100_000 {
		text = append(text, fmt.Sprintf(`"m%d":%d,`, i, i)...)
	}
	v, err := Parse(append(text, `"m5":"last"}`...))
	o, ok := v.(Object)
	if err != nil || !ok || len(o) != 100_000 {
		t.Fatalf("%d members, %v", len(o), err)
	}
	if got, _ := o.Get("m5"); got != "last" || o[5].Key != "m5" {
		t.Errorf("m5 is %v, the fifth %s", got, o[5].Key)
	}
}

// TestTimes: what is written digit by digit is what the layout says.
func TestTimes(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{
		time.Date(2026, 11, 27, 9, 5, 3, 7_999_999, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2024, 2, 29, 23, 30, 0, 120_000_000, time.FixedZone("", -5*3600)), time.UnixMilli(-1),
	} {
		if got, want := string(AppendTime(nil, at)), at.UTC().Format(`"`+TimeLayout+`"`); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestHalfCharactersAreReplaced: what is read is Unicode, however it is escaped.
func TestHalfCharactersAreReplaced(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"a\ud800b"`: "a\uFFFDb", `"\udc00"`: "\uFFFD", `"\ud800\ud800"`: "\uFFFD\uFFFD", `"\ud83d\ude00"`: "😀",
		`"\ud800\u0041"`: "\uFFFDA", "\"\xed\xa0\x80\"": "\uFFFD\uFFFD\uFFFD",
	} {
		if v, err := Parse([]byte(text)); err != nil || v != want {
			t.Errorf("%s: %q, %v; want %q", text, v, err, want)
		}
	}
	if v, err := Parse([]byte(`{"\udfff":1}`)); err != nil || string(Append(nil, v)) != `{"�":1}` {
		t.Errorf("a name: %v, %v", v, err)
	}
}
