package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lyceum/lyceum/auth/plugin/outbox"
	"github.com/lyceum/lyceum/internal/mail"
)

// queue puts a message into the outbox. What is kept is the data of its template: it is written when it is sent.
func (m *mailer) queue(ctx context.Context, to string, kind mail.Kind, data mail.Data) error {
	content, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("message %s: %w", kind, err)
	}
	message := outbox.Message{Kind: string(kind), To: to, Content: string(content)}
	if data.Expires > 0 {
		message.Expires = now().Add(data.Expires)
	}
	return m.outbox.Add(ctx, message)
}

// carry writes a message from the outbox and hands it to its provider.
func (m *mailer) carry(ctx context.Context, message outbox.Message) error {
	var data mail.Data
	if err := json.Unmarshal([]byte(message.Content), &data); err != nil {
		return &mail.RefusedError{Err: err}
	}
	data.AppName = m.appName
	kind := mail.Kind(message.Kind)
	if kind == mail.TextCode {
		return m.texts.carry(ctx, message.To, kind, data)
	}
	letter, err := m.templates.Render(kind, data)
	if err != nil {
		return &mail.RefusedError{Err: err}
	}
	letter.ID, letter.To = message.ID, message.To
	return m.sender.Send(ctx, letter)
}

func newMessageCounter() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "lyceum_messages_total", Help: "Attempts to send mails and text messages, by what came of them.",
	}, []string{"kind", "outcome"})
}

func (m *mailer) count(kind string, o outbox.Outcome) {
	m.counted.WithLabelValues(kind, string(o)).Inc()
}

// waitingTimeout bounds the question that a look at the metrics asks of the database.
const waitingTimeout = 2 * time.Second

// waiting describes the outbox to the metrics: how much is in it, asked when somebody looks.
type waiting struct {
	outbox *outbox.Plugin
	queued *prometheus.Desc
}

// metrics are what the mailer has to tell.
func (m *mailer) metrics() []prometheus.Collector {
	return []prometheus.Collector{m.counted, &waiting{m.outbox, prometheus.NewDesc(
		"lyceum_messages_queued", "Mails and text messages in the outbox.", []string{"state"}, nil,
	)}}
}

// Describe names the metric.
func (w *waiting) Describe(out chan<- *prometheus.Desc) { out <- w.queued }

// Collect counts. Without an answer of the database there is no number rather than a wrong one.
func (w *waiting) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), waitingTimeout)
	defer cancel()
	due, stuck, err := w.outbox.Count(ctx)
	if err != nil {
		return
	}
	out <- prometheus.MustNewConstMetric(w.queued, prometheus.GaugeValue, float64(due), "waiting")
	out <- prometheus.MustNewConstMetric(w.queued, prometheus.GaugeValue, float64(stuck), "given_up")
}
