package chunk_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/site"
)

// sub is a folder of what the site embeds.
func sub(t testing.TB, folder string) fs.FS {
	t.Helper()
	from := site.Docs
	if folder == "build" {
		from = site.Build
	}
	result, err := fs.Sub(from, folder)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestPlainTeX(t *testing.T) {
	t.Parallel()
	for tex, want := range map[string]string{
		`\ddot\theta = \frac{g}{l}\,\theta .`:            "θ̈ = g/l θ .",
		`T = \sqrt{l/g}`:                                 "T = √(l/g)",
		`e^{t/T}`:                                        "e^(t/T)",
		`x_{k+1} = f(x_k, u_k) + \text{noise}`:           "xₖ₊₁ = f(xₖ, uₖ) + noise",
		`\frac{1}{2} m v^2`:                              "1/2 m v²",
		`\frac{a+b}{c}`:                                  "(a+b)/c",
		`\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}`:   "[1, 0; 0, 1]",
		`\begin{aligned} a &= b \\ c &= d \end{aligned}`: "a = b; c = d",
		`\begin{aligned}&\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \\[1ex] &= a\end{aligned}`: "[1, 2; 3, 4]; = a",
		`T_{\text{broom}}`:     "T_broom",
		`\hat x^-`:             "x̂⁻",
		`R^\top, \mathbb{R}^3`: "Rᵀ, R³",
		`\left( a \right.`:     "( a",
		`50\,\%`:               "50 %",
		`\unknown{x}`:          "unknownx",
		`\theta_1 + \theta_2`:  "θ₁ + θ₂",
		`a \le b \approx 3`:    "a ≤ b ≈ 3",
		`\sin\theta`:           "sin θ",
		`\frac{`:               "/",
		`^`:                    "",
		`\`:                    "",
	} {
		if got := chunk.PlainTeX(tex); got != want {
			t.Errorf("%s: %q, want %q", tex, got, want)
		}
	}
}

func TestPlainTeXDepth(t *testing.T) {
	t.Parallel()
	deep := chunk.PlainTeX(strings.Repeat(`{\frac`, 1000) + "x")
	if !strings.Contains(deep, "x") {
		t.Errorf("the inside of a deep formula is lost: %.50q", deep)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"So $T = \\sqrt{l/g}$, and $$a^2$$.": "So T = √(l/g), and a².",
		"code `$x$` and ``a`$b$``":           "code `$x$` and ``a`$b$``",
		`costs \$5, not $6`:                  "costs $5, not $6",
		"a $ b":                              "a $ b",
		`a \ b`:                              `a \ b`,
		"":                                   "",
	} {
		if got := chunk.Plain(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"One. Two! Three? Four":                                   {"One.", "Two!", "Three?", "Four"},
		"It is 3.5 m, e.g. This one. R. A. Brooks wrote. 7 more.": {"It is 3.5 m, e.g. This one.", "R. A. Brooks wrote.", "7 more."},
		`He said "stop." Then left.`:                              {`He said "stop."`, "Then left."},
		"lower case. continues here.":                             {"lower case. continues here."},
		"Here $a. B$ and `x. Y`. $T$ is next.":                    {"Here $a. B$ and `x. Y`.", "$T$ is next."},
		"(A whole one.) Another.":                                 {"(A whole one.)", "Another."},
		"":                                                        nil,
		"...":                                                     {"..."},
	} {
		if diff := cmp.Diff(want, chunk.Sentences(text)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		front + "# A\n\n## B {#c}\n\ntext <X a={`b`}> $x$\n\n$$\ny\n$$\n", ":::note\n```\n:::\n", "import x\n\n<Quiz>", "{{}", "<!--",
		"| a |\n| - |\n| <b> |\n", "> - ```\n>   x\n", "$$$\n$\n", "$a\\$ `$` $", "`` ` ``` $ $$ {/* #x */}\n", "## {/* #x */}\n", "---\n", "\x01\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			return
		}
		blanked := chunk.Blank([]byte(text))
		if len(blanked) != len(text) || strings.Count(string(blanked), "\n") != strings.Count(text, "\n") {
			t.Fatal("blanking moved the text")
		}
		docs := fstest.MapFS{"l": {Data: []byte(text)}}
		chunks, err := chunk.Parse(docs, []chunk.Lesson{{ID: "l", File: "l"}}, chunk.Options{Max: 20, Overlap: 5})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range chunks {
			if seen[c.ID] {
				t.Errorf("id %q twice", c.ID)
			}
			seen[c.ID] = true
			if len(c.Blocks) == c.Overlap {
				t.Errorf("%s repeats the passage before and says nothing more", c.ID)
			}
			for _, b := range c.Blocks {
				if strings.ContainsRune(b.Text, 1) || utf8.ValidString(text) && !utf8.ValidString(b.Text) {
					t.Errorf("%s: text %q", c.ID, b.Text)
				}
				if b.Start < 0 || b.End < b.Start || b.End > len(text) {
					t.Errorf("%s: place %d to %d of %d", c.ID, b.Start, b.End, len(text))
				}
			}
		}
	})
}
