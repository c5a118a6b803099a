package strictyaml_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/internal/strictyaml"
)

type file struct {
	Title string `yaml:"title"`
	Count int    `yaml:"count"`
	Flag  bool   `yaml:"flag"`
	Items []item `yaml:"items"`
	Inner *item  `yaml:"inner"`
}

type item struct {
	Line strictyaml.Line
	ID   string   `yaml:"id"`
	Rate *float64 `yaml:"rate"`
}

func TestDecode(t *testing.T) {
	t.Parallel()
	text := "# a comment\n\"title\": T\nitems:\n  - id: a\n    rate: 0.5\n\n  - {id: b}\ninner:\n  # why\n  id: c\n"
	var got file
	if err := strictyaml.Decode("f.yaml", 11, []byte(text), &got); err != nil {
		t.Fatal(err)
	}
	half := 0.5
	want := file{Title: "T", Items: []item{{Line: 14, ID: "a", Rate: &half}, {Line: 17, ID: "b"}}, Inner: &item{Line: 20, ID: "c"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeRefusals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"titel: x":                        `f.yaml:1: unknown key "titel" (did you mean "title"?)`,
		"title: x\nitems:\n  - iid: 1":    `f.yaml:3: unknown key "iid" (did you mean "id"?)`,
		"title: x\ninner:\n  xyzxyz: 1":   `f.yaml:3: unknown key "xyzxyz" (known: id, rate)`,
		"title: x\n\ncount: many":         "f.yaml:3: ",
		"title: x\nflag: 7":               "f.yaml:2: ",
		"title: x\ntitle: y":              "f.yaml:2: ",
		"title: x\nitems: {id: a}":        "f.yaml:2: ",
		"title: [x":                       "f.yaml:1: ",
		"title: \"x":                      "f.yaml:1: ",
		"- a":                             "f.yaml:1: keys and values are expected",
		"":                                "f.yaml: empty",
		"# only a comment":                "f.yaml: empty",
		"title: a\n---\ntitle: b":         "f.yaml:3: a second document",
		"title: &a x":                     "f.yaml:1: anchors, aliases and merge keys",
		"inner:\n  <<: {id: a}":           "f.yaml:2: anchors, aliases and merge keys",
		"title: !!binary aGk=":            "f.yaml:1: tags are not supported",
		strings.Repeat("#", 1<<20) + "\n": "larger than",
	} {
		var got file
		err := strictyaml.Decode("f.yaml", 1, []byte(text), &got)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestDecodeReportsAll(t *testing.T) {
	t.Parallel()
	var got file
	err := strictyaml.Decode("f.yaml", 1, []byte("tittle: x\ncount: 1\nflags: true\n"), &got)
	want := "f.yaml:1: unknown key \"tittle\" (did you mean \"title\"?)\nf.yaml:3: unknown key \"flags\" (did you mean \"flag\"?)"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func TestSuggestLongWord(t *testing.T) {
	t.Parallel()
	if got := strictyaml.Suggest(strings.Repeat("title", 1<<20), []string{"title"}); got != "" {
		t.Errorf("%q", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("title: x\nitems:\n  - id: a\n    rate: .5\n"))
	f.Add([]byte("inner: {id: [a, {b: c}]}\n? x\n: y\n"))
	f.Add([]byte("title: |\n  a\n  b\ncount: 0x1F\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var got file
		if err := strictyaml.Decode("f.yaml", 1, text, &got); err != nil && !strings.HasPrefix(err.Error(), "f.yaml") {
			t.Errorf("an error without its file: %v", err)
		}
	})
}
