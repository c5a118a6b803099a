package web

import (
	"context"
	"net/http"
	"time"
)

// checkTimeout bounds one readiness check: a database that takes longer is not ready.
const checkTimeout = 2 * time.Second

// health says that the process answers.
func (s *Service) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, struct {
		Status  string `json:"status"`
		Service string `json:"service"`
	}{"ok", s.options.Name})
}

// ready says whether requests should be sent here. Causes go to the log only.
func (s *Service) ready(w http.ResponseWriter, r *http.Request) {
	reply := struct {
		Status  string            `json:"status"`
		Service string            `json:"service"`
		Checks  map[string]string `json:"checks"`
	}{"ready", s.options.Name, map[string]string{}}
	status := http.StatusOK
	for _, check := range s.options.Checks {
		reply.Checks[check.Name] = "ok"
		if err := run(r.Context(), check); err != nil {
			reply.Checks[check.Name], reply.Status, status = "failed", "not ready", http.StatusServiceUnavailable
			s.options.Log.WarnContext(r.Context(), "not ready", "check", check.Name, "cause", err)
		}
	}
	if s.stopping.Load() {
		reply.Status, status = "stopping", http.StatusServiceUnavailable
	}
	writeJSON(w, status, reply)
}

func run(ctx context.Context, check Check) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	return check.Run(ctx)
}
