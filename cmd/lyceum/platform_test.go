package main

import (
	"io/fs"
	"testing"

	"github.com/lyceum/lyceum/learn"
	learndb "github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/site"
)

// The quizzes in the binary are read after the start, so that this is where mistakes in them are found.
func TestBookFitsItsQuizzes(t *testing.T) {
	t.Parallel()
	docs, err := fs.Sub(site.Docs, "docs")
	if err != nil {
		t.Fatal(err)
	}
	quizzes, err := fs.Sub(site.Quizzes, "quizzes")
	if err != nil {
		t.Fatal(err)
	}
	options := learn.Options{DB: &learndb.DB{}, Book: docs, Quizzes: quizzes, Auth: readers(nil), Tested: true}
	platform, err := learn.New(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := platform.Ready(); err != nil {
		t.Error(err)
	}
}
