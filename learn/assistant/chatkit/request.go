package chatkit

import (
	"strings"
	"unicode/utf8"

	"github.com/lyceum/lyceum/learn/api"
)

// Operation names what a request asks for.
type Operation string

// The operations this server has. Do not rename.
const (
	opCreate   Operation = "threads.create"
	opAdd      Operation = "threads.add_user_message"
	opRetry    Operation = "threads.retry_after_item"
	opList     Operation = "threads.list"
	opGet      Operation = "threads.get_by_id"
	opUpdate   Operation = "threads.update"
	opDelete   Operation = "threads.delete"
	opItems    Operation = "items.list"
	opFeedback Operation = "items.feedback"
)

// unsupported are the operations of the protocol that this server does not have.
var unsupported = map[Operation]bool{
	"threads.add_client_tool_output": true, "threads.add_structured_input": true, "threads.custom_action": true,
	"threads.sync_custom_action": true, "attachments.create": true, "attachments.delete": true, "input.transcribe": true,
}

// Limits of what a request may hold, in characters.
const (
	MaxQuestion = 2000 // also of quoted text
	maxTitle    = 200
	maxID       = 128
	maxParts    = 20
	maxRated    = 100
	maxTagData  = 4096
)

// Request is a checked request.
type Request struct {
	Operation Operation
	Thread    string
	Item      string // of retry
	Input     Item   // of create and add: only what the reader wrote
	Title     string
	Page      PageRequest
	Items     []string // of feedback
	Kind      FeedbackKind
	Lesson    string // where the reader is, or ""
}

// Streams tells whether the request is answered with events.
func (r Request) Streams() bool {
	return r.Operation == opCreate || r.Operation == opAdd || r.Operation == opRetry
}

// ParseRequest reads a body. Its errors are [*api.Error]s for the client's author. Fields it does not know are passed
// over, because clients are newer than servers; fields it knows must be right.
func ParseRequest(body []byte) (Request, error) {
	envelope, err := parseBody(body)
	if err != nil {
		return Request{}, err
	}
	if !envelope.has("type") && envelope.has("query") {
		return parseSimple(envelope)
	}
	name := envelope.text("type", 0, maxID)
	if *envelope.problem != nil {
		return Request{}, *envelope.problem
	}
	request := Request{Operation: Operation(name)}
	parse, known := operations[request.Operation]
	switch {
	case unsupported[request.Operation]:
		return Request{}, api.BadRequest("UNSUPPORTED_OPERATION", "This server does not have the operation %q.", name)
	case name == "":
		return Request{}, api.BadRequest(api.CodeInvalidBody,
			`The body needs a "type" that names the operation, such as "threads.create"; or a "query".`)
	case !known:
		return Request{}, api.BadRequest("UNKNOWN_OPERATION", "There is no operation %q.", clip(name))
	}
	parse(envelope.object("params"), &request)
	request.Lesson = envelope.object("metadata").text("lesson", 0, maxID)
	return request, *envelope.problem
}

// operations read the params of each operation.
var operations = map[Operation]func(*object, *Request){
	opCreate: func(p *object, r *Request) { r.Input = parseInput(p.object("input")) },
	opAdd: func(p *object, r *Request) {
		r.Thread = p.id("thread_id")
		r.Input = parseInput(p.object("input"))
	},
	opRetry:  func(p *object, r *Request) { r.Thread, r.Item = p.id("thread_id"), p.id("item_id") },
	opList:   func(p *object, r *Request) { r.Page = parsePage(p) },
	opGet:    func(p *object, r *Request) { r.Thread = p.id("thread_id") },
	opDelete: func(p *object, r *Request) { r.Thread = p.id("thread_id") },
	opItems:  func(p *object, r *Request) { r.Thread, r.Page = p.id("thread_id"), parsePage(p) },
	opUpdate: func(p *object, r *Request) {
		r.Thread = p.id("thread_id")
		r.Title = strings.Join(strings.Fields(p.text("title", 1, maxTitle)), " ")
		if r.Title == "" {
			p.fail("title", "must not be empty")
		}
	},
	opFeedback: func(p *object, r *Request) {
		r.Thread = p.id("thread_id")
		r.Items = p.ids("item_ids", maxRated)
		r.Kind = FeedbackKind(p.oneOf("kind", "", string(Positive), string(Negative)))
	},
}

func parsePage(p *object) PageRequest {
	page := PageRequest{
		Limit: p.number("limit", defaultPage, 1, maxPage),
		Order: Order(p.oneOf("order", string(Descending), string(Ascending), string(Descending))),
	}
	if after := p.text("after", 0, 4*maxID); after != "" {
		cursor, err := parseCursor(after)
		if err != nil {
			p.fail("after", "must be the value that the page before gave")
		}
		page.After = cursor
	}
	return page
}

func parseInput(p *object) Item {
	item := Item{Type: UserMessage, QuotedText: p.text("quoted_text", 0, MaxQuestion)}
	length := 0
	for _, part := range p.objects("content", 1, maxParts) {
		content := parsePart(part)
		length += utf8.RuneCountInString(content.Text)
		item.Content = append(item.Content, content)
	}
	switch {
	case length > MaxQuestion:
		p.fail("content", "is longer than %d characters", MaxQuestion)
	case strings.TrimSpace(item.Text()) == "":
		p.fail("content", "holds no text")
	}
	if len(p.list("attachments", 0, maxParts)) > 0 {
		p.keep(api.BadRequest("ATTACHMENTS_UNSUPPORTED", "This server takes no attachments."))
	}
	if p.has("inference_options") {
		item.InferenceOptions = parseOptions(p)
	}
	return item
}

func parseOptions(p *object) *InferenceOptions {
	options := p.object("inference_options")
	parsed := &InferenceOptions{Model: options.text("model", 0, maxID)}
	if options.has("tool_choice") {
		parsed.ToolChoice = &ToolChoice{ID: options.object("tool_choice").text("id", 0, maxID)}
	}
	return parsed
}

func parsePart(part *object) Content {
	content := Content{Type: part.oneOf("type", "", InputText, InputTag), Text: part.text("text", 0, MaxQuestion)}
	if content.Type == InputTag {
		content.ID = part.text("id", 1, maxID)
		content.Group = part.text("group", 0, maxID)
		interactive := part.flag("interactive")
		content.Interactive = &interactive
		content.Data = part.data("data", maxTagData)
	}
	return content
}

// parseSimple reads the body of the first edition's panel. Who asks is not taken from it.
func parseSimple(body *object) (Request, error) {
	query := body.text("query", 1, MaxQuestion)
	request := Request{Operation: opCreate, Thread: body.text("thread_id", 0, maxID)}
	if request.Thread != "" {
		request.Operation = opAdd
	}
	context := body.object("context")
	request.Lesson = context.object("page_context").text("current_lesson", 0, maxID)
	quoted := context.text("selected_text", 0, MaxQuestion)
	if mode := context.oneOf("context_mode", "full_book", "full_book", "selected_text"); mode != "selected_text" {
		quoted = ""
	}
	if strings.TrimSpace(query) == "" {
		body.fail("query", "holds no text")
	}
	request.Input = Item{Type: UserMessage, Content: []Content{{Type: InputText, Text: query}}, QuotedText: quoted}
	return request, *body.problem
}
