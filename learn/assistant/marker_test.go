package assistant

import (
	"strings"
	"testing"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// tape writes down what it gets.
type tape struct{ text string }

func (t *tape) Write(text string) error {
	t.text += text
	return nil
}

func (t *tape) Cite(source chatkit.Source) error {
	t.text += "\x00" + source.ID + "\x00"
	return nil
}
func (t *tape) Progress(string, string) error { return nil }
func (t *tape) Warn(string) error             { return nil }
func (t *tape) Text() string                  { return t.text }

// FuzzMarker checks that an answer does not depend on how it was cut into pieces, that only passages that exist are
// cited, and that nothing but marks and the spaces before them gets lost.
func FuzzMarker(f *testing.F) {
	for _, seed := range []string{"It stops [1].", "both [1, 2] [9]", "`a[1]` $x[1]$ [1]", "[", " [ 1", "[0, 1]", "🤖 [2]\n$5 [1]", "[1][2][^1]"} {
		f.Add(seed, uint(3))
	}
	passages := []retrieve.Passage{
		{Chunk: chunk.Chunk{ID: "a", Blocks: []chunk.Block{{}}}}, {Chunk: chunk.Chunk{ID: "b", Blocks: []chunk.Block{{}}}},
	}
	mark := func(t *testing.T, pieces ...string) string {
		var out tape
		m := newMarker(passages, &out)
		for _, piece := range pieces {
			if err := m.write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.flush(); err != nil {
			t.Fatal(err)
		}
		return out.text
	}
	f.Fuzz(func(t *testing.T, text string, step uint) {
		text = strings.ReplaceAll(text, "\x00", "")
		whole := mark(t, text)
		var pieces []string
		for rest := text; rest != ""; {
			n := min(int(step%7)+1, len(rest))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		if cut := mark(t, pieces...); cut != whole {
			t.Errorf("whole %q, in pieces %q", whole, cut)
		}
		kept := strings.NewReplacer("\x00a\x00", "", "\x00b\x00", "").Replace(whole)
		if strings.Contains(kept, "\x00") {
			t.Errorf("cited what is not there: %q", whole)
		}
		if !strings.ContainsAny(text, "[") && strings.TrimRight(text, " \t") != kept && text != kept {
			t.Errorf("%q became %q", text, kept)
		}
	})
}
