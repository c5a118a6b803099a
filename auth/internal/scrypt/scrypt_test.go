package scrypt

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"

	"golang.org/x/crypto/scrypt"
)

func TestReferenceVector(t *testing.T) {
	t.Parallel()
	p := NewPool(1, 4)
	stored := "10d0744dee5ec8ad135fce66786cff98:d56cbdcfde006ec71ffd902382ca15c8d5cd0152fe302df1e51679b9d7f6c534042cecf7ed343095bb6b599e9e978060b84882fd80309e63a34164f543013d9d"
	for password, want := range map[string]bool{"password123": true, "password124": false, "": false} {
		if got, err := p.Verify(t.Context(), stored, password); err != nil || got != want {
			t.Errorf("Verify(%q) = %v, %v", password, got, err)
		}
	}
}

func TestLikeTheOracle(t *testing.T) {
	t.Parallel()
	table, err := allocate(memWords)
	if err != nil {
		t.Fatal(err)
	}
	defer release(table)
	for _, c := range [][2]string{{"", ""}, {"password", "NaCl"}, {"pleaseletmein", "SodiumChloride"}, {string(make([]byte, 200)), "\xff"}} {
		want, err := scrypt.Key([]byte(c[0]), []byte(c[1]), costN, costR, costP, keyLen)
		if err != nil {
			t.Fatal(err)
		}
		got, err := derive([]byte(c[0]), []byte(c[1]), table)
		if err != nil || string(got) != string(want) {
			t.Errorf("%q: %x, %v; want %x", c, got, err, want)
		}
	}
}

func TestHashRoundTripNormalises(t *testing.T) {
	t.Parallel()
	p := NewPool(1, 4)
	stored, err := p.Hash(t.Context(), rand.Reader, "pa\u017f\ufb01e\u0301") // NFKC: pasfié
	if err != nil || len(stored) != 32+1+128 {
		t.Fatalf("%q, %v", stored, err)
	}
	if ok, err := p.Verify(t.Context(), stored, "pasfi\u00e9"); err != nil || !ok {
		t.Errorf("normalised password refused: %v, %v", ok, err)
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{"", "abc", ":", "salt:", ":key"} {
		if _, err := NewPool(1, 1).Verify(t.Context(), stored, "x"); !errors.Is(err, ErrFormat) {
			t.Errorf("Verify(%q): %v", stored, err)
		}
	}
}

func TestOverloadIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	p := NewPool(1, 1)
	var wg sync.WaitGroup
	results := make(chan error, 12)
	for range cap(results) {
		wg.Go(func() {
			_, err := p.Hash(context.Background(), rand.Reader, "password")
			results <- err
		})
	}
	wg.Wait()
	close(results)
	done, busy := 0, 0
	for err := range results {
		switch {
		case err == nil:
			done++
		case errors.Is(err, ErrBusy):
			busy++
		default:
			t.Fatal(err)
		}
	}
	if done < 2 || busy == 0 {
		t.Errorf("%d done, %d busy: want at least 2 and 1", done, busy)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	p := NewPool(1, 2)
	p.work <- struct{}{} // a hash that never ends
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, rand.Reader, "password"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(p.queue) != 0 {
		t.Error("the waiting place was not given back")
	}
}

func BenchmarkHash(b *testing.B) {
	p := NewPool(1, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Hash(context.Background(), rand.Reader, "password123"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOracle is what BenchmarkHash must not fall behind.
func BenchmarkOracle(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scrypt.Key([]byte("password123"), []byte("10d0744dee5ec8ad135fce66786cff98"), costN, costR, costP, keyLen); err != nil {
			b.Fatal(err)
		}
	}
}
