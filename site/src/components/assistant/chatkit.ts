import { ApiError, type ApiRequest } from '@site/src/lib/api';
import { parseEvent, type Item, type Page, type StreamEvent, type Thread } from './protocol';
import { readEvents } from './sse';

export type Fetch = (path: string, request: ApiRequest) => Promise<Response>;

/** What a question is about; it helps the search, and nothing depends on it. */
export interface Context {
  /** Id of the lesson that the question is about; null for the whole book. */
  lesson: string | null;
}

export interface Question {
  text: string;
  /** A passage that the reader has marked. */
  quoted: string | null;
  context: Context;
}

/** Longer threads than this are shown without their end; in items. */
const mostItems = 400;

/** Speaks the ChatKit protocol with the assistant. */
export class ChatKit {
  constructor(
    private readonly fetch: Fetch,
    private readonly language: () => string,
  ) {}

  /** Asks in a new thread, or in the given one. */
  ask(
    thread: string | null,
    { text, quoted, context }: Question,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent> {
    const input = {
      content: [{ type: 'input_text', text }],
      attachments: [],
      inference_options: {},
      ...(quoted !== null && { quoted_text: quoted }),
    };
    return thread === null
      ? this.stream('threads.create', { input }, context, signal)
      : this.stream('threads.add_user_message', { thread_id: thread, input }, context, signal);
  }

  /** Answers a stored question once more. */
  retry(thread: string, item: string, context: Context, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    return this.stream('threads.retry_after_item', { thread_id: thread, item_id: item }, context, signal);
  }

  list(after: string | null, signal?: AbortSignal): Promise<Page<Thread>> {
    const params = { limit: 20, order: 'desc', ...(after !== null && { after }) };
    return this.call<Page<Thread>>('threads.list', params, signal);
  }

  /** A thread with all its items. */
  async open(id: string, signal?: AbortSignal): Promise<Thread & { items: Page<Item> }> {
    const thread = await this.call<Thread>('threads.get_by_id', { thread_id: id }, signal);
    const items = [...(thread.items?.data ?? [])];
    let page = thread.items;
    while (page?.has_more && page.after !== undefined && items.length < mostItems) {
      const params = { thread_id: id, limit: 100, order: 'asc', after: page.after };
      page = await this.call<Page<Item>>('items.list', params, signal);
      items.push(...page.data);
    }
    return { ...thread, items: { data: items, has_more: page?.has_more ?? false } };
  }

  async remove(id: string): Promise<void> {
    await this.call('threads.delete', { thread_id: id });
  }

  private async *stream(
    type: string,
    params: object,
    context: Context,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent> {
    const reply = await this.post({ type, params, metadata: context }, 'text/event-stream', signal);
    const kind = reply.headers.get('Content-Type') ?? '';
    if (!reply.body || !kind.startsWith('text/event-stream')) throw unexpected(reply.status);
    for await (const data of readEvents(reply.body)) yield parseEvent(data);
  }

  private async call<T>(type: string, params: object, signal?: AbortSignal): Promise<T> {
    const reply = await this.post({ type, params, metadata: {} }, 'application/json', signal);
    try {
      return (await reply.json()) as T;
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unexpected(reply.status);
    }
  }

  private post(body: object, accept: string, signal?: AbortSignal): Promise<Response> {
    return this.fetch('/assistant/chatkit', {
      method: 'POST',
      body,
      headers: { Accept: accept, 'Accept-Language': this.language() },
      ...(signal && { signal }),
    });
  }
}

function unexpected(status: number): ApiError {
  return new ApiError('BAD_REPLY', 'The assistant sent something unexpected.', status);
}
