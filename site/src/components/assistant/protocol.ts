/** The part of the ChatKit protocol that the panel uses. What it does not know it passes over. */

export interface Page<T> {
  data: T[];
  has_more: boolean;
  after?: string;
}

export type ThreadStatus = { type: 'active' } | { type: 'locked' | 'closed'; reason?: string };

export interface Thread {
  id: string;
  title?: string;
  created_at: string;
  status?: ThreadStatus;
  items?: Page<Item>;
}

interface SourceBase {
  title: string;
  description?: string;
}

export type Source =
  | (SourceBase & { type: 'url'; url: string })
  | (SourceBase & { type: 'entity'; id: string; data?: { lesson?: string; anchor?: string; url?: string } })
  | (SourceBase & { type: 'file'; filename: string });

export interface Annotation {
  type: 'annotation';
  source: Source;
  /** Where its number stands in the text, counted in characters. */
  index?: number;
}

export interface TextPart {
  type: 'output_text';
  text: string;
  annotations?: Annotation[];
}

export interface UserMessage {
  type: 'user_message';
  id: string;
  content: { type: 'input_text' | 'input_tag'; text: string }[];
  quoted_text?: string;
}

export interface AssistantMessage {
  type: 'assistant_message';
  id: string;
  content: TextPart[];
}

/** Items of other types arrive, too, and are not shown. */
export type Item = UserMessage | AssistantMessage | { type: 'other'; id: string };

export type Update =
  | { type: 'assistant_message.content_part.added'; content_index: number; content: TextPart }
  | { type: 'assistant_message.content_part.text_delta'; content_index: number; delta: string }
  | {
      type: 'assistant_message.content_part.annotation_added';
      content_index: number;
      annotation_index: number;
      annotation: Annotation;
    }
  | { type: 'assistant_message.content_part.done'; content_index: number; content: TextPart };

export type StreamEvent =
  | { type: 'thread.created' | 'thread.updated'; thread: Thread }
  | { type: 'thread.item.added' | 'thread.item.done' | 'thread.item.replaced'; item: Item }
  | { type: 'thread.item.updated'; item_id: string; update: Update }
  | { type: 'thread.item.removed'; item_id: string }
  | { type: 'stream_options'; stream_options: { allow_cancel: boolean } }
  | { type: 'progress_update'; text: string }
  | { type: 'error'; code: string; message?: string; allow_retry: boolean }
  | { type: 'notice'; level: 'info' | 'warning' | 'danger'; message: string; title?: string };

/** @throws {SyntaxError} for what is no event at all; an event of an unknown type is for the reader to pass over. */
export function parseEvent(data: string): StreamEvent {
  const event = JSON.parse(data) as StreamEvent | null;
  if (typeof event !== 'object' || typeof event?.type !== 'string')
    throw new SyntaxError('not a ChatKit event');
  return event;
}
