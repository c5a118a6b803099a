package retrieve_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// passage makes a one-paragraph passage of a lesson.
func passage(lesson, anchor string, number int, text string) chunk.Chunk {
	return chunk.Chunk{
		ID: fmt.Sprintf("%s#%s.%d", lesson, anchor, number), Lesson: lesson, Anchor: anchor, URL: "/book/" + lesson + "#" + anchor,
		Path: []string{"Lesson " + lesson, anchor}, Access: chunk.Public, Blocks: []chunk.Block{{Kind: chunk.Prose, Text: text}},
	}
}

// fixed is a searcher that finds always the same.
type fixed struct {
	result index.Result
	err    error
	asked  []index.Query
}

func (f *fixed) Search(_ context.Context, query index.Query) (index.Result, error) {
	f.asked = append(f.asked, query)
	return f.result, f.err
}

// searcher offers the passages, with counts as an index would give them.
func searcher(question string, passages ...chunk.Chunk) *fixed {
	f := &fixed{result: index.Result{Total: 100, Words: 100 * 20}}
	for _, word := range index.Terms(question) {
		n := 0
		for _, p := range passages {
			if slices.Contains(index.Words(p.Heading()+" "+p.Text()), word) {
				n++
			}
		}
		f.result.Terms = append(f.result.Terms, index.Term{Word: word, Chunks: n})
	}
	for _, p := range passages {
		f.result.Hits = append(f.result.Hits, index.Hit{Chunk: p})
	}
	return f
}

func ids(passages []retrieve.Passage) []string {
	list := []string{}
	for _, p := range passages {
		list = append(list, p.Chunk.ID)
	}
	return list
}

