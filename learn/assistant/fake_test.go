package assistant_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/lyceum/lyceum/learn/assistant"
)

// fakeModel is a server that speaks the Chat Completions API as a script says: one reply for each request.
type fakeModel struct {
	t       *testing.T
	url     string
	mu      sync.Mutex
	script  []http.HandlerFunc
	asked   []askedModel
	release chan struct{} // closed at the end of the test, so that stalled replies end
}

// askedModel is what a request held.
type askedModel struct {
	Model               string
	Stream              bool
	MaxTokens           int `json:"max_tokens"`
	MaxCompletionTokens int `json:"max_completion_tokens"`
	Messages            []struct{ Role, Content string }
}

func newFakeModel(t *testing.T, script ...http.HandlerFunc) *fakeModel {
	t.Helper()
	f := &fakeModel{t: t, script: script, release: make(chan struct{})}
	server := httptest.NewServer(f)
	f.url = server.URL + "/v1/"
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(f.release) })
	return f
}

func (f *fakeModel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var asked askedModel
	if err != nil || json.Unmarshal(body, &asked) != nil {
		f.t.Errorf("the model got %q, %v", body, err)
	}
	if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer key" {
		f.t.Errorf("the model was asked at %s with %q", r.URL.Path, r.Header.Get("Authorization"))
	}
	f.mu.Lock()
	n := len(f.asked)
	f.asked = append(f.asked, asked)
	f.mu.Unlock()
	if n >= len(f.script) {
		f.t.Errorf("request %d was not expected", n+1)
		http.Error(w, "unexpected", http.StatusTeapot)
		return
	}
	f.script[n](w, r)
}

func (f *fakeModel) requests() []askedModel {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// agent makes a model that asks the fake.
func (f *fakeModel) agent(options assistant.ModelOptions) *assistant.Model {
	f.t.Helper()
	options.APIKey, options.BaseURL = "key", f.url
	model, err := assistant.NewModel(options)
	if err != nil {
		f.t.Fatal(err)
	}
	return model
}

// chunks writes pieces of an answer as events, without an end.
func chunks(w http.ResponseWriter, pieces ...string) {
	w.Header().Set("Content-Type", "text/event-stream")
	for _, piece := range pieces {
		content, _ := json.Marshal(piece)
		fmt.Fprintf(w, "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"obfuscation\":\"zz\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}\n\n", content)
		_ = http.NewResponseController(w).Flush()
	}
}

func finish(w http.ResponseWriter, reason string) {
	fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":%q}]}\n\n", reason)
	fmt.Fprint(w, "data: {\"choices\":[],\"usage\":{\"total_tokens\":7}}\n\ndata: [DONE]\n\n")
}

// says is a whole answer.
func says(pieces ...string) http.HandlerFunc { return ends("stop", pieces...) }

// ends is an answer with a reason for its end.
func ends(reason string, pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		chunks(w, pieces...)
		finish(w, reason)
	}
}

// stalls says something and then nothing more, until the client leaves.
func (f *fakeModel) stalls(pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if len(pieces) > 0 {
			chunks(w, pieces...)
		}
		select {
		case <-r.Context().Done():
		case <-f.release:
		}
	}
}

// cut says something and breaks the connection in the middle of a character.
func cut(pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		chunks(w, pieces...)
		event := []byte(`data: {"choices":[{"index":0,"delta":{"content":"🤖`)
		_, _ = w.Write(bytes.TrimSuffix(event, []byte("\x96")))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// refuses answers with a status and OpenAI's form of errors.
func refuses(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After-Ms", "1")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error":{"message":"secret detail","type":"t","code":%q}}`, code)
	}
}

// raw sends a stream as it is.
func raw(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, strings.Join(lines, "\n"))
	}
}
