import type { Item, StreamEvent, TextPart, Thread, ThreadStatus, Update } from './protocol';

export interface Asked {
  kind: 'asked';
  /** Null until the server has stored it. */
  id: string | null;
  text: string;
  quoted: string | null;
}

export interface Answered {
  kind: 'answered';
  id: string;
  parts: TextPart[];
  /** `cut`: it ended before it was complete. */
  state: 'open' | 'complete' | 'cut';
}

export type Message = Asked | Answered;

export interface Trouble {
  message: string;
  retry: boolean;
  /** The reader must sign in first. */
  signIn: boolean;
}

export interface Turn {
  /** What the assistant says it is doing. */
  progress: string | null;
  canStop: boolean;
}

export interface Conversation {
  thread: { id: string; title: string | null; status: ThreadStatus } | null;
  messages: Message[];
  /** Null while nothing is being answered. */
  turn: Turn | null;
  notice: string | null;
  trouble: Trouble | null;
}

export type Action =
  | { type: 'reset' }
  | { type: 'opened'; thread: Thread; items: Item[] }
  | { type: 'asked'; text: string; quoted: string | null }
  /** The last question is asked once more: what came after it goes. `anew`: the server will store it again. */
  | { type: 'repeated'; anew: boolean }
  | { type: 'event'; event: StreamEvent }
  /** The stream is over: by itself, or because the reader stopped it. */
  | { type: 'ended'; stopped: boolean }
  | { type: 'failed'; trouble: Trouble };

export const emptyConversation: Conversation = {
  thread: null,
  messages: [],
  turn: null,
  notice: null,
  trouble: null,
};

const turn: Turn = { progress: null, canStop: true };
const cutOff: Trouble = { message: 'The answer broke off.', retry: true, signIn: false };

export function reduceConversation(state: Conversation, action: Action): Conversation {
  switch (action.type) {
    case 'reset':
      return emptyConversation;
    case 'opened':
      return {
        ...emptyConversation,
        thread: threadOf(action.thread),
        messages: action.items.flatMap(messageOf),
      };
    case 'asked': {
      const asked: Asked = { kind: 'asked', id: null, text: action.text, quoted: action.quoted };
      return { ...state, messages: [...state.messages, asked], turn, notice: null, trouble: null };
    }
    case 'repeated': {
      const last = lastIndex(state.messages, ({ kind }) => kind === 'asked');
      const messages = state.messages.slice(0, last + 1);
      if (action.anew && messages[last]?.kind === 'asked') messages[last] = { ...messages[last], id: null };
      return { ...state, messages, turn, notice: null, trouble: null };
    }
    case 'event':
      return receive(state, action.event);
    case 'ended':
      return end(state, action.stopped);
    case 'failed':
      return { ...end(state, true), trouble: action.trouble };
  }
}

/** A turn that ends without a complete answer and without a reason has been cut. */
function end(state: Conversation, expected: boolean): Conversation {
  if (!state.turn) return state;
  const complete = state.messages.at(-1)?.kind === 'answered' && state.messages.every(isFinished);
  const trouble = state.trouble ?? (complete || expected ? null : cutOff);
  return { ...state, turn: null, trouble, messages: state.messages.map(cut) };
}

function isFinished(message: Message): boolean {
  return message.kind === 'asked' || message.state !== 'open';
}

function cut(message: Message): Message {
  return isFinished(message) ? message : { ...(message as Answered), state: 'cut' };
}

function receive(state: Conversation, event: StreamEvent): Conversation {
  switch (event.type) {
    case 'thread.created':
    case 'thread.updated':
      return { ...state, thread: threadOf(event.thread) };
    case 'thread.item.added':
      return { ...state, messages: put(state.messages, event.item, 'open') };
    case 'thread.item.done':
    case 'thread.item.replaced':
      return { ...state, messages: put(state.messages, event.item, 'complete') };
    case 'thread.item.updated':
      return { ...state, messages: state.messages.map((m) => update(m, event.item_id, event.update)) };
    case 'thread.item.removed':
      return { ...state, messages: state.messages.filter(({ id }) => id !== event.item_id) };
    case 'stream_options':
      return inTurn(state, { canStop: event.stream_options.allow_cancel });
    case 'progress_update':
      return inTurn(state, { progress: event.text });
    case 'notice':
      return { ...state, notice: event.title ? `${event.title}: ${event.message}` : event.message };
    case 'error':
      return { ...state, trouble: troubleOf(event) };
    default:
      return state; // a newer server may say more
  }
}

function inTurn(state: Conversation, change: Partial<Turn>): Conversation {
  return state.turn ? { ...state, turn: { ...state.turn, ...change } } : state;
}

function troubleOf(event: Extract<StreamEvent, { type: 'error' }>): Trouble {
  const fallback = 'The assistant could not finish the answer.';
  return { message: event.message ?? fallback, retry: event.allow_retry, signIn: false };
}

function threadOf({ id, title, status }: Thread): Conversation['thread'] {
  return { id, title: title ?? null, status: status ?? { type: 'active' } };
}

/** Puts an item where it belongs: over its older version, over the question it confirms, or at the end. */
function put(messages: Message[], item: Item, state: Answered['state']): Message[] {
  const [message] = messageOf(item, state);
  if (!message) return messages;
  let at = messages.findIndex(({ id }) => id === message.id);
  if (at < 0 && message.kind === 'asked') {
    at = lastIndex(messages, ({ kind, id }) => kind === 'asked' && id === null);
  }
  return at < 0 ? [...messages, message] : messages.map((old, i) => (i === at ? message : old));
}

function messageOf(item: Item, state: Answered['state'] | number): Message[] {
  if (item.type === 'user_message') {
    const text = item.content.map((part) => part.text).join('');
    return [{ kind: 'asked', id: item.id, text, quoted: item.quoted_text ?? null }];
  }
  if (item.type !== 'assistant_message') return [];
  return [
    { kind: 'answered', id: item.id, parts: item.content, state: state === 'open' ? 'open' : 'complete' },
  ];
}

function update(message: Message, id: string, change: Update): Message {
  if (message.kind !== 'answered' || message.id !== id) return message;
  const index = change.content_index;
  const part = message.parts[index] ?? { type: 'output_text', text: '', annotations: [] };
  const changed = updatePart(part, change);
  if (!changed) return message;
  const known = index < message.parts.length;
  return {
    ...message,
    parts: known ? message.parts.map((old, i) => (i === index ? changed : old)) : [...message.parts, changed],
  };
}

function updatePart(part: TextPart, change: Update): TextPart | null {
  switch (change.type) {
    case 'assistant_message.content_part.added':
      return change.content;
    case 'assistant_message.content_part.text_delta':
      return { ...part, text: part.text + change.delta };
    case 'assistant_message.content_part.annotation_added':
      return { ...part, annotations: [...(part.annotations ?? []), change.annotation] };
    case 'assistant_message.content_part.done':
      // Its list of annotations may be empty although some were sent before.
      return change.content.annotations?.length ? change.content : { ...part, text: change.content.text };
    default:
      return null;
  }
}

function lastIndex<T>(list: T[], wanted: (value: T) => boolean): number {
  for (let i = list.length - 1; i >= 0; i--) if (wanted(list[i]!)) return i;
  return -1;
}
