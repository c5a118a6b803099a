// Package indextest checks implementations of [index.Index]. Every one must pass [Run].
package indextest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
)

// Run checks the contract. open returns an empty index; calls with the same test return handles to the same one, as
// two processes would have.
func Run(t *testing.T, open func(t *testing.T) index.Index) {
	for name, test := range map[string]func(*testing.T, func(*testing.T) index.Index){
		"empty": empty, "words": words, "order": order, "access": access, "replace": replace, "unsafe": unsafe,
		"together": together, "cancelled": cancelled, "roundtrip": roundtrip,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// Passage makes a passage of one paragraph.
func Passage(id, heading, text string) chunk.Chunk {
	return chunk.Chunk{
		ID: id, Lesson: "p/c/" + id, Anchor: id, URL: "/book/p/c/" + id + "#" + id, Path: []string{"Part", heading},
		Access: chunk.Public, File: id + ".mdx", Blocks: []chunk.Block{{Kind: chunk.Prose, Text: text, Start: 3, End: 3 + len(text)}},
	}
}

func fill(t *testing.T, idx index.Index, chunks ...chunk.Chunk) {
	t.Helper()
	if _, err := idx.Replace(t.Context(), chunks); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, idx index.Index, query index.Query) []string {
	t.Helper()
	if query.Access == nil {
		query.Access = []string{chunk.Public}
	}
	result, err := idx.Search(t.Context(), query)
	if err != nil {
		t.Fatalf("search %q: %v", query.Text, err)
	}
	ids := []string{}
	for i, hit := range result.Hits {
		ids = append(ids, hit.Chunk.ID)
		if i > 0 && hit.Score > result.Hits[i-1].Score {
			t.Errorf("search %q: scores are not falling", query.Text)
		}
	}
	return ids
}

func empty(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	if got := find(t, idx, index.Query{Text: "robot"}); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	stats, err := idx.Stats(t.Context())
	if err != nil || stats != (index.Stats{}) {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

func words(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	code := Passage("code", "Listing", "Look at this:")
	code.Blocks = append(code.Blocks, chunk.Block{Kind: chunk.Code, Text: "```python\nimport lyceum.plot\n```"})
	fill(t, idx,
		Passage("walk", "Walking", "The robots were walking over the café's floor, T₁ seconds long."),
		Passage("grip", "Grasping", "A gripper closes around a sense–act loop."),
		code)
	for query, want := range map[string][]string{
		"robot":                         {"walk"},
		"What do robots do?":            {"walk"},
		"walked":                        {"walk"},
		"CAFE":                          {"walk"},
		"t1":                            {"walk"},
		"What is the sense-act loop?":   {"grip"},
		"grasp":                         {"grip"},
		"lyceum":                        {"code"},
		"plot":                          {"code"},
		"gri":                           {},
		"elephant":                      {},
		"":                              {},
		"?!":                            {},
		"the of and":                    {"walk"}, // nothing but common words: they are looked for as they are
		"part":                          {"walk", "grip", "code"},
		strings.Repeat("x", 5000):       {},
		strings.Repeat("robot é ", 999): {"walk"},
	} {
		got := find(t, idx, index.Query{Text: query})
		slices.Sort(got)
		slices.Sort(want)
		if query == "the of and" && len(got) == 0 {
			continue // a database may drop them
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.40q (-want +got):\n%s", query, diff)
		}
	}
}

func order(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	chunks := []chunk.Chunk{
		Passage("mention", "Motors", "A motor may be driven by a controller, among other things that are told of here."),
		Passage("heading", "The controller", "It compares what is with what should be."),
		Passage("both", "Damping", "A controller with damping in its loop."),
		Passage("rare", "Whatever", "The quaternion of a robot."),
	}
	for i := range 12 {
		chunks = append(chunks, Passage(fmt.Sprintf("filler%d", i), "Filler", "A robot and a robot and yet another robot."))
	}
	fill(t, idx, chunks...)
	for query, want := range map[string]string{
		"controller":                "heading",
		"damping of the controller": "both",
		"the robot's quaternion":    "rare", // a rare word outweighs a frequent one
		"robot controller damping":  "both",
	} {
		if got := find(t, idx, index.Query{Text: query}); got[0] != want {
			t.Errorf("%q: first is %s, want %s", query, got[0], want)
		}
	}
	if got := find(t, idx, index.Query{Text: "robot", Limit: 5}); len(got) != 5 {
		t.Errorf("%d hits with a limit of 5", len(got))
	}
}

func access(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	open1, premium, team := Passage("open", "Torque", "Torque for all."), Passage("premium", "Torque", "Torque for some."), Passage("team", "Torque", "Torque and gears.")
	premium.Access, team.Access = "premium", "org:7"
	fill(t, idx, open1, premium, team)
	for _, test := range []struct {
		labels, want []string
		gears        int
	}{
		{[]string{}, []string{}, 0},
		{[]string{"none"}, []string{}, 0},
		{[]string{"public"}, []string{"open"}, 0},
		{[]string{"public", "premium"}, []string{"open", "premium"}, 0},
		{[]string{"public", "premium", "org:7"}, []string{"open", "premium", "team"}, 1},
		{[]string{"public') OR 1=1 --"}, []string{}, 0},
	} {
		result, err := idx.Search(t.Context(), index.Query{Text: "torque gears", Access: test.labels})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, hit := range result.Hits {
			got = append(got, hit.Chunk.ID)
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("labels %v: %s", test.labels, diff)
		}
		if len(test.labels) == 0 {
			continue
		}
		if want := []index.Term{{Word: "torque", Chunks: len(test.want)}, {Word: "gears", Chunks: test.gears}}; !slices.Equal(result.Terms, want) {
			t.Errorf("labels %v: counts %v, want %v", test.labels, result.Terms, want)
		}
		if result.Total != len(test.want) || result.Words != 3*len(test.want) {
			t.Errorf("labels %v: %d passages of %d words in all", test.labels, result.Total, result.Words)
		}
	}
}

func replace(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	first := []chunk.Chunk{Passage("a", "Alpha", "Apples."), Passage("b", "Beta", "Bananas.")}
	second := []chunk.Chunk{Passage("b", "Beta", "Blackberries."), Passage("c", "Gamma", "Cherries.")}
	for _, step := range []struct {
		chunks  []chunk.Chunk
		changed bool
	}{{first, true}, {first, false}, {second, true}, {second, false}} {
		changed, err := idx.Replace(t.Context(), step.chunks)
		if err != nil || changed != step.changed {
			t.Fatalf("changed %v, %v; want %v", changed, err, step.changed)
		}
	}
	for query, want := range map[string][]string{"apples": {}, "bananas": {}, "blackberries": {"b"}, "cherries": {"c"}} {
		if diff := cmp.Diff(want, find(t, idx, index.Query{Text: query})); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	stats, err := idx.Stats(t.Context())
	if err != nil || stats.Chunks != 2 || stats.Lessons != 2 || stats.Hash == "" || stats.UpdatedAt.IsZero() {
		t.Errorf("stats %+v, %v", stats, err)
	}
	bad := append(slices.Clone(first), first[0]) // the same id twice
	if _, err := idx.Replace(t.Context(), bad); err == nil {
		t.Error("two passages with one id were accepted")
	}
	if diff := cmp.Diff([]string{"c"}, find(t, idx, index.Query{Text: "cherries"})); diff != "" {
		t.Errorf("after a failed replacement: %s", diff)
	}
	fill(t, idx)
	if got := find(t, idx, index.Query{Text: "cherries"}); len(got) != 0 {
		t.Errorf("after emptying: %v", got)
	}
}

// unsafe sends what the query languages of the databases would take for syntax.
func unsafe(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	fill(t, idx, Passage("a", "Alpha", "Robots near and not far."))
	for _, query := range []string{
		`"`, `""`, `robot"`, `NEAR(robot far)`, `robot AND NOT far`, `heading:robot`, `^robot`, `robot*`, `(`, `)`, `-robot`, `+robot`,
		`robot & far`, `robot | `, `!robot`, `robot:*A`, `<->`, `robot <-> far`, `'; DROP TABLE book_chunks; --`, `%s %d $1 $2 ?`, `\`,
		"robot\x00far", "robot\xff\xfe", "\u202erobot", "ＲＯＢＯＴ", `{robot}`, "robot\nfar", `a"b"c`, `or`, `and`, `not`, `NOT`, `near`, `null`,
	} {
		_ = find(t, idx, index.Query{Text: query})
	}
	if diff := cmp.Diff([]string{"a"}, find(t, idx, index.Query{Text: "ＲＯＢＯＴ \xff"})); diff != "" {
		t.Error(diff)
	}
}

// together replaces from two handles while a third one searches, which must always see one book or the other.
func together(t *testing.T, open func(*testing.T) index.Index) {
	books := [2][]chunk.Chunk{}
	for i := range books {
		for n := range 30 {
			c := Passage(fmt.Sprintf("n%d", n), "Robot", fmt.Sprintf("A robot of book number%d.", i))
			books[i] = append(books[i], c)
		}
	}
	reader := open(t)
	fill(t, reader, books[0]...)
	var writers sync.WaitGroup
	for i := range books {
		idx := open(t)
		writers.Go(func() {
			for range 5 {
				if _, err := idx.Replace(t.Context(), books[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for {
		result, err := reader.Search(t.Context(), index.Query{Text: "robot number0", Access: []string{chunk.Public}})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Hits) != 30 || result.Terms[1].Chunks%30 != 0 {
			t.Fatalf("%d hits, of which %d are of the first book", len(result.Hits), result.Terms[1].Chunks)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func cancelled(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	fill(t, idx, Passage("a", "Alpha", "Apples."))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := idx.Search(ctx, index.Query{Text: "apples", Access: []string{chunk.Public}}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if _, err := idx.Replace(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("replace: %v", err)
	}
	if diff := cmp.Diff([]string{"a"}, find(t, idx, index.Query{Text: "apples"})); diff != "" {
		t.Error(diff)
	}
}

func roundtrip(t *testing.T, open func(*testing.T) index.Index) {
	idx := open(t)
	want := Passage("a", "Alpha", "Äpfel \"quoted\" <b> & θ̈ = g/l θ\n- list")
	want.Overlap = 1
	fill(t, idx, want)
	result, err := idx.Search(t.Context(), index.Query{Text: "apfel", Access: []string{chunk.Public}})
	if err != nil || len(result.Hits) != 1 {
		t.Fatalf("%d hits, %v", len(result.Hits), err)
	}
	if diff := cmp.Diff(want, result.Hits[0].Chunk); diff != "" {
		t.Error(diff)
	}
}
