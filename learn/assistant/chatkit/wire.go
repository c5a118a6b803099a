package chatkit

import (
	"encoding/json"
	"time"
)

// The objects of the protocol. The JSON names are its: do not rename. Nulls are left out, empty lists are written.

// Time is written in UTC with milliseconds.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000Z"

// MarshalJSON implements [json.Marshaler].
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(t.UTC().Format(`"` + timeLayout + `"`)), nil
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Time) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &t.Time) }

// Page is a part of a list. After, when there is more, is what the next request passes back.
type Page[T any] struct {
	Data    []T    `json:"data"`
	HasMore bool   `json:"has_more"`
	After   string `json:"after,omitempty"`
}

// MarshalJSON writes an empty list as such.
func (p Page[T]) MarshalJSON() ([]byte, error) {
	type plain Page[T]
	if p.Data == nil {
		p.Data = []T{}
	}
	return json.Marshal(plain(p))
}

// Status of a thread.
type Status struct {
	Type   string `json:"type"` // "active", "locked" or "closed"
	Reason string `json:"reason,omitempty"`
}

// StatusActive is the status of a thread that takes messages.
const StatusActive = "active"

// Thread is a conversation.
type Thread struct {
	ID        string     `json:"id"`
	Title     string     `json:"title,omitempty"`
	CreatedAt Time       `json:"created_at"`
	Status    Status     `json:"status"`
	Metadata  Empty      `json:"metadata"` // what is stored is never sent
	Items     Page[Item] `json:"items"`
}

// Empty is written {}.
type Empty struct{}

// ItemType names what an [Item] is.
type ItemType string

// The item types that this server writes.
const (
	UserMessage      ItemType = "user_message"
	AssistantMessage ItemType = "assistant_message"
	HiddenContext    ItemType = "sdk_hidden_context" // never sent
)

// Hidden tells whether items of the type never leave the server.
func (t ItemType) Hidden() bool { return t == HiddenContext || t == "hidden_context_item" }

// Item is one entry of a thread.
type Item struct {
	ID        string    `json:"id"`
	ThreadID  string    `json:"thread_id"`
	CreatedAt Time      `json:"created_at"`
	Type      ItemType  `json:"type"`
	Content   []Content `json:"content"`

	// Of user messages.
	Attachments      []json.RawMessage `json:"attachments,omitzero"`
	QuotedText       string            `json:"quoted_text,omitempty"`
	InferenceOptions *InferenceOptions `json:"inference_options,omitempty"`
}

// MarshalJSON writes the lists that the item's type has, also when they are empty.
func (i Item) MarshalJSON() ([]byte, error) {
	type plain Item
	if i.Content == nil {
		i.Content = []Content{}
	}
	if i.Type == UserMessage {
		if i.Attachments == nil {
			i.Attachments = []json.RawMessage{}
		}
		if i.InferenceOptions == nil {
			i.InferenceOptions = &InferenceOptions{}
		}
	}
	return json.Marshal(plain(i))
}

// Text joins the item's text parts.
func (i Item) Text() string {
	text := ""
	for _, part := range i.Content {
		text += part.Text
	}
	return text
}

// InferenceOptions are wishes of the reader about the model. They are kept, not followed.
type InferenceOptions struct {
	ToolChoice *ToolChoice `json:"tool_choice,omitempty"`
	Model      string      `json:"model,omitempty"`
}

// ToolChoice names a tool.
type ToolChoice struct {
	ID string `json:"id"`
}

// The types of [Content].
const (
	InputText  = "input_text"
	InputTag   = "input_tag"
	OutputText = "output_text"
)

// Content is a part of a message.
type Content struct {
	Type string `json:"type"`
	Text string `json:"text"`

	Annotations []Annotation `json:"annotations,omitzero"` // of output_text

	// Of input_tag, a mention.
	ID          string         `json:"id,omitempty"`
	Data        map[string]any `json:"data,omitzero"`
	Group       string         `json:"group,omitempty"`
	Interactive *bool          `json:"interactive,omitempty"`
}

// MarshalJSON writes the lists and flags that the content's type has.
func (c Content) MarshalJSON() ([]byte, error) {
	type plain Content
	switch {
	case c.Type == OutputText && c.Annotations == nil:
		c.Annotations = []Annotation{}
	case c.Type == InputTag:
		if c.Data == nil {
			c.Data = map[string]any{}
		}
		if c.Interactive == nil {
			c.Interactive = new(bool)
		}
	}
	return json.Marshal(plain(c))
}

// Annotation says where a statement comes from.
type Annotation struct {
	Type   string `json:"type"` // "annotation"
	Source Source `json:"source"`
	// Index is the place of the mark in the text, in UTF-16 code units, as the client counts.
	Index *int `json:"index,omitempty"`
}

// Source is what an annotation cites. This server writes entities: places in the book.
type Source struct {
	Type        string         `json:"type"` // "entity"
	Title       string         `json:"title"`
	Description string         `json:"description,omitempty"`
	ID          string         `json:"id,omitempty"`
	Icon        string         `json:"icon,omitempty"`
	Label       string         `json:"label,omitempty"`
	InlineLabel string         `json:"inline_label,omitempty"`
	Interactive bool           `json:"interactive"`
	Data        map[string]any `json:"data"`
}

// FeedbackKind is an opinion.
type FeedbackKind string

// The opinions.
const (
	Positive FeedbackKind = "positive"
	Negative FeedbackKind = "negative"
)
