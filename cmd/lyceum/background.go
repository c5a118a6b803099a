package main

import (
	"context"
	"sync"
)

// background starts what goes on beside the requests: the outbox, reading the quizzes, and a look whether the book has
// changed since it was indexed, which would make a start wait. stop ends it and waits for what is being sent.
func (h *house) background() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var jobs sync.WaitGroup
	if h.mails != nil {
		jobs.Go(func() { h.mails.outbox.Run(ctx) })
	}
	jobs.Go(func() {
		h.readQuizzes()
		h.compareBook(ctx)
		giveBack() // what the start needed is not needed again
	})
	return func() {
		cancel()
		jobs.Wait()
	}
}

// readQuizzes makes the quizzes ready, which those in the binary are not yet.
func (h *house) readQuizzes() {
	if h.platform == nil {
		return
	}
	if err := h.platform.learn.Ready(); err != nil {
		h.log.Error("the quizzes cannot be read", "error", err)
	}
}

// compareBook indexes the book again when it has changed. Until then, and when that fails, searches find what they found
// before.
func (h *house) compareBook(ctx context.Context) {
	if !h.compare {
		return
	}
	if err := h.fill(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("the search index stays as it was", "error", err)
	}
}
