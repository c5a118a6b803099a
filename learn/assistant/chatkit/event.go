package chatkit

// Event is one message of a stream. Its constructors set the fields that its type has.
type Event struct {
	Type          string         `json:"type"`
	Thread        *Thread        `json:"thread,omitempty"`
	Item          *Item          `json:"item,omitempty"`
	ItemID        string         `json:"item_id,omitempty"`
	Update        *Update        `json:"update,omitempty"`
	StreamOptions *StreamOptions `json:"stream_options,omitempty"`
	Text          string         `json:"text,omitempty"`
	Icon          string         `json:"icon,omitempty"`
	Level         string         `json:"level,omitempty"`
	Code          string         `json:"code,omitempty"`
	Message       string         `json:"message,omitempty"`
	AllowRetry    *bool          `json:"allow_retry,omitempty"`
}

// StreamOptions tell the client what it may do during a stream.
type StreamOptions struct {
	AllowCancel bool `json:"allow_cancel"`
}

// Update changes a pending item.
type Update struct {
	Type            string      `json:"type"`
	ContentIndex    int         `json:"content_index"`
	Content         *Content    `json:"content,omitempty"`
	Delta           string      `json:"delta,omitempty"`
	AnnotationIndex *int        `json:"annotation_index,omitempty"`
	Annotation      *Annotation `json:"annotation,omitempty"`
}

func threadCreated(t Thread) Event { return Event{Type: "thread.created", Thread: &t} }
func threadUpdated(t Thread) Event { return Event{Type: "thread.updated", Thread: &t} }
func itemAdded(i Item) Event       { return Event{Type: "thread.item.added", Item: &i} }
func itemDone(i Item) Event        { return Event{Type: "thread.item.done", Item: &i} }

func itemRemoved(id string) Event { return Event{Type: "thread.item.removed", ItemID: id} }

func streamOptions() Event {
	return Event{Type: "stream_options", StreamOptions: &StreamOptions{AllowCancel: true}}
}

func itemUpdated(id string, update Update) Event {
	return Event{Type: "thread.item.updated", ItemID: id, Update: &update}
}

func partAdded(id string) Event {
	return itemUpdated(id, Update{Type: "assistant_message.content_part.added", Content: &Content{Type: OutputText}})
}

func textDelta(id, delta string) Event {
	return itemUpdated(id, Update{Type: "assistant_message.content_part.text_delta", Delta: delta})
}

func annotationAdded(id string, index int, annotation Annotation) Event {
	return itemUpdated(id, Update{
		Type: "assistant_message.content_part.annotation_added", AnnotationIndex: &index, Annotation: &annotation,
	})
}

// partDone has the text without its annotations, as the reference sends it; the item that follows has them.
func partDone(id, text string) Event {
	return itemUpdated(id, Update{
		Type: "assistant_message.content_part.done", Content: &Content{Type: OutputText, Text: text},
	})
}

func progress(icon, text string) Event { return Event{Type: "progress_update", Text: text, Icon: icon} }

func notice(level, message string) Event {
	return Event{Type: "notice", Level: level, Message: message}
}

// failed tells of a failure: in the words of a [Failure], or only that there was one.
func failed(f *Failure) Event {
	if f == nil {
		retry := true
		return Event{Type: "error", Code: "stream.error", AllowRetry: &retry}
	}
	return Event{Type: "error", Code: "custom", Message: f.Message, AllowRetry: &f.Retry}
}
