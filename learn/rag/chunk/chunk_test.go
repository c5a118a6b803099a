package chunk_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/course"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/site"
)

const front = "---\ntitle: T\n---\n\n"

// parse cuts one lesson given as text.
func parse(t *testing.T, text string, options chunk.Options) []chunk.Chunk {
	t.Helper()
	lesson := chunk.Lesson{ID: "p/c/l", File: "l.mdx", URL: "/book/p/c/l", Path: []string{"Part", "Chapter", "Lesson"}}
	docs := fstest.MapFS{"l.mdx": {Data: []byte(text)}}
	chunks, err := chunk.Parse(docs, []chunk.Lesson{lesson}, options)
	if err != nil {
		t.Fatal(err)
	}
	return chunks
}

func texts(chunks []chunk.Chunk) []string {
	var all []string
	for _, c := range chunks {
		all = append(all, c.Text())
	}
	return all
}

// TestAnchors compares with the ids of the page that Docusaurus 3.10.2 built from the same file. Every heading of the
// file that begins a section must have the id the site gave it.
func TestAnchors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/headings.mdx")
	if err != nil {
		t.Fatal(err)
	}
	built, err := os.ReadFile("testdata/headings.anchors")
	if err != nil {
		t.Fatal(err)
	}
	got := chunk.HeadingIDs(text)
	if diff := cmp.Diff(strings.Split(strings.TrimSuffix(string(built), "\n"), "\n"), got); diff != "" {
		t.Errorf("ids differ from the built page (-built +ours):\n%s", diff)
	}
}

