package main

import (
	"strings"
	"testing"
	"time"

	"github.com/lyceum/lyceum/auth/plugin/outbox"
)

func TestTheListOfMails(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var out strings.Builder
	err := writeEntries(&out, []outbox.Entry{
		{ID: "a1", Kind: "magic-link", To: "élodie@example.com", CreatedAt: at.Add(-time.Minute), DueAt: at.Add(30 * time.Second), Attempts: 2, LastError: "451 later"},
		{ID: "b2", Kind: "text-code", To: "+491701234567", CreatedAt: at, DueAt: at},
		{ID: "c3", Kind: "verification", CreatedAt: at, Attempts: 20, LastError: "550 no"},
	}, at)
	if err != nil {
		t.Fatal(err)
	}
	const want = `ID  KIND          TO              AGE   ATTEMPTS  STATE         LAST ERROR
a1  magic-link    é…@example.com  1m0s  2         again in 30s  451 later
b2  text-code     …567            0s    0         waiting       
c3  verification  …               0s    20        given up      550 no
`
	if out.String() != want {
		t.Errorf("got\n%s", &out)
	}
}
