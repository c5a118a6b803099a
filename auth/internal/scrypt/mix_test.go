package scrypt

import (
	"math/rand/v2"
	"testing"
)

// FuzzMix compares the assembly with the plain function. Its seeds are checked in every
// test run; with the tag purego it compares the plain one with itself.
func FuzzMix(f *testing.F) {
	for seed := range uint64(64) {
		f.Add(seed, seed*seed, byte(seed))
	}
	f.Fuzz(func(t *testing.T, a, b uint64, fill byte) {
		random := rand.New(rand.NewPCG(a, b)) // the same words again for the same seed
		var in, mask, want block
		for i := range in {
			in[i], mask[i] = random.Uint32(), random.Uint32()
			if fill == 0 || fill == 255 { // carries through whole words
				in[i], mask[i] = uint32(int8(fill)), 0
			}
		}
		mixPlain(&want, &in, &mask)
		turnedIn, turnedMask, got := turned(&in), turned(&mask), block{}
		mix(&got, &turnedIn, &turnedMask)
		if got != turned(&want) {
			t.Errorf("mix differs from mixPlain for seed %d %d, fill %d", a, b, fill)
		}
	})
}

// turned puts a block's words into the order of lane.
func turned(in *block) (out block) {
	for i := range out {
		out[i] = in[wordOf(i)]
	}
	return out
}

func TestLaneNamesEachWordOnce(t *testing.T) {
	t.Parallel()
	var seen [16]bool
	for _, word := range lane {
		seen[word] = true
	}
	for word, ok := range seen {
		if !ok {
			t.Errorf("no lane for word %d", word)
		}
	}
	if lane[0] != 0 {
		t.Error("the first word must stay the first: smix reads it")
	}
}

func BenchmarkMix(b *testing.B) {
	for name, f := range map[string]func(out, in, mask *block){"mix": mix, "plain": mixPlain} {
		b.Run(name, func(b *testing.B) {
			var in, out, mask block
			b.SetBytes(int64(len(in) * 4))
			for b.Loop() {
				f(&out, &in, &mask)
			}
		})
	}
}
