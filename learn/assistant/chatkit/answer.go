package chatkit

import (
	"context"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Answer is the assistant's side of a turn. A [Responder] writes it from one goroutine. Its methods fail when nobody
// reads any more; the responder then returns.
type Answer struct {
	ctx    context.Context
	stream *Stream
	newID  func(prefix string) string
	now    func() Time
	thread string

	item  *Item // nil until the first text
	text  strings.Builder
	runes int
	units int // of UTF-16, which annotations count in
	notes []Annotation
}

// maxAnswer bounds what is kept and sent of one answer, in characters.
const maxAnswer = 32_000

// Progress tells what is being done. It is shown until the next one, and not kept. Icon is one of the protocol's
// names, or "".
func (a *Answer) Progress(icon, text string) error { return a.send(progress(icon, text)) }

// Warn shows a notice beside the conversation. It is not kept.
func (a *Answer) Warn(message string) error { return a.send(notice("warning", message)) }

// Write appends to the answer's text, which is Markdown.
func (a *Answer) Write(text string) error {
	if err := context.Cause(a.ctx); err != nil || text == "" {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
	runes := utf8.RuneCountInString(text)
	if a.runes+runes > maxAnswer {
		return &Failure{Message: "The answer became too long and was cut."}
	}
	a.runes += runes
	for _, r := range text {
		a.units += max(1, utf16.RuneLen(r))
	}
	a.text.WriteString(text)
	return a.send(textDelta(a.item.ID, text))
}

// Cite says that what was written last comes from the source.
func (a *Answer) Cite(source Source) error {
	if err := a.open(); err != nil {
		return err
	}
	if source.Data == nil {
		source.Data = map[string]any{}
	}
	index := a.units
	note := Annotation{Type: "annotation", Source: source, Index: &index}
	a.notes = append(a.notes, note)
	return a.send(annotationAdded(a.item.ID, len(a.notes)-1, note))
}

// Text is what was written so far.
func (a *Answer) Text() string { return a.text.String() }

func (a *Answer) send(event Event) error {
	if err := context.Cause(a.ctx); err != nil {
		return err
	}
	return a.stream.Send(event)
}

// open begins the message. The same id runs through all its events.
func (a *Answer) open() error {
	if a.item != nil {
		return nil
	}
	item := Item{ID: a.newID("msg"), ThreadID: a.thread, CreatedAt: a.now(), Type: AssistantMessage}
	if err := a.send(itemAdded(item)); err != nil {
		return err
	}
	a.item = &item
	return a.send(partAdded(item.ID))
}

// message is the item as it is stored and finally sent.
func (a *Answer) message() Item {
	item := *a.item
	item.Content = []Content{{Type: OutputText, Text: a.text.String(), Annotations: a.notes}}
	return item
}

// blank tells whether there is nothing worth keeping.
func (a *Answer) blank() bool { return a.item == nil || strings.TrimSpace(a.text.String()) == "" }