func TestSections(t *testing.T) {
	t.Parallel()
	chunks := parse(t, front+"Opening.\n\n### Early\n\na\n\n## Two\n\nb\n\n### Three\n\nc\n\n#### Four\n\nd\n\n## Two\n\ne\n\n"+
		"## References\n\n1. Someone.\n", chunk.Options{})
	type place struct {
		ID, URL, Path, Text string
	}
	var got []place
	for _, c := range chunks {
		got = append(got, place{c.ID, c.URL, strings.Join(c.Path, " › "), c.Text()})
	}
	want := []place{
		{"p/c/l#.1", "/book/p/c/l", "Part › Chapter › Lesson", "Opening."},
		{"p/c/l#early.1", "/book/p/c/l#early", "Part › Chapter › Lesson › Early", "a"},
		{"p/c/l#two.1", "/book/p/c/l#two", "Part › Chapter › Lesson › Two", "b"},
		{"p/c/l#three.1", "/book/p/c/l#three", "Part › Chapter › Lesson › Two › Three", "c\n\nFour\n\nd"},
		{"p/c/l#two-1.1", "/book/p/c/l#two-1", "Part › Chapter › Lesson › Two", "e"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := chunks[0].Access; got != chunk.Public {
		t.Errorf("access %q", got)
	}
}

func TestMarkupIsNoText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"imports and exports": {
			"import A from 'a';\nimport B from 'b';\n\nexport const c = {\n  d: 1,\n};\n\nText. The export stays.\n",
			[]string{"Text. The export stays."},
		},
		"an import in code":   {"```js\nimport A from 'a';\n```\n", []string{"```js\nimport A from 'a';\n```"}},
		"words in a sentence": {"We\nimport goods.\n", []string{"We import goods."}},
		"tags around text":    {"<Box kind=\"a > b\">\n\nInside **it**.\n\n</Box>\n", []string{"Inside it."}},
		"tags in a sentence":  {"x<sub>2</sub> and <kbd>Run</kbd>, 1 < 2, a<br/>b.\n", []string{"x2 and Run, 1 < 2, a b."}},
		"a caption": {
			"<Figure\n  src=\"/x.svg\"\n  alt=\"no\"\n  caption=\"What it *shows*.\"\n/>\n\nNext.\n",
			[]string{"What it shows.\n\nNext."},
		},
		"expressions":        {"Before {1 + {a: '}'}.a} after.\n\n{/* a comment\nwith lines */}\n\nEnd.\n", []string{"Before  after.\n\nEnd."}},
		"quiz":               {"A.\n\n<Quiz id=\"q\" />\n\n<Quiz>\n\nThe answer is 42.\n\n</Quiz>\n\nB.\n", []string{"A.\n\nB."}},
		"style":              {"<style>{`p { color: red }`}</style>\n\nB.\n", []string{"B."}},
		"a hidden check":     {"A.\n\n```python check=x\nassert y == 42\n```\n", []string{"A."}},
		"a cell with check":  {"```python run id=a check=x\ny = 1\n```\n", []string{"```python\ny = 1\n```"}},
		"tags in code":       {"Use `<Quiz id={x}/>` and `{y}`.\n", []string{"Use `<Quiz id={x}/>` and `{y}`."}},
		"braces in formulas": {"So $\\frac{g}{l}<x_{1}$ holds.\n", []string{"So $\\frac{g}{l}<x_{1}$ holds."}},
		"a lone dollar":      {"It costs \\$5 or $6 <b>now</b>.\n", []string{`It costs \$5 or \$6 now.`}},
		"references":         {"Shown [1], and again [2, 3]; but [4], [0, 1] and `a[1]`.\n\n## References\n\n1. A\n2. B\n3. C\n", []string{"Shown, and again; but [4], [0, 1] and `a[1]`."}},
		"escapes":            {"\\*a\\* \\{b\\} &amp; &#169;\n", []string{"*a* {b} & ©"}},
		"an unfinished tag":  {"a <b c=\"\n\nd\n", []string{"a <b c=\"\n\nd"}},
		"indented text":      {"<Tabs>\n    four spaces\n</Tabs>\n", []string{"four spaces"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, texts(parse(t, front+test.text, chunk.Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	text := front + "Para\ngraph.\n\n- one\n- two\n  - deep\n\n3. three\n4. four\n\n| a | b |\n| - | - |\n| 1 | `2` |\n\n" +
		"> quoted\n\n:::tip[Mind]\n\nThe gap.\n\n- really\n\n:::\n\n$$\na = b\n$$\n\n````md\n```py\nx\n```\n````\n"
	chunks := parse(t, text, chunk.Options{})
	if len(chunks) != 1 {
		t.Fatalf("%d passages", len(chunks))
	}
	type block struct {
		Kind         chunk.Kind
		Text, Source string
	}
	var got []block
	for _, b := range chunks[0].Blocks {
		got = append(got, block{b.Kind, b.Text, text[b.Start:b.End]})
	}
	want := []block{
		{chunk.Prose, "Para graph.", "Para\ngraph."},
		{chunk.List, "- one\n- two\n  - deep", "one\n- two\n  - deep"},
		{chunk.List, "3. three\n4. four", "three\n4. four"},
		{chunk.Table, "| a | b |\n| --- | --- |\n| 1 | `2` |", "a | b |\n| - | - |\n| 1 | `2`"},
		{chunk.Prose, "quoted", "quoted"},
		{chunk.Note, "Mind\n\nThe gap.\n\n- really", "The gap.\n\n- really"},
		{chunk.Prose, "$$a = b$$", "a = b\n"},
		{chunk.Code, "````md\n```py\nx\n```\n````", "```py\nx\n```\n"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLongSections(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(front + "## Long\n\n")
	for range 12 {
		text.WriteString(strings.Repeat("Some words that stand in a sentence here. ", 8) + "\n\n")
	}
	code := "```python\n" + strings.Repeat("print('a line of code')\n", 120) + "```"
	text.WriteString(code + "\n\nAfter the code.\n\n## Short\n\nOne.\n")
	chunks := parse(t, text.String(), chunk.Options{Max: 300, Overlap: 30})
	whole := 0
	for i, c := range chunks {
		length := chunk.Tokens(c.Text())
		if strings.Contains(c.Text(), code) {
			whole++
		} else if length > 300+30 {
			t.Errorf("passage %d has %d tokens", i, length)
		}
		if c.Overlap > 0 && !strings.HasSuffix(chunks[i-1].Text(), c.Blocks[0].Text) {
			t.Errorf("passage %d begins with %q, which does not end the one before", i, c.Blocks[0].Text)
		}
	}
	if whole != 1 {
		t.Errorf("the code is whole in %d passages", whole)
	}
	if chunks[1].Overlap != 1 || chunks[0].Overlap != 0 || chunks[len(chunks)-1].Overlap != 0 {
		t.Errorf("overlaps of the second, first and last: %d, %d, %d",
			chunks[1].Overlap, chunks[0].Overlap, chunks[len(chunks)-1].Overlap)
	}
	if last := chunks[len(chunks)-1]; last.Anchor != "short" || last.Text() != "One." {
		t.Errorf("last passage %q: %q", last.Anchor, last.Text())
	}
}

func TestLongParagraph(t *testing.T) {
	t.Parallel()
	sentence := "Nine words are what each of these sentences has. "
	chunks := parse(t, front+strings.Repeat(sentence, 100), chunk.Options{Max: 100})
	rebuilt := ""
	for _, c := range chunks {
		if n := chunk.Tokens(c.Text()); n > 140 {
			t.Errorf("%d tokens", n)
		}
		for _, b := range c.Blocks[c.Overlap:] {
			rebuilt += b.Text + " "
		}
	}
	if want := strings.Repeat(sentence, 100); rebuilt != want {
		t.Errorf("text lost: %d characters, want %d", len(rebuilt), len(want))
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	_, err := chunk.Parse(fstest.MapFS{}, []chunk.Lesson{{ID: "a", File: "gone.mdx"}, {ID: "b", File: "lost.mdx"}}, chunk.Options{})
	if err == nil || !strings.Contains(err.Error(), "gone.mdx") || !strings.Contains(err.Error(), "lost.mdx") {
		t.Errorf("error %v", err)
	}
}

func TestCheckAnchors(t *testing.T) {
	t.Parallel()
	build := fstest.MapFS{
		"book/a/index.html": {Data: []byte(`<h2 id="one">One</h2><p id=two>`)},
		"book/b.html":       {Data: []byte(`<h2 ID="three">`)},
	}
	at := func(url string) chunk.Chunk {
		_, anchor, _ := strings.Cut(url, "#")
		return chunk.Chunk{URL: url, Anchor: anchor}
	}
	if err := chunk.CheckAnchors(build, []chunk.Chunk{at("/book/a"), at("/book/a#one"), at("/book/a#two"), at("/book/b#three")}); err != nil {
		t.Error(err)
	}
	err := chunk.CheckAnchors(build, []chunk.Chunk{at("/book/a#one"), at("/book/a#no"), at("/book/a#no"), at("/book/c"), at("/book/c#x")})
	missing, ok := errors.AsType[*chunk.MissingAnchors](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"/book/a#no", "/book/c", "/book/c#x"}, missing.URLs); diff != "" {
		t.Error(diff)
	}
}

// bookLessons are the written lessons of the real book.
func bookLessons(t testing.TB) []chunk.Lesson {
	t.Helper()
	book, err := course.Load(sub(t, "docs"), course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lessons []chunk.Lesson
	for _, lesson := range book.Lessons() {
		if lesson.Written {
			lessons = append(lessons, chunk.Lesson{ID: lesson.ID, File: lesson.File, URL: lesson.URL, Path: []string{lesson.Title}})
		}
	}
	return lessons
}

func TestBook(t *testing.T) {
	t.Parallel()
	lessons := bookLessons(t)
	chunks, err := chunk.Parse(sub(t, "docs"), lessons, chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(chunks) < 10*len(lessons) {
		t.Errorf("%d passages from %d lessons", len(chunks), len(lessons))
	}
	seen := map[string]bool{}
	for _, c := range chunks {
		text := c.Text()
		if seen[c.ID] {
			t.Errorf("%s is there twice", c.ID)
		}
		seen[c.ID] = true
		for _, unwanted := range []string{"<Figure", "<Quiz", "{/*", "\x01", "\nassert ", "_category_"} {
			if strings.Contains(text, unwanted) {
				t.Errorf("%s holds %q", c.ID, unwanted)
			}
		}
		for _, b := range c.Blocks {
			if n := chunk.Tokens(b.Text); b.Kind == chunk.Prose && n > 400 {
				t.Errorf("%s has a paragraph of %d tokens", c.ID, n)
			}
		}
	}
	if _, err := site.Build.ReadFile("build/index.html"); err != nil {
		t.Log("the site is not built, so its anchors were not compared; run npm run build in site")
		return
	}
	if err := chunk.CheckAnchors(sub(t, "build"), chunks); err != nil {
		t.Error(err)
	}
}
