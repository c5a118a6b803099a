package main

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lyceum/lyceum/internal/pgtest"
)

func TestRunUntilInputEnds(t *testing.T) {
	t.Parallel()
	in, hold := io.Pipe()
	read, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		status, err := run(t.Context(), nil, in, out)
		if err != nil {
			t.Error(err)
		}
		_ = out.Close()
		ended <- status
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSpace(line)
	if _, err := pgx.Connect(t.Context(), url); err != nil {
		t.Error(err)
	}
	_ = hold.Close()
	if status := <-ended; status != 0 {
		t.Errorf("status %d", status)
	}
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Error("the server still answers")
	}
}

func TestCommandGetsTheServerAndGivesItsStatus(t *testing.T) {
	t.Parallel()
	const url = "postgres://postgres@127.0.0.1:1/postgres"
	status, err := command(t.Context(), []string{"sh", "-c", `test "$` + pgtest.Env + `" = "` + url + `" && exit 7`}, url)
	if status != 7 || err != nil {
		t.Errorf("got %d, %v; want the command's own 7", status, err)
	}
	if status, err := command(t.Context(), []string{"/no/such/program"}, url); status != 1 || err == nil {
		t.Errorf("got %d, %v; want 1 and the cause", status, err)
	}
}
