package assistant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/rag/retrieve"
)

// ModelOptions configure a [Model]. APIKey is needed.
type ModelOptions struct {
	APIKey  string
	BaseURL string // of a server that speaks the same protocol; OpenAI's when empty
	Name    string // of the model; "gpt-5.4-mini" when empty

	// Tokens bound what a question costs: the answer, 1200 when zero, and what was said before, 1500 when zero. Passages
	// are bounded where they are retrieved.
	AnswerTokens, HistoryTokens int

	// FirstWord bounds the wait for an answer to begin, tries included, 30 s when zero; Silence the wait for its next
	// piece, 20 s when zero.
	FirstWord, Silence time.Duration

	HTTPClient *http.Client // without a time limit of its own; a plain one when nil
}

// Model is an [Agent] that lets a language model write, over the Chat Completions API that OpenAI and many other
// servers have. The model sees the passages as material in the reader's message, never as instructions. Marks like [2]
// in its text become citations, and those that name no passage are dropped.
//
// A request that fails before the answer has begun is tried again; what a reader has seen is never repeated.
type Model struct {
	options     ModelOptions
	completions openai.ChatCompletionService
}

// retries are made by the client for refusals that may pass (408, 409, 429, 5xx), waiting as the server asks, but not
// longer than maxRetryDelay. attempts are made when a reply breaks off before its first word.
const (
	retries       = 2
	maxRetryDelay = 8 * time.Second
	attempts      = 2
)

// NewModel makes the agent. It does not call the server.
func NewModel(options ModelOptions) (*Model, error) {
	if options.APIKey == "" {
		return nil, errors.New("assistant: the model needs an API key")
	}
	if options.Name == "" {
		options.Name = openai.ChatModelGPT5_4Mini
	}
	if options.AnswerTokens == 0 {
		options.AnswerTokens = 1200
	}
	if options.HistoryTokens == 0 {
		options.HistoryTokens = 1500
	}
	if options.FirstWord == 0 {
		options.FirstWord = 30 * time.Second
	}
	if options.Silence == 0 {
		options.Silence = 20 * time.Second
	}
	if options.HTTPClient == nil {
		options.HTTPClient = &http.Client{}
	}
	server := option.WithEnvironmentProduction()
	if options.BaseURL != "" {
		server = option.WithBaseURL(options.BaseURL)
	}
	// The service is made without openai.NewClient, which would also read settings from the environment.
	return &Model{options: options, completions: openai.NewChatCompletionService(
		server, option.WithAPIKey(options.APIKey), option.WithHTTPClient(options.HTTPClient),
		option.WithMaxRetries(retries), option.WithMaxRetryDelay(maxRetryDelay),
	)}, nil
}

// Answer implements [Agent].
func (m *Model) Answer(ctx context.Context, turn Turn, out Writer) error {
	if !turn.Found.Answerable && len(turn.History) == 0 {
		return refuse(turn.Found, out) // the model has nothing to add
	}
	if err := out.Progress("write-alt", "Writing"); err != nil {
		return err
	}
	passages := turn.Found.Passages
	if !turn.Found.Answerable {
		passages = turn.Found.Nearest // a question about what was said before
	}
	params := m.params(turn, passages)
	for attempt := 1; ; attempt++ {
		marks := newMarker(passages, out)
		err := m.stream(ctx, params, marks, out)
		if err == nil || attempt == attempts || marks.begun || ctx.Err() != nil || !errors.Is(err, errBroken) {
			return errors.Join(err, marks.flush())
		}
	}
}

var (
	// errBroken means that a reply ended before it was complete.
	errBroken = errors.New("the reply broke off")
	errSilent = errors.New("the server was silent for too long")
)

// stream asks once and writes what comes.
func (m *Model) stream(ctx context.Context, params openai.ChatCompletionNewParams, marks *marker, out Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(m.options.FirstWord, func() { cancel(errSilent) })
	defer watchdog.Stop()
	stream := m.completions.NewStreaming(ctx, params)
	defer stream.Close()
	reason := ""
	for stream.Next() {
		watchdog.Reset(m.options.Silence)
		for _, choice := range stream.Current().Choices {
			if choice.Index != 0 {
				continue
			}
			if err := marks.write(choice.Delta.Content + choice.Delta.Refusal); err != nil {
				return err // the reader's connection
			}
			reason = cmp.Or(choice.FinishReason, reason)
		}
	}
	if err := m.failure(ctx, stream.Err(), reason); err != nil {
		return err
	}
	if reason == "length" {
		return out.Warn("The answer reached its length limit, so it is cut.")
	}
	return nil
}

// failure says how a stream failed, if it did. An error of the reader's context is returned as it is.
func (m *Model) failure(ctx context.Context, err error, reason string) error {
	cause := context.Cause(ctx)
	refused, _ := errors.AsType[*openai.Error](err)
	switch {
	case errors.Is(cause, errSilent):
		return fmt.Errorf("%w: %w", errProvider, cause)
	case cause != nil:
		return cause
	case refused != nil:
		return fmt.Errorf("%w: status %d %s", errProvider, refused.StatusCode, refused.Code) // its text may repeat the request
	case err != nil:
		return fmt.Errorf("%w: %w: %w", errProvider, errBroken, err)
	case reason == "":
		return fmt.Errorf("%w: %w: %w", errProvider, errBroken, io.ErrUnexpectedEOF)
	case reason == "content_filter":
		return &chatkit.Failure{Message: "The language model's provider declined to answer this question."}
	default:
		return nil
	}
}

func (m *Model) params(turn Turn, passages []retrieve.Passage) openai.ChatCompletionNewParams {
	params := openai.ChatCompletionNewParams{
		Model:    m.options.Name,
		Messages: messages(turn, passages, m.options.HistoryTokens),
	}
	if m.options.BaseURL == "" {
		params.MaxCompletionTokens = openai.Int(int64(m.options.AnswerTokens))
	} else {
		params.MaxTokens = openai.Int(int64(m.options.AnswerTokens)) // the name that other servers know
	}
	return params
}
