package web

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCORS(t *testing.T) {
	t.Parallel()
	handler := CORS([]string{"https://book.example", "https://*.wild.example", "myapp://"}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Retry-After", "3")
		w.Header().Add("Access-Control-Expose-Headers", "set-auth-token")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	ask := func(method, origin, preflight string) *http.Response {
		request := httptest.NewRequest(method, "http://api.example/api/auth/get-session", nil)
		request.Header.Set("Origin", origin)
		if preflight != "" {
			request.Header.Set("Access-Control-Request-Method", preflight)
			request.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder.Result()
	}
	good := ask("GET", "https://book.example", "")
	if h := good.Header; h.Get("Access-Control-Allow-Origin") != "https://book.example" || h.Get("Access-Control-Allow-Credentials") != "true" ||
		strings.Join(h.Values("Access-Control-Expose-Headers"), ",") != "set-auth-token,X-Retry-After" || h.Get("Vary") == "" {
		t.Errorf("trusted: %v", h)
	}
	before := ask("OPTIONS", "https://book.example", "PUT")
	if h := before.Header; before.StatusCode != 204 || h.Get("Access-Control-Allow-Methods") != "PUT" || h.Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("preflight: %d %v", before.StatusCode, h)
	}
	for _, origin := range []string{"https://evil.example", "https://x.wild.example", "http://book.example", "https://book.example.evil.example", "null"} {
		for _, preflight := range []string{"", "PUT"} {
			method := "GET"
			if preflight != "" {
				method = "OPTIONS"
			}
			if h := ask(method, origin, preflight).Header; h.Get("Access-Control-Allow-Origin") != "" || h.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: %v", method, origin, h)
			}
		}
	}
	plain := http.NewServeMux()
	if got := CORS([]string{"https://*.x.example"}, plain); got != http.Handler(plain) {
		t.Error("a layer without origins")
	}
}

func TestExposingStreams(t *testing.T) {
	t.Parallel()
	s := start(t, nil, func(s *Service) {
		s.Handle("GET /stream", CORS([]string{"https://book.example"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "first\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-r.Context().Done()
		})))
	})
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/stream", nil)
	request.Header.Set("Origin", "https://book.example")
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if line, err := bufio.NewReader(reply.Body).ReadString('\n'); err != nil || line != "first\n" {
		t.Errorf("%q, %v", line, err)
	}
}