func find(t *testing.T, s *fixed, request retrieve.Request) retrieve.Result {
	t.Helper()
	result, err := retrieve.New(retrieve.Options{Index: s}).Find(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestOrder(t *testing.T) {
	t.Parallel()
	const question = "damping of the controller"
	s := searcher(question,
		passage("a", "one", 1, "A controller, and much later in this long text of many other words, some damping."),
		passage("b", "two", 1, "The damping controller acts."),
		passage("c", "damping", 1, "The controller has it."),
		passage("d", "four", 1, "Only a controller."))
	result := find(t, s, retrieve.Request{Question: question, Access: []string{"x"}})
	if diff := cmp.Diff([]string{"b#two.1", "c#damping.1", "a#one.1"}, ids(result.Passages)[:3]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]index.Query{{Text: question, Access: []string{"x"}, Limit: 60}}, s.asked); diff != "" {
		t.Error(diff)
	}
	if got := result.Relevance("It has dampings."); got < 0.4 || got > 0.8 {
		t.Errorf("half of the question has relevance %.2f", got)
	}
}

func TestReadersLesson(t *testing.T) {
	t.Parallel()
	const question = "honest limits"
	s := searcher(question,
		passage("p/c/one", "honest-limits", 1, "Honest limits."), passage("p/c/two", "honest-limits", 1, "Honest limits."),
		passage("p/d/three", "honest-limits", 1, "Honest limits."), passage("p/c/four", "x", 1, "Limits."))
	for lesson, want := range map[string]string{"": "p/c/one", "p/c/two": "p/c/two", "p/d/three": "p/d/three", "p/c/four": "p/c/one", "p/d/x": "p/d/three"} {
		result := find(t, s, retrieve.Request{Question: question, Lesson: lesson})
		if got := result.Passages[0].Chunk.Lesson; got != want {
			t.Errorf("in %q: first is %s, want %s", lesson, got, want)
		}
		if result.Best > 1.01 || result.Passages[0].Score < result.Best {
			t.Errorf("in %q: best %.3f, score %.3f", lesson, result.Best, result.Passages[0].Score)
		}
	}
}

func TestFloor(t *testing.T) {
	t.Parallel()
	const question = "robots with wings of titanium"
	s := searcher(question, passage("a", "one", 1, "Robots walk."), passage("a", "one", 2, "More robots."), passage("b", "two", 1, "Robots fall."))
	// The reader's lesson must not lift it over the floor.
	result := find(t, s, retrieve.Request{Question: question, Lesson: "a"})
	if result.Answerable || len(result.Passages) != 0 {
		t.Errorf("answerable with %.2f: %v", result.Best, ids(result.Passages))
	}
	if len(result.Nearest) != 2 || result.Nearest[0].Chunk.Lesson != "a" {
		t.Errorf("nearest %v", ids(result.Nearest))
	}
	nothing := find(t, &fixed{}, retrieve.Request{Question: "?"})
	if nothing.Answerable || nothing.Nearest != nil || nothing.Relevance("x") != 0 {
		t.Errorf("nothing found: %+v", nothing)
	}
}

func TestDiversityAndBudget(t *testing.T) {
	t.Parallel()
	const question = "torque"
	var passages []chunk.Chunk
	for n := range 5 {
		passages = append(passages, passage("a", "same", n+1, "Torque."))
	}
	for n := range 9 {
		passages = append(passages, passage("b", fmt.Sprint("other", n), 1, "Torque "+strings.Repeat("word ", 40*n)))
	}
	result := find(t, searcher(question, passages...), retrieve.Request{Question: question})
	same := 0
	for _, p := range result.Passages {
		if p.Chunk.Anchor == "same" {
			same++
		}
	}
	if same != 2 || len(result.Passages) != 6 {
		t.Errorf("%d of one section among %d", same, len(result.Passages))
	}
	small, err := retrieve.New(retrieve.Options{Index: searcher(question, passages[8:]...), Tokens: 150}).
		Find(t.Context(), retrieve.Request{Question: question})
	if err != nil || len(small.Passages) != 1 {
		t.Errorf("with a small budget: %v, %v", ids(small.Passages), err)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	capture, windup := passage("a", "capture-point", 1, "The capture point."), passage("b", "windup", 1, "The integral and windup.")
	for _, test := range []struct{ question, context, want string }{
		{"And why is that?", "What is windup of the integral?", "windup"},
		{"What is the capture point?", "What is windup of the integral?", "capture-point"},
		{"Explain this", "The capture point.", "capture-point"},
	} {
		s := searcher(test.question+" "+test.context, capture, windup)
		result := find(t, s, retrieve.Request{Question: test.question, Context: test.context})
		if !result.Answerable || result.Passages[0].Chunk.Anchor != test.want {
			t.Errorf("%q after %q: best %.2f, %v", test.question, test.context, result.Best, ids(result.Passages))
		}
	}
}

func TestMoreLists(t *testing.T) {
	t.Parallel()
	const question = "torque"
	one, two, three := passage("a", "one", 1, "Torque."), passage("b", "two", 1, "Torque."), passage("c", "three", 1, "Torque.")
	more := func(_ context.Context, query index.Query) ([]chunk.Chunk, error) {
		if query.Access[0] != "mine" {
			t.Error("a source was asked without the reader's labels")
		}
		return []chunk.Chunk{three, two}, nil
	}
	options := retrieve.Options{Index: searcher(question, one, two), More: []retrieve.Source{more}}
	result, err := retrieve.New(options).Find(t.Context(), retrieve.Request{Question: question, Access: []string{"mine"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b#two.1", "a#one.1", "c#three.1"}, ids(result.Passages)); diff != "" {
		t.Errorf("the one in both lists should be first: %s", diff)
	}
	broken := errors.New("broken")
	options.More = []retrieve.Source{func(context.Context, index.Query) ([]chunk.Chunk, error) { return nil, broken }}
	if _, err := retrieve.New(options).Find(t.Context(), retrieve.Request{Question: question}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if _, err := retrieve.New(retrieve.Options{Index: &fixed{err: broken}}).Find(t.Context(), retrieve.Request{}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
